"""While she waits for a person: the robot helps at her place in the queue, a call is promised instead, she leaves."""

import asyncio
from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import select

from qiao import access, conversations, desk
from qiao.bot.promised_calls import changes_a_call
from qiao.bot.waiting import CALL, LEAVE, ROBOT, STAY, Wish, wish_in
from qiao.conversations import OwnerKind
from qiao.conversations.content import Text
from qiao.desk import PresenceState, queries
from qiao.desk.call_backs import windows
from qiao.desk.model import CallBackRow, WorkItemRow
from tests.backoffice.conftest import Teller
from tests.conftest import TestHouse
from tests.requests.serving import Served, filled, house, signed_in, teller, visiting

__all__ = ["filled", "house", "teller"]


async def _owner(person: Served) -> OwnerKind:
    return (await person.house.state(person.live)).owner.kind


async def _item(person: Served) -> WorkItemRow | None:
    async with person.house.database.reading() as session:
        return await queries.queue_item(session, person.live.conversation_id)


async def _place(person: Served) -> int | None:
    async with person.house.database.reading() as session:
        queue = await desk.queue_place(
            session, person.house.house.desk, person.live.conversation_id, now=person.house.clock.now()
        )
    return queue["place"] if queue is not None else None


async def _waits(house: TestHouse, teller: Teller, *, before: str = "怎么还款") -> Served:
    """She asked something, and then for a person."""
    person = await (await visiting(house, teller)).says(before)
    house.clock.advance(timedelta(seconds=1))
    await person.presses_id("human", "转人工")
    assert await _owner(person) is OwnerKind.NOBODY
    return person


async def _taken(house: TestHouse, person: Served, username: str = "one") -> access.Staff:
    agent, item = await house.staff(username), await _item(person)
    assert item is not None
    async with house.database.transaction() as session:
        await desk.accept(session, house.house.desk, item.id, by=agent, now=house.clock.now())
    return agent


@pytest.mark.parametrize("said", [ROBOT, "你先帮我看看", "先让机器人答吧", "let the robot help me meanwhile"])
@pytest.mark.one_database("those who change their minds keep their places on both")
async def test_the_robot_helps_and_she_keeps_her_place(house: TestHouse, teller: Teller, said: str) -> None:
    person, later = await _waits(house, teller), await _waits(house, teller)
    item = await _item(person)
    await (person.presses_id(said) if said == ROBOT else person.says(said))
    assert await _owner(person) is OwnerKind.BOT
    await person.says("提前还款要手续费吗")
    assert [one["author"]["kind"] for one in person.last] == ["bot"]
    assert person.last[0]["label"] is not None, "a machine's words are marked as such"
    same = await _item(person)
    assert item is not None
    assert same is not None
    assert (same.id, same.waiting_since) == (item.id, item.waiting_since)
    assert (await _place(person), await _place(later)) == (1, 2)


async def test_words_are_not_answered_while_nobody_was_asked_to(house: TestHouse, teller: Teller) -> None:
    person = await _waits(house, teller)
    await person.says("我的合同在哪里看")
    assert [one["author"]["kind"] for one in person.last] == ["house"]
    (button,) = person.last[0]["content"]["buttons"]
    await person.says("账单日是哪天")
    assert person.last == [], "it is offered once in a wait"
    await person.presses_id(button["id"], button["label"])
    assert [one["author"]["kind"] for one in person.last] == ["bot"]
    assert "合同" in person.text
    assert await _place(person) == 1


async def test_whoever_takes_over_from_the_robot_speaks_alone_and_knows_what_was_said(
    house: TestHouse, teller: Teller
) -> None:
    person = await _waits(house, teller)
    await person.presses_id(ROBOT)
    await person.says("想开结清证明")
    agent = await _taken(house, person)
    await person.says("那合同呢")
    assert [one["author"]["kind"] for one in person.last] == ["house"], "only that somebody took over"
    state = await house.state(person.live)
    assert (state.owner.kind, state.owner.id) == (OwnerKind.AGENT, agent.id)
    async with house.database.reading() as session:
        assert state.contact is not None
        brief = await conversations.brief(session, state.contact.id)
    assert brief is not None
    assert "结清证明" in brief["asked"]
    assert brief["reason"] == "asked"


async def test_a_reply_of_the_robot_and_a_person_who_takes_over_never_both_speak(
    house: TestHouse, teller: Teller
) -> None:
    for turn in range(8):
        person = await _waits(house, teller)
        await person.presses_id(ROBOT)
        await house.receive(person.live, "怎么还款")
        await asyncio.gather(house.settle(), _taken(house, person, f"agent-{turn}"))
        await person.hears()
        kinds = [entry["message"]["author"]["kind"] for entry in await house.entries(person.live) if "message" in entry]
        assert "bot" not in kinds[kinds.index("house", kinds.index("house") + 1) + 1 :]
        assert await _owner(person) is OwnerKind.AGENT


@pytest.mark.parametrize("said", [LEAVE, "不等了", "算了，不想排队了", "let me leave the queue"])
@pytest.mark.parametrize("helped", [False, True])
@pytest.mark.one_database("those who change their minds keep their places on both")
async def test_who_leaves_is_back_at_her_place_for_a_while(
    house: TestHouse, teller: Teller, said: str, *, helped: bool
) -> None:
    person = await _waits(house, teller)
    later = await _waits(house, teller)
    if helped:
        await person.presses_id(ROBOT)
    await (person.presses_id(said) if said == LEAVE else person.says(said))
    assert (await _item(person), await _owner(person)) == (None, OwnerKind.BOT)
    assert await _place(later) == 1
    house.clock.advance(timedelta(minutes=10) - timedelta(seconds=1))
    await person.presses_id(person.button(STAY)["id"])
    assert (await _place(person), await _place(later)) == (1, 2)
    assert "下一位" in person.text or "next" in person.text


async def test_however_often_she_changes_her_mind_she_stands_where_she_would_have_stood(
    house: TestHouse, teller: Teller
) -> None:
    """Whoever has a place is waited with, whoever left has none, and nobody behind her is ever served before her."""
    person, later = await _waits(house, teller), await _waits(house, teller)
    dice, is_waiting, came_back = np.random.default_rng(20), True, 0
    for _ in range(40):
        house.clock.advance(timedelta(seconds=int(dice.integers(0, 12))))
        choice = str(dice.choice([ROBOT, LEAVE, STAY, "human", "怎么还款", "不等了"]))
        await (person.says(choice) if choice in {"怎么还款", "不等了"} else person.presses_id(choice))
        came_back += choice in {STAY, "human"} and not is_waiting
        is_waiting = choice not in {LEAVE, "不等了"} and (is_waiting or choice in {STAY, "human"})
        assert (await _place(person), await _place(later)) == ((1, 2) if is_waiting else (None, 1)), choice
        assert await _owner(person) in ({OwnerKind.BOT, OwnerKind.NOBODY} if is_waiting else {OwnerKind.BOT})
    assert came_back > 3


async def test_a_place_is_kept_no_longer_than_was_said(house: TestHouse, teller: Teller) -> None:
    person = await _waits(house, teller)
    later = await _waits(house, teller)
    await person.presses_id(LEAVE)
    assert f"{house.house.desk.routing.waiting.keep_place_min}分钟" in person.text
    house.clock.advance(timedelta(minutes=10, seconds=1))
    await person.presses_id(person.button(STAY)["id"])
    assert (await _place(later), await _place(person)) == (1, 2)


async def test_only_who_waits_can_leave(house: TestHouse, teller: Teller) -> None:
    person = await visiting(house, teller)
    await person.says("不等了")
    assert "排队" not in person.text
    await person.presses_id(LEAVE)
    assert "没有在排队" in person.text
    waiting = await _waits(house, teller)
    await _taken(house, waiting)
    await waiting.presses_id(LEAVE)
    assert await _owner(waiting) is OwnerKind.AGENT


async def test_danger_is_heard_while_she_waits_and_the_robot_does_not_answer_it(
    house: TestHouse, teller: Teller
) -> None:
    first, person = await _waits(house, teller), await _waits(house, teller)
    assert await _place(person) == 2
    await person.says("我不想活了")
    assert {one["author"]["kind"] for one in person.last} == {"house"}
    assert "心理援助" in person.text
    assert (await _place(person), await _place(first)) == (1, 2)
    item = await _item(person)
    assert item is not None
    assert item.lane == "life"
    await person.presses_id(ROBOT)
    await person.presses_id(LEAVE)
    await person.says("你先帮我看看")
    assert (await _owner(person), await _place(person)) == (OwnerKind.NOBODY, 1)
    assert person.last == []


async def test_a_word_of_danger_is_no_wish_to_leave(house: TestHouse, teller: Teller) -> None:
    person = await _waits(house, teller)
    await person.presses_id(ROBOT)
    await person.says("不等了，我不想活了")
    item = await _item(person)
    assert item is not None
    assert (item.lane, await _owner(person)) == ("life", OwnerKind.NOBODY)


async def test_danger_takes_her_from_the_robot_that_was_helping(house: TestHouse, teller: Teller) -> None:
    first, person = await _waits(house, teller), await _waits(house, teller)
    await person.presses_id(ROBOT)
    await person.says("我不想活了")
    assert await _owner(person) is OwnerKind.NOBODY
    assert (await _place(person), await _place(first)) == (1, 2)


async def test_a_call_is_promised_instead_and_the_place_given_up(house: TestHouse, teller: Teller) -> None:
    person = await signed_in(house, teller, teller.running().customer_id)
    await person.says("怎么还款")
    await person.presses_id("human", "转人工")
    await person.says("给我回电话吧")
    assert await _place(person) == 1, "her place is hers until the call is promised"
    await person.presses("pick:")
    card = person.card("confirm")
    assert "怎么还款" in str(card["lines"]), "what she waits about is not asked again"
    await person.presses("yes:")
    assert person.card("receipt")["state"] == "completed"
    assert (await _item(person), await _owner(person)) == (None, OwnerKind.BOT)
    async with house.database.reading() as session:
        (call,) = await session.scalars(select(CallBackRow))
    assert (call.topic, call.starts_at) == ("怎么还款", windows(house.clock.now())[0][0])
    await person.presses_id(person.button(STAY)["id"])
    assert await _place(person) == 1
    async with house.database.reading() as session:
        assert [one.id for one in await desk.calls_of(session, person.live.customer_id)] == [call.id]


async def test_whoever_gives_up_booking_has_not_lost_her_place(house: TestHouse, teller: Teller) -> None:
    person, later = await _waits(house, teller), await _waits(house, teller)
    await person.presses_id(CALL)
    await person.says("取消")
    assert (await _place(person), await _place(later)) == (1, 2)


async def test_a_contact_with_a_place_in_the_queue_is_not_idle(house: TestHouse, teller: Teller) -> None:
    person = await _waits(house, teller)
    await person.presses_id(ROBOT)
    house.clock.advance(house.settings.contact_idle * 3)
    await person.hears()
    assert (await house.state(person.live)).contact is not None
    assert await _place(person) == 1
    await person.presses_id(LEAVE)
    house.clock.advance(house.settings.contact_idle * 3)
    await person.hears()
    assert (await house.state(person.live)).contact is None


async def test_a_booked_call_is_told_moved_and_cancelled_in_the_conversation(house: TestHouse, teller: Teller) -> None:
    person = await signed_in(house, teller, teller.running().customer_id)
    await person.says("取消回电")
    assert "没有约好的回电" in person.text
    await person.says("给我回个电话")
    await person.says("还款的事")
    await person.presses("pick:")
    await person.presses("yes:")
    await person.says("你们什么时候给我回电")
    first, second = windows(house.clock.now())[:2]
    assert f"{first[0]:%H:%M}" in person.text
    await person.presses("改时间")
    await person.presses(f"{second[0]:%m-%d %H:%M}")
    assert f"{second[0]:%H:%M}" in person.text
    await person.says("回电不用了，取消吧")
    await person.presses("取消回电")
    assert "已取消" in person.text
    async with house.database.reading() as session:
        assert await desk.calls_of(session, person.live.customer_id) == []
    await person.presses_id("call_cancel:no-such-call")
    assert await _owner(person) is OwnerKind.BOT


async def test_nobody_changes_the_call_of_another(house: TestHouse, teller: Teller) -> None:
    person = await signed_in(house, teller, teller.running().customer_id)
    await person.says("给我回个电话")
    await person.says("还款的事")
    await person.presses("pick:")
    await person.presses("yes:")
    async with house.database.reading() as session:
        (call,) = await desk.calls_of(session, person.live.customer_id)
    stranger = await (await visiting(house, teller)).says("你好")
    await stranger.presses_id(f"call_cancel:{call.id}")
    await stranger.presses_id(f"call_move:{call.id}:{windows(house.clock.now())[1][0].isoformat()}")
    assert "改不了" in stranger.text
    async with house.database.reading() as session:
        (same,) = await desk.calls_of(session, person.live.customer_id)
    assert (same.state, same.starts_at) == (call.state, call.starts_at)


async def test_the_offer_of_a_person_stands_while_she_goes_back_to_waiting(house: TestHouse, teller: Teller) -> None:
    agent, person = await house.staff("one"), await _waits(house, teller)
    await person.presses_id(ROBOT)
    async with house.database.transaction() as session:
        await desk.set_presence(session, house.house.desk, agent.id, PresenceState.READY, now=house.clock.now())
    offered = await _item(person)
    await person.presses_id(STAY)
    same = await _item(person)
    assert offered is not None
    assert same is not None
    assert (same.state, same.agent_id, same.version) == ("reserved", agent.id, offered.version)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("不等了", Wish("leave")),
        ("不用人工了，我自己弄好了", Wish("leave")),
        ("别排队了", Wish("leave")),
        ("机器人先答吧", Wish("robot")),
        ("你先帮我看看", Wish("robot")),
        ("等不了了，太慢了", None),
        ("不要机器人，要真人", None),
        ("我不要机器人答", None),
        ("我等了半天了", None),
        ("分期还要等几天", None),
        ("I have been waiting for an hour", None),
    ],
)
def test_what_is_chosen_is_heard_in_her_own_words(text: str, wish: Wish | None) -> None:
    assert wish_in(Text(text=text)) == wish


@pytest.mark.parametrize(
    ("text", "changes"), [("取消回电", True), ("回电改到明天", True), ("给我回个电话", False), ("call me back", False)]
)
def test_a_new_wish_to_be_called_changes_no_call(text: str, *, changes: bool) -> None:
    assert changes_a_call(text) is changes
