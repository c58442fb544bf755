"""Days that are named by half: one that must have passed, and one in another month."""

import re
from calendar import monthrange
from datetime import date

from qiao.language import normalise

_YEAR = re.compile(r"年|(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])|\byear\b", re.IGNORECASE)
_MONTH_AND_DAY = re.compile(
    r"[0-9一二三四五六七八九十]月|[0-9]{1,2}[./-][0-9]{1,2}|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)


def a_year_before(day: str, text: str) -> str | None:
    """11月1号 is read as the next one; where only a past day will do it was the last. A year that is named stays."""
    if _YEAR.search(text) or not _MONTH_AND_DAY.search(normalise(text)):
        return None
    found = date.fromisoformat(day)
    try:
        return found.replace(year=found.year - 1).isoformat()
    except ValueError:
        return None


def same_day_in(period: tuple[date, date], before: date) -> str | None:
    """不对，是下个月: the day named before, in the month named now."""
    first, last = period
    if (first.day, last.day) != (1, monthrange(first.year, first.month)[1]) or first.month != last.month:
        return None
    return first.replace(day=min(before.day, last.day)).isoformat()
