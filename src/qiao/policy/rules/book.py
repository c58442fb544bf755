"""Whether a request may be carried out: one engine for robot, desk and whoever comes later.

Default deny. What needs a person comes before what is refused, and a refusal before a demand for more proof of
identity, so that nobody proves who she is only to hear no. What is not known yet is named, never assumed: whatever
else is told later, allowed stays allowed, refused refused, and a person's matter a person's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.money import Money
from qiao.policy.rules.conditions import Condition, Scene
from qiao.policy.rules.schema import FIGURE, Fact, Figure, Level, Otherwise, Party, Permit, Rule, Table
from qiao.policy.rules.values import LEVELS, Kind, NotOfKind, Value, value_of
from qiao.policy.schema import InBoth

_DAYS_KEPT = 8
_NOBODY = InBoth(zh="这项业务目前不能在这里办理。", en="This cannot be done here.")
_NOT_THIS_PARTY = InBoth(
    zh="这项业务需要借款人本人办理，您可以先告诉我情况，由人工跟进。",
    en="This has to be asked for by the borrower in person; a colleague can follow up on what you tell us.",
)
_NOT_THIS_POST = InBoth(zh="这个岗位不能办理这项业务。", en="This post may not carry this out.")


class Outcome(StrEnum):
    """What the rules say of a request. `not_known_yet`: some facts are missing."""

    ALLOWED = "allowed"
    REFUSED = "refused"
    TO_PERSON = "to_person"
    NEEDS_LEVEL = "needs_level"
    NOT_KNOWN_YET = "not_known_yet"


class Standing(StrEnum):
    """How one rule came out."""

    HELD = "held"
    BROKEN = "broken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Who:
    """Who asks: the post that carries it out, the level of the customer's session, and for whom she speaks."""

    post: str
    level: Level
    party: Party = "self"


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule that had a say; `text` and `instead` are for the customer where it is broken."""

    rule: str
    standing: Standing
    text: InBoth
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class Counting:
    """What must be counted before a quota can be judged; told as the fact `quota.<rule>`."""

    rule: str
    of: str
    per: str
    since: date

    @property
    def fact(self) -> str:
        return _quota_fact(self.rule)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`applied` holds every rule that had a say. `reasons` are those that made a refusal or call a person.

    `level` is what the request demands; `missing` are the facts, `counts` the quotas that would decide.
    """

    outcome: Outcome
    applied: tuple[Applied, ...]
    reasons: tuple[Applied, ...] = ()
    level: Level = "A0"
    missing: frozenset[str] = frozenset()
    counts: tuple[Counting, ...] = ()


class UnknownFigure(KeyError):
    """No such table, or it says nothing yet for that day."""


@dataclass(frozen=True, slots=True)
class CheckedRule:
    """A rule whose conditions have been read."""

    rule: Rule
    when: Condition | None
    need: Condition | None

    def concerns(self, request: str, today: date) -> bool:
        rule = self.rule
        if (rule.since is not None and today < rule.since) or (rule.until is not None and today >= rule.until):
            return False
        return self.is_about(request)

    def is_about(self, request: str) -> bool:
        rule = self.rule
        return request not in rule.besides if rule.requests == "*" else request in rule.requests

    @property
    def facts(self) -> frozenset[str]:
        named = [condition.facts for condition in (self.when, self.need) if condition is not None]
        return frozenset().union(*named)


@dataclass(frozen=True)
class RuleBook:
    """The section `rules` of a pack."""

    facts: Mapping[str, Fact]
    tables: Mapping[str, Table]
    permits: Mapping[str, Permit]
    posts: Mapping[str, tuple[str, ...]]
    """The posts of each group."""
    rules: tuple[CheckedRule, ...]
    _days: dict[date, "_Day"] = field(default_factory=dict[date, "_Day"], init=False, repr=False, compare=False)

    def figure(self, name: str, on: date) -> Value:
        """What the table `name` says on that day: fen, days, a count or a time. Raises UnknownFigure."""
        try:
            return self._day(on).figures[name]
        except KeyError:
            raise UnknownFigure(name) from None

    def source(self, name: str, on: date) -> str:
        """Where what the table `name` says on that day is from. Raises UnknownFigure."""
        holding = _holding(self.tables[name], on) if name in self.tables else None
        if holding is None:
            raise UnknownFigure(name)
        return holding.source

    def said(self, text: InBoth, language: str, on: date) -> str:
        """A rule's text with each `{figure}` as it stands on that day: amounts in yuan, times as 18:00."""
        figures = self._day(on).figures
        return FIGURE.sub(
            lambda match: _written(Kind(self.tables[match[1]].kind), figures[match[1]]), text.in_language(language)
        )

    def facts_for(self, request: str, on: date) -> frozenset[str]:
        """Every fact that can matter to the request, for whoever reads them all at once."""
        return frozenset().union(*(one.facts for one in self._day(on).concerning(request)))

    def quotas_of(self, request: str) -> frozenset[str]:
        """The rules that limit how often the request is accepted, whenever they hold."""
        return frozenset(one.rule.id for one in self.rules if one.rule.quota is not None and one.is_about(request))

    def verdict(self, request: str, facts: Mapping[str, Value], who: Who, now: datetime) -> Verdict:
        """`facts` by name, as declared in `facts.yaml`, quotas as `quota.<rule>`; `now` is aware."""
        permit = self.permits.get(request)
        if permit is None:
            return _refused("permit", _NOBODY)
        if who.party not in permit.parties:
            return _to_person("party", _NOT_THIS_PARTY)
        if who.post not in self.posts[permit.by]:
            return _refused("post", _NOT_THIS_POST)
        here = now.astimezone(SHANGHAI)
        day = self._day(here.date())
        scene = Scene(facts, day.figures, here.replace(microsecond=0))
        judged = [(one, self._standing(one, scene)) for one in day.concerning(request)]
        return _weighed(permit, who, [(one, standing) for one, standing in judged if standing is not None], scene)

    def _day(self, on: date) -> "_Day":
        if on not in self._days:
            if len(self._days) >= _DAYS_KEPT:
                self._days.clear()
            self._days[on] = _Day(on, self._figures(on), self.rules)
        return self._days[on]

    def _figures(self, on: date) -> dict[str, Value]:
        found = {name: (table.kind, _holding(table, on)) for name, table in self.tables.items()}
        return {name: value_of(kind, one.value) for name, (kind, one) in found.items() if one is not None}

    def _standing(self, checked: CheckedRule, scene: Scene) -> Standing | None:
        """None where the rule does not apply."""
        applies = True if checked.when is None else checked.when.holds(scene)
        if applies is False:
            return None
        held = _quota_left(checked.rule, scene) if checked.need is None else checked.need.holds(scene)
        if held is True:
            return Standing.HELD
        return Standing.UNKNOWN if held is None or applies is None else Standing.BROKEN


@dataclass(frozen=True)
class _Day:
    """What holds on one day, worked out once."""

    on: date
    figures: Mapping[str, Value]
    rules: tuple[CheckedRule, ...]
    _concerning: dict[str, tuple[CheckedRule, ...]] = field(default_factory=dict[str, tuple[CheckedRule, ...]])

    def concerning(self, request: str) -> tuple[CheckedRule, ...]:
        if request not in self._concerning:
            self._concerning[request] = tuple(one for one in self.rules if one.concerns(request, self.on))
        return self._concerning[request]


def known(facts: Mapping[str, object], declared: Mapping[str, Fact]) -> dict[str, Value]:
    """`facts` as they come from JSON or from the lender, by their kinds. Raises NotOfKind naming the fact."""
    told: dict[str, Value] = {}
    for name, raw in facts.items():
        fact = declared.get(name)
        if fact is None and not name.startswith("quota."):
            raise NotOfKind(f"{name} is no fact of the pack")
        kind, options = (fact.kind, frozenset(fact.options)) if fact else (Kind.COUNT, frozenset[str]())
        try:
            told[name] = value_of(kind, raw, options=options)
        except NotOfKind as trouble:
            raise NotOfKind(f"{name} must be {trouble}") from None
    return told


def _quota_left(rule: Rule, scene: Scene) -> bool | None:
    most = scene.figures.get(rule.quota.most) if rule.quota else None
    used = scene.facts.get(_quota_fact(rule.id))
    return used < most if isinstance(used, int) and isinstance(most, int) else None


def _holding(table: Table, on: date) -> Figure | None:
    """What the table says on that day, if it says anything yet."""
    return max((one for one in table.values if one.since <= on), key=lambda one: one.since, default=None)


def _written(kind: Kind, figure: Value) -> str:
    if kind is Kind.FEN and isinstance(figure, int):
        return Money(figure).in_yuan()
    return f"{figure:%H:%M}" if isinstance(figure, time) else str(figure)


def _weighed(permit: Permit, who: Who, judged: Sequence[tuple[CheckedRule, Standing]], scene: Scene) -> Verdict:
    applied = tuple(_applied(one.rule, standing) for one, standing in judged)

    def those(standing: Standing, otherwise: Otherwise) -> tuple[Applied, ...]:
        return tuple(
            say
            for (one, _), say in zip(judged, applied, strict=True)
            if say.standing is standing and one.rule.otherwise == otherwise
        )

    if reasons := those(Standing.BROKEN, "person"):
        return Verdict(Outcome.TO_PERSON, applied, reasons, permit.level)
    # As long as a person may have to decide, nobody is told no by a machine.
    if not those(Standing.UNKNOWN, "person") and (reasons := those(Standing.BROKEN, "refuse")):
        return Verdict(Outcome.REFUSED, applied, reasons, permit.level)
    if LEVELS.index(who.level) < LEVELS.index(permit.level):
        return Verdict(Outcome.NEEDS_LEVEL, applied, level=permit.level)
    open_questions = [one for one, standing in judged if standing is Standing.UNKNOWN]
    if open_questions:
        missing = frozenset[str]().union(*(one.facts for one in open_questions)) - scene.facts.keys()
        counts = tuple(_countings(open_questions, scene))
        return Verdict(Outcome.NOT_KNOWN_YET, applied, level=permit.level, missing=missing, counts=counts)
    return Verdict(Outcome.ALLOWED, applied, level=permit.level)


def _countings(open_questions: Iterable[CheckedRule], scene: Scene) -> Iterable[Counting]:
    for one in open_questions:
        quota = one.rule.quota
        if quota is None or _quota_fact(one.rule.id) in scene.facts:
            continue
        days = scene.figures.get(quota.within_days)
        if isinstance(days, int):
            yield Counting(one.rule.id, quota.of, quota.per, scene.today - timedelta(days=days))


def _applied(rule: Rule, standing: Standing) -> Applied:
    return Applied(rule.id, standing, rule.text, rule.instead)


def _refused(rule: str, text: InBoth) -> Verdict:
    say = Applied(rule, Standing.BROKEN, text)
    return Verdict(Outcome.REFUSED, (say,), (say,))


def _to_person(rule: str, text: InBoth) -> Verdict:
    say = Applied(rule, Standing.BROKEN, text)
    return Verdict(Outcome.TO_PERSON, (say,), (say,))


def _quota_fact(rule: str) -> str:
    return f"quota.{rule}"
