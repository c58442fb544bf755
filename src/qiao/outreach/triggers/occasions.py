"""What began a journey, and whether it still holds: pure, of a customer's log of events and of where she stands.

Nothing follows from the order in which things were told, so a journey begun late or looked at again is the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from qiao.customers.lifecycle import CUSTOMER, State, Told
from qiao.outreach.triggers.definition import Trigger, span

Order = tuple[datetime, int, str]
_AFTER_ALL = (2**63 - 1, "\U0010ffff")
"""Of its moment: the event that led into a stage is no event after it."""


class Ended(StrEnum):
    """Why a journey stopped before its end."""

    GOAL = "goal"
    """What it was to bring about has happened."""
    LEFT = "left"
    """She, or the loan, stands elsewhere."""
    MOVED = "moved"
    """The date has become another."""
    UNKNOWN = "unknown"
    """The pack knows the trigger no more."""
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of a customer's life, in the order in which it happened."""

    log: Sequence[Told]
    state: State

    def stage(self, loan: str) -> str | None:
        placed = self.state.own if loan == CUSTOMER else self.state.loans.get(loan)
        return placed.stage if placed is not None else None

    def told_on(self, loan: str, fact: str) -> tuple[date | None, Order | None]:
        """The date that was told last under this name of a loan, and since which event it is that."""
        value, since = None, None
        for told in self.log:
            if told.loan == loan and fact in told.facts and (since is None or told.facts[fact] != value):
                value, since = told.facts[fact], told.order
        return (date.fromisoformat(str(value)) if value is not None else None), since


@dataclass(frozen=True, slots=True)
class Occasion:
    """What began a journey. `name` tells it from others of the same loan: an event's id, a date, a stage and its day.

    `since` is its place in history, and its moment; `loan` is empty for what is about the customer alone.
    """

    trigger: str
    loan: str
    name: str
    since: Order
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any], compare=False)

    @property
    def at(self) -> datetime:
        return self.since[0]


def occasions(trigger: Trigger, known: Known, now: datetime) -> Iterator[Occasion]:
    """All that can have begun it and is no older than it is good for, also by a clock that runs before ours; of dates,
    those that stand.
    """
    when = trigger.when
    if when.date is not None:
        yield from _dates(trigger, when.date, known)
        return
    earliest = now - span(trigger.good_for)
    found = _events(trigger, known) if when.events else _stages(trigger, known)
    yield from (one for one in found if earliest < one.at)


def why_ended(trigger: Trigger, occasion: Occasion, known: Known) -> Ended | None:
    """Whether there is nothing to say any more."""
    if any(_is_goal(trigger, occasion, told) for told in known.log):
        return Ended.GOAL
    stage = known.stage(occasion.loan)
    fact = trigger.when.date
    if fact is not None and known.told_on(occasion.loan, fact)[0] != date.fromisoformat(occasion.name):
        return Ended.MOVED
    lasting = trigger.while_ or trigger.when.stages
    return Ended.LEFT if lasting and stage not in lasting else None


def _is_goal(trigger: Trigger, occasion: Occasion, told: Told) -> bool:
    is_hers = not trigger.is_of_loan or (told.loan or CUSTOMER) == occasion.loan
    return is_hers and told.type in trigger.stop and told.order > occasion.since


def _events(trigger: Trigger, known: Known) -> Iterator[Occasion]:
    for told in known.log:
        loan = (told.loan or CUSTOMER) if trigger.is_of_loan else CUSTOMER
        if _fits(trigger, told) and _is_counted(trigger, told, known.log):
            yield Occasion(trigger.id, loan, told.event_id, told.order, told.facts)


def _fits(trigger: Trigger, told: Told) -> bool:
    when = trigger.when
    return told.type in when.events and all(told.facts.get(name) in words for name, words in when.facts.items())


def _is_counted(trigger: Trigger, told: Told, log: Sequence[Told]) -> bool:
    counts = trigger.when.counts
    if counts is None:
        return True
    begin = told.at - span(counts.within)
    number = sum(
        _fits(trigger, one) and one.at >= begin and one.order <= told.order
        for one in log
        if counts.over == "customer" or one.loan == told.loan
    )
    return counts.least <= number and (counts.most is None or number <= counts.most)


def _stages(trigger: Trigger, known: Known) -> Iterator[Occasion]:
    things = known.state.loans if trigger.is_of_loan else {CUSTOMER: known.state.own}
    for loan, placed in things.items():
        if placed.stage in trigger.when.stages:
            name = f"{placed.stage}@{placed.since.isoformat()}"
            yield Occasion(trigger.id, loan, name, (placed.since, *_AFTER_ALL))


def _dates(trigger: Trigger, fact: str, known: Known) -> Iterator[Occasion]:
    for loan in known.state.loans:
        on, since = known.told_on(loan, fact)
        if on is not None and since is not None:
            yield Occasion(trigger.id, loan, on.isoformat(), since)
