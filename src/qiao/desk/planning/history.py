"""What came before: calls of each half hour by day, from the lines of a CSV file or from moments that were counted."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.errors import Invalid

MOST_CALLS = 100_000
"""In one half hour."""
_MOST_DAYS = 1_500
_COLUMNS = ("start", "calls")


class HistoryUnreadable(Invalid):
    """A line is no half hour with its calls."""


class HistoryColumnMissing(Invalid):
    """The first line does not name this column."""


class HistoryWithoutCalls(Invalid):
    """There is not a single call in it."""


class HistoryTooLong(Invalid):
    """It reaches over more days than are looked at; a year or two say everything."""


@dataclass(frozen=True, slots=True)
class Came:
    """Calls by day in the half hours in which any ever came, from number `first` of the day on."""

    calls: Mapping[date, list[float]]
    first: int
    service_s: float | None = None
    """The mean time in hand; None where it is not known."""

    def slot(self, number: int) -> str:
        """The beginning of a half hour as a clock shows it."""
        return clock_of(self.first + number)


def clock_of(number: int) -> str:
    """The beginning of a day's half hour as a clock shows it."""
    return f"{number // 2:02}:{number % 2 * 30:02}"


def read_half_hours(lines: Iterable[str]) -> Came:
    """Lines with the columns `start` (a half hour's beginning in Beijing time, as 2026-11-02T08:30) and `calls`.

    Raises HistoryUnreadable, HistoryColumnMissing, HistoryWithoutCalls or HistoryTooLong.
    """
    reader = csv.DictReader(lines)
    missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise HistoryColumnMissing(column=missing[0])
    counted: list[tuple[datetime, float]] = []
    for row in reader:
        try:
            start, calls = datetime.fromisoformat(row["start"].strip()), float(row["calls"])
        except (ValueError, AttributeError, TypeError):
            raise HistoryUnreadable(line=reader.line_num) from None
        if not 0 <= calls <= MOST_CALLS:
            raise HistoryUnreadable(line=reader.line_num)
        counted.append((start.astimezone(SHANGHAI) if start.tzinfo else start.replace(tzinfo=SHANGHAI), calls))
    if not any(calls for _, calls in counted):
        raise HistoryWithoutCalls
    return cut(counted)


def cut(counted: Iterable[tuple[datetime, float]], service_s: float | None = None) -> Came:
    """Days from the first to the last, each cut into the same half hours. Raises HistoryTooLong."""
    by_slot: dict[tuple[date, int], float] = {}
    for at, calls in counted:
        key = (at.date(), at.hour * 2 + at.minute // 30)
        by_slot[key] = by_slot.get(key, 0.0) + calls
    with_calls = [slot for (_, slot), calls in by_slot.items() if calls]
    slots = range(min(with_calls), max(with_calls) + 1)
    begins, ends = min(by_slot)[0], max(by_slot)[0]
    if (ends - begins).days > _MOST_DAYS:
        raise HistoryTooLong(days=(ends - begins).days, most=_MOST_DAYS)
    days = [begins + timedelta(days=number) for number in range((ends - begins).days + 1)]
    return Came({day: [by_slot.get((day, slot), 0.0) for slot in slots] for day in days}, slots.start, service_s)
