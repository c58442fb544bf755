"""Which tags a customer has on a day, why, and when that changes by itself: pure.

A condition about something that is not known does not fit, unless it says otherwise; `not` of it does. So a tree has
two answers, here and in an engine alike.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from qiao.customers.profile.definition import Bounds, Expression, TagRule
from qiao.customers.profile.knowing import Facts, Known, Outlook, Value


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition that decided: what it found, the date it is as of, and whether it fits."""

    condition: Expression
    found: Value
    as_of: date | None
    fits: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether an expression fits, and the conditions that decided it."""

    fits: bool
    reasons: tuple[Reason, ...]


def has(rule: TagRule, facts: Facts, day: date) -> bool:
    """Whether she has the tag on the day."""
    return answer(rule, facts, day).fits


def tags_on(rules: Iterable[TagRule], facts: Facts, day: date) -> frozenset[str]:
    """All tags she has on the day."""
    return frozenset(rule.id for rule in rules if has(rule, facts, day))


def answer(rule: TagRule, facts: Facts, day: date) -> Answer:
    """Whether she has the tag on the day, and why or why not. Without the consent no condition is looked at."""
    if rule.consent is not None and rule.consent not in facts.consents:
        return Answer(False, ())
    return judged(rule.when, facts, day)


def judged(expression: Expression, facts: Facts, day: date, tags: frozenset[str] = frozenset()) -> Answer:
    """Whether the expression fits, and the conditions that decided: of `all` those that fail, or else every one."""
    if expression.not_ is not None:
        inner = judged(expression.not_, facts, day, tags)
        return Answer(not inner.fits, inner.reasons)
    if expression.all or expression.any:
        found = [judged(one, facts, day, tags) for one in expression.all or expression.any]
        fits = all(one.fits for one in found) if expression.all else any(one.fits for one in found)
        decided = (one.reasons for one in found if one.fits == fits)
        return Answer(fits, tuple(reason for reasons in decided for reason in reasons))
    reason = _looked_at(expression, facts, day, tags)
    return Answer(reason.fits, (reason,))


def next_on(rules: Collection[TagRule], outlook: Outlook, day: date) -> date | None:
    """The first day after `day` on which one of the tags is there or gone, if nothing is told until then.

    A tag can turn only on the days of its own conditions, and where it asks for stages on those of her life.
    """
    now = outlook.on(day)
    had = {rule.id: has(rule, now, day) for rule in rules}
    turns: dict[date, list[TagRule]] = {}
    of_life = list(outlook.turns(day))
    for rule in rules:
        own = {turn for turn in _turns(rule.when, now) if turn > day}
        for turn in own.union(of_life if any(_is_of_life(one) for one in leaves(rule.when)) else ()):
            turns.setdefault(turn, []).append(rule)
    for turn in sorted(turns):
        facts = outlook.on(turn)
        if any(has(rule, facts, turn) != had[rule.id] for rule in turns[turn]):
            return turn
    return None


def leaves(expression: Expression) -> Iterator[Expression]:
    """The conditions of a tree, without what joins them."""
    inner = (*expression.all, *expression.any, *((expression.not_,) if expression.not_ is not None else ()))
    if not inner:
        yield expression
    for one in inner:
        yield from leaves(one)


def _looked_at(one: Expression, facts: Facts, day: date, tags: frozenset[str]) -> Reason:
    if one.trait is not None:
        return _of_known(one, _trait(one, facts), day)
    if one.mark is not None:
        mark = facts.marks.get(one.mark)
        if mark is None or mark.value is None:
            return Reason(one, None, mark.on if mark is not None else None, one.or_unknown)
        fits = (not one.is_ or mark.value in one.is_) and _lies(one.days, (day - mark.on).days)
        return Reason(one, mark.value, mark.on, fits)
    if one.events and one.within is not None:
        since = day - timedelta(days=one.within)
        days = [on for on in facts.memory.days.get(one.events, ()) if on > since]
        return Reason(one, len(days), days[-1] if days else None, _lies(one.between, len(days)))
    if one.tag is not None:
        return Reason(one, one.tag, None, one.tag in tags)
    if one.loans:
        return Reason(one, None, None, bool(facts.loans & frozenset(one.loans)))
    found = facts.stage if one.stage else facts.group
    return Reason(one, found, None, found in (one.stage or one.group))


def _trait(one: Expression, facts: Facts) -> Known | None:
    return facts.memory.traits.get(one.trait) if one.trait is not None else None


def _of_known(one: Expression, known: Known | None, day: date) -> Reason:
    if known is None or known.value is None:
        return Reason(one, None, known.on if known is not None else None, one.or_unknown)
    value = known.value
    fits = not one.is_ or value in one.is_
    if one.between is not None:
        fits = fits and isinstance(value, int) and _lies(one.between, value)
    if one.days is not None:
        fits = fits and isinstance(value, date) and _lies(one.days, (day - value).days)
    return Reason(one, value, known.on, fits)


def _lies(bounds: Bounds | None, number: int) -> bool:
    low, high = bounds or (None, None)
    return (low is None or number >= low) and (high is None or number <= high)


def _turns(expression: Expression, facts: Facts) -> Iterator[date]:
    """The days on which some condition may turn by itself."""
    for one in leaves(expression):
        if one.events and one.within is not None:
            yield from (on + timedelta(days=one.within) for on in facts.memory.days.get(one.events, ()))
            continue
        base = _base(one, facts)
        if one.days is not None and base is not None:
            low, high = one.days
            edges = (low, None if high is None else high + 1)
            yield from (base + timedelta(days=edge) for edge in edges if edge is not None)


def _is_of_life(one: Expression) -> bool:
    return bool(one.stage or one.group or one.loans)


def _base(one: Expression, facts: Facts) -> date | None:
    known = _trait(one, facts)
    if known is not None:
        return known.value if isinstance(known.value, date) else None
    mark = facts.marks.get(one.mark) if one.mark is not None else None
    return mark.on if mark is not None and mark.value is not None else None
