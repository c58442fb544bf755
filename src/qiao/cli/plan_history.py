"""What came before, for `qiao plan`: calls of each half hour, from a CSV file or from the house's own conversations."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import fmean

import click

from qiao import desk
from qiao.cli.common import existing_database
from qiao.foundation.business_calendar import SHANGHAI, start_of
from qiao.foundation.settings import Settings

_KEPT = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Came:
    """Calls by day in the half hours in which any ever came, from number `first` of the day on."""

    calls: dict[date, list[float]]
    first: int
    service_s: float | None = None
    """The mean time in hand; None where it is not known."""

    def slot(self, number: int) -> str:
        """The beginning of a half hour as a clock shows it."""
        return f"{(self.first + number) // 2:02}:{(self.first + number) % 2 * 30:02}"


def read_history(path: Path) -> Came:
    """A file with the columns `start` (a half hour's beginning in Beijing time, as 2026-11-02T08:30) and `calls`.

    Raises click.ClickException with what is wrong, or OSError when the file cannot be read.
    """
    counted: list[tuple[datetime, float]] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = {"start", "calls"} - set(reader.fieldnames or ())
        if missing:
            raise click.ClickException(f"{path} has no column `{min(missing)}`; its first line must name start,calls")
        for row in reader:
            try:
                start, calls = datetime.fromisoformat(row["start"].strip()), float(row["calls"])
            except (ValueError, AttributeError, TypeError):
                raise _not_a_half_hour(path, reader.line_num) from None
            if not 0 <= calls < float("inf"):
                raise _not_a_half_hour(path, reader.line_num)
            counted.append((start.astimezone(SHANGHAI) if start.tzinfo else start.replace(tzinfo=SHANGHAI), calls))
    if not any(calls for _, calls in counted):
        raise click.ClickException(f"{path} has no calls")
    return _cut(counted, None)


def _not_a_half_hour(path: Path, line: int) -> click.ClickException:
    return click.ClickException(f"{path}:{line}: write a half hour and its calls, as 2026-11-02T08:30,41")


async def own_history(settings: Settings, *, now: datetime) -> Came:
    """The conversations that came to people here, of up to two years and whole days. Raises click.ClickException."""
    until = start_of(now.astimezone(SHANGHAI).date())
    async with existing_database(settings) as database, database.reading() as session:
        offered = await desk.offered_between(session, (until - _KEPT).astimezone(UTC), until.astimezone(UTC))
    if not offered:
        raise click.ClickException("No conversation came to people here before today. Give a history with --history.")
    served = [seconds for _, seconds in offered if seconds]
    return _cut([(at.astimezone(SHANGHAI), 1.0) for at, _ in offered], fmean(served) if served else None)


def _cut(counted: Iterable[tuple[datetime, float]], service_s: float | None) -> Came:
    """Days from the first to the last, each cut into the same half hours."""
    by_slot: dict[tuple[date, int], float] = {}
    for at, calls in counted:
        key = (at.date(), at.hour * 2 + at.minute // 30)
        by_slot[key] = by_slot.get(key, 0.0) + calls
    slots = [slot for (_, slot), calls in by_slot.items() if calls]
    first, last = min(slots), max(slots)
    begins, ends = min(by_slot)[0], max(by_slot)[0]
    days = (begins + timedelta(days=number) for number in range((ends - begins).days + 1))
    calls = {day: [by_slot.get((day, slot), 0.0) for slot in range(first, last + 1)] for day in days}
    return Came(calls, first, service_s)
