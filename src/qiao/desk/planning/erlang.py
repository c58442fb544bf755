"""Erlang A, exactly: a queue with Poisson arrivals, exponential service and exponential patience, n servers (M/M/n+M).

The number in the system is a birth–death process: arrivals at rate λ in every state, departures at rate kμ while k ≤ n
are served and nμ + (k − n)θ beyond. Its stationary probabilities follow one from the other, so each state is the state
before times a ratio; taken in logarithms, from the largest, nothing overflows at any size. The tail is cut where it has
no weight in double precision.

An arrival who finds j waiting is served when j + 1 have left before her: a sum of exponential times with rates nμ + kθ,
k = 0 … j. With D this sum, exp(−θD) has the Beta distribution with parameters nμ/θ and j + 1, so that the chance to be
served at all, and within τ, are its mean and an incomplete mean (the regularised incomplete beta function).

Source: C. Palm, Research on telephone traffic carried by full availability groups, 1957; A. Mandelbaum, S. Zeltyn,
Service engineering in action: the Palm/Erlang-A queue, 2007.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

from qiao.foundation.errors import Invalid

_NOTHING = 1e-18
_STEP = 1024


class QueueImpossible(Invalid):
    """Rates and times are above zero, and there is at least one server."""


@dataclass(frozen=True, slots=True)
class Waits:
    """What customers of a queue meet. The mean wait is of everybody, in the unit of time that was given."""

    waits: float
    """The share that does not find anybody free."""
    abandons: float
    mean_wait: float
    answered_within: float
    """The share of all who arrive that is answered within the target."""
    occupancy: float
    """The share of their time that servers serve."""


def erlang_a(
    *, arrivals_per_time: float, service_time: float, patience: float, servers: int, answer_within: float
) -> Waits:
    """Waits in a queue, all times in one unit. Raises QueueImpossible."""
    if min(arrivals_per_time, service_time, patience) <= 0 or servers < 1 or answer_within < 0:
        raise QueueImpossible
    served, left = 1 / service_time, 1 / patience
    chances = _stationary(arrivals_per_time, served, left, servers)
    queue = chances[servers:]
    ahead = np.arange(queue.size)
    a = servers * served / left
    answered = a / (a + ahead + 1)
    in_time = answered * (1 - betainc(a + 1, ahead + 1, np.exp(-left * answer_within)))
    abandons = left * float(queue @ ahead) / arrivals_per_time
    busy = float(chances[:servers] @ np.arange(servers)) + servers * float(queue.sum())
    return Waits(
        waits=float(queue.sum()),
        abandons=abandons,
        # Little's law: everybody's time in the queue is the mean number there over the rate of arrival.
        mean_wait=float(queue @ ahead) / arrivals_per_time,
        answered_within=float(chances[:servers].sum()) + float(queue @ in_time),
        occupancy=busy / servers,
    )


def _stationary(arrivals: float, served: float, left: float, servers: int) -> NDArray[np.float64]:
    """The probability of each number in the system, from nobody on."""
    log_chances = np.zeros(1)
    while True:
        states = np.arange(log_chances.size, log_chances.size + servers + _STEP)
        departures = served * np.minimum(states, servers) + left * np.maximum(states - servers, 0)
        grown = log_chances[-1] + np.cumsum(np.log(arrivals / departures))
        log_chances = np.concatenate([log_chances, grown])
        if departures[-1] > arrivals and grown[-1] < log_chances.max() + np.log(_NOTHING):
            break
    chances = np.exp(log_chances - log_chances.max())
    return chances / chances.sum()


def erlang_c(*, arrivals_per_time: float, service_time: float, servers: int, answer_within: float) -> float:
    """The share answered within the target where nobody ever gives up (M/M/n), all times in one unit; 0 where the
    servers cannot keep up. Raises QueueImpossible.
    """
    if min(arrivals_per_time, service_time) <= 0 or servers < 1 or answer_within < 0:
        raise QueueImpossible
    load = arrivals_per_time * service_time
    if load >= servers:
        return 0.0
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = load * blocked / (number + load * blocked)
    waits = blocked / (1 - load / servers * (1 - blocked))
    return 1 - waits * float(np.exp(-(servers - load) * answer_within / service_time))
