"""Queues whose customers have any patience, exactly: Poisson arrivals, exponential service, n servers (M/M/n+G).

The wait that would be offered to an arrival with endless patience has the density λ·π·exp(f(x)), where π is the chance
of n − 1 in the system, f(x) = λH(x) − nμx, and H(x) is the mean of patience cut off at x. Everything asked for is an
integral of it. f is concave, so its mass lies around one peak, and outside of where it has fallen by e⁻⁴⁰ there is
nothing. With exponential patience this is Erlang A.

Source: F. Baccelli, G. Hebuterne, On queues with impatient customers, 1981; S. Zeltyn, A. Mandelbaum, Call centers with
impatient customers: many-server asymptotics of the M/M/n+G queue, 2005.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gamma, gammainc

from qiao.desk.planning.erlang import QueueImpossible

Floats = NDArray[np.float64]

_FALLEN = 40.0
_HALVINGS = 25
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)


@dataclass(frozen=True, slots=True)
class Patience:
    """Weibull patience. At a shape of 1 it is exponential; above, people hang up rather after a while than at once."""

    mean_s: float
    shape: float = 1.0

    def lasts(self, waited_s: Floats) -> Floats:
        """The share of people who would wait longer than that."""
        return np.exp(-self._aged(waited_s))

    def mean_until(self, waited_s: Floats) -> Floats:
        """The mean of patience cut off there."""
        return self.mean_s * gammainc(1 / self.shape, self._aged(waited_s))

    def lasts_in(self, share: Floats) -> Floats:
        """The wait that this share of people would exceed."""
        return self._scale_s * (-np.log(share)) ** (1 / self.shape)

    def _aged(self, waited_s: Floats) -> Floats:
        return (waited_s / self._scale_s) ** self.shape

    @property
    def _scale_s(self) -> float:
        return self.mean_s / float(gamma(1 + 1 / self.shape))


@dataclass(frozen=True, slots=True)
class Shares:
    """Of all who arrive: who gives up, and who is not answered within the target; one figure a queue."""

    abandons: Floats
    late: Floats


def impatient(
    arrivals_per_s: Floats, servers: NDArray[np.int64], *, service_s: float, patience: Patience, answer_within_s: float
) -> Shares:
    """Both arrays are broadcast against each other: a queue each. Raises QueueImpossible."""
    rates, counts = np.broadcast_arrays(arrivals_per_s, servers)
    if min(service_s, patience.mean_s, patience.shape) <= 0 or answer_within_s < 0:
        raise QueueImpossible
    if not rates.size or rates.min() <= 0 or counts.min() < 1:
        raise QueueImpossible
    queues = _Offered(rates, counts / service_s, patience)
    waits = rates * queues.mass(queues.end)
    # Whoever is offered her wait in time is answered if her patience lasts until then.
    in_time = rates * queues.mass(np.minimum(queues.end, answer_within_s), who_last=True)
    abandons = queues.scale + (rates - counts / service_s) * waits / rates
    idle = _inverse_of_blocking(rates * service_s, counts - 1) * queues.scale
    return Shares(np.clip(abandons / (idle + waits), 0, 1), np.clip((waits - in_time) / (idle + waits), 0, 1))


class _Offered:
    """The weight of waits that queues would offer, each divided by its peak so that nothing overflows."""

    def __init__(self, rates: Floats, served_per_s: Floats, patience: Patience) -> None:
        self._rates, self._served_per_s, self._patience = rates, served_per_s, patience
        self._peak = patience.lasts_in(np.minimum(1.0, served_per_s / rates))
        self._most = self._log_weight(self._peak)
        self.scale = np.exp(-self._most)
        self._start = self._fallen(self._peak, np.zeros_like(self._peak))
        outside = (rates * patience.mean_s - self._most + _FALLEN) / served_per_s
        self.end = self._fallen(self._peak, np.maximum(self._peak, outside))

    def mass(self, until: Floats, *, who_last: bool = False) -> Floats:
        """The integral up to there; of those alone whose patience lasts that long."""
        start = np.minimum(self._start, until)
        peak = np.clip(self._peak, start, until)
        return self._integral(start, peak, who_last=who_last) + self._integral(peak, until, who_last=who_last)

    def _integral(self, start: Floats, end: Floats, *, who_last: bool) -> Floats:
        total = np.zeros_like(start)
        middle, half = (start + end) / 2, (end - start) / 2
        for node, weight in zip(_NODES, _WEIGHTS, strict=True):
            at = middle + half * node
            density = np.exp(self._log_weight(at) - self._most)
            total += weight * (density * self._patience.lasts(at) if who_last else density)
        return total * half

    def _fallen(self, inside: Floats, outside: Floats) -> Floats:
        """Where between the two the weight has become nothing, or the outer end if it never does."""
        for _ in range(_HALVINGS):
            middle = (inside + outside) / 2
            is_inside = self._log_weight(middle) > self._most - _FALLEN
            inside, outside = np.where(is_inside, middle, inside), np.where(is_inside, outside, middle)
        return outside

    def _log_weight(self, waited_s: Floats) -> Floats:
        return self._rates * self._patience.mean_until(waited_s) - self._served_per_s * waited_s


def _inverse_of_blocking(load: Floats, servers: NDArray[np.int64]) -> Floats:
    """One over Erlang B, which is the weight of all states with somebody free over that of the last of them."""
    found = np.ones_like(load)
    growing = np.ones_like(load)
    with np.errstate(over="ignore"):
        for number in range(1, int(servers.max()) + 1):
            growing = 1 + number / load * growing
            found = np.where(servers == number, growing, found)
    return found
