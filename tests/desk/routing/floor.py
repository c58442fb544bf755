"""The shipped rules, and a router seen from outside: what its decisions say is all that is known of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from qiao import app
from qiao.desk.routing import ROUTING, Act, Agent, Decision, Item, Router, Rules, Team
from qiao.desk.routing.plans import fit, stages_of
from qiao.policy import PackFolder

NOON = 1_795_752_000.0
"""A Friday, 12:00 in Beijing."""


def shipped_rules() -> Rules:
    rules = ROUTING.read(PackFolder(app.shipped_pack()), {})
    assert rules is not None
    return rules


@dataclass
class Seen:
    """One item as its decisions tell."""

    item: Item
    queued_at: float
    preferred: UUID | None = None
    team: Team | None = None
    holder: UUID | None = None
    is_accepted: bool = False
    is_returned: bool = False
    is_relaxed: bool = False
    """In a surge all skills are."""
    missed: dict[UUID, float] = field(default_factory=dict[UUID, float])
    kept_for: UUID | None = None
    opens_at: float | None = None
    cleared_by: UUID | None = None


class Floor:
    """A router, and what somebody who hears its decisions knows. Every decision is checked as it is made."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.router = Router(rules)
        self.now = NOON
        self.ready: dict[UUID, Agent] = {}
        self.away: dict[UUID, Agent] = {}
        self.items: dict[UUID, Seen] = {}

    # What happens.

    def arrive(self, item: Item) -> list[Decision]:
        self.items[item.id] = Seen(item, self.now, item.preferred, item.team)
        return self.hear(self.router.arrive(item, now=self.now))

    def come(self, agent: Agent) -> list[Decision]:
        self.away.pop(agent.id, None)
        self.ready[agent.id] = agent
        return self.hear(self.router.agent_ready(agent, now=self.now))

    def step_away(self, agent_id: UUID) -> list[Decision]:
        self.away[agent_id] = self.ready.pop(agent_id)
        self._let_wait_for(agent_id)
        return self.hear(self.router.agent_away(agent_id, now=self.now))

    def vanish(self, agent_id: UUID) -> list[Decision]:
        self.ready.pop(agent_id, None)
        self.away.pop(agent_id, None)
        self._let_wait_for(agent_id)
        return self.hear(self.router.agent_gone(agent_id, now=self.now))

    def accept(self, item_id: UUID) -> list[Decision]:
        seen = self.items[item_id]
        assert seen.holder is not None
        seen.is_accepted, seen.is_returned = True, False
        return self.hear(self.router.accept(item_id, seen.holder, now=self.now))

    def decline(self, item_id: UUID) -> list[Decision]:
        holder = self.items[item_id].holder
        assert holder is not None
        return self.hear(self.router.decline(item_id, holder, now=self.now))

    def leave(self, item_id: UUID) -> list[Decision]:
        del self.items[item_id]
        return self.hear(self.router.leave(item_id, now=self.now))

    def hand_on(self, item_id: UUID, to: UUID | None, team: Team | None = None) -> list[Decision]:
        seen = self.items[item_id]
        giver = seen.holder
        assert giver is not None
        seen.preferred, seen.team = to, team
        seen.missed[giver] = self.now
        return self.hear(self.router.requeue(item_id, now=self.now, preferred=to, team=team))

    def take(self, item_id: UUID, agent_id: UUID) -> list[Decision]:
        decided = self.router.take(item_id, agent_id, now=self.now)
        seen = self.items[item_id]
        self._hold(seen, agent_id)
        seen.is_accepted, seen.is_returned = True, False
        return self.hear(decided)

    def pass_time(self, seconds: float) -> list[Decision]:
        """Time passes, and everything that falls due happens at its moment."""
        until, decided = self.now + seconds, list[Decision]()
        while (at := self.router.next_at) is not None and at <= until:
            self.now = max(self.now, at)
            decided += self.hear(self.router.tick(now=self.now))
        self.now = until
        return decided

    # What is known.

    def held_by(self, agent_id: UUID) -> list[Seen]:
        return [seen for seen in self.items.values() if seen.holder == agent_id]

    def waiting(self) -> list[Seen]:
        return sorted((seen for seen in self.items.values() if seen.holder is None), key=self.turn)

    def turn(self, seen: Seen) -> tuple[int, float]:
        lane = self.rules.lanes[seen.item.lane]
        return (0 if lane.first else 2) + (0 if seen.is_returned else 1), seen.item.since - lane.head_start_s

    def units(self, seen: Seen, agent: Agent) -> int:
        return min(self.rules.channels[self.rules.kinds[seen.item.kind]].units, agent.capacity)

    def load(self, agent: Agent) -> int:
        return sum(self.units(seen, agent) for seen in self.held_by(agent.id))

    def has_room(self, agent: Agent, seen: Seen) -> bool:
        channel = self.rules.kinds[seen.item.kind]
        same = [one for one in self.held_by(agent.id) if self.rules.kinds[one.item.kind] == channel]
        return (
            self.load(agent) + self.units(seen, agent) <= agent.capacity
            and len(same) < self.rules.channels[channel].at_most
        )

    def may(self, agent: Agent, seen: Seen, *, at: float) -> bool:
        """Whether she may have it, room apart."""
        clears = any(one.cleared_by == agent.id for one in self.items.values() if one is not seen)
        missed = seen.missed.get(agent.id)
        return (
            agent.id not in seen.item.exclude
            and self.is_of_team(agent, seen, at=at)
            and (missed is None or at >= missed + self.rules.missed_again_s)
            and (not clears or self.rules.lanes[seen.item.lane].first)
        )

    def is_of_team(self, agent: Agent, seen: Seen, *, at: float) -> bool:
        return (
            seen.team is None
            or seen.is_relaxed
            or agent.team == seen.team.id
            or at >= seen.queued_at + self.rules.lanes[seen.item.lane].team_s
        )

    def is_skilled(self, agent: Agent, seen: Seen, *, at: float) -> bool:
        queue = self.rules.queue_of(seen.item.kind, seen.item.lane)
        stages = stages_of(self.rules, queue, seen.item.skills)
        if seen.is_relaxed:
            return fit(stages[-1].wanted, agent.skills) >= 0
        reached = [stage for stage in stages if stage.after_s <= max(0.0, at - seen.queued_at)]
        return fit(reached[-1].wanted, agent.skills) >= 0

    def could_have(self, agent: Agent, seen: Seen, *, at: float) -> bool:
        """Whether she could be offered it, by what is asked for at that moment."""
        return (
            all(one.is_accepted for one in self.held_by(agent.id))
            and self.has_room(agent, seen)
            and self.may(agent, seen, at=at)
            and self.is_skilled(agent, seen, at=at)
        )

    def check(self) -> None:
        """What holds between events: nobody has more than she can hold, and nobody waits whom somebody could serve."""
        for agent in [*self.ready.values(), *self.away.values()]:
            assert self.load(agent) <= agent.capacity
            for name, channel in self.rules.channels.items():
                held = [one for one in self.held_by(agent.id) if self.rules.kinds[one.item.kind] == name]
                assert len(held) <= channel.at_most
            assert sum(not seen.is_accepted for seen in self.held_by(agent.id)) <= 1
        for seen in self.waiting():
            if seen.kept_for is None and seen.opens_at is None:
                assert not [agent for agent in self.ready.values() if self.could_have(agent, seen, at=self.now)]

    # What is decided.

    def hear(self, decided: list[Decision]) -> list[Decision]:
        for one in decided:
            assert one.why.zh
            assert one.why.en
            if one.act is Act.SURGE:
                for seen in self.waiting():
                    seen.is_relaxed = True
            if one.item is not None:
                self._hear(one, self.items[one.item])
        return decided

    def _hear(self, one: Decision, seen: Seen) -> None:
        match one.act:
            case Act.OFFER:
                assert one.agent is not None
                self._hear_offer(one, seen, self.ready[one.agent])
            case Act.WITHDRAW:
                assert (seen.holder, seen.is_accepted) == (one.agent, False), (one, seen)
                if one.why.code in {"declined", "no_reply"} and seen.holder is not None:
                    seen.missed[seen.holder] = self.now
                seen.holder = None
            case Act.REQUEUE:
                assert seen.is_accepted
                seen.holder, seen.is_accepted, seen.queued_at = None, False, self.now
                seen.is_returned = one.why.code == "vanished"
            case Act.KEEP:
                assert one.agent in self.ready
                assert one.until is not None
                lane = self.rules.lanes[seen.item.lane]
                assert one.until <= seen.queued_at + lane.last_agent_s
                seen.kept_for, seen.opens_at = one.agent, None
            case Act.WAIT:
                seen.kept_for, seen.opens_at, seen.cleared_by = None, one.until, None
            case Act.RELAX:
                seen.kept_for = seen.cleared_by = None
            case Act.CLEAR:
                assert one.agent in self.ready
                seen.cleared_by = one.agent
            case _:
                pass

    def _hear_offer(self, one: Decision, seen: Seen, agent: Agent) -> None:
        assert seen.holder is None, "one owner at a time"
        assert all(held.is_accepted for held in self.held_by(agent.id)), "one offer at a time"
        assert self.has_room(agent, seen)
        assert self.may(agent, seen, at=self.now)
        if one.why.code == "last_agent":
            assert agent.id == seen.preferred
        else:
            assert self.is_skilled(agent, seen, at=self.now)
        # Of things that change at the same moment any may come first.
        before = self.now - 1e-3
        for other in self.waiting():
            if self.turn(other) < self.turn(seen) and other.opens_at is None and other.kept_for in {None, agent.id}:
                assert not self.could_have(agent, other, at=before), f"{other} was overtaken by {one}"
        self._hold(seen, agent.id)

    def _hold(self, seen: Seen, agent_id: UUID) -> None:
        seen.holder, seen.is_accepted = agent_id, False
        seen.kept_for = seen.opens_at = seen.cleared_by = None

    def _let_wait_for(self, agent_id: UUID) -> None:
        for seen in self.items.values():
            if seen.cleared_by == agent_id:
                seen.cleared_by = None


def offers(decided: Iterable[Decision]) -> dict[UUID, UUID]:
    """Item and agent of each offer."""
    return {one.item: one.agent for one in decided if one.act is Act.OFFER and one.item and one.agent}
