"""The desk's own routing on a virtual clock: customers who come, wait, lose patience or are served, and nobody real."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from uuid import UUID

import numpy as np

from qiao.desk.routing import Act, Agent, Channel, Decision, Item, Kind, LaneRule, Queue, Router, Rules, Target
from qiao.policy import InBoth, Lane

_BLOCK = 1 << 16
_AGENTS_FROM = 1 << 100


@dataclass(frozen=True, slots=True)
class Traffic:
    """Customers and those who serve them. All times in seconds, each exponential around its mean."""

    between_arrivals_s: float
    service_s: float
    patience_s: float
    servers: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the customers who were counted."""

    calls: int
    waited: int
    abandoned: int
    wait_s: float
    """Of all together, those included who gave up."""
    answered_within: int


def one_queue() -> Rules:
    """The rules of a single queue in which everybody can serve everybody, one at a time: M/M/n+M."""
    name = InBoth(zh="理论", en="theory")
    return Rules(
        channels={"call": Channel(at_most=1)},
        kinds=dict.fromkeys(Kind, "call"),
        lanes={lane: LaneRule(name=name) for lane in Lane},
        queues=(Queue(id="theory", name=name, target=Target(share=0.8, within_s=20)),),
    )


class Simulation:
    """One queue of customers who arrive at random, before the router and agents who take what they are offered."""

    def __init__(self, traffic: Traffic, *, seed: int, answer_within_s: float, rules: Rules | None = None) -> None:
        chance = np.random.default_rng(seed)
        self._gaps = _exponential(chance, traffic.between_arrivals_s)
        self._services = _exponential(chance, traffic.service_s)
        self._patiences = _exponential(chance, traffic.patience_s)
        self._within_s = answer_within_s
        self._router = Router(rules or one_queue())
        self._numbers = count()
        self._ends: list[tuple[float, UUID, bool]] = []
        """When a service ends, or (False) the patience of somebody who waits."""
        self._waiting: dict[UUID, float] = {}
        self._counted: set[UUID] = set()
        self._waited = self._abandoned = self._answered_within = 0
        self._wait_s = 0.0
        self._next_s = next(self._gaps)
        for number in range(traffic.servers):
            self._router.agent_ready(Agent(UUID(int=_AGENTS_FROM + number), 1), now=0.0)

    def run(self, calls: int, *, warm_up: int = 0) -> Tally:
        """Count what becomes of `calls` customers who come after `warm_up` others; people go on coming until the last
        of them is answered or gone.
        """
        for _ in range(warm_up):
            self._arrive(is_counted=False)
        for _ in range(calls):
            self._arrive(is_counted=True)
        while self._counted:
            self._arrive(is_counted=False)
        return Tally(calls, self._waited, self._abandoned, self._wait_s, self._answered_within)

    def _arrive(self, *, is_counted: bool) -> None:
        now = self._next_s
        self._end_until(now)
        self._next_s += next(self._gaps)
        caller = UUID(int=next(self._numbers))
        self._waiting[caller] = now
        if is_counted:
            self._counted.add(caller)
        self._carry_out(self._router.arrive(Item(caller, now), now=now), now)
        if caller in self._waiting:
            if is_counted:
                self._waited += 1
            heappush(self._ends, (now + next(self._patiences), caller, False))

    def _end_until(self, now: float) -> None:
        ends = self._ends
        while ends and ends[0][0] <= now:
            at, caller, is_service = heappop(ends)
            if is_service:
                self._carry_out(self._router.leave(caller, now=at), at)
            elif caller in self._waiting:
                waited_s = at - self._waiting.pop(caller)
                self._router.leave(caller, now=at)
                if caller in self._counted:
                    self._counted.remove(caller)
                    self._abandoned += 1
                    self._wait_s += waited_s
        self._router.tick(now=now)

    def _carry_out(self, decided: list[Decision], now: float) -> None:
        """An agent takes at once what she is offered."""
        for decision in decided:
            if decision.act is Act.OFFER and decision.item is not None and decision.agent is not None:
                self._answer(decision.item, now)
                heappush(self._ends, (now + next(self._services), decision.item, True))
                self._carry_out(self._router.accept(decision.item, decision.agent, now=now), now)

    def _answer(self, caller: UUID, now: float) -> None:
        waited_s = now - self._waiting.pop(caller)
        if caller in self._counted:
            self._counted.remove(caller)
            self._wait_s += waited_s
            self._answered_within += waited_s <= self._within_s


def _exponential(chance: np.random.Generator, mean: float) -> Iterator[float]:
    while True:
        yield from chance.exponential(mean, _BLOCK).tolist()
