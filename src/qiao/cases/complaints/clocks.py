"""The clocks of a complaint side by side: the law's, the house's stricter one, and that of the first contact.

Where somebody outside handed it over, the day by which the answer is wanted there is a fourth.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from qiao.cases.complaints.case import Case
from qiao.cases.complaints.terms import Terms
from qiao.foundation.business_calendar import BusinessCalendar, business_date
from qiao.foundation.deadlines import DeadlineState, standing

_CALENDAR = BusinessCalendar()
_A_SECOND = timedelta(seconds=1)
_NOTHING = timedelta(0)


class Clock(StrEnum):
    LEGAL = "legal"
    HOUSE = "house"
    CONTACT = "contact"
    OUTSIDE = "outside"


class Stage(StrEnum):
    """When something is done about a clock, in the order in which it comes."""

    HALF = "half"
    WARN = "warn"
    END = "end"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a clock stands. `due_at` is the last second in time; paused, what it would be if it went on now."""

    clock: Clock
    state: DeadlineState
    due_at: datetime
    days: int


@dataclass(frozen=True, slots=True)
class Due:
    """A stage of a clock, and when it comes."""

    clock: Clock
    stage: Stage
    days: int
    at: datetime

    @property
    def key(self) -> tuple[str, str, int]:
        return self.clock.value, self.stage.value, self.days


def readings(case: Case, terms: Terms, *, now: datetime) -> tuple[Reading, ...]:
    """All of the round that runs, or that ran last."""
    return (
        *(
            Reading(clock, stands.state, stands.due_at - _A_SECOND, stands.days_allowed)
            for clock, facts in ((Clock.LEGAL, case.legal), (Clock.HOUSE, case.house))
            for stands in (standing(facts, now=now, calendar=_CALENDAR, due_soon=timedelta(days=terms.warn_days)),)
        ),
        _first_contact(case, terms, now=now),
        *_outside(case, terms, now=now),
    )


def _first_contact(case: Case, terms: Terms, *, now: datetime) -> Reading:
    assert case.begun_at is not None, "a history begins with its opening"
    due_at = case.begun_at + timedelta(hours=terms.contact_hours)
    met_at = case.contacted_at or case.ended_at
    if met_at is not None:
        state = DeadlineState.STOPPED
    else:
        state = DeadlineState.OVERDUE if now > due_at else DeadlineState.RUNNING
    return Reading(Clock.CONTACT, state, due_at, 0)


def _outside(case: Case, terms: Terms, *, now: datetime) -> Iterator[Reading]:
    """Nothing the house does moves this one; its days are those from the beginning to it."""
    if case.answer_by is None or case.begun_at is None:
        return
    if case.ended_at is not None:
        state = DeadlineState.STOPPED
    elif now > case.answer_by:
        state = DeadlineState.OVERDUE
    else:
        is_soon = case.answer_by - now <= timedelta(days=terms.warn_days)
        state = DeadlineState.DUE_SOON if is_soon else DeadlineState.RUNNING
    days = (business_date(case.answer_by) - business_date(case.begun_at)).days
    yield Reading(Clock.OUTSIDE, state, case.answer_by, days)


def stages(case: Case, terms: Terms, *, now: datetime) -> Iterator[Due]:
    """What has to be done about the clocks that run, and was not done yet; what a pause keeps away is left out.

    Where it follows another on that one's clocks, those are looked at.
    """
    if case.is_over or (case.leading is not None and not case.keeps_clock):
        return
    for reading in readings(case, terms, now=now):
        if reading.state is DeadlineState.STOPPED or _stands_still(case, reading.clock):
            continue
        for due in _of(reading, terms):
            if due.key not in case.raised:
                yield due


def _stands_still(case: Case, clock: Clock) -> bool:
    return {Clock.LEGAL: case.law_stands, Clock.HOUSE: case.pause is not None}.get(clock, False)


def _of(reading: Reading, terms: Terms) -> Iterator[Due]:
    end = reading.due_at + _A_SECOND
    before = {Stage.END: _NOTHING}
    if reading.clock is Clock.OUTSIDE:
        before = {Stage.WARN: timedelta(days=terms.warn_days), **before}
    if reading.clock is Clock.LEGAL:
        before = {Stage.HALF: timedelta(days=reading.days) / 2, Stage.WARN: timedelta(days=terms.warn_days), **before}
    for stage, ahead in before.items():
        yield Due(reading.clock, stage, reading.days, end - ahead)
