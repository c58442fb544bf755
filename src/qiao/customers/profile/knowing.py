"""What is known of a customer for her tags, pure: what events leave in her traits, and what is asked on a day.

Events may come late, twice and in any order: of each trait the last by the order of happening is kept, days of events
are a set of places in that order. So taking one event more is the same as taking all of them anew.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, timedelta

from qiao.customers.lifecycle import Machines, State, Told
from qiao.customers.lifecycle.machine import Groups, Marks
from qiao.customers.profile.definition import TraitKind, TraitRule
from qiao.foundation.business_calendar import business_date

Value = str | int | date | None
Types = tuple[str, ...]
Place = tuple[str, int, str]
"""An event's place in history: its moment as ISO text in UTC, its number and id."""


@dataclass(frozen=True, slots=True)
class Known:
    """A trait: its value, the date of the event it is as of, and that event's place."""

    value: Value
    on: date
    place: Place


@dataclass(frozen=True, slots=True)
class Memory:
    """What events have left. `days`: of each counted group of types, when its events happened, the oldest first."""

    traits: Mapping[str, Known] = field(default_factory=dict[str, Known])
    days: Mapping[Types, tuple[date, ...]] = field(default_factory=dict[Types, tuple[date, ...]])


@dataclass(frozen=True, slots=True)
class Facts:
    """What a customer's tags are judged by: her memory, where she and her loans stand, and what she has allowed."""

    memory: Memory
    stage: str
    group: str
    loans: Groups
    marks: Marks
    consents: frozenset[str]


@dataclass(frozen=True)
class Remembering:
    """How events become memory: the traits of the pack, and the groups of types that its tags count within days."""

    traits: Mapping[str, TraitRule]
    kinds: Mapping[str, TraitKind]
    counted: Mapping[Types, int]
    """Each with the longest window that asks about it, in days."""

    def remember(self, memory: Memory, told: Told) -> Memory:
        """The memory after an event that it does not know yet."""
        place = (told.at.astimezone(UTC).isoformat(), told.number, told.event_id)
        on = business_date(told.at)
        traits, days = dict(memory.traits), dict(memory.days)
        for name, rule in self.traits.items():
            if told.type in rule.of:
                known = _after(rule, self.kinds[name], traits.get(name), told, Known(None, on, place))
                if known is not None:
                    traits[name] = known
        for types in self.counted:
            if told.type in types:
                days[types] = tuple(sorted((*days.get(types, ()), on)))
        return Memory(traits, days)

    def of(self, events: Iterable[Told]) -> Memory:
        """The memory that all events leave, in whatever order; the same id twice counts once."""
        memory = Memory()
        for told in {one.event_id: one for one in events}.values():
            memory = self.remember(memory, told)
        return memory

    def pruned(self, memory: Memory, day: date) -> Memory:
        """Without the days that no window will ask about any more."""
        kept = {
            types: tuple(one for one in days if one > day - timedelta(days=self.counted[types]))
            for types, days in memory.days.items()
            if types in self.counted
        }
        return replace(memory, days={types: days for types, days in kept.items() if days})


def _after(rule: TraitRule, kind: TraitKind, before: Known | None, told: Told, seen: Known) -> Known | None:
    """The trait after the event; None where the event tells nothing of it."""
    if rule.last is not None:
        if rule.last not in told.facts:
            return before
        seen = replace(seen, value=read(kind, told.facts[rule.last]))
        return seen if before is None or seen.place > before.place else before
    if rule.count:
        last = seen if before is None or seen.place > before.place else before
        return replace(last, value=1 + (before.value if before is not None and isinstance(before.value, int) else 0))
    seen = replace(seen, value=seen.on)
    if before is None or (seen.place > before.place) == (rule.day == "last"):
        return seen
    return before


def read(kind: TraitKind, told: object) -> Value:
    """The value of a trait as it was told, or as it is kept."""
    if told is None or isinstance(told, int):
        return told
    return date.fromisoformat(str(told)) if kind == "date" else str(told)


@dataclass(frozen=True, slots=True)
class Outlook:
    """A customer on this day and on those to come, if nothing is told: days alone may bring her to another stage."""

    machines: Machines
    memory: Memory
    life: State | None
    consents: frozenset[str]

    def on(self, day: date) -> Facts:
        """What is known of her on a day. Of whom the lender told nothing, the last stage fits, as it always does."""
        if self.life is None:
            last = self.machines.customer.file.stages[-1]
            return Facts(self.memory, last.id, last.group, frozenset(), {}, self.consents)
        life, _ = self.machines.pass_to(self.life, day)
        group = self.machines.customer.stages[life.own.stage].group
        loans = frozenset(self.machines.loan.stages[one.stage].group for one in life.loans.values())
        return Facts(self.memory, life.own.stage, group, loans, life.own.marks, self.consents)

    def turns(self, day: date) -> Iterator[date]:
        """The days after a day on which she or a loan of hers stands elsewhere, in order."""
        life = self.life
        while life is not None and life.next_on is not None:
            if life.next_on > day:
                yield life.next_on
            life, _ = self.machines.pass_to(life, life.next_on)
