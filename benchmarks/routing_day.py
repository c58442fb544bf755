"""Whole days for `python -m benchmarks.routing day`: what a plan costs, and how often it keeps its targets."""

from collections.abc import Sequence

import numpy as np

from benchmarks.figures import Figures, meets, ratio
from benchmarks.routing_search import Search
from qiao.desk.planning import (
    Day,
    Demand,
    Doubt,
    Patience,
    Targets,
    draw_days,
    live_through,
    plan_staff,
    plan_staff_by_days,
    plan_staff_by_erlang_c,
    shares,
)
from qiao.desk.planning.many_days import ManyDays

BARS = {"days_kept": 0.90, "hours_to_best": 1.05, "hours_to_erlang_c": 1.0}
DOUBT = Doubt(day_sd=0.10, slot_sd=0.08)
# From 8:00 to 21:00, busiest in the late morning and in the middle of the afternoon.
_CURVE = (
    *(0.35, 0.50, 0.72, 0.90, 1.00, 1.00, 0.95, 0.85, 0.70, 0.60, 0.62, 0.75, 0.90),
    *(0.98, 1.00, 0.97, 0.90, 0.80, 0.70, 0.62, 0.55, 0.50, 0.42, 0.35, 0.30, 0.22),
)


def usual_day(peak: float) -> Demand:
    """A day with so many calls in its busiest half hour: 4 minutes each (cv 0.8), 2 minutes of patience (shape 1.3)."""
    calls = tuple(peak * share for share in _CURVE)
    return Demand(calls, service_s=240, patience=Patience(mean_s=120, shape=1.3), service_cv=0.8)


def whole_day(targets: Targets, *, demand: Demand, days: int, seed: int) -> Figures:
    """Our plan beside the best that a search finds and beside Erlang C. Each is found and judged on days of its own."""
    planned = plan_staff_by_days(demand, targets, DOUBT, seed=seed)
    as_sure = plan_staff_by_erlang_c(demand, Targets(), DOUBT)
    searched = draw_days(demand, DOUBT, days, seed=seed + 1, evenly=True)
    search = Search(ManyDays(searched, len(demand.calls), answer_within_s=targets.answer_within_s), targets)
    best = min((search.from_plan(tuple(start)) for start in (planned, as_sure)), key=sum)
    plans = {
        "ours": planned,
        "theory_alone": plan_staff(demand, targets, DOUBT),
        "best_found": best,
        "erlang_c_as_sure": as_sure,
        "erlang_c_of_the_mean": plan_staff_by_erlang_c(demand, Targets(sure=0.5), DOUBT),
    }
    judged = draw_days(demand, DOUBT, days, seed=seed + 2)
    figures = {name: judge(staff, judged, targets) for name, staff in plans.items()}
    to_best, to_c = ratio(sum(planned), sum(best)), ratio(sum(planned), sum(as_sure))
    return {
        "plans_tried": search.tried,
        **figures,
        "hours_to_best": to_best,
        "hours_to_erlang_c": to_c,
        "bars": {
            "days_kept": meets(figures["ours"]["days_kept"], BARS["days_kept"], at_most=False),
            "hours_to_best": meets(to_best, BARS["hours_to_best"], at_most=True),
            "hours_to_erlang_c": meets(to_c, BARS["hours_to_erlang_c"], at_most=True),
        },
    }


def judge(staff: Sequence[int], days: Sequence[Day], targets: Targets) -> Figures:
    """What the product's own routing makes of these days with that staff."""
    answered, in_time = np.array(
        [shares(live_through(day, staff, answer_within_s=targets.answer_within_s)) for day in days]
    ).T
    return {
        "hours": sum(staff) / 2,
        "days_kept": round(float(np.mean(targets.are_kept(answered, in_time))), 3),
        "answered": round(float(answered.mean()), 4),
        "in_time": round(float(in_time.mean()), 4),
    }
