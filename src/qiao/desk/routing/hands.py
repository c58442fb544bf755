"""Agents by what they can and how much they hold, so that the best for an item is found without looking at all."""

from bisect import bisect_left, insort
from collections.abc import Iterator
from uuid import UUID

from qiao.desk.routing.lines import Entry, Line, Waiting
from qiao.desk.routing.plans import fit
from qiao.desk.routing.rules import Rules
from qiao.desk.routing.work import Agent, Skills

_Free = tuple[float, float, int, "Hands"]
"""Share of her hands that is full, since when she has been idle, a number of her own, herself."""


class Hands:
    """One agent as she stands: what is in her hands, and whether something is being offered to her."""

    __slots__ = ("by_channel", "capacity", "clearing", "crew", "entry", "id", "idle_since", "is_ready",
                 "kept", "load", "number", "offered", "team", "works")  # fmt: skip

    def __init__(self, agent: Agent, crew: "Crew", number: int) -> None:
        self.id = agent.id
        self.capacity = agent.capacity
        self.crew = crew
        self.team = agent.team
        self.idle_since = agent.idle_since
        self.number = number
        self.is_ready = True
        self.load = 0
        self.by_channel: dict[str, int] = {}
        self.offered: Waiting | None = None
        self.clearing: Waiting | None = None
        """What her hands are kept clear for."""
        self.works: dict[UUID, Waiting] = {}
        self.kept: list[Entry] = []
        self.entry: _Free | None = None

    def units(self, line: Line) -> int:
        """What an item of this line takes of her: a call fills the hands of anybody."""
        return min(line.units, self.capacity)

    def has_room(self, line: Line) -> bool:
        return (
            self.load + min(line.units, self.capacity) <= self.capacity
            and self.by_channel.get(line.channel, 0) < line.at_most
        )

    def hold(self, work: Waiting) -> None:
        line = work.line
        work.units = self.units(line)
        self.load += work.units
        self.by_channel[line.channel] = self.by_channel.get(line.channel, 0) + 1
        self.works[work.item.id] = work
        work.holder = self.id

    def let_go(self, work: Waiting) -> None:
        self.load -= work.units
        self.by_channel[work.line.channel] -= 1
        del self.works[work.item.id]
        work.holder = None
        if self.offered is work:
            self.offered = None


class Crew:
    """Agents with the same skills; `free` are those with a hand free and nothing offered, the least loaded first."""

    __slots__ = ("fits", "free", "skills")

    def __init__(self, skills: Skills | None) -> None:
        self.skills = skills
        self.free: list[_Free] = []
        self.fits: dict[Line, int] = {}

    def fit(self, line: Line) -> int:
        """How well it serves a line; -1 where it cannot."""
        known = self.fits.get(line)
        if known is None:
            known = self.fits[line] = fit(line.wanted, self.skills)
        return known


class Floor:
    """Everybody who is here."""

    def __init__(self, rules: Rules) -> None:
        self._again_s = rules.missed_again_s
        self._hands: dict[UUID, Hands] = {}
        self._crews: dict[Skills | None, Crew] = {}
        self._crews_with_free: dict[Crew, None] = {}
        self._numbers = 0

    def __iter__(self) -> Iterator[Hands]:
        return iter(self._hands.values())

    def get(self, agent_id: UUID | None) -> Hands | None:
        return self._hands.get(agent_id) if agent_id is not None else None

    def add(self, agent: Agent) -> Hands:
        """Somebody comes, or has other skills or another capacity from now on."""
        crew = self._crews.get(agent.skills)
        if crew is None:
            crew = self._crews[agent.skills] = Crew(agent.skills)
        hands = self._hands.get(agent.id)
        if hands is None:
            self._numbers += 1
            hands = self._hands[agent.id] = Hands(agent, crew, self._numbers)
            return hands
        self._unlist(hands)
        hands.crew, hands.capacity, hands.team, hands.is_ready = crew, agent.capacity, agent.team, True
        return hands

    def remove(self, hands: Hands) -> None:
        self._unlist(hands)
        del self._hands[hands.id]

    def relist(self, hands: Hands) -> None:
        """After every change: she is among the free exactly while she may be offered something."""
        self._unlist(hands)
        if hands.is_ready and hands.offered is None and hands.load < hands.capacity:
            hands.entry = (hands.load / hands.capacity, hands.idle_since, hands.number, hands)
            insort(hands.crew.free, hands.entry)
            self._crews_with_free[hands.crew] = None

    def allows(self, hands: Hands, work: Waiting, now: float) -> bool:
        """Whether nothing but room stands between her and this item: no interest in it, of the team it is meant
        for, not let pass just now, and her hands not kept clear for another. What goes first goes to anybody.
        """
        if hands.id in work.item.exclude or not work.is_for(hands.team, now):
            return False
        if hands.clearing is not None and hands.clearing is not work and not work.plan.lane.first:
            return False
        missed = work.missed.get(hands.id) if work.missed else None
        return missed is None or now >= missed + self._again_s

    def best_for(self, work: Waiting, now: float) -> Hands | None:
        """The least loaded who can take it, then the best at it, then the one idle longest."""
        return self._least_loaded(work, now, needs_room=True)

    def clearest_for(self, work: Waiting, now: float) -> Hands | None:
        """Of those who could take it, if only their hands were empty, who is nearest to that and keeps them clear for
        nothing else.
        """
        free = self._least_loaded(work, now, needs_room=False)
        if free is not None:
            return free
        line = work.line
        able = (
            hands
            for hands in self._hands.values()
            if hands.is_ready and hands.clearing is None and hands.crew.fit(line) >= 0 and self.allows(hands, work, now)
        )
        return min(able, key=lambda hands: (hands.load / hands.capacity, hands.idle_since, hands.number), default=None)

    def _least_loaded(self, work: Waiting, now: float, *, needs_room: bool) -> Hands | None:
        line = work.line
        best: Hands | None = None
        best_key: tuple[float, int, float, int] | None = None
        for crew in self._crews_with_free:
            fits = crew.fit(line)
            if fits < 0:
                continue
            for entry in crew.free:
                key = (entry[0], -fits, entry[1], entry[2])
                if best_key is not None and key >= best_key:
                    break
                hands = entry[3]
                suits = hands.has_room(line) if needs_room else hands.clearing is None
                if suits and self.allows(hands, work, now):
                    best, best_key = hands, key
                    break
        return best

    def _unlist(self, hands: Hands) -> None:
        if hands.entry is not None:
            free = hands.crew.free
            del free[bisect_left(free, hands.entry)]
            hands.entry = None
            if not free:
                del self._crews_with_free[hands.crew]
