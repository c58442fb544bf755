"""A queue that theory knows, served by the desk's own routing: M/M/n+M on a virtual clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from uuid import UUID

import numpy as np

from qiao.desk.planning.floor import Floor, Tally
from qiao.desk.routing import Rules

_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Traffic:
    """Customers and those who serve them. All times in seconds, each exponential around its mean."""

    between_arrivals_s: float
    service_s: float
    patience_s: float
    servers: int


class Simulation:
    """One queue of customers who arrive at random, before the router and agents who take what they are offered."""

    def __init__(self, traffic: Traffic, *, seed: int, answer_within_s: float, rules: Rules | None = None) -> None:
        chance = np.random.default_rng(seed)
        self._gaps = _exponential(chance, traffic.between_arrivals_s)
        services = _exponential(chance, traffic.service_s)
        patiences = _exponential(chance, traffic.patience_s)
        self._floor = Floor(
            service_s=lambda _: next(services),
            patience_s=lambda _: next(patiences),
            answer_within_s=answer_within_s,
            rules=rules,
        )
        self._floor.staff(traffic.servers, now=0.0)
        self._numbers = count()
        self._next_s = next(self._gaps)

    def run(self, calls: int, *, warm_up: int = 0) -> Tally:
        """Count what becomes of `calls` customers who come after `warm_up` others; people go on coming until the last
        of them is answered or gone.
        """
        tally = Tally()
        for _ in range(warm_up):
            self._arrive(None)
        for _ in range(calls):
            self._arrive(tally)
        while self._floor.counted:
            self._arrive(None)
        return tally

    def _arrive(self, tally: Tally | None) -> None:
        now = self._next_s
        self._next_s += next(self._gaps)
        self._floor.arrive(UUID(int=next(self._numbers)), now=now, tally=tally)


def _exponential(chance: np.random.Generator, mean: float) -> Iterator[float]:
    while True:
        yield from chance.exponential(mean, _BLOCK).tolist()
