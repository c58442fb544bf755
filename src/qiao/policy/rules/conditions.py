"""Conditions of rules: a sentence over facts and dated figures that is true, false, or not known yet.

`loan.dpd == 0 and settlement.on - today <= table.quote_days_ahead`

Three-valued after Kleene (1952, §64): what is unknown decides nothing, and `false and unknown` is false. Written in
the grammar of Python's expressions, of which only the named parts are understood; nothing is ever executed.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from qiao.policy.rules.schema import Fact
from qiao.policy.rules.values import COUNTED, LEVELS, ORDERED, Kind, Value

TODAY, CLOCK, NOW = "today", "clock", "now"
TABLE = "table"
_LONGEST = 400
_BUILT_IN: Final = {TODAY: Kind.DATE, CLOCK: Kind.TIME, NOW: Kind.MOMENT}
_SMALL = (0, 1)  # "None" and "one" are no figures that a regulator or a lender changes.


class _Unknown:
    """What a fact is until somebody has told it."""


UNKNOWN = _Unknown()
_Known = Value | _Unknown


class ConditionWrong(ValueError):
    """The sentence cannot be read; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is known at this moment: facts, the figures of the day, and the moment in Shanghai."""

    facts: Mapping[str, Value]
    figures: Mapping[str, Value]
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def clock(self) -> time:
        return self.now.time()


_Evaluate = Callable[[Scene], _Known]


@dataclass(frozen=True, slots=True)
class Condition:
    """`facts` and `tables` are the names in `text`."""

    text: str
    facts: frozenset[str]
    tables: frozenset[str]
    _evaluate: _Evaluate

    def holds(self, scene: Scene) -> bool | None:
        """None while that cannot be said."""
        found = self._evaluate(scene)
        return found if isinstance(found, bool) else None


def read_condition(text: str, facts: Mapping[str, Fact], tables: Mapping[str, Kind]) -> Condition:
    """Raises ConditionWrong for anything but a yes-or-no sentence over these facts and tables."""
    if len(text) > _LONGEST:
        raise ConditionWrong(f"it is longer than {_LONGEST} characters: make two rules of it")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ConditionWrong("it cannot be read: check brackets, quotes and operators") from None
    reader = _Reader(facts, tables)
    node = reader.read(tree)
    if node.kind is not Kind.FLAG:
        raise ConditionWrong("it must be true or false, such as loan.dpd == 0")
    return Condition(text.strip(), frozenset(reader.facts_named), frozenset(reader.tables_named), node.evaluate)


@dataclass(frozen=True, slots=True)
class _Node:
    """`kind` is None for a number that fits whatever counted kind stands beside it."""

    kind: Kind | None
    evaluate: _Evaluate
    options: frozenset[str] = frozenset()
    literal: Value | None = None


class _Reader:
    def __init__(self, facts: Mapping[str, Fact], tables: Mapping[str, Kind]) -> None:
        self._facts, self._tables = facts, tables
        self.facts_named: set[str] = set()
        self.tables_named: set[str] = set()

    def read(self, tree: ast.expr) -> _Node:
        match tree:
            case ast.BoolOp(op=operator, values=parts):
                return _joined([self._flag(part) for part in parts], all_of=isinstance(operator, ast.And))
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                return _denied(self._flag(inner))
            case ast.Compare(left=left, ops=operators, comparators=others):
                return self._compared(left, operators, others)
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as operator, right=right):
                return _summed(self.read(left), self.read(right), minus=isinstance(operator, ast.Sub))
            case ast.Name() | ast.Attribute():
                return self._named(_dotted(tree))
            case ast.Constant(value=value):
                return _literal(value)
            case _:
                raise ConditionWrong("only names, numbers, texts, and, or, not, in, comparisons, + and - are known")

    def _flag(self, tree: ast.expr) -> _Node:
        node = self.read(tree)
        if node.kind is not Kind.FLAG:
            raise ConditionWrong(f"{ast.unparse(tree)} is neither true nor false")
        return node

    def _named(self, name: str) -> _Node:
        if name in _BUILT_IN:
            return _Node(_BUILT_IN[name], lambda scene: getattr(scene, name))
        if name in LEVELS:
            return _Node(Kind.LEVEL, lambda _: name)
        if name in {"true", "false"}:
            return _Node(Kind.FLAG, lambda _: name == "true")
        first, _, rest = name.partition(".")
        if first == TABLE:
            if rest not in self._tables:
                raise ConditionWrong(f"tables.yaml has no {rest}")
            self.tables_named.add(rest)
            return _Node(self._tables[rest], lambda scene: scene.figures.get(rest, UNKNOWN))
        fact = self._facts.get(name)
        if fact is None:
            raise ConditionWrong(f"facts.yaml has no {name}")
        self.facts_named.add(name)
        return _Node(fact.kind, lambda scene: scene.facts.get(name, UNKNOWN), frozenset(fact.options))

    def _compared(self, left: ast.expr, operators: Sequence[ast.cmpop], others: Sequence[ast.expr]) -> _Node:
        """`a <= b <= c` is two comparisons, as everywhere in mathematics."""
        links: list[_Node] = []
        before = left
        for operator, after in zip(operators, others, strict=True):
            links.append(self._link(before, operator, after))
            before = after
        return links[0] if len(links) == 1 else _joined(links, all_of=True)

    def _link(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> _Node:
        if isinstance(operator, ast.In | ast.NotIn):
            return self._membership(left, right, wanted=isinstance(operator, ast.In))
        first, second = self.read(left), self.read(right)
        kind = _common(first, second, ast.unparse(left), ast.unparse(right))
        symbol = type(operator)
        if symbol not in _ORDER and symbol not in _EQUAL:
            raise ConditionWrong("compare with ==, !=, <, <=, >, >= or in")
        if symbol in _ORDER and kind not in ORDERED:
            raise ConditionWrong(f"{ast.unparse(left)} has no order: compare with == or !=")
        decide = _ORDER.get(symbol) or _EQUAL[symbol]
        # Levels are ordered as A0 < A1 < A2 < A3, which is how their names sort.
        return _Node(Kind.FLAG, _both(first.evaluate, second.evaluate, decide))

    def _membership(self, left: ast.expr, right: ast.expr, *, wanted: bool) -> _Node:
        """`loan.state in ('current', 'due_today')`, or `'deceased' in customer.flags`."""
        if isinstance(right, ast.Tuple):
            choice = self.read(left)
            if choice.kind is not Kind.CHOICE:
                raise ConditionWrong(f"{ast.unparse(left)} is no choice")
            allowed = frozenset(_option(self.read(one), choice.options) for one in right.elts)
            return _Node(Kind.FLAG, _when_known(choice.evaluate, lambda value: (value in allowed) is wanted))
        held = self.read(right)
        if held.kind is not Kind.SET:
            raise ConditionWrong("after in stands a set, or texts in brackets with a comma")
        option = _option(self.read(left), held.options)
        return _Node(Kind.FLAG, _when_known(held.evaluate, lambda value: (option in value) is wanted))


def _dotted(tree: ast.expr) -> str:
    match tree:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=inner, attr=name):
            return f"{_dotted(inner)}.{name}"
        case _:
            raise ConditionWrong("a name is written like loan.state")


def _literal(value: object) -> _Node:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ConditionWrong(f"{value!r}: write true or false in small letters, amounts and times into tables.yaml")
    if isinstance(value, str):
        return _Node(Kind.CHOICE, lambda _: value, literal=value)
    if value not in _SMALL:
        raise ConditionWrong(f"{value} is a figure: give it a name in tables.yaml")
    return _Node(None, lambda _: value, literal=value)


def _option(node: _Node, options: frozenset[str]) -> str:
    if not isinstance(node.literal, str) or node.literal not in options:
        raise ConditionWrong(f"{node.literal!r} is none of {', '.join(sorted(options))}")
    return node.literal


def _common(first: _Node, second: _Node, left: str, right: str) -> Kind:
    for one, other in ((first, second), (second, first)):
        if isinstance(one.literal, str):
            _option(one, other.options)
    for kind, beside in ((first.kind, second.kind), (second.kind, first.kind)):
        if kind is not None and (kind is beside or (beside is None and kind in COUNTED)):
            return kind
    raise ConditionWrong(f"{left} and {right} are not of one kind")


def _summed(first: _Node, second: _Node, *, minus: bool) -> _Node:
    """Amounts with amounts, days with days; a date and days make a date, two dates make days."""
    kinds = (first.kind, second.kind)
    if kinds == (Kind.DATE, Kind.DATE) and minus:
        return _Node(Kind.DAYS, _both(first.evaluate, second.evaluate, lambda a, b: (a - b).days))
    if kinds in {(Kind.DATE, Kind.DAYS), (Kind.DATE, None)}:
        sign = -1 if minus else 1
        return _Node(Kind.DATE, _both(first.evaluate, second.evaluate, lambda a, b: a + timedelta(days=sign * b)))
    counted = [kind for kind in kinds if kind is not None]
    if not set(counted) <= COUNTED or len(set(counted)) > 1:
        raise ConditionWrong("only amounts, days and counts of one kind are added, and days to dates")
    kind = counted[0] if counted else None
    return _Node(kind, _both(first.evaluate, second.evaluate, (lambda a, b: a - b) if minus else (lambda a, b: a + b)))


def _joined(parts: Sequence[_Node], *, all_of: bool) -> _Node:
    evaluates = [part.evaluate for part in parts]

    def evaluate(scene: Scene) -> _Known:
        found = [one(scene) for one in evaluates]
        if any(one is (not all_of) for one in found):
            return not all_of
        return UNKNOWN if any(one is UNKNOWN for one in found) else all_of

    return _Node(Kind.FLAG, evaluate)


def _denied(inner: _Node) -> _Node:
    return _Node(Kind.FLAG, _when_known(inner.evaluate, lambda value: not value))


# The kinds were checked when the sentence was read; here the values are only what those kinds say.
def _both(first: _Evaluate, second: _Evaluate, decide: Callable[[Any, Any], Value]) -> _Evaluate:
    def evaluate(scene: Scene) -> _Known:
        one, other = first(scene), second(scene)
        return UNKNOWN if one is UNKNOWN or other is UNKNOWN else decide(one, other)

    return evaluate


def _when_known(inner: _Evaluate, decide: Callable[[Any], Value]) -> _Evaluate:
    def evaluate(scene: Scene) -> _Known:
        found = inner(scene)
        return UNKNOWN if found is UNKNOWN else decide(found)

    return evaluate


_ORDER: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
}
_EQUAL: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
}
