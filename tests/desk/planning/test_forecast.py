"""Forecasts of calls: what the calendar changes, what a morning tells of the afternoon, and how far they are off."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from benchmarks.forecast import forecasts
from hypothesis import given
from hypothesis import strategies as st

from qiao.desk.planning import Doubt, HistoryTooShort, learn, rest_of_day
from qiao.foundation.business_calendar import BusinessCalendar

CALENDAR = BusinessCalendar()
FIRST = date(2025, 1, 1)


def _history(calls: Callable[[date], float], days: int = 365) -> dict[date, list[float]]:
    """Days whose half hours are one part, two parts and one part."""
    every = (FIRST + timedelta(days=number) for number in range(days))
    return {day: [calls(day) * share for share in (0.25, 0.5, 0.25)] for day in every}


def _usual(day: date) -> float:
    return 1000.0 if CALENDAR.is_working_day(day) else 400.0


def test_a_holiday_is_a_day_of_rest_and_a_worked_weekend_is_worked() -> None:
    forecaster = learn(_history(_usual), CALENDAR)
    thursday_of_national_day, worked_saturday = date(2026, 10, 1), date(2026, 10, 10)
    thursday, saturday = date(2026, 3, 12), date(2026, 3, 14)
    totals = [sum(forecaster.calls(day)) for day in (thursday_of_national_day, saturday, worked_saturday, thursday)]
    assert totals == pytest.approx([400, 400, 1000, 1000], rel=0.1)


def test_due_days_come_back_each_month() -> None:
    forecaster = learn(_history(lambda day: _usual(day) * (1.6 if day.day == 20 else 1.0)), CALENDAR)
    due, day_after = (sum(forecaster.calls(date(2026, 3, day))) for day in (20, 19))
    assert 1.35 < due / day_after < 1.7


def test_the_day_spreads_as_it_did_and_closed_days_teach_nothing() -> None:
    history = _history(_usual) | {date(2025, 12, 24): [0.0, 0.0, 0.0]}
    calls = learn(history, CALENDAR).calls(date(2026, 3, 11))
    assert [one / sum(calls) for one in calls] == pytest.approx([0.25, 0.5, 0.25], abs=0.001)
    assert sum(calls) == pytest.approx(1000, rel=0.05)


def test_beyond_the_published_calendar_weeks_are_ordinary() -> None:
    forecaster = learn(_history(_usual), CALENDAR)
    assert not CALENDAR.knows(date(2035, 3, 13))
    assert sum(forecaster.calls(date(2035, 3, 13))) > 1.5 * sum(forecaster.calls(date(2035, 3, 11)))


@pytest.mark.parametrize("history", [{}, _history(_usual, 13), {**_history(_usual), FIRST: [1.0]}])
def test_too_little_is_refused(history: dict[date, list[float]]) -> None:
    with pytest.raises(HistoryTooShort):
        learn(history, CALENDAR)


@given(
    expected=st.lists(st.floats(1, 500), min_size=2, max_size=26),
    came=st.floats(0, 3),
    doubt=st.builds(Doubt, st.floats(0.02, 0.4), st.floats(0, 0.3)),
    at=st.data(),
)
def test_the_rest_moves_towards_what_came_and_is_less_in_doubt(
    expected: list[float], came: float, doubt: Doubt, at: st.DataObject
) -> None:
    until = at.draw(st.integers(1, len(expected) - 1))
    rest, left = rest_of_day(expected, came * sum(expected[:until]), until, doubt)
    factor = sum(rest) / sum(expected[until:])
    assert min(1, came) - 1e-9 <= factor <= max(1, came) + 1e-9
    assert left.day_sd < doubt.day_sd
    assert left.slot_sd == doubt.slot_sd


def test_before_the_first_half_hour_and_without_doubt_nothing_moves() -> None:
    assert rest_of_day([10, 20], 0, 0, Doubt()) == ((10, 20), Doubt())
    assert rest_of_day([10, 20], 30, 1, Doubt(0.0, 0.1)) == ((20,), Doubt(0.0, 0.1))


def test_forecasts_are_nearer_than_the_week_before() -> None:
    """A small one of `python -m benchmarks.forecast`."""
    found = forecasts(200, 2, 2_000, seed=2)
    assert found["ours_to_week_before"] < 0.7
    assert found["afternoon_at_noon_to_morning"] < 1
