"""Steps in the calendar, kept inside the years a date can have. Weeks begin on Monday."""

import calendar
from datetime import MAXYEAR, MINYEAR, date, timedelta

Days = tuple[date, date]  # From the first to the last, both inside.

_DAYS_A_WEEK = 7
_MONTHS_A_YEAR = 12


def day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def add_days(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def add_months(day: date, months: int) -> date | None:
    """The same day of another month, or its last day where that month is shorter."""
    year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 + months, _MONTHS_A_YEAR)
    if not MINYEAR <= year <= MAXYEAR:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add(day: date, count: int, unit: str) -> date | None:
    """`count` of the unit `day` or `month` later."""
    return add_days(day, count) if unit == "day" else add_months(day, count)


def whole_week(day: date, shift: int = 0) -> Days | None:
    monday = add_days(day, shift * _DAYS_A_WEEK - day.weekday())
    sunday = monday and add_days(monday, _DAYS_A_WEEK - 1)
    return (monday, sunday) if monday and sunday else None


def whole_months(first_year: int, first_month: int, count: int = 1) -> Days | None:
    first = day_of(first_year, first_month, 1)
    last = first and add_months(first, count - 1)
    return (first, last_of_month(last)) if first and last else None


def whole_month(day: date, shift: int = 0) -> Days | None:
    shifted = add_months(day, shift)
    return shifted and whole_months(shifted.year, shifted.month)


def whole_year(year: int) -> Days | None:
    return whole_months(year, 1, _MONTHS_A_YEAR)


def last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def nearest_day_of_month(today: date, day: int, *, past: bool) -> date | None:
    """The next such day, today included; where it lies in the past, the last one."""
    for shift in range(4):  # No day up to the 31st is missing from four months in a row.
        month = add_months(today, -shift if past else shift)
        wanted = month and day_of(month.year, month.month, day)
        if wanted and (wanted <= today if past else wanted >= today):
            return wanted
    return None


def nearest_day_of_year(today: date, month: int, day: int, *, past: bool) -> date | None:
    for shift in range(9):  # 29 February may be eight years away.
        wanted = day_of(today.year + (-shift if past else shift), month, day)
        if wanted and (wanted <= today if past else wanted >= today):
            return wanted
    return None


def nearest_month(today: date, month: int, *, past: bool) -> Days | None:
    year = today.year
    if past and month > today.month:
        year -= 1
    elif not past and month < today.month:
        year += 1
    return whole_months(year, month)


def nearest_weekday(today: date, weekday: int, *, past: bool) -> date | None:
    distance = (weekday - today.weekday()) % _DAYS_A_WEEK
    return add_days(today, distance - _DAYS_A_WEEK if past and distance else distance)
