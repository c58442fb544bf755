"""Days that may come, and what the desk's own routing makes of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.desk.planning import SLOT_S, Day, Demand, Doubt, Patience, Targets, draw_days, live_through, shares
from qiao.desk.planning.days import DemandImpossible, TargetImpossible
from qiao.desk.planning.many_days import ManyDays

PATIENCE = Patience(120, 1.3)
DEMAND = Demand((40.0, 90.0, 60.0, 20.0), 240, PATIENCE)


def _day(*callers: tuple[float, float, float]) -> Day:
    return Day(*(np.array(values) for values in zip(*callers, strict=True)))


def test_a_day_by_hand() -> None:
    # One agent. The second waits 100 s; the third hangs up after 50; the fourth comes when she is free.
    tallies = live_through(_day((0, 200, 60), (100, 10, 500), (120, 10, 50), (400, 10, 60)), [1], answer_within_s=20)
    assert [(one.calls, one.waited, one.abandoned, one.wait_s, one.answered_within) for one in tallies] == [
        (4, 2, 1, 150.0, 2)
    ]


def test_who_goes_off_duty_finishes_and_takes_nothing_more() -> None:
    # Both agents are in a call when the second's time is over, and the next two must share the first.
    calls = [(0, 1850, 60), (1, 1810, 60), (1840, 100, 500), (1845, 100, 500)]
    tallies = live_through(_day(*calls), [2, 1], answer_within_s=20)
    assert tallies[1].wait_s == pytest.approx((1850 - 1840) + (1950 - 1845))


def test_nobody_who_waits_at_closing_is_forgotten() -> None:
    tallies = live_through(_day((1700, 300, 60), (1750, 10, 1000)), [1], answer_within_s=20)
    assert (tallies[0].calls, tallies[0].abandoned, tallies[0].wait_s) == (2, 0, 250.0)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), staff=st.lists(st.integers(1, 16), min_size=4, max_size=4).map(sorted))
def test_every_call_is_answered_or_given_up_and_many_days_at_once_agree(seed: int, staff: list[int]) -> None:
    days = draw_days(DEMAND, Doubt(), 2, seed=seed)
    at_once = np.array(ManyDays(days, 4, answer_within_s=20).shares(staff)).T
    for day, expected in zip(days, at_once, strict=True):
        tallies = live_through(day, staff, answer_within_s=20)
        calls = np.bincount((day.arrives_s // SLOT_S).astype(int), minlength=4)
        assert [one.calls for one in tallies] == calls.tolist()
        assert all(one.answered_within <= one.calls - one.abandoned for one in tallies)
        assert shares(tallies) == pytest.approx(tuple(expected), abs=1e-9)


def test_many_days_at_once_agree_on_the_whole_where_agents_go_off_duty() -> None:
    # Which of two agents goes differs, and with it when the one who stays is free.
    days, staff = draw_days(DEMAND, Doubt(), 12, seed=9), [9, 15, 9, 4]
    at_once = np.mean(ManyDays(days, 4, answer_within_s=20).shares(staff), axis=1)
    one_by_one = np.mean([shares(live_through(day, staff, answer_within_s=20)) for day in days], axis=0)
    assert at_once == pytest.approx(one_by_one, abs=0.01)


def test_days_are_as_uncertain_as_was_said() -> None:
    for evenly in (False, True):
        days = draw_days(DEMAND, Doubt(0.2, 0.0), 2_000, seed=5, evenly=evenly)
        calls = np.array([day.arrives_s.size for day in days])
        assert calls.mean() == pytest.approx(210, rel=0.02)
        assert calls.var() == pytest.approx(210 + (0.2 * 210) ** 2, rel=0.1)
    lengths = np.concatenate([day.service_s for day in days])
    assert lengths.mean() == pytest.approx(240, rel=0.01)
    assert lengths.std() / lengths.mean() == pytest.approx(0.8, rel=0.03)
    assert np.concatenate([day.patience_s for day in days]).mean() == pytest.approx(120, rel=0.01)


def test_the_same_seed_is_the_same_day() -> None:
    one, other = (draw_days(DEMAND, Doubt(), 1, seed=3)[0] for _ in range(2))
    assert np.array_equal(one.arrives_s, other.arrives_s)
    assert not np.array_equal(one.arrives_s[:5], draw_days(DEMAND, Doubt(), 1, seed=4)[0].arrives_s[:5])


@pytest.mark.parametrize("calls", [(), (0.0, 0.0), (5.0, -1.0)])
def test_what_is_no_day_is_refused(calls: tuple[float, ...]) -> None:
    with pytest.raises(DemandImpossible):
        Demand(calls, 240, PATIENCE)


@pytest.mark.parametrize("wrong", [{"answered": 1.0}, {"in_time": -0.1}, {"sure": 1.0}, {"answer_within_s": -1.0}])
def test_what_nobody_can_promise_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(TargetImpossible):
        Targets(**wrong)
