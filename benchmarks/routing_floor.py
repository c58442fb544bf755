"""A busy floor: thousands of agents with skills of all kinds, every hand full, and a queue of all lanes."""

import random
import time
from collections import defaultdict
from collections.abc import Callable
from uuid import UUID

from qiao.desk.routing import Act, Agent, Decision, Held, Item, Kind, Router, Rules, Skills
from qiao.policy import Lane

_CAPACITY = 5
_HANDLING_S = 600.0
_BEGINS_AT = 1_795_766_400.0
"""A Friday, 12:00 in Beijing."""
_LANES = {Lane.LIFE: 1, Lane.EMERGENCY: 4, Lane.DISTRESS: 5, Lane.COMPLAINT: 10, Lane.CARE: 5, Lane.ELDER: 8,
          Lane.PROMISE: 7, Lane.NORMAL: 60}  # fmt: skip
_KINDS = {Kind.CONVERSATION: 80, Kind.COMPLAINT: 8, Kind.CALL_BACK: 6, Kind.CALL_TASK: 3, Kind.CARE: 3}
_EVENTS = {"done": 42, "leave": 6, "decline": 3, "away": 2, "gone": 1}
"""How often something happens beside arrivals, which make up for what leaves."""


class BusyFloor:
    """Drives a router through events and times each. What is offered is taken, declined or let pass."""

    def __init__(self, rules: Rules, agents: int, waiting: int, *, seed: int) -> None:
        self._chance = random.Random(seed)
        self._rules = rules
        self._router = Router(rules)
        self._target = waiting
        self._now = _BEGINS_AT
        self._step_s = _HANDLING_S / (agents * _CAPACITY)
        self._agents = {UUID(int=n): self._agent(n) for n in range(1, agents + 1)}
        self._items: dict[UUID, Item] = {}
        self._queue: dict[UUID, None] = {}
        self._offers: dict[UUID, UUID] = {}
        self._in_hand: dict[UUID, UUID] = {}
        self._number = 1 << 80
        self._taken: dict[str, list[float]] = defaultdict(list)
        for agent in self._agents.values():
            self._follow(self._router.agent_ready(agent, now=self._now))
        # Some offers nobody takes, so everybody's hands are full before the queue is as long as it shall be.
        while len(self._queue) < waiting:
            self._now += self._step_s
            self._follow(self._router.tick(now=self._now))
            self._arrive()
            self._accept_all()
        self._taken.clear()

    @property
    def waiting(self) -> int:
        return len(self._queue)

    def run(self, events: int) -> dict[str, list[float]]:
        """Seconds of processor time of each event, by kind."""
        names, weights = list(_EVENTS), list(_EVENTS.values())
        done = 0
        while done < events:
            self._now += self._step_s
            self._timed("tick", lambda: self._router.tick(now=self._now))
            while len(self._queue) < self._target:
                self._arrive()
            self._happen(self._chance.choices(names, weights)[0])
            self._accept_all()
            done = sum(len(one) for one in self._taken.values())
        return dict(self._taken)

    def restoring_ms(self) -> float:
        """How long a router takes that begins with all this."""
        held = [Held(self._items[item], agent, is_accepted=True) for item, agent in self._in_hand.items()]
        waiting = [self._items[item] for item in self._queue]
        began = time.process_time()
        Router(self._rules).restore(self._agents.values(), held, waiting, now=self._now)
        return round((time.process_time() - began) * 1000, 1)

    def _agent(self, number: int) -> Agent:
        names = self._chance.sample(sorted(self._rules.skills), self._chance.randint(0, len(self._rules.skills)))
        skills: Skills = tuple((name, self._chance.randint(1, 5)) for name in sorted(names))
        return Agent(UUID(int=number), _CAPACITY, skills, _BEGINS_AT)

    def _item(self) -> Item:
        self._number += 1
        chance = self._chance
        lane = chance.choices(list(_LANES), list(_LANES.values()))[0]
        kind = chance.choices(list(_KINDS), list(_KINDS.values()))[0]
        known = chance.choice(list(self._agents)) if chance.random() < 0.3 else None  # noqa: PLR2004  three in ten come again
        exclude = frozenset(chance.sample(list(self._agents), 3)) if kind is Kind.COMPLAINT else frozenset[UUID]()
        skills: Skills = (("english", 1),) if chance.random() < 0.05 else ()  # noqa: PLR2004  one in twenty
        return Item(UUID(int=self._number), self._now, kind, lane, skills, known, exclude)

    def _arrive(self) -> None:
        item = self._item()
        self._items[item.id] = item
        self._queue[item.id] = None
        self._timed("arrive", lambda: self._router.arrive(item, now=self._now))

    def _happen(self, event: str) -> None:
        match event:
            case "done" if self._in_hand:
                self._finish(self._chance.choice(list(self._in_hand)), "done")
            case "leave" if self._queue:
                self._finish(self._chance.choice(list(self._queue)), "leave")
            case "away":
                agent = self._chance.choice(list(self._agents.values()))
                self._timed("away", lambda: self._router.agent_away(agent.id, now=self._now))
                self._timed("ready", lambda: self._router.agent_ready(agent, now=self._now))
            case "gone":
                agent = self._chance.choice(list(self._agents.values()))
                self._timed("gone", lambda: self._router.agent_gone(agent.id, now=self._now))
                self._timed("ready", lambda: self._router.agent_ready(agent, now=self._now))
            case _:
                pass

    def _finish(self, item_id: UUID, event: str) -> None:
        self._queue.pop(item_id, None)
        self._in_hand.pop(item_id, None)
        del self._items[item_id]
        self._timed(event, lambda: self._router.leave(item_id, now=self._now))

    def _accept_all(self) -> None:
        while self._offers:
            item, agent = self._offers.popitem()
            if self._chance.random() < 0.02:  # noqa: PLR2004  one offer in fifty is declined
                self._timed("decline", lambda item=item, agent=agent: self._router.decline(item, agent, now=self._now))
                continue
            self._queue.pop(item, None)
            self._in_hand[item] = agent
            self._timed("accept", lambda item=item, agent=agent: self._router.accept(item, agent, now=self._now))

    def _timed(self, event: str, happen: Callable[[], list[Decision]]) -> None:
        began = time.process_time()
        decided = happen()
        self._taken[event].append(time.process_time() - began)
        self._follow(decided)

    def _follow(self, decided: list[Decision]) -> None:
        for one in decided:
            if one.item is None:
                continue
            if one.act is Act.OFFER and one.agent is not None:
                self._offers[one.item] = one.agent
            elif one.act is Act.WITHDRAW:
                self._offers.pop(one.item, None)
                self._queue[one.item] = None
            elif one.act is Act.REQUEUE:
                self._in_hand.pop(one.item, None)
                self._queue[one.item] = None
