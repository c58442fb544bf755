"""The clock of a work order: hours or working days from its opening to its answer, and the steps along it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from qiao.cases.orders.history import Kind, Order
from qiao.cases.orders.section import Does, Tells, Type, Unit
from qiao.foundation.business_calendar import BusinessCalendar
from qiao.foundation.deadlines import DayKind, DeadlineState, Paused, Started, standing
from qiao.policy.rules import RuleBook

END: Final = "end"
_CALENDAR = BusinessCalendar()
_NOTHING = timedelta(0)
_ACTS = {Does.REMIND: Kind.REMINDED, Does.WARN: Kind.WARNED, Does.ESCALATE: Kind.ESCALATED}


@dataclass(frozen=True, slots=True)
class Step:
    """Something done when `percent` of the time allowed are over; more than 100 is after its end."""

    name: str
    percent: int
    does: Kind
    tells: frozenset[Tells]


@dataclass(frozen=True, slots=True)
class Terms:
    """As they held on the day on which the order was opened: `allowed` hours or working days."""

    unit: Unit
    allowed: int
    steps: tuple[Step, ...]

    @classmethod
    def on(cls, book: RuleBook, of_type: Type, day: date) -> "Terms":
        """Raises UnknownFigure where the tables say nothing for that day."""

        def figure(name: str) -> int:
            value = book.figure(name, day)
            assert isinstance(value, int), "days, hours and percents are whole numbers"
            return value

        steps = (Step(one.at, figure(one.at), _ACTS[one.does], frozenset(one.tells)) for one in of_type.steps)
        end = Step(END, 100, Kind.BREACHED, frozenset({Tells.OWNER, Tells.LEADER}))
        return cls(of_type.clock.counts, figure(of_type.clock.figure), (*steps, end))

    def wire(self) -> dict[str, str | int]:
        return {"unit": self.unit.value, "number": self.allowed}


@dataclass(frozen=True, slots=True)
class Reading:
    """How the clock stands. `due_at` is the first moment that is too late; paused, what it were if it went on now."""

    state: DeadlineState
    due_at: datetime


def reading(order: Order, terms: Terms, *, now: datetime) -> Reading:
    assert order.begun_at is not None, "a history begins with its opening"
    if terms.unit is Unit.WORKING_DAYS:
        facts = (Started(order.begun_at, terms.allowed, DayKind.WORKING), *order.stretches)
        stands = standing(facts, now=now, calendar=_CALENDAR, due_soon=_NOTHING)
        return Reading(stands.state, stands.due_at)
    read_at = order.ended_at or now
    due_at = order.begun_at + timedelta(hours=terms.allowed) + _stood_still(order, until=read_at, allowed=terms.allowed)
    if order.ended_at is not None:
        return Reading(DeadlineState.STOPPED, due_at)
    if now >= due_at:
        return Reading(DeadlineState.OVERDUE, due_at)
    return Reading(DeadlineState.PAUSED if order.stands_still else DeadlineState.RUNNING, due_at)


def steps_ahead(order: Order, terms: Terms, *, now: datetime) -> Iterator[tuple[datetime, Step]]:
    """When the steps come that were not done yet; none of an order whose clock stands still, or that is over.

    A share is taken of the time from the opening to the end as it is with all pauses so far, so a pause moves what is
    ahead of it later and nothing is ever done twice.
    """
    if order.is_over or order.stands_still:
        return
    assert order.begun_at is not None, "a history begins with its opening"
    whole = reading(order, terms, now=now).due_at - order.begun_at
    for step in terms.steps:
        if step.name not in order.raised:
            yield order.begun_at + whole * step.percent / 100, step


def _stood_still(order: Order, *, until: datetime, allowed: int) -> timedelta:
    """For how long, up to where the time allowed was over: what stands still afterwards gives nothing back."""
    assert order.begun_at is not None, "a history begins with its opening"
    total, since = _NOTHING, None
    for fact in order.stretches:
        if isinstance(fact, Paused):
            since = fact.at
        elif since is not None:
            total += _counted(order.begun_at, since, fact.at, total, allowed)
            since = None
    return total + _counted(order.begun_at, since, until, total, allowed) if since is not None else total


def _counted(begun: datetime, since: datetime, until: datetime, before: timedelta, allowed: int) -> timedelta:
    is_over = since - begun - before >= timedelta(hours=allowed)
    return _NOTHING if is_over else max(until - since, _NOTHING)
