"""What-if: the same queue as the plan's, moved."""

from dataclasses import replace

import pytest

from qiao.desk.planning import (
    Change,
    Demand,
    Doubt,
    Patience,
    Targets,
    changed,
    erlang_a,
    of_day,
    outlook,
    plan_staff,
)
from qiao.desk.planning.what_if import PlanOfAnotherDay

DEMAND = Demand((300.0, 600.0, 600.0, 0.0), 240, Patience(120))
STAFF = [50, 82, 82, 1]


def test_a_half_hour_like_the_one_before_is_erlang_a() -> None:
    exact = erlang_a(arrivals_per_time=20, service_time=4, patience=2, servers=82, answer_within=1 / 3)
    slot = outlook(DEMAND, STAFF, answer_within_s=20)[2]
    assert (slot.calls, slot.agents) == (600, 82)
    assert slot.answered == pytest.approx(1 - exact.abandons)
    assert slot.in_time == pytest.approx(exact.answered_within)


@pytest.mark.parametrize("change", [Change(agents=-2), Change(calls=1.2), Change(service=1.2)])
def test_fewer_agents_more_calls_and_longer_calls_each_cost(change: Change) -> None:
    before = outlook(DEMAND, STAFF, answer_within_s=20)
    after = outlook(*changed(DEMAND, STAFF, change), answer_within_s=20)
    for was, becomes in zip(before[:3], after[:3], strict=True):
        assert becomes.answered < was.answered
        assert becomes.in_time < was.in_time


def test_who_called_before_the_first_half_hour_is_still_in_hand() -> None:
    at_noon = replace(DEMAND, before=300.0)
    alone, after_others = (outlook(demand, STAFF, answer_within_s=20)[0] for demand in (DEMAND, at_noon))
    assert after_others.in_time < alone.in_time
    exact = erlang_a(arrivals_per_time=10, service_time=4, patience=2, servers=50, answer_within=1 / 3)
    assert after_others.in_time == pytest.approx(exact.answered_within)


def test_nothing_changed_is_the_plan() -> None:
    assert changed(DEMAND, STAFF, Change()) == (DEMAND, STAFF)


def test_where_everybody_is_sick_nobody_is_answered() -> None:
    slots = outlook(*changed(DEMAND, STAFF, Change(agents=-60)), answer_within_s=20)
    assert [slot.answered for slot in (slots[0], slots[3])] == [0, 0]
    assert slots[1].answered > 0


def test_the_day_is_the_mean_of_its_calls_and_a_plan_keeps_its_targets_on_the_day_expected() -> None:
    staff = plan_staff(DEMAND, Targets(), Doubt())
    whole = of_day(outlook(DEMAND, staff, answer_within_s=20))
    assert whole.calls == 1500
    assert whole.agents == max(staff)
    assert whole.answered > 0.95
    assert whole.in_time > 0.85


def test_a_plan_of_another_day_is_refused() -> None:
    with pytest.raises(PlanOfAnotherDay):
        outlook(DEMAND, [1, 2], answer_within_s=20)
