"""A running deadline (时限), worked out from the dated facts about it: started, paused, extended, stopped.

The figures (15, 30, 60 days; how often it may be extended) come from the caller's rule table. What stands
here is how days are counted, always in the reading that is earliest for the lender:

- The day of the start is not counted (民法典 Art. 201); N days end with the N-th counted day in Shanghai.
- A counted day is every day, or every working day. Time runs only on counted days and stands still in a
  pause, so a pause gives back exactly the time it took, and none on a day that would not have counted.
- Zero days end with the day of the start; they hold no counted time, so there is nothing to pause.
- Nothing here reads a clock, and no elapsed time is stored: the same facts at the same `now` give the same
  answer after any restart, jump of the host's clock, or change of its zone. A resume stamped earlier than its
  pause gives back nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar, assert_never

from qiao.foundation.business_calendar import BusinessCalendar, business_date, start_of
from qiao.foundation.errors import Conflict

_NOTHING = timedelta(0)


class DayKind(StrEnum):
    CALENDAR = "calendar"
    WORKING = "working"


@dataclass(frozen=True, slots=True)
class Started:
    """The clock starts, with `days` of its kind allowed."""

    at: datetime
    days: int
    kind: DayKind


@dataclass(frozen=True, slots=True)
class Paused:
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Resumed:
    at: datetime


@dataclass(frozen=True, slots=True)
class Extended:
    """`days` more, of the kind the clock started with. Who may approve is the caller's rule."""

    at: datetime
    days: int
    reason: str


@dataclass(frozen=True, slots=True)
class Stopped:
    at: datetime


Fact = Started | Paused | Resumed | Extended | Stopped
_F = TypeVar("_F", Started, Paused, Resumed, Extended, Stopped)


class DeadlineState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class ExtensionLimits:
    """How often a deadline may be extended, and how many days it may have with all extensions together."""

    times: int
    total_days: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a deadline stands at one moment.

    `due_at` (UTC) is the first moment that is too late and `due_on` the last day in Shanghai that holds time;
    while paused both are what they would be if the clock resumed now. `remaining` is the time from now to
    `due_at`, negative once it has passed; for a stopped deadline it is what was left when it stopped.
    `is_provisional` says that an unpublished calendar may still move `due_at` later, never earlier.
    """

    state: DeadlineState
    due_at: datetime
    due_on: date
    remaining: timedelta
    days_allowed: int
    pause_reason: str | None
    is_provisional: bool

    @property
    def was_met(self) -> bool:
        return self.state is DeadlineState.STOPPED and self.remaining > _NOTHING


class DeadlineNotStarted(Conflict):
    """The first fact of a deadline is its start, and it starts once."""


class DeadlineAlreadyStopped(Conflict):
    """The deadline has stopped; nothing more happens to it."""


class DeadlineAlreadyPaused(Conflict):
    """The deadline stands still already."""


class DeadlineNotPausable(Conflict):
    """A deadline that ends with the day it starts has no time that could stand still."""


class DeadlineNotPaused(Conflict):
    """Only a paused deadline can be resumed."""


class DeadlineAlreadyPassed(Conflict):
    """A deadline that has passed can be neither paused nor extended."""


class ExtensionBeyondLimit(Conflict):
    """The rule allows no such extension: too often, too long, or none at all."""


def standing(
    facts: Sequence[Fact],
    *,
    now: datetime,
    calendar: BusinessCalendar,
    due_soon: timedelta = timedelta(days=3),
) -> Standing:
    """Work out how the deadline stands at `now`; it is due soon when at most `due_soon` remains.

    Raises DeadlineNotStarted when the first fact is not its start.
    """
    start = _start_of(facts)
    stop = _last(facts, Stopped)
    read_at = _utc(now if stop is None else stop.at)
    open_pause = _open_pause(facts)
    days_allowed = _days_allowed(facts)
    pauses = _pauses(facts, until=read_at)
    due_at, is_provisional = _due(start, days_allowed, pauses=pauses, calendar=calendar)
    remaining = due_at - read_at
    return Standing(
        state=_state(remaining, is_stopped=stop is not None, is_paused=open_pause is not None, due_soon=due_soon),
        due_at=due_at,
        due_on=business_date(due_at - timedelta(microseconds=1)),
        remaining=remaining,
        days_allowed=days_allowed,
        pause_reason=None if open_pause is None else open_pause.reason,
        is_provisional=is_provisional,
    )


def with_fact(
    facts: Sequence[Fact], fact: Fact, *, calendar: BusinessCalendar, limits: ExtensionLimits | None = None
) -> tuple[Fact, ...]:
    """Add a fact that may follow the ones before; without `limits` no extension is allowed.

    Raises DeadlineNotStarted, DeadlineAlreadyStopped, DeadlineAlreadyPaused, DeadlineNotPausable,
    DeadlineNotPaused, DeadlineAlreadyPassed or ExtensionBeyondLimit.
    """
    if isinstance(fact, Started):
        if facts:
            raise DeadlineNotStarted
        return (fact,)
    _start_of(facts)
    if _last(facts, Stopped) is not None:
        raise DeadlineAlreadyStopped
    match fact:
        case Paused():
            _refuse_pause(facts)
            _refuse_passed(facts, at=fact.at, calendar=calendar)
        case Resumed():
            if _open_pause(facts) is None:
                raise DeadlineNotPaused
        case Extended():
            _refuse_beyond(limits, facts, fact)
            _refuse_passed(facts, at=fact.at, calendar=calendar)
        case Stopped():
            pass
        case _:
            assert_never(fact)
    return (*facts, fact)


def _state(remaining: timedelta, *, is_stopped: bool, is_paused: bool, due_soon: timedelta) -> DeadlineState:
    if is_stopped:
        return DeadlineState.STOPPED
    if remaining <= _NOTHING:
        return DeadlineState.OVERDUE
    if is_paused:
        return DeadlineState.PAUSED
    return DeadlineState.DUE_SOON if remaining <= due_soon else DeadlineState.RUNNING


def _due(
    start: Started, days: int, *, pauses: Sequence[tuple[datetime, datetime]], calendar: BusinessCalendar
) -> tuple[datetime, bool]:
    """Give the moment at which `days` counted days have run, and whether the calendar may still move it."""
    begins = end = _end_of(business_date(start.at))
    left = timedelta(days=days)
    is_provisional = False
    for day in _days_after(business_date(start.at)):
        if left <= _NOTHING:
            break
        begins, end = end, _end_of(day)
        if start.kind is DayKind.WORKING:
            is_provisional = is_provisional or not calendar.is_settled(day)
            if not calendar.counts_as_working_day(day):
                continue
        for running_from, running_to in _running(begins, end, pauses):
            if running_to - running_from >= left:
                return running_from + left, is_provisional
            left -= running_to - running_from
    return end, is_provisional


def _running(
    begins: datetime, end: datetime, pauses: Sequence[tuple[datetime, datetime]]
) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of a day outside all pauses, in order."""
    at = begins
    for paused_at, resumed_at in pauses:
        if resumed_at <= at:
            continue
        if paused_at >= end:
            break
        if paused_at > at:
            yield at, paused_at
        at = resumed_at
    if at < end:
        yield at, end


def _pauses(facts: Sequence[Fact], *, until: datetime) -> list[tuple[datetime, datetime]]:
    """All pauses in order, an open one up to `until`; one that ends before it begins is left out."""
    pauses: list[tuple[datetime, datetime]] = []
    paused_at: datetime | None = None
    for fact in facts:
        match fact:
            case Paused():
                paused_at = _utc(fact.at)
            case Resumed() | Stopped() if paused_at is not None:
                pauses.append((paused_at, _utc(fact.at)))
                paused_at = None
            case _:
                pass
    if paused_at is not None:
        pauses.append((paused_at, until))
    return sorted(pause for pause in pauses if pause[0] < pause[1])


def _open_pause(facts: Sequence[Fact]) -> Paused | None:
    turns = [fact for fact in facts if isinstance(fact, Paused | Resumed | Stopped)]
    return turns[-1] if turns and isinstance(turns[-1], Paused) else None


def _start_of(facts: Sequence[Fact]) -> Started:
    match facts:
        case [Started() as start, *_]:
            return start
        case _:
            raise DeadlineNotStarted


def _days_allowed(facts: Sequence[Fact]) -> int:
    return _start_of(facts).days + sum(fact.days for fact in facts if isinstance(fact, Extended))


def _last(facts: Sequence[Fact], kind: type[_F]) -> _F | None:
    return next((fact for fact in reversed(facts) if isinstance(fact, kind)), None)


def _refuse_pause(facts: Sequence[Fact]) -> None:
    if _open_pause(facts) is not None:
        raise DeadlineAlreadyPaused
    if _days_allowed(facts) == 0:
        raise DeadlineNotPausable


def _refuse_passed(facts: Sequence[Fact], *, at: datetime, calendar: BusinessCalendar) -> None:
    if standing(facts, now=at, calendar=calendar).remaining <= _NOTHING:
        raise DeadlineAlreadyPassed


def _refuse_beyond(limits: ExtensionLimits | None, facts: Sequence[Fact], extension: Extended) -> None:
    if limits is None:
        raise ExtensionBeyondLimit(times=0)
    earlier = [fact for fact in facts if isinstance(fact, Extended)]
    total_days = _days_allowed(facts) + extension.days
    if extension.days < 1 or len(earlier) >= limits.times or total_days > limits.total_days:
        raise ExtensionBeyondLimit(times=limits.times, total_days=limits.total_days, days_asked=total_days)


def _days_after(day: date) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        yield day


def _end_of(day: date) -> datetime:
    return _utc(start_of(day + timedelta(days=1)))


# Python subtracts two moments of one zone by their faces, which is wrong across a change to summer time.
def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone")
    return moment.astimezone(UTC)
