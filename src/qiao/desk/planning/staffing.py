"""How many agents each half hour of a day needs, so that the day keeps its targets although nobody knows its calls.

A day is planned for the business it will exceed once in so often, not for its mean: the quantile of the factors by
which the day and its half hours are off. Within each half hour the loss is the mean over the half hour's own factor.
Agents go where one more saves most, until the whole day keeps every target; where every further agent of a half hour
saves less than the one before, no other distribution of as many agents loses less (B. Fox, Discrete optimization via
marginal analysis, 1966).

Calls that began before a half hour still occupy agents in it, so each half hour is given the load that is in service
then, not the one that arrives (S. Eick, W. Massey, W. Whitt, The physics of the Mt/G/∞ queue, 1993).
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from qiao.desk.planning.days import SLOT_S, Demand, Doubt, Targets, around_one, draw_days
from qiao.desk.planning.erlang import erlang_c
from qiao.desk.planning.many_days import ManyDays
from qiao.desk.planning.patience import Floats, impatient

_LEAST_OF_LOAD = 0.6
_FAR_ABOVE = 4
_NEXT_TO_NONE = 1e-6
# Standard deviations of the normal distribution, between which the certainty is looked for.
_LEAST_SURE, _MOST_SURE = -1.0, 3.5
_HALVINGS = 7
_BY_CHANCE = 0.01
_POINTS, _CHANCES = np.polynomial.hermite_e.hermegauss(5)


@dataclass(frozen=True, slots=True)
class Losses:
    """Expected calls of a day, by half hour and by number of agents from `least` on."""

    least: NDArray[np.int64]
    abandoned: Floats
    late: Floats


def plan_staff(demand: Demand, targets: Targets, doubt: Doubt) -> list[int]:
    """Agents in each half hour, at least one each."""
    busy = busy_day(demand, targets, doubt)
    losses = _losses(busy, demand, targets, doubt)
    calls = float(busy.sum()) * SLOT_S
    allowed = [
        (lost, _hull(lost) / (calls * (1 - target)), calls * (1 - target))
        for lost, target in ((losses.abandoned, targets.answered), (losses.late, targets.in_time))
        if target > 0
    ]
    chosen = np.zeros(len(demand.calls), dtype=np.int64)
    slots = np.arange(len(chosen))
    while unmet := [hull for lost, hull, most in allowed if lost[slots, chosen].sum() > most]:
        saved = sum(hull[slots, chosen] - hull[slots, chosen + 1] for hull in unmet)
        chosen[int(np.argmax(saved))] += 1
    return [int(agents) for agents in losses.least + chosen]


def plan_staff_by_days(demand: Demand, targets: Targets, doubt: Doubt, *, days: int = 400, seed: int = 0) -> list[int]:
    """As `plan_staff`, with the certainty asked of theory moved until that share of simulated days keeps the targets.

    Theory takes each half hour as if it lasted for ever, which is a little too careful on large floors: queues need
    time to grow.
    """
    drawn = ManyDays(
        draw_days(demand, doubt, days, seed=seed, evenly=True),
        len(demand.calls),
        answer_within_s=targets.answer_within_s,
    )
    low, high = _LEAST_SURE, _MOST_SURE
    staff = plan_staff(demand, replace(targets, sure=float(ndtr(high))), doubt)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        tried = plan_staff(demand, replace(targets, sure=float(ndtr(middle))), doubt)
        if drawn.kept(tried, targets) >= targets.sure + _BY_CHANCE:
            high, staff = middle, tried
        else:
            low = middle
    return staff


def plan_staff_by_erlang_c(demand: Demand, targets: Targets, doubt: Doubt) -> list[int]:
    """The same days with customers who never give up: each half hour answers its share in time. For comparison."""
    return [_by_erlang_c(float(rate), demand.service_s, targets) for rate in busy_day(demand, targets, doubt)]


def busy_day(demand: Demand, targets: Targets, doubt: Doubt) -> Floats:
    """Rates a second of the load in service in each half hour, on the busiest day that shall still keep the targets."""
    calls = np.array(demand.calls)
    shares = calls / calls.sum()
    # What half hours and chance do to the whole day's calls; both are small beside the day's own factor.
    variance = doubt.day_sd**2 + doubt.slot_sd**2 * float(shares @ shares) + 1 / float(calls.sum())
    factor = around_one(variance**0.5, ndtri(targets.sure))
    return np.maximum(factor * in_service(demand) / SLOT_S, _NEXT_TO_NONE)


def in_service(demand: Demand) -> Floats:
    """Calls of each half hour as the agents meet them: a call that lasts is met a little later than it came."""
    calls = np.array(demand.calls)
    later = min(demand.service_s * (1 + demand.service_cv**2) / 2 / SLOT_S, 1.0)
    return calls * (1 - later) + np.concatenate([[demand.before], calls[:-1]]) * later


def _losses(rates: Floats, demand: Demand, targets: Targets, doubt: Doubt) -> Losses:
    load = rates * demand.service_s
    least = np.maximum(1, np.floor(load * _LEAST_OF_LOAD)).astype(np.int64)
    factors = around_one(doubt.slot_sd, _POINTS)
    most = load * factors.max() + _FAR_ABOVE * (np.sqrt(load) + 1)
    agents = least[:, None] + np.arange(int(np.max(most - least)) + 2)
    abandoned, late = np.zeros(agents.shape), np.zeros(agents.shape)
    for factor, chance in zip(factors, _CHANCES / _CHANCES.sum(), strict=True):
        factored = rates[:, None] * factor
        shares = impatient(
            factored,
            agents,
            service_s=demand.service_s,
            patience=demand.patience,
            answer_within_s=targets.answer_within_s,
        )
        abandoned += chance * factored * SLOT_S * shares.abandons
        late += chance * factored * SLOT_S * shares.late
    return Losses(least, abandoned, late)


def _hull(lost: Floats) -> Floats:
    """The greatest convex curve below each row. Far below the load one agent more changes nothing for calls in time,
    and many do: what one of them is worth there is her share of what they save together.
    """
    found = np.empty_like(lost)
    for row, values in zip(found, lost.tolist(), strict=True):
        kept: list[int] = []
        for at, value in enumerate(values):
            while len(kept) > 1 and (value - values[kept[-2]]) * (kept[-1] - kept[-2]) <= (
                values[kept[-1]] - values[kept[-2]]
            ) * (at - kept[-2]):
                kept.pop()
            kept.append(at)
        row[:] = np.interp(np.arange(len(values)), kept, [values[at] for at in kept])
    return found


def _by_erlang_c(rate: float, service_s: float, targets: Targets) -> int:
    agents = max(1, int(rate * service_s))
    while (
        erlang_c(arrivals_per_time=rate, service_time=service_s, servers=agents, answer_within=targets.answer_within_s)
        < targets.in_time
    ):
        agents += 1
    return agents
