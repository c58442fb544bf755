"""The desk's own routing on a virtual clock: customers who wait, lose patience or are served, and nobody real."""

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush
from uuid import UUID

from qiao.desk.routing import Act, Agent, Channel, Decision, Item, Kind, LaneRule, Queue, Router, Rules, Target
from qiao.policy import InBoth, Lane

_AGENTS_FROM = 1 << 100


@dataclass(slots=True)
class Tally:
    """What became of the customers who were counted."""

    calls: int = 0
    waited: int = 0
    abandoned: int = 0
    wait_s: float = 0.0
    """Of all together, those included who gave up."""
    answered_within: int = 0


def one_queue() -> Rules:
    """The rules of a single queue in which everybody can serve everybody, one at a time."""
    name = InBoth(zh="理论", en="theory")
    return Rules(
        channels={"call": Channel(at_most=1)},
        kinds=dict.fromkeys(Kind, "call"),
        lanes={lane: LaneRule(name=name) for lane in Lane},
        queues=(Queue(id="theory", name=name, target=Target(share=0.8, within_s=20)),),
    )


class Floor:
    """Agents who take at once what the router offers them, and customers with a patience of their own.

    `service_s` and `patience_s` are asked for each customer when she is answered, or begins to wait. Events come in
    the order of their times.
    """

    def __init__(
        self,
        *,
        service_s: Callable[[UUID], float],
        patience_s: Callable[[UUID], float],
        answer_within_s: float,
        rules: Rules | None = None,
    ) -> None:
        self._service_s, self._patience_s, self._within_s = service_s, patience_s, answer_within_s
        self._router = Router(rules or one_queue())
        self._ends: list[tuple[float, UUID, bool]] = []
        """When a service ends, or (False) the patience of somebody who waits."""
        self._waiting: dict[UUID, float] = {}
        self._counted: dict[UUID, Tally] = {}
        self._ready = 0

    @property
    def counted(self) -> int:
        """How many of those who are counted still wait."""
        return len(self._counted)

    def staff(self, agents: int, *, now: float) -> None:
        """So many take work from now on. Who leaves finishes what is in her hands."""
        self.pass_until(now)
        for number in range(agents, self._ready):
            self._router.agent_away(UUID(int=_AGENTS_FROM + number), now=now)
        for number in range(self._ready, agents):
            self._carry_out(self._router.agent_ready(Agent(UUID(int=_AGENTS_FROM + number), 1), now=now), now)
        self._ready = agents

    def arrive(self, caller: UUID, *, now: float, tally: Tally | None = None) -> None:
        """A customer comes, and is counted where there is a tally."""
        self.pass_until(now)
        self._waiting[caller] = now
        if tally is not None:
            tally.calls += 1
            self._counted[caller] = tally
        self._carry_out(self._router.arrive(Item(caller, now), now=now), now)
        if caller in self._waiting:
            if tally is not None:
                tally.waited += 1
            heappush(self._ends, (now + self._patience_s(caller), caller, False))

    def pass_until(self, now: float) -> None:
        """Whatever ends by then has ended."""
        ends = self._ends
        while ends and ends[0][0] <= now:
            at, caller, is_service = heappop(ends)
            if is_service:
                self._carry_out(self._router.leave(caller, now=at), at)
            elif caller in self._waiting:
                waited_s = at - self._waiting.pop(caller)
                self._router.leave(caller, now=at)
                if (tally := self._counted.pop(caller, None)) is not None:
                    tally.abandoned += 1
                    tally.wait_s += waited_s
        self._router.tick(now=now)

    def _carry_out(self, decided: list[Decision], now: float) -> None:
        for decision in decided:
            if decision.act is Act.OFFER and decision.item is not None and decision.agent is not None:
                self._answer(decision.item, now)
                heappush(self._ends, (now + self._service_s(decision.item), decision.item, True))
                self._carry_out(self._router.accept(decision.item, decision.agent, now=now), now)

    def _answer(self, caller: UUID, now: float) -> None:
        waited_s = now - self._waiting.pop(caller)
        if (tally := self._counted.pop(caller, None)) is not None:
            tally.wait_s += waited_s
            tally.answered_within += waited_s <= self._within_s
