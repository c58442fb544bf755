"""Live decisions by the rules of routing, and that of two who want the same exactly one has it."""

import asyncio
import os
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from qiao import access, desk
from qiao.access import Post
from qiao.access.signin import planning
from qiao.conversations import ChannelSession, OwnerKind
from qiao.conversations.content import Choice
from qiao.desk import PresenceState, actions, handing_on, presences, profiles, queries, vanishing
from qiao.desk.model import WorkItemRow
from qiao.foundation.errors import QiaoError
from tests.conftest import TestHouse

RACES = int(os.environ.get("QIAO_RACES", "50"))
"""The whole of it is `QIAO_RACES=1000 pytest tests/desk/test_assigning.py -k race`."""


async def _waiting(house: TestHouse, *, button: str = "human") -> ChannelSession:
    live = await house.visitor()
    await house.receive(live, Choice(button=button, label=button))
    await house.settle()
    return live


async def _again(house: TestHouse, live: ChannelSession) -> None:
    await house.receive(live, Choice(button="human", label="人工"))
    await house.settle()


async def _ready(house: TestHouse, *agents: access.Staff) -> None:
    for agent in agents:
        async with house.database.transaction() as session:
            await desk.set_presence(session, house.house.desk, agent.id, PresenceState.READY, now=house.clock.now())


async def _item(house: TestHouse, live: ChannelSession) -> Any:
    async with house.database.reading() as session:
        return await desk.live_item_of_conversation(session, live.conversation_id)


async def _take(house: TestHouse, agent: access.Staff, live: ChannelSession) -> None:
    item = await _item(house, live)
    async with house.database.transaction() as session:
        await desk.accept(session, house.house.desk, item.id, by=agent, now=house.clock.now())


async def _close(house: TestHouse, agent: access.Staff, live: ChannelSession) -> None:
    async with house.database.transaction() as session:
        await desk.close(
            session,
            house.house.desk,
            live.conversation_id,
            by=agent,
            reason="solved",
            note=None,
            now=house.clock.now(),
        )
        presence = await presences.presence_of(session, house.house.desk, agent.id, now=house.clock.now())
        if presence.state is PresenceState.WRAP_UP:  # She has nothing to write up.
            await desk.set_presence(session, house.house.desk, agent.id, PresenceState.READY, now=house.clock.now())


async def _hand_on(house: TestHouse, agent: access.Staff, live: ChannelSession, to: access.Staff | None = None) -> None:
    async with house.database.transaction() as session:
        await desk.hand_on(
            session,
            house.house.desk,
            live.conversation_id,
            to=to.id if to else None,
            by=agent,
            now=house.clock.now(),
        )


async def _can(house: TestHouse, agent: access.Staff, capacity: int | None = None, **skills: int) -> None:
    async with house.database.transaction() as session:
        await profiles.set_profile(
            session,
            house.house.desk,
            agent.id,
            skills=skills,
            capacity=capacity,
            by=agent,
            now=house.clock.now(),
        )


async def test_danger_goes_to_who_can_care_and_to_anybody_when_nobody_comes(house: TestHouse) -> None:
    plain, caring = await house.staff("one"), await house.staff("two")
    await _can(house, plain)
    await _can(house, caring, care=4)
    await _ready(house, plain, caring)
    first = await house.visitor()
    await house.receive(first, "我不想活了")
    await house.settle()
    item = await _item(house, first)
    assert item.agent_id == caring.id
    assert item.why["zh"] == "生命危险：已等 0 秒，分给能接的人中手头最少者（0/5）"
    second = await house.visitor()
    await house.receive(second, "我不想活了")
    await house.settle()
    assert (await _item(house, second)).state == "waiting"
    house.clock.advance(timedelta(seconds=15))
    await _ready(house, plain)
    item = await _item(house, second)
    assert (item.agent_id, item.why["code"]) == (plain.id, "relaxed")


async def test_the_sweep_relaxes_what_is_asked_for_though_nothing_else_happens(house: TestHouse) -> None:
    plain = await house.staff("one")
    await _can(house, plain)
    await _ready(house, plain)
    live = await house.visitor()
    await house.receive(live, "我不想活了")
    await house.settle()
    house.clock.advance(timedelta(seconds=5))
    await house.house.sweeper.sweep()
    assert (await _item(house, live)).state == "waiting"
    house.clock.advance(timedelta(seconds=9))
    async with house.database.transaction() as session:
        await desk.beat(session, [plain.id], now=house.clock.now())
    await house.house.sweeper.sweep()
    house.clock.advance(timedelta(seconds=2))
    await house.house.sweeper.sweep()
    assert (await _item(house, live)).agent_id == plain.id


async def test_what_waits_says_why(house: TestHouse) -> None:
    one = await house.staff("one")
    live = await _waiting(house)
    assert (await _item(house, live)).why == {
        "code": "queued",
        "zh": "普通：已排队，按次序分配",
        "en": "normal: in the queue, served in turn",
    }
    await _ready(house, one)
    assert (await _item(house, live)).why["code"] == "least_loaded"
    house.clock.advance(timedelta(seconds=20))
    await house.settle()
    assert (await _item(house, live)).why["zh"] == "20 秒未接，记一次漏接，转给下一位"
    await _ready(house, one)
    assert (await _item(house, live)).why["code"] == "nobody_free"


async def test_who_comes_back_gets_whom_she_knows(house: TestHouse) -> None:
    one, two = await house.staff("one"), await house.staff("two")
    live = await _waiting(house)
    await _ready(house, two)
    await _take(house, two, live)
    await _close(house, two, live)
    await _ready(house, one)
    house.clock.advance(timedelta(seconds=1))
    await _again(house, live)
    item = await _item(house, live)
    assert (item.agent_id, item.why["code"]) == (two.id, "last_agent")


async def test_work_is_shared_among_those_who_hold_nothing(house: TestHouse) -> None:
    agents = [await house.staff(name) for name in ("one", "two", "three")]
    await _ready(house, *agents)
    served: list[Any] = []
    for _ in range(6):
        live = await _waiting(house)
        item = await _item(house, live)
        served.append(item.agent_id)
        agent = next(one for one in agents if one.id == item.agent_id)
        await _take(house, agent, live)
        house.clock.advance(timedelta(seconds=1))
        await _close(house, agent, live)
    assert sorted(served) == sorted([agent.id for agent in agents] * 2)


async def test_an_agents_own_capacity_counts(house: TestHouse) -> None:
    one = await house.staff("one")
    await _can(house, one, capacity=1)
    first, second = await _waiting(house), await _waiting(house)
    await _take(house, one, first)
    with pytest.raises(actions.AtCapacity):
        await _take(house, one, second)
    await _ready(house, one)
    assert (await _item(house, second)).state == "waiting"


async def test_a_complaint_about_conduct_goes_neither_to_whom_it_is_about_nor_to_her_leader(house: TestHouse) -> None:
    about, leader, other = await house.staff("one"), await house.staff("two"), await house.staff("three")
    async with house.database.transaction() as session:
        team = await planning.make_team(session, "一组", leader_id=leader.id, by="test", now=house.clock.now())
        await planning.join_team(session, about.id, team.id, by="test", now=house.clock.now())
    live = await _waiting(house)
    await _take(house, about, live)
    await _close(house, about, live)
    await house.receive(live, "我要投诉刚才那个客服，态度太差了")
    await house.settle()
    await _again(house, live)
    item = await _item(house, live)
    assert set(item.exclude) == {str(about.id), str(leader.id)}
    await _ready(house, about, leader)
    assert (await _item(house, live)).state == "waiting"
    for one in (about, leader):
        with pytest.raises(actions.HasAnInterest):
            await _take(house, one, live)
    await _ready(house, other)
    assert (await _item(house, live)).agent_id == other.id


async def test_handed_on_it_goes_to_the_colleague_and_not_back(house: TestHouse) -> None:
    one, two, three = await house.staff("one"), await house.staff("two"), await house.staff("three")
    live = await _waiting(house)
    await _take(house, one, live)
    await _ready(house, one, three, two)
    await _hand_on(house, one, live, to=two)
    assert (await _item(house, live)).agent_id == two.id
    assert (await house.state(live)).owner.kind is OwnerKind.NOBODY
    assert (await house.messages(live))[-1]["content"]["notice"] == "handed_on"
    await _take(house, two, live)
    await _hand_on(house, two, live)
    assert (await _item(house, live)).agent_id == three.id
    for wrong in (three, await house.staff("sam", post=Post.SYSADMIN)):
        await _take(house, three, live)
        with pytest.raises(handing_on.CannotTakeIt):
            await _hand_on(house, three, live, to=wrong)


async def test_a_decision_about_an_item_that_has_changed_since_is_dropped(house: TestHouse) -> None:
    read = await _item(house, await _waiting(house))

    async def still_waits() -> bool:
        async with house.database.transaction() as session:
            return await queries.lock_waiting(session, read.id, version=read.version) is not None

    assert await still_waits()
    async with house.database.transaction() as session:
        changed = update(WorkItemRow).where(WorkItemRow.id == read.id)
        await session.execute(changed.values(version=WorkItemRow.version + 1))
    assert not await still_waits()


@pytest.mark.both_databases("each database settles what happens at once in its own way")
async def test_in_a_race_exactly_one_has_it_and_the_other_is_told(house: TestHouse) -> None:
    agents = [await house.staff("one"), await house.staff("two")]
    for number in range(RACES):
        live = await _waiting(house)
        winner = await _one_of(actions.ItemTaken, [(agent, _take(house, agent, live)) for agent in agents])
        assert (await house.state(live)).owner.id == winner.id
        other = next(agent for agent in agents if agent is not winner)
        # The holder closes on one screen and hands on at another, while her colleague tries to close as well.
        first, second = (_close(house, winner, live), _hand_on(house, winner, live, to=other))
        if number % 2:
            first, second = second, first
        await _one_of(desk.NotYours, [(winner, first), (winner, second), (other, _close(house, other, live))])
        item = await _item(house, live)
        if item is not None:
            await _one_of(actions.ItemTaken, [(agent, _take(house, agent, live)) for agent in agents])
            item = await _item(house, live)
            await _close(house, next(agent for agent in agents if agent.id == item.agent_id), live)


async def _one_of(told: type[QiaoError], tries: list[tuple[access.Staff, Awaitable[None]]]) -> access.Staff:
    """All at once: who won; every other is told so."""
    outcomes = await asyncio.gather(*(attempt for _, attempt in tries), return_exceptions=True)
    assert [outcome for outcome in outcomes if outcome is not None and not isinstance(outcome, told)] == []
    (winner,) = [agent for (agent, _), outcome in zip(tries, outcomes, strict=True) if outcome is None]
    return winner


async def test_what_comes_back_from_hands_that_vanished_is_offered_before_longer_waits(house: TestHouse) -> None:
    one, two = await house.staff("one"), await house.staff("two")
    await _waiting(house)
    house.clock.advance(timedelta(seconds=30))
    served = await _waiting(house)
    await _ready(house, one)
    async with house.database.transaction() as session:
        for item in await queries.items_of(session, one.id):
            await desk.decline(session, house.house.desk, item.id, by=one, now=house.clock.now())
    await _take(house, one, served)
    async with house.database.transaction() as session:
        leases = {one.id: (await queries.leases(session))[one.id]}
        await vanishing.sign_off_vanished(session, house.house.desk, leases, now=house.clock.now())

    await _ready(house, two)

    item = await _item(house, served)
    assert (item.state, item.agent_id) == ("reserved", two.id)
