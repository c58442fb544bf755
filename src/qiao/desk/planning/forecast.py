"""How many calls a day will bring, half hour by half hour: from what came before, and what the calendar says.

A day's calls are a Poisson regression on its kind (weekday, weekend, holiday, a weekend that is worked), on whether a
long rest follows or lies behind, on its place in the month, by which due dates show, and on a trend. How they spread
over the day is the share of each half hour on such weekdays, drawn towards that of all days worked or of rest where
there were few. What came today so far moves the rest of the day as much as the uncertainty of days says it should.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from qiao.desk.planning.days import Doubt
from qiao.desk.planning.patience import Floats
from qiao.foundation.business_calendar import BusinessCalendar, CalendarUnknown
from qiao.foundation.errors import Invalid

if TYPE_CHECKING:
    from sklearn.linear_model import PoissonRegressor

History = Mapping[date, Sequence[float] | Floats]
"""Calls of each half hour by day; every day has the same half hours."""

LEAST_DAYS = 14
_ALIKE = 12
_LEAST_ALIKE = 4
_USUAL = (10, 90)
_SATURDAY = 5
_LONG_REST = 3
_HALF_LIFE_DAYS = 180
# The variance of what no feature explains over that of an effect: days 10 % off, effects of some 20 %.
_RIDGE = 0.25
# Calls that a weekday's own shares have to outweigh before they count for half.
_CALLS_OF_KIND = 500.0


class HistoryTooShort(Invalid):
    """A forecast needs two weeks of days with calls, all cut into the same half hours."""


@dataclass(frozen=True, slots=True)
class Forecaster:
    """Learnt from a history; see `learn`."""

    calendar: BusinessCalendar
    model: "PoissonRegressor"
    mean: float
    last: date
    shares: Mapping[str, Floats]

    def calls(self, on: date) -> tuple[float, ...]:
        """Expected calls of each half hour of a day."""
        total = self.mean * float(self.model.predict([_features(on, self.last, self.calendar)])[0])
        return tuple((total * self.shares[kind_of(on, self.calendar)]).tolist())


def learn(history: History, calendar: BusinessCalendar) -> Forecaster:
    """Learn from days that were open. Raises HistoryTooShort."""
    # Slow to import, and only learning needs it.
    from sklearn.linear_model import PoissonRegressor  # noqa: PLC0415

    days = sorted(day for day, calls in history.items() if sum(calls) > 0)
    if len(days) < LEAST_DAYS or len({len(history[day]) for day in days}) != 1:
        raise HistoryTooShort(days=len(days), least=LEAST_DAYS)
    calls = np.array([history[day] for day in days], dtype=np.float64)
    totals, last = calls.sum(axis=1), days[-1]
    mean = float(totals.mean())
    model = PoissonRegressor(alpha=_RIDGE / len(days), max_iter=1_000)
    recent = np.array([0.5 ** ((last - day).days / _HALF_LIFE_DAYS) for day in days])
    model.fit([_features(day, last, calendar) for day in days], totals / mean, sample_weight=recent)
    return Forecaster(calendar, model, mean, last, _shares(days, calls, calendar))


@dataclass(frozen=True, slots=True)
class Usual:
    """Between what the calls of each half hour lay on eight of ten of the last `days` days of that kind."""

    kind: str
    days: int
    low: tuple[float, ...]
    high: tuple[float, ...]


def usual(history: History, on: date, calendar: BusinessCalendar) -> Usual | None:
    """What days like this one brought before it; None where there were too few of them to speak of a usual one."""
    kind = kind_of(on, calendar)
    alike = [
        history[day]
        for day in sorted(history, reverse=True)
        if day < on and sum(history[day]) > 0 and kind_of(day, calendar) == kind
    ][:_ALIKE]
    if len(alike) < _LEAST_ALIKE:
        return None
    low, high = np.percentile(np.array(alike, dtype=np.float64), _USUAL, axis=0)
    return Usual(kind, len(alike), tuple(low.tolist()), tuple(high.tolist()))


def rest_of_day(expected: Sequence[float], came: float, until: int, doubt: Doubt) -> tuple[tuple[float, ...], Doubt]:
    """The half hours from number `until` on, when so many calls came before it, and how far the day may still be off.

    The day's factor is taken as Gamma around 1, so what came counts as so many calls beside those the doubt is worth; a
    half hour's own factor makes it count for less.
    """
    seen = np.array(expected[:until])
    due = float(seen.sum())
    if due <= 0 or doubt.day_sd <= 0:
        return tuple(expected[until:]), doubt
    prior = doubt.day_sd**-2
    counts = due**2 / (due + doubt.slot_sd**2 * float(seen @ seen))
    factor = (prior + counts * came / due) / (prior + counts)
    left = Doubt((prior + counts) ** -0.5, doubt.slot_sd)
    return tuple(calls * factor for calls in expected[until:]), left


def _shares(days: Sequence[date], calls: Floats, calendar: BusinessCalendar) -> dict[str, Floats]:
    """How a day of each kind spreads over its half hours, also of kinds that never came."""
    kinds = np.array([kind_of(day, calendar) for day in days])
    worked = np.array([_is_worked(day, calendar) for day in days])
    everyday = calls.sum(axis=0) / calls.sum()
    found: dict[str, Floats] = {}
    for kind in _KINDS:
        of_kind = calls[kinds == kind].sum(axis=0)
        alike = calls[worked == (kind not in _AT_REST)].sum(axis=0) + _CALLS_OF_KIND * everyday
        drawn = of_kind + _CALLS_OF_KIND * alike / alike.sum()
        found[kind] = drawn / drawn.sum()
    return found


_AT_REST = ("saturday", "sunday", "holiday")
_KINDS = ("monday", "tuesday", "wednesday", "thursday", "friday", "worked_weekend", *_AT_REST)


def kind_of(on: date, calendar: BusinessCalendar) -> str:
    """What a day is for those who call: its weekday, a worked weekend, or the rest that it is part of."""
    if _is_worked(on, calendar):
        return _KINDS[min(on.weekday(), _SATURDAY)]
    if on.weekday() < _SATURDAY or _rest_around(on, calendar) >= _LONG_REST:
        return "holiday"
    return "saturday" if on.weekday() == _SATURDAY else "sunday"


def _features(on: date, last: date, calendar: BusinessCalendar) -> list[float]:
    kind, tomorrow, yesterday = kind_of(on, calendar), on + timedelta(days=1), on - timedelta(days=1)
    is_worked = kind not in _AT_REST
    return [
        *(float(kind == one) for one in _KINDS),
        float(is_worked and _rest_around(tomorrow, calendar) >= _LONG_REST),
        float(is_worked and _rest_around(yesterday, calendar) >= _LONG_REST),
        *(float(on.day == day) for day in range(1, 32)),
        float(tomorrow.day == 1),
        (on - last).days / 365,
    ]


def _rest_around(on: date, calendar: BusinessCalendar) -> int:
    """The days of rest in a row of which this is one."""
    if _is_worked(on, calendar):
        return 0
    days = 1
    for step in (timedelta(days=1), timedelta(days=-1)):
        day = on + step
        while not _is_worked(day, calendar):
            days, day = days + 1, day + step
    return days


def _is_worked(on: date, calendar: BusinessCalendar) -> bool:
    """As published; a year nobody has published yet has ordinary weeks."""
    try:
        return calendar.is_working_day(on)
    except CalendarUnknown:
        return on.weekday() < _SATURDAY
