"""When somebody is on duty: weekly hours on the Chinese calendar, and days that are unlike the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from qiao.foundation.business_calendar import SHANGHAI, BusinessCalendar, CalendarUnknown

DAY_MINUTES = 24 * 60
FINISHING = timedelta(minutes=30)
"""A conversation does not end with the shift: whoever has one in hand may bring it to its end or hand it on."""

_SATURDAY = 5


class ShiftDay(StrEnum):
    """A day of the week, whatever the calendar says of it; or every working day, every day of rest."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"
    WORKING = "working"
    """Also the Saturday or Sunday that is worked in exchange for a holiday."""
    REST = "rest"


_WEEK = tuple(ShiftDay)[:7]


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes after midnight in Shanghai, the end not included; a night shift ends past 1,440."""

    from_minute: int
    to_minute: int

    def __contains__(self, minute: int) -> bool:
        return self.from_minute <= minute < self.to_minute


@dataclass(frozen=True, slots=True)
class Plan:
    """Weekly hours, and days on which others hold instead; a day with none of them is free."""

    weekly: Sequence[tuple[ShiftDay, Hours]] = ()
    exceptions: Mapping[date, Sequence[Hours]] = field(default_factory=dict[date, Sequence[Hours]])

    @property
    def has_hours(self) -> bool:
        """Whether any work is planned: a day off alone says nothing about the other days."""
        return bool(self.weekly) or any(self.exceptions.values())


def hours_on(plan: Plan, calendar: BusinessCalendar, on: date) -> list[Hours]:
    """The hours of this day."""
    if on in plan.exceptions:
        return list(plan.exceptions[on])
    kinds = {_WEEK[on.weekday()], ShiftDay.WORKING if _is_worked(calendar, on) else ShiftDay.REST}
    return [hours for day, hours in plan.weekly if day in kinds]


def is_on_shift(plan: Plan, calendar: BusinessCalendar, at: datetime) -> bool:
    """Whether this moment lies in a shift of the day, or in one of the night that began the day before."""
    local = at.astimezone(SHANGHAI)
    minute, today = local.hour * 60 + local.minute, local.date()
    last_night = hours_on(plan, calendar, today - timedelta(days=1))
    return any(minute in hours for hours in hours_on(plan, calendar, today)) or any(
        minute + DAY_MINUTES in hours for hours in last_night
    )


def is_at_work(plan: Plan, calendar: BusinessCalendar, at: datetime, *, post_is_planned: bool) -> bool:
    """Whether she may look at customers: in a shift, or finishing the work of one that ended a moment ago.

    Where nobody in her post has planned hours, everybody in it is always at work but on days off.
    """
    if post_is_planned:
        return is_on_shift(plan, calendar, at) or is_on_shift(plan, calendar, at - FINISHING)
    return at.astimezone(SHANGHAI).date() not in plan.exceptions


def _is_worked(calendar: BusinessCalendar, on: date) -> bool:
    """Beyond the published years the plain week: somebody has to be planned before the notice comes."""
    try:
        return calendar.is_working_day(on)
    except CalendarUnknown:
        return on.weekday() < _SATURDAY
