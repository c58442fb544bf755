"""The figures of a report, each a pure function of records: what is counted, and of what."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil
from statistics import mean, median, pstdev

from qiao.cases.complaints.terms import Terms
from qiao.cases.reports.records import Record, Round
from qiao.foundation.business_calendar import business_date

DIMENSIONS = ("subject", "cause", "product", "channel", "source", "region")
_NINE_TENTHS = 0.9
_SATISFIED = 4
_HOUR_S = 3_600
_PER_PEOPLE = 10_000
_A_WEEK = timedelta(days=7)


class Unit(StrEnum):
    COUNT = "count"
    SHARE = "share"
    HOURS = "hours"
    FEN = "fen"
    PER_10000 = "per_10000"


@dataclass(frozen=True, slots=True)
class Measured:
    """`value` in its unit, None where there is nothing to divide by; `of` is how many complaints stand behind it."""

    id: str
    unit: Unit
    value: float | None
    numerator: float
    of: int


@dataclass(frozen=True, slots=True)
class Window:
    """The period of a report: from `start` to before `end`; `at` is the moment up to which it is known."""

    start: datetime
    end: datetime
    at: datetime

    def holds(self, moment: datetime | None) -> bool:
        return moment is not None and self.start <= moment < self.end


def received(records: Iterable[Record], window: Window) -> list[Record]:
    return [one for one in records if window.holds(one.kept.opened_at)]


def closed(records: Iterable[Record], window: Window) -> list[Record]:
    """Those whose first round ended in the period."""
    return [one for one in records if window.holds(one.first.ended_at)]


def measured(records: Sequence[Record], window: Window, *, borrowers: int) -> list[Measured]:
    """Every key figure, in the order in which they are shown."""
    came, over = received(records, window), closed(records, window)
    waits = [one for one in records if one.is_open]
    decided, running = _answered(records, window)
    met = [one.first for one in came if one.first.contacted_at is not None]
    hours = sorted((_met_at(one) - one.begun_at).total_seconds() / _HOUR_S for one in met)
    due = [one.first for one in came if one.first.contacted_at is not None or one.first.contact_late_at <= window.at]
    paid = [one.redress_fen for one in decided if one.redress_fen]
    again = [turn for one in records for turn in one.rounds if turn.is_verification]
    checked = [pair for one in records for pair in _verified(one) if window.holds(pair[1].ended_at)]
    rated = [one.rating for one in over if one.rating is not None]
    return [
        _count("received", len(came)),
        _count("closed", len(over)),
        _count("open", len(waits)),
        _in_time("on_time", decided, running, window, lambda one: one.late_at),
        _in_time("on_time_house", decided, running, window, lambda one: one.house_late_at),
        Measured("contact_median", Unit.HOURS, median(hours) if hours else None, len(hours), len(hours)),
        Measured("contact_p90", Unit.HOURS, quantile(hours, _NINE_TENTHS), len(hours), len(hours)),
        _share("contact_in_time", sum(_met_in_time(one) for one in due), len(due)),
        Measured("per_borrowers", Unit.PER_10000, len(came) * _PER_PEOPLE / borrowers, len(came), len(came)),
        _share("repeated", sum(one.kept.is_repeat for one in came), len(came)),
        Measured("redress_sum", Unit.FEN, sum(paid), sum(paid), len(paid)),
        Measured("redress_median", Unit.FEN, median(paid) if paid else None, len(paid), len(paid)),
        _share("extended", sum(one.first.extensions > 0 for one in over), len(over)),
        _count("verifications", sum(window.holds(one.begun_at) for one in again)),
        _share("changed", sum(before.result != after.result for before, after in checked), len(checked)),
        _share("satisfied", sum(score >= _SATISFIED for score in rated), len(rated)),
    ]


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The least value that so large a share of them does not exceed."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else None


def parts(records: Sequence[Record], dimension: str) -> dict[str | None, int]:
    """How many fall to each code, the most first; None stands for those that are not classified."""
    found = Counter(one.code(dimension) for one in records)
    return dict(sorted(found.items(), key=lambda part: (-part[1], part[0] is None, part[0] or "")))


def on_time_by(records: Sequence[Record], window: Window, dimension: str) -> dict[str | None, Measured]:
    """The share answered within the law's time, by code: of each as of all of them."""
    found: dict[str | None, list[Record]] = {}
    for one in records:
        found.setdefault(one.code(dimension), []).append(one)
    return {
        code: _in_time("on_time", *_answered(some, window), window, lambda one: one.late_at)
        for code, some in found.items()
    }


def redress_by_cause(records: Sequence[Record], window: Window) -> dict[str | None, tuple[int, int]]:
    """How much was decided in the period, in fen, and in how many complaints; the largest sum first."""
    found: dict[str | None, tuple[int, int]] = {}
    for one in closed(records, window):
        if one.first.is_decided and one.first.redress_fen:
            fen, count = found.get(one.code("cause"), (0, 0))
            found[one.code("cause")] = fen + one.first.redress_fen, count + 1
    return dict(sorted(found.items(), key=lambda part: -part[1][0]))


def bands(terms: Terms) -> list[tuple[int, int | None]]:
    """Days from and to, by the house's term and the law's three; the last is open."""
    ends = sorted({terms.house_days, terms.days, terms.extended_days, terms.extended_again_days})
    starts = [0, *(end + 1 for end in ends)]
    return list(zip(starts, [*ends, None], strict=True))


def ageing(records: Sequence[Record], terms: Terms, window: Window) -> dict[tuple[int, int | None], int]:
    """Of those that wait for an answer, how many for how many days; a band without any is there with 0."""
    found = dict.fromkeys(bands(terms), 0)
    today = business_date(window.at)
    for one in records:
        if one.is_open:
            days = (today - business_date(one.last.begun_at)).days
            found[next(band for band in found if band[1] is None or days <= band[1])] += 1
    return found


def weeks(records: Sequence[Record], window: Window) -> dict[date, int]:
    """How many were received in each week that touches the period, by its Monday."""
    last = business_date(window.end - timedelta(microseconds=1))
    monday = _monday(business_date(window.start))
    found: dict[date, int] = {}
    while monday <= last:
        found[monday] = 0
        monday += _A_WEEK
    for one in received(records, window):
        found[_monday(one.opened_on)] += 1
    return found


def is_whole(monday: date, window: Window) -> bool:
    """Whether all of the week is in the period and over."""
    end = min(window.end, window.at)
    return business_date(window.start) <= monday and monday + _A_WEEK <= business_date(end)


def usual(records: Sequence[Record], window: Window, *, of_weeks: int) -> tuple[float, float] | None:
    """Between what a week is usually, by those before the period: their mean and twice their deviation to each side.

    None where the house has not been at it for so long.
    """
    until = _monday(business_date(window.start))
    mondays = [until - _A_WEEK * back for back in range(1, of_weeks + 1)]
    counts = Counter(_monday(one.opened_on) for one in records)
    if min(counts, default=until) > mondays[-1]:
        return None
    found = [counts[monday] for monday in mondays]
    middle, spread = mean(found), 2 * pstdev(found)
    return max(0.0, middle - spread), middle + spread


def _answered(records: Iterable[Record], window: Window) -> tuple[list[Round], list[Round]]:
    """First rounds that were decided in the period, and those that still run."""
    kept = list(records)
    decided = [one.first for one in closed(kept, window) if one.first.is_decided]
    return decided, [one.first for one in kept if one.first.ended_at is None]


def _count(id_: str, count: int) -> Measured:
    return Measured(id_, Unit.COUNT, count, count, count)


def _share(id_: str, part: int, of: int) -> Measured:
    return Measured(id_, Unit.SHARE, part / of if of else None, part, of)


def _in_time(
    id_: str, decided: list[Round], running: list[Round], window: Window, late_at: Callable[[Round], datetime]
) -> Measured:
    met = sum(one.ended_at is not None and one.ended_at < late_at(one) for one in decided)
    late = sum(late_at(one) <= window.at for one in running)
    return _share(id_, met, len(decided) + late)


def _met_at(one: Round) -> datetime:
    assert one.contacted_at is not None, "only of those who were contacted"
    return one.contacted_at


def _met_in_time(one: Round) -> bool:
    return one.contacted_at is not None and one.contacted_at <= one.contact_late_at


def _verified(record: Record) -> list[tuple[Round, Round]]:
    """Each verification that was decided, with what it was asked for."""
    pairs = zip(record.rounds, record.rounds[1:], strict=False)
    return [(before, after) for before, after in pairs if after.is_verification and after.is_decided]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
