"""The Chinese business calendar: which days are worked, counted in Asia/Shanghai.

Sources, the first that knows a day wins: the table handed in (the pack's own), then the package
`chinesecalendar`, then `holidays`; all three copy the yearly notice of the State Council (国务院办公厅
关于…年部分节假日安排的通知), which appears each November for the year to come.

Beyond what has been published nobody knows which weekends will be worked. A deadline then takes the earliest
possible reading, in which every such day counts as worked, and says that it is provisional; a bare question
is refused with `CalendarUnknown`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib import import_module
from typing import Protocol, cast
from zoneinfo import ZoneInfo

from qiao.foundation.errors import Invalid, Unavailable

SHANGHAI = ZoneInfo("Asia/Shanghai")

_SATURDAY = 5

# A notice also moves days at the end of the year before it: the Saturdays 2005-12-31, 2007-12-29, 2011-12-31
# and 2018-12-29 were made working days by the notice of the year after, the Monday 2018-12-31 a day of rest.
_NEXT_NOTICE_REACHES_BACK_TO = (12, 28)


class CalendarUnknown(Unavailable):
    """Nobody has published yet whether this day is worked; await the notice or add the year to the pack."""

    def __init__(self, *, on: date) -> None:
        """Name the day that was asked for."""
        super().__init__(on=on.isoformat(), year=on.year)

    def __str__(self) -> str:
        return (
            f"Whether {self.params['on']} is a working day is unknown: the State Council's notice for "
            f"{self.params['year']} is in none of our calendars. Update them or add the year to the pack."
        )


class ContradictoryCalendar(Invalid):
    """The table names the same day as worked and as rest."""


@dataclass(frozen=True, slots=True)
class PublishedDays:
    """What notices say: the days they move, and the years for which they say everything.

    In a year of `complete_years` every other day is ordinary (Monday to Friday worked). A day of another year
    overrides what the packages know of that day and leaves the rest of its year to them.
    Raises ContradictoryCalendar when a day is in both sets.
    """

    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    complete_years: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Refuse a day that is worked and not worked."""
        if both := self.rest & self.work:
            raise ContradictoryCalendar(days=sorted(day.isoformat() for day in both))

    @classmethod
    def of(
        cls, *, rest: Iterable[date] = (), work: Iterable[date] = (), complete_years: Iterable[int] = ()
    ) -> "PublishedDays":
        return cls(frozenset(rest), frozenset(work), frozenset(complete_years))

    def is_working_day(self, on: date) -> bool | None:
        """True or False where the table decides, None where it says nothing."""
        if on in self.work:
            return True
        if on in self.rest:
            return False
        return on.weekday() < _SATURDAY if on.year in self.complete_years else None


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day that was counted out, and whether a later notice may still move it to a later one."""

    on: date
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Working days as published, with the lender's own table on top."""

    table: PublishedDays = field(default_factory=PublishedDays)

    def knows(self, on: date) -> bool:
        return self._published(on) is not None

    def is_settled(self, on: date) -> bool:
        """True when no notice still to come is expected to move this day."""
        if on in self.table.work or on in self.table.rest:
            return True
        waits_for_next_notice = (on.month, on.day) >= _NEXT_NOTICE_REACHES_BACK_TO
        return self.knows(on) and (not waits_for_next_notice or self.knows(on + timedelta(days=7)))

    def is_working_day(self, on: date) -> bool:
        """Tell whether the day is worked, as far as published.

        Raises CalendarUnknown beyond the published years.
        """
        is_worked = self._published(on)
        if is_worked is None:
            raise CalendarUnknown(on=on)
        return is_worked

    def counts_as_working_day(self, on: date) -> bool:
        """The earliest possible reading, for deadlines: a day that may yet become a working day counts."""
        return not self.is_settled(on) or self.is_working_day(on)

    def add_working_days(self, start: date, days: int) -> DueDay:
        """Count `days` working days after `start`, which itself is not counted (民法典 Art. 201).

        With zero days the answer is `start`. Raises ValueError for a negative count.
        """
        _refuse_negative(days)
        on, left, is_provisional = start, days, False
        while left:
            on += timedelta(days=1)
            is_provisional = is_provisional or not self.is_settled(on)
            left -= self.counts_as_working_day(on)
        return DueDay(on, is_provisional)

    def add_calendar_days(self, start: date, days: int) -> DueDay:
        """Count `days` days after `start`, which itself is not counted.

        A last day that falls on a holiday stays the last day: the extension of 民法典 Art. 203 would only
        help the lender, and the stricter date keeps both readings. Raises ValueError for a negative count.
        """
        _refuse_negative(days)
        return DueDay(start + timedelta(days=days), is_provisional=False)

    def _published(self, on: date) -> bool | None:
        decided = self.table.is_working_day(on)
        return _published_by_packages(on) if decided is None else decided


def business_date(moment: datetime) -> date:
    """The date in Shanghai at this moment; raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone")
    return moment.astimezone(SHANGHAI).date()


def start_of(day: date) -> datetime:
    """The moment the day begins in Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def _refuse_negative(days: int) -> None:
    if days < 0:
        raise ValueError(f"Cannot count {days} days forward")


class _ChineseCalendar(Protocol):
    def is_workday(self, date: date) -> bool: ...


class _Holidays(Protocol):
    weekend_workdays: set[date]

    def is_working_day(self, key: date) -> bool: ...


class _HolidaysPackage(Protocol):
    def country_holidays(self, country: str, *, years: int) -> _Holidays: ...


# Both packages are untyped or load slowly, so they are imported when the first day is asked for.
@lru_cache(maxsize=4096)
def _published_by_packages(on: date) -> bool | None:
    chinese_calendar = cast("_ChineseCalendar", import_module("chinese_calendar"))
    try:
        return chinese_calendar.is_workday(on)
    except NotImplementedError:
        fallback = _published_holidays(on.year)
        return None if fallback is None else fallback.is_working_day(on)


@lru_cache(maxsize=64)
def _published_holidays(year: int) -> _Holidays | None:
    """Give the year as `holidays` has it, or None when it only guesses.

    For any year to come the package works out the statutory festivals and their observed days, but weekends
    worked in exchange are there only where a notice was copied in (0.109: 2001 to 2026, none from 2027 on).
    Every notice so far moved some weekend, so a year without a moved one has not been published.
    """
    package = cast("_HolidaysPackage", import_module("holidays"))
    calendar = package.country_holidays("CN", years=year)
    own_notice_ends_before = date(year, *_NEXT_NOTICE_REACHES_BACK_TO)
    moved = any(day.year == year and day < own_notice_ends_before for day in calendar.weekend_workdays)
    return calendar if moved else None
