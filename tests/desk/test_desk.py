"""The desk: who gets what, that one of two wins, and that nobody is forgotten."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import pytest

from qiao import access, conversations, desk
from qiao.conversations import ChannelSession, OwnerKind
from qiao.conversations.content import Choice
from qiao.desk import PresenceState, actions, queries, vanishing
from qiao.desk.parts import presence_topic
from tests.conftest import NOON, TestHouse
from tests.conversations.screens import Screen


async def _waiting(house: TestHouse, *, button: str = "human") -> ChannelSession:
    live = await house.visitor()
    await house.receive(live, Choice(button=button, label=button))
    await house.settle()
    return live


async def _ready(house: TestHouse, *agents: access.Staff) -> None:
    for agent in agents:
        async with house.database.transaction() as session:
            await desk.set_presence(session, house.house.desk, agent.id, PresenceState.READY, now=house.clock.now())


async def _item(house: TestHouse, live: ChannelSession) -> Any:
    async with house.database.reading() as session:
        return await desk.live_item_of_conversation(session, live.conversation_id)


async def _accept(house: TestHouse, agent: access.Staff, item_id: uuid.UUID) -> None:
    async with house.database.transaction() as session:
        await desk.accept(session, house.house.desk, item_id, by=agent, now=house.clock.now())


async def test_who_waits_is_offered_to_who_is_ready(house: TestHouse) -> None:
    agent = await house.staff("one")
    live = await _waiting(house)
    await _ready(house, agent)
    item = await _item(house, live)
    assert (item.state, item.agent_id) == ("reserved", agent.id)


async def test_an_offer_nobody_takes_goes_to_the_next(house: TestHouse) -> None:
    first, second = await house.staff("one"), await house.staff("two")
    await _ready(house, first)
    live = await _waiting(house)
    await _ready(house, second)
    assert (await _item(house, live)).agent_id == first.id
    house.clock.advance(timedelta(seconds=10))
    await _ready(house, first, second)
    house.clock.advance(timedelta(seconds=11))
    await house.settle()
    assert (await _item(house, live)).agent_id == second.id


async def test_of_two_who_take_the_same_one_wins_and_the_other_is_told(house: TestHouse) -> None:
    agents = [await house.staff("one"), await house.staff("two")]
    for _ in range(10):
        live = await _waiting(house)
        item = await _item(house, live)
        outcomes = await asyncio.gather(*(_accept(house, agent, item.id) for agent in agents), return_exceptions=True)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["ItemTaken", "NoneType"]
        winner = agents[[type(outcome).__name__ for outcome in outcomes].index("NoneType")]
        assert (await house.state(live)).owner.id == winner.id
        async with house.database.transaction() as session:
            await desk.close(
                session,
                house.house.desk,
                live.conversation_id,
                by=winner,
                reason="solved",
                note=None,
                now=house.clock.now(),
            )


async def test_capacity_is_never_passed(house: TestHouse) -> None:
    agent = await house.staff("one")
    waiting = [await _waiting(house) for _ in range(house.settings.agent_capacity + 2)]
    taken = 0
    for live in waiting:
        item = await _item(house, live)
        try:
            await _accept(house, agent, item.id)
            taken += 1
        except actions.AtCapacity:
            assert taken == house.settings.agent_capacity
    assert taken == house.settings.agent_capacity
    await _ready(house, agent)
    async with house.database.reading() as session:
        assert len(await desk.items_of(session, agent.id)) == house.settings.agent_capacity


async def test_life_and_complaints_go_before_the_rest(house: TestHouse) -> None:
    normal = await _waiting(house)
    complaint = await _waiting(house, button="complaint")
    danger = await house.visitor()
    await house.receive(danger, "我不想活了")
    await house.settle()
    async with house.database.reading() as session:
        order = [item.conversation_id for item in await desk.waiting(session)]
    assert order == [danger.conversation_id, complaint.conversation_id, normal.conversation_id]


async def test_customers_of_an_agent_who_vanished_wait_at_the_front_and_are_told(house: TestHouse) -> None:
    agent = await house.staff("one")
    live = await _waiting(house)
    await _ready(house, agent)
    await _accept(house, agent, (await _item(house, live)).id)
    house.clock.advance(timedelta(seconds=1))
    later = await _waiting(house)
    await _let_the_lease_run_out(house)
    await house.settle()

    assert (await house.state(live)).owner.kind is OwnerKind.NOBODY
    async with house.database.reading() as session:
        order = [item.conversation_id for item in await desk.waiting(session)]
    assert order[0] == live.conversation_id
    assert later.conversation_id in order
    assert (await house.messages(live))[-1]["content"]["kind"] == "notice"


async def test_an_agent_who_vanished_is_told_that_she_is_offline(house: TestHouse) -> None:
    agent = await house.staff("one")
    told: list[Any] = []
    house.house.parts.bus.watch(presence_topic(agent.id), lambda wake: told.append(wake.entry))
    await _ready(house, agent)
    await _let_the_lease_run_out(house)

    assert [presence["state"] for presence in told] == ["ready", "offline"]


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1)])
async def test_a_clock_that_jumps_signs_nobody_off_and_keeps_nobody(house: TestHouse, jump: timedelta) -> None:
    agent = await house.staff("one")
    live = await _waiting(house)
    await _ready(house, agent)
    await _accept(house, agent, (await _item(house, live)).id)
    await house.house.sweeper.sweep()
    house.clock.set_wall(NOON + jump)
    for _beat in range(4):
        house.clock.advance(timedelta(seconds=5))
        async with house.database.transaction() as session:
            await desk.beat(session, [agent.id], now=house.clock.now())
        await house.house.sweeper.sweep()
    assert (await house.state(live)).owner.kind is OwnerKind.AGENT

    await _let_the_lease_run_out(house)
    assert (await house.state(live)).owner.kind is OwnerKind.NOBODY


async def test_while_the_house_stood_still_nobody_could_be_heard(house: TestHouse) -> None:
    agent = await house.staff("one")
    live = await _waiting(house)
    await _ready(house, agent)
    await _accept(house, agent, (await _item(house, live)).id)
    await house.house.sweeper.sweep()
    house.clock.advance(4 * desk.LEASE)
    await house.house.sweeper.sweep()

    assert (await house.state(live)).owner.kind is OwnerKind.AGENT


async def test_an_agent_who_came_back_in_the_last_moment_keeps_what_she_holds(house: TestHouse) -> None:
    agent = await house.staff("one")
    live = await _waiting(house)
    await _ready(house, agent)
    await _accept(house, agent, (await _item(house, live)).id)
    async with house.database.reading() as session:
        seen = await queries.leases(session)
    house.clock.advance(desk.LEASE)
    async with house.database.transaction() as session:
        await desk.beat(session, [agent.id], now=house.clock.now())
    async with house.database.transaction() as session:
        await vanishing.sign_off_vanished(session, house.house.desk, seen, now=house.clock.now())

    assert (await house.state(live)).owner.kind is OwnerKind.AGENT


async def test_the_brief_tells_the_need_not_the_call_for_a_person(house: TestHouse) -> None:
    live = await house.visitor()
    await house.receive(live, "我的号13800000000收不到验证码")
    await house.settle()
    await house.receive(live, "转人工")
    await house.settle()
    state = await house.state(live)
    assert state.contact is not None
    async with house.database.reading() as session:
        brief = await conversations.brief(session, state.contact.id)
    assert brief is not None
    assert brief["asked"] == "我的号138****0000收不到验证码"
    assert [one["intent"] for one in brief["understood"]] == ["sms_code_not_received"]
    assert [one["kind"] for one in brief["tried"]] == ["answered"]
    assert brief["reason"] == "asked"


async def test_returned_to_the_robot_the_customer_is_answered_by_it_again(house: TestHouse) -> None:
    agent = await house.staff("one")
    live = await _waiting(house)
    await _accept(house, agent, (await _item(house, live)).id)
    async with house.database.transaction() as session:
        await desk.give_back(session, house.house.desk, live.conversation_id, by=agent, now=house.clock.now())
    await house.receive(live, "怎么还款")
    await house.settle()
    assert (await house.messages(live))[-1]["author"]["kind"] == "bot"
    with pytest.raises(conversations.NotOwner):
        async with house.database.transaction() as session:
            await desk.reply(
                session,
                house.house.desk,
                live.conversation_id,
                "我还在",
                by=agent,
                client_id="x" * 8,
                now=house.clock.now(),
            )


async def test_an_agent_holds_a_contact_exactly_while_it_is_in_her_hands(house: TestHouse) -> None:
    agent = await house.staff("one")
    live = await _waiting(house)
    await _accept(house, agent, (await _item(house, live)).id)

    async def holds() -> bool:
        async with house.database.reading() as session:
            return await access.holds(session, agent.id, live.customer_id, now=house.clock.now())

    assert await holds()
    async with house.database.transaction() as session:
        await desk.close(
            session, house.house.desk, live.conversation_id, by=agent, reason="solved", note=None, now=house.clock.now()
        )
    house.clock.advance(timedelta(seconds=1))
    assert not await holds()


async def test_a_silent_contact_is_closed_with_notice_one_with_a_person_is_not(house: TestHouse) -> None:
    silent, waiting = await house.visitor(), await _waiting(house)
    await house.receive(silent, "怎么还款")
    await house.settle()
    house.clock.advance(house.settings.contact_idle + timedelta(seconds=1))
    await house.settle()
    assert (await house.state(silent)).contact is None
    assert (await house.messages(silent))[-1]["content"]["notice"] == "idle_notice"
    assert (await house.state(waiting)).contact is not None
    await house.receive(silent, "还在吗")
    assert (await house.state(silent)).contact is not None


async def test_who_waits_is_told_her_place_and_told_again_when_it_changes(house: TestHouse) -> None:
    first, second = await _waiting(house), await _waiting(house)
    screen = Screen(house, second)
    await screen.connect()

    async def places() -> list[int]:
        async with house.database.reading() as session:
            await house.house.sweeper.tell_places(session, now=house.clock.now())
        await screen.look()
        return [frame["place"] for frame in screen.frames if frame["type"] == "queue"]

    assert await places() == [2]
    assert await places() == [2]
    agent = await house.staff("one")
    await _accept(house, agent, (await _item(house, first)).id)
    assert await places() == [2, 1]
    await screen.disconnect()


async def _let_the_lease_run_out(house: TestHouse) -> None:
    await house.house.sweeper.sweep()
    for _look in range(3):
        house.clock.advance(desk.LEASE / 3)
        await house.house.sweeper.sweep()
