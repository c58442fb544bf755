"""Whatever happens in whatever order, routing keeps its promises."""

from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from qiao.desk.routing import Agent, HandsFull, HasAnInterest, Item, Kind, Name, NotWaiting, Skills, Team
from qiao.policy import Lane
from tests.desk.routing.floor import Floor, shipped_rules

RULES = shipped_rules()
AGENTS = [UUID(int=number) for number in range(1, 7)]
_skills: st.SearchStrategy[Skills | None] = st.none() | st.dictionaries(
    st.sampled_from(sorted(RULES.skills)), st.integers(1, 5)
).map(lambda levels: tuple(sorted(levels.items())))
TEAMS = [Team(UUID(int=100 + number), Name(f"{number} 组", f"team {number}")) for number in range(2)]
_team = st.none() | st.sampled_from(TEAMS)
_pick = st.integers(0, 1_000)


class Desk(RuleBasedStateMachine):
    """A small floor on which everything happens that can."""

    def __init__(self) -> None:
        super().__init__()
        self.floor = Floor(RULES)
        self.number = 1 << 40

    @initialize(skills=_skills, capacity=st.integers(1, 6))
    def somebody_is_here(self, skills: Skills | None, capacity: int) -> None:
        self.floor.come(Agent(AGENTS[0], capacity, skills))

    @rule(
        kind=st.sampled_from(Kind),
        lane=st.sampled_from(Lane),
        own=st.sampled_from([(), (("english", 1),), (("english", 4),)]),
        known=st.none() | st.sampled_from(AGENTS),
        exclude=st.frozensets(st.sampled_from(AGENTS[1:]), max_size=2),
    )
    def arrives(self, kind: Kind, lane: Lane, own: Skills, known: UUID | None, exclude: frozenset[UUID]) -> None:
        self.number += 1
        self.floor.arrive(Item(UUID(int=self.number), self.floor.now, kind, lane, own, known, exclude))

    @rule(agent=st.sampled_from(AGENTS), skills=_skills, capacity=st.integers(1, 6), team=_team)
    def comes(self, agent: UUID, skills: Skills | None, capacity: int, team: Team | None) -> None:
        if agent not in self.floor.ready and agent not in self.floor.away:
            self.floor.come(Agent(agent, capacity, skills, team=team.id if team else None))

    @rule(agent=st.sampled_from(AGENTS))
    def comes_back(self, agent: UUID) -> None:
        if agent in self.floor.away:
            self.floor.come(self.floor.away[agent])

    @rule(agent=st.sampled_from(AGENTS))
    def steps_away(self, agent: UUID) -> None:
        if agent in self.floor.ready:
            self.floor.step_away(agent)

    @rule(agent=st.sampled_from(AGENTS))
    def vanishes(self, agent: UUID) -> None:
        in_hand = [seen.item.id for seen in self.floor.held_by(agent) if seen.is_accepted]
        self.floor.vanish(agent)
        for item in in_hand:
            seen = self.floor.items[item]
            assert seen.holder != agent
            assert seen.is_returned, "it is at the front"

    @precondition(lambda self: self._offered())
    @rule(pick=_pick)
    def accepts(self, pick: int) -> None:
        offered = self._offered()
        self.floor.accept(offered[pick % len(offered)])

    @precondition(lambda self: self._offered())
    @rule(pick=_pick)
    def declines(self, pick: int) -> None:
        offered = self._offered()
        self.floor.decline(offered[pick % len(offered)])

    @precondition(lambda self: self.floor.items)
    @rule(pick=_pick)
    def leaves(self, pick: int) -> None:
        everything = list(self.floor.items)
        self.floor.leave(everything[pick % len(everything)])

    @precondition(lambda self: self._in_hand())
    @rule(pick=_pick, to=st.none() | st.sampled_from(AGENTS), team=_team)
    def hands_on(self, pick: int, to: UUID | None, team: Team | None) -> None:
        in_hand = self._in_hand()
        self.floor.hand_on(in_hand[pick % len(in_hand)], to, team)

    @precondition(lambda self: self.floor.items)
    @rule(pick=_pick, agent=st.sampled_from(AGENTS))
    def takes_out_of_turn(self, pick: int, agent: UUID) -> None:
        everything = list(self.floor.items.values())
        seen = everything[pick % len(everything)]
        here = {**self.floor.ready, **self.floor.away}
        try:
            self.floor.take(seen.item.id, agent)
        except NotWaiting:
            assert agent not in here or (seen.holder is not None and (seen.is_accepted or seen.holder != agent))
        except HasAnInterest:
            assert agent in seen.item.exclude
        except HandsFull:
            assert not self.floor.has_room(here[agent], seen)

    @rule(seconds=st.sampled_from([1, 5, 12, 20, 45, 60, 100, 700]))
    def time_passes(self, seconds: int) -> None:
        self.floor.pass_time(seconds)

    @invariant()
    def keeps_its_promises(self) -> None:
        self.floor.check()

    def teardown(self) -> None:
        """Nobody waits for ever: with one person who may have everything, all is served."""
        self.floor.come(Agent(UUID(int=99), 3))
        for _ in range(20 * (len(self.floor.items) + 2)):
            for item in self._offered():
                self.floor.accept(item)
            for item in self._in_hand():
                self.floor.leave(item)
            self.floor.pass_time(60)
        # At most a night passes until the last queue opens.
        self.floor.pass_time(24 * 3600)
        for _ in range(20 * (len(self.floor.items) + 2)):
            for item in self._offered():
                self.floor.accept(item)
            for item in self._in_hand():
                self.floor.leave(item)
            self.floor.pass_time(60)
        assert not self.floor.items

    def _offered(self) -> list[UUID]:
        return [seen.item.id for seen in self.floor.items.values() if seen.holder and not seen.is_accepted]

    def _in_hand(self) -> list[UUID]:
        return [seen.item.id for seen in self.floor.items.values() if seen.holder and seen.is_accepted]


TestDesk = pytest.mark.filterwarnings("error")(Desk.TestCase)
TestDesk.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
