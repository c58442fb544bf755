"""How far forecasts of calls are off: `python -m benchmarks.forecast [--json]`.

The history is made here, so that the truth behind it is known: weekdays, Chinese holidays and worked weekends, due
days on the 10th and 20th with their run-up, a trend, and days and half hours that are off by as much as planning
assumes. Each week of the last months is forecast from what lies before it; beside it stands the same weekday of the
week before. Errors are sums of absolute differences over sums of calls (WAPE), by half hour.
"""

import argparse
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from benchmarks.figures import Figures, ratio, report
from qiao.desk.planning.days import Doubt
from qiao.desk.planning.forecast import learn, rest_of_day
from qiao.foundation.business_calendar import BusinessCalendar

FIRST = date(2024, 7, 1)
_CALENDAR = BusinessCalendar()
_WEEK = timedelta(days=7)
_BY_WEEKDAY = (1.15, 1.05, 1.0, 0.98, 0.95, 0.7, 0.62)
_BY_DISTANCE_TO_DUE = {-3: 1.12, -2: 1.2, -1: 1.35, 0: 1.6, 1: 1.4, 2: 1.15}
_DUE_DAYS = (10, 20)
_FRIDAY = 4
_HOLIDAY = 0.55
_AFTER_HOLIDAY = 1.25
_GROWTH_A_YEAR = 0.15
_WORKED = np.array([0.35, 0.5, 0.72, 0.9, 1, 1, 0.95, 0.85, 0.7, 0.6, 0.62, 0.75, 0.9, 0.98, 1, 0.97, 0.9, 0.8])
_REST = np.array([0.2, 0.3, 0.5, 0.7, 0.9, 1, 1, 0.95, 0.9, 0.85, 0.85, 0.85, 0.9, 0.95, 1, 1, 0.95, 0.9])


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=730, help="days of history")
    parser.add_argument("--weeks", type=int, default=26, help="weeks at its end that are forecast")
    parser.add_argument("--calls", type=float, default=3_000, help="calls of a usual working day")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    report(forecasts(chosen.days, chosen.weeks, chosen.calls, seed=chosen.seed), as_json=chosen.json)


def forecasts(days: int, weeks: int, calls: float, *, seed: int) -> Figures:
    """WAPE of ours and of the week before, against what came and against the truth behind it; and of the afternoon."""
    doubt, chance = Doubt(), np.random.default_rng(seed)
    truth = {day: _truth(day, calls) for day in (FIRST + timedelta(days=number) for number in range(days))}
    came = {day: _drawn(expected, doubt, chance) for day, expected in truth.items()}
    errors: dict[str, list[float]] = {}

    def off(name: str, found: np.ndarray, right: np.ndarray) -> None:
        absolute = errors.setdefault(name, [0.0, 0.0])
        absolute[0] += float(np.abs(found - right).sum())
        absolute[1] += float(right.sum())

    for week in range(weeks, 0, -1):
        begins = FIRST + timedelta(days=days) - week * _WEEK
        forecaster = learn({day: calls for day, calls in came.items() if day < begins}, _CALENDAR)
        for day in (begins + timedelta(days=number) for number in range(7)):
            ours, before = np.array(forecaster.calls(day)), came[day - _WEEK]
            off("ours", ours, came[day])
            off("week_before", before, came[day])
            off("truth_itself", truth[day], came[day])
            off("ours_to_truth", ours, truth[day])
            off("week_before_to_truth", before, truth[day])
            noon = len(ours) // 2
            rest, _ = rest_of_day(ours.tolist(), float(came[day][:noon].sum()), noon, doubt)
            off("afternoon_in_the_morning", ours[noon:], came[day][noon:])
            off("afternoon_at_noon", np.array(rest), came[day][noon:])
    wape = {name: round(absolute / total, 4) for name, (absolute, total) in errors.items()}
    return {
        "days": days,
        "weeks_forecast": weeks,
        "wape": wape,
        "ours_to_week_before": ratio(wape["ours"], wape["week_before"]),
        "ours_to_week_before_of_truth": ratio(wape["ours_to_truth"], wape["week_before_to_truth"]),
        "afternoon_at_noon_to_morning": ratio(wape["afternoon_at_noon"], wape["afternoon_in_the_morning"]),
    }


def _truth(on: date, calls: float) -> np.ndarray:
    """Expected calls of each half hour."""
    is_worked = _CALENDAR.is_working_day(on)
    profile = _WORKED if is_worked else _REST
    factor = _BY_WEEKDAY[min(on.weekday(), _FRIDAY) if is_worked else max(on.weekday(), _FRIDAY)]
    if not is_worked and on.weekday() <= _FRIDAY:
        factor = _HOLIDAY
    if is_worked and not any(_CALENDAR.is_working_day(on - timedelta(days=back)) for back in (1, 2, 3)):
        factor *= _AFTER_HOLIDAY
    for due in _DUE_DAYS:
        factor *= _BY_DISTANCE_TO_DUE.get(on.day - due, 1.0)
    growth = 1 + _GROWTH_A_YEAR * (on - FIRST).days / 365
    return calls * growth * factor * profile / profile.sum()


def _drawn(expected: np.ndarray, doubt: Doubt, chance: np.random.Generator) -> np.ndarray:
    """What came: factors of the day and of each half hour as Gamma around 1, then Poisson."""
    day = chance.gamma(doubt.day_sd**-2, doubt.day_sd**2)
    slots = chance.gamma(doubt.slot_sd**-2, doubt.slot_sd**2, expected.size)
    return chance.poisson(expected * day * slots).astype(np.float64)


if __name__ == "__main__":
    main()
