"""The routing of work: pure, without database, and without a clock of its own. Every event says when it happens."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from qiao.desk.routing.hands import Hands
from qiao.desk.routing.lines import (
    Line,
    Plan,
    QueueLoad,
    Standing,
    Waiting,
)
from qiao.desk.routing.matching import Matching
from qiao.desk.routing.plans import stages_of
from qiao.desk.routing.reasons import Reason
from qiao.desk.routing.rules import Rules
from qiao.desk.routing.work import Act, Agent, Decision, Item, Kind, Skills, Team
from qiao.foundation.errors import Conflict, Forbidden
from qiao.policy import Lane


class NotWaiting(Conflict):
    """Somebody else has it, or it is done."""


class HandsFull(Conflict):
    """Her hands are full; close something first."""


class HasAnInterest(Forbidden):
    """She served this customer in the matter that is complained of, or leads who did."""


class Held(NamedTuple):
    """An item that is offered to somebody, or in her hands, when a router is restored. Without `offered_until` the
    offer is ended by whoever keeps its time.
    """

    item: Item
    agent_id: UUID
    is_accepted: bool
    offered_until: float | None = None


_Ask = tuple[Kind, Lane, Skills]


class Router:
    """Who gets what next.

    Each method is one event and returns what is decided by it, in order. Between events no agent who is free could
    take anything that waits for anybody: so an event looks only at what it changes. `now` never goes back.
    """

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._matching = Matching(rules)
        self._plans: dict[_Ask, Plan] = {}
        self._loads = {queue.id: QueueLoad(queue) for queue in rules.queues}
        self._works: dict[UUID, Waiting] = {}
        self._numbers = 0

    @property
    def next_at(self) -> float | None:
        """When `tick` may next have something to decide."""
        return self._matching.timers[0][0] if self._matching.timers else None

    def restore(
        self, agents: Iterable[Agent], held: Iterable[Held], waiting: Iterable[Item], *, now: float
    ) -> list[Decision]:
        """Begin with what is known elsewhere to be so, and decide what can be decided now."""
        for agent in agents:
            self._matching.floor.add(agent)
        for one in held:
            self._put_in_hands(one)
        for hands in self._matching.floor:
            self._matching.floor.relist(hands)
        works = [self._admit(item) for item in waiting]
        for work in works:
            self._matching.remind_of_leader(work)
            work.plan.load.waiting[work.item.id] = work
        for load in self._loads.values():
            load.in_surge = load.queue.surge_at is not None and len(load.waiting) >= load.queue.surge_at
        decided: list[Decision] = []
        self._matching.place_each(works, now, decided)
        return self._matching.dealt_with(now, decided)

    def arrive(self, item: Item, *, now: float) -> list[Decision]:
        """Something waits for a person. What is known already is not queued twice."""
        if item.id in self._works:
            return []
        work = self._admit(item)
        self._matching.remind_of_leader(work)
        decided: list[Decision] = []
        self._matching.place(work, now, decided)
        return self._matching.dealt_with(now, decided)

    def leave(self, item_id: UUID, *, now: float) -> list[Decision]:
        """It is done, wherever it stands: given up, closed, or settled elsewhere."""
        work = self._works.pop(item_id, None)
        if work is None:
            return []
        hands = self._matching.floor.get(work.holder)
        decided: list[Decision] = []
        if hands is None:
            self._matching.step_out(work)
            work.standing = Standing.GONE
            self._matching.look_for_calm(work.plan.load, decided)
            return self._matching.dealt_with(now, decided)
        was_in_hand = work.standing is Standing.IN_HAND
        hands.let_go(work)
        work.standing = Standing.GONE
        work.version += 1
        if was_in_hand:
            hands.idle_since = now
        self._matching.serve(hands, now, decided)
        return self._matching.dealt_with(now, decided)

    def accept(self, item_id: UUID, agent_id: UUID, *, now: float) -> list[Decision]:
        """She takes what is offered to her. Raises NotWaiting."""
        work, hands = self._offered(item_id, agent_id)
        decided: list[Decision] = []
        self._take_in_hand(work, hands)
        self._matching.serve(hands, now, decided)
        return self._matching.dealt_with(now, decided)

    def take(self, item_id: UUID, agent_id: UUID, *, now: float) -> list[Decision]:
        """She takes something that waits, out of turn. Raises NotWaiting, HandsFull or HasAnInterest."""
        work, hands = self._works.get(item_id), self._matching.floor.get(agent_id)
        if work is None or hands is None:
            raise NotWaiting
        if work.standing is Standing.OFFERED and work.holder == agent_id:
            return self.accept(item_id, agent_id, now=now)
        if work.standing in {Standing.OFFERED, Standing.IN_HAND}:
            raise NotWaiting
        if agent_id in work.item.exclude:
            raise HasAnInterest
        if not hands.has_room(work.line):
            raise HandsFull
        decided: list[Decision] = []
        self._matching.step_out(work)
        hands.hold(work)
        self._take_in_hand(work, hands)
        self._matching.look_for_calm(work.plan.load, decided)
        self._matching.serve(hands, now, decided)
        return self._matching.dealt_with(now, decided)

    def decline(self, item_id: UUID, agent_id: UUID, *, now: float) -> list[Decision]:
        """She lets an offer pass: marked as missed, and to the next. Raises NotWaiting."""
        work, hands = self._offered(item_id, agent_id)
        return self._matching.dealt_with(now, self._matching.missed(work, hands, Reason("declined"), now))

    def requeue(
        self, item_id: UUID, *, now: float, preferred: UUID | None = None, team: Team | None = None
    ) -> list[Decision]:
        """Who has it in hand hands it on: to `preferred` where she can, else to whoever of `team` or of all is next.

        Raises NotWaiting.
        """
        work = self._works.get(item_id)
        hands = self._matching.floor.get(work.holder) if work is not None else None
        if work is None or hands is None or work.standing is not Standing.IN_HAND:
            raise NotWaiting
        hands.let_go(work)
        work.preferred, work.team = preferred if preferred != hands.id else None, team
        work.missed[hands.id] = now
        self._matching.wait_anew(work, now)
        decided = [Decision(Act.REQUEUE, item_id, hands.id, None, Reason("handed_on"))]
        self._matching.place(work, now, decided)
        hands.idle_since = now
        self._matching.serve(hands, now, decided)
        return self._matching.dealt_with(now, decided)

    def agent_ready(self, agent: Agent, *, now: float) -> list[Decision]:
        """She takes work from now on; what she had in hand before she still has."""
        decided: list[Decision] = []
        self._matching.serve(self._matching.floor.add(agent), now, decided)
        return self._matching.dealt_with(now, decided)

    def agent_away(self, agent_id: UUID, *, now: float) -> list[Decision]:
        """She takes no work for now: what is offered to her goes on, what is in her hands stays."""
        decided: list[Decision] = []
        hands = self._matching.floor.get(agent_id)
        if hands is not None:
            self._matching.stand_down(hands, now, decided)
        return self._matching.dealt_with(now, decided)

    def agent_gone(self, agent_id: UUID, *, now: float) -> list[Decision]:
        """She has vanished: what was in her hands waits at the front."""
        decided: list[Decision] = []
        hands = self._matching.floor.get(agent_id)
        if hands is None:
            return self._matching.dealt_with(now, decided)
        self._matching.stand_down(hands, now, decided)
        works = list(hands.works.values())
        for work in works:
            hands.let_go(work)
            work.returned = True
            self._matching.wait_anew(work, now)
            decided.append(Decision(Act.REQUEUE, work.item.id, agent_id, None, Reason("vanished")))
        self._matching.floor.remove(hands)
        self._matching.place_each(works, now, decided)
        return self._matching.dealt_with(now, decided)

    def tick(self, *, now: float) -> list[Decision]:
        """Whatever was to happen by now: offers nobody took, waits that are long enough, openings."""
        decided: list[Decision] = []
        self._matching.fall_due(now, decided)
        return self._matching.dealt_with(now, decided)

    def _admit(self, item: Item) -> Waiting:
        self._numbers += 1
        work = self._works[item.id] = Waiting(item, self._plan(item), self._numbers)
        return work

    def _plan(self, item: Item) -> Plan:
        key = (item.kind, item.lane, item.skills)
        plan = self._plans.get(key)
        if plan is None:
            queue = self.rules.queue_of(item.kind, item.lane)
            stages = stages_of(self.rules, queue, item.skills)
            lines = [self._line(item.kind, stage.wanted) for stage in stages]
            plan = Plan(queue, self._loads[queue.id], self.rules.lanes[item.lane], stages, lines)
            self._plans[key] = plan
        return plan

    def _line(self, kind: Kind, wanted: tuple[Skills, ...]) -> Line:
        name = self.rules.kinds[kind]
        return self._matching.lines.line(wanted, name, self.rules.channels[name])

    def _put_in_hands(self, one: Held) -> None:
        hands = self._matching.floor.get(one.agent_id)
        work = self._admit(one.item)
        if hands is None:
            # She takes no work now, but what she has in hand is nobody else's.
            work.standing, work.holder = Standing.IN_HAND, None
            return
        hands.hold(work)
        work.standing = Standing.IN_HAND if one.is_accepted else Standing.OFFERED
        if not one.is_accepted:
            hands.offered = work
            if one.offered_until is not None:
                self._matching.remind_of_offer(one.offered_until, work)

    def _offered(self, item_id: UUID, agent_id: UUID) -> tuple[Waiting, Hands]:
        work, hands = self._works.get(item_id), self._matching.floor.get(agent_id)
        if work is None or hands is None or work.standing is not Standing.OFFERED or work.holder != agent_id:
            raise NotWaiting
        return work, hands

    def _take_in_hand(self, work: Waiting, hands: Hands) -> None:
        work.standing = Standing.IN_HAND
        work.returned = False
        work.version += 1
        if hands.offered is work:
            hands.offered = None
