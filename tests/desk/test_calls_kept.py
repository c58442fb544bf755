"""A promised call reaches an agent in its window and no sooner, is tried, and ends in a way the customer is told."""

import asyncio
import os
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, select

from qiao import access, conversations, customers, desk, migrations
from qiao.conversations import ChannelSession, Claim, Level
from qiao.customers import standing
from qiao.desk import PresenceState, actions, call_backs, calling, presences, profiles, queries, vanishing
from qiao.desk.call_backs import Booking
from qiao.desk.calling import Tried
from qiao.desk.items import item_wires
from qiao.desk.model import Attempt, CallBackRow, WorkItemRow
from qiao.desk.parts import CALL_JOB
from qiao.foundation.errors import QiaoError
from qiao.foundation.events import EventRow
from qiao.foundation.ids import new_id
from qiao.foundation.jobs import JobRow
from tests.conftest import NOON, TestHouse

RACES = int(os.environ.get("QIAO_RACES", "20"))
# The second begins when the first ends.
FIRST, SECOND = [(start.astimezone(UTC), end.astimezone(UTC)) for start, end in call_backs.windows(NOON)[:2]]
NUMBER = "13800000000"


async def _booked(house: TestHouse, *, at: datetime = FIRST[0]) -> tuple[ChannelSession, CallBackRow]:
    live = await house.visitor()
    await house.receive(live, "你好")
    await house.settle()
    return live, await _book(house, live, at=at)


async def _book(house: TestHouse, live: ChannelSession, *, at: datetime, topic: str = "想问问怎么还款") -> CallBackRow:
    contact = (await house.state(live)).contact
    assert contact is not None
    ring, now = house.house.parts.ring, house.clock.now()
    async with house.database.transaction() as session:
        key = await customers.data_key(session, ring, live.customer_id, now=now)
        booking = Booking(new_id(), live.customer_id, live.conversation_id, contact.id, topic, NUMBER, at)
        return await call_backs.book(session, ring, key, booking, is_known=False, now=now)


async def _until(house: TestHouse, moment: datetime) -> None:
    house.clock.advance(moment - house.clock.now())
    await house.settle()


async def _ready(house: TestHouse, *agents: access.Staff) -> None:
    for agent in agents:
        async with house.database.transaction() as session:
            await desk.set_presence(session, house.house.desk, agent.id, PresenceState.READY, now=house.clock.now())


async def _call(house: TestHouse, call: CallBackRow) -> CallBackRow:
    async with house.database.reading() as session:
        return await session.get_one(CallBackRow, call.id)


async def _items(house: TestHouse, call: CallBackRow) -> list[WorkItemRow]:
    query = select(WorkItemRow).where(WorkItemRow.contact_id == call.id).order_by(WorkItemRow.id)
    async with house.database.reading() as session:
        return list(await session.scalars(query))


async def _item(house: TestHouse, call: CallBackRow) -> WorkItemRow:
    return (await _items(house, call))[-1]


async def _take(house: TestHouse, agent: access.Staff, call: CallBackRow) -> None:
    item = await _item(house, call)
    async with house.database.transaction() as session:
        await desk.accept(session, house.house.desk, item.id, by=agent, now=house.clock.now())


async def _came(
    house: TestHouse, agent: access.Staff, call: CallBackRow, outcome: Attempt, window: datetime | None = None
) -> None:
    item, tried = await _item(house, call), Tried(outcome, window)
    async with house.database.transaction() as session:
        await calling.record(session, house.house.desk, item.id, tried, by=agent, now=house.clock.now())


async def _cancel(house: TestHouse, call: CallBackRow) -> None:
    async with house.database.transaction() as session:
        await desk.cancel(session, house.house.desk, call.customer_id, call.id, actor="customer", now=house.clock.now())


async def _told(house: TestHouse, live: ChannelSession) -> dict[str, Any]:
    return (await house.messages(live))[-1]["content"]


async def _events(house: TestHouse, call: CallBackRow) -> list[str]:
    query = select(EventRow.type).where(EventRow.subject == str(call.id)).order_by(EventRow.id)
    async with house.database.reading() as session:
        return list(await session.scalars(query))


async def test_it_waits_for_its_window_and_is_then_offered_to_who_can_telephone(house: TestHouse) -> None:
    chats, calls = await house.staff("one"), await house.staff("two")
    async with house.database.transaction() as session:
        for agent, skills in ((chats, {"care": 3}), (calls, {"phone": 2})):
            await profiles.set_profile(
                session, house.house.desk, agent.id, skills=skills, capacity=None, by=agent, now=NOON
            )
    _, call = await _booked(house)
    await _ready(house, chats, calls)
    await _until(house, FIRST[0] - timedelta(seconds=1))
    assert await _items(house, call) == []
    await _ready(house, chats, calls)
    await _until(house, FIRST[0])
    await _ready(house, chats, calls)
    item = await _item(house, call)
    assert (item.kind, item.lane, item.state, item.agent_id) == ("call_back", "promise", "reserved", calls.id)
    assert (item.due_at, item.number, item.topic, item.preview) == (FIRST[1], call.booked_as, None, "想问问怎么还款")


async def test_what_she_wants_is_shown_to_whoever_took_the_call_alone(house: TestHouse) -> None:
    one, two = await house.staff("one"), await house.staff("two")
    _, call = await _booked(house)
    await _until(house, FIRST[0])
    await _take(house, one, call)
    item = await _item(house, call)
    shown = dict[str, dict[str, Any]]()
    async with house.database.reading() as session:
        for agent in (one, two):
            wires = await item_wires(session, house.house.desk, [item], agent, now=house.clock.now())
            shown[agent.username] = wires[0]
    assert shown["one"]["preview"] == "想问问怎么还款"
    assert shown["two"]["preview"] == ""
    assert shown["two"]["call"] == {
        "starts_at": FIRST[0].isoformat(),
        "ends_at": FIRST[1].isoformat(),
        "tries": 0,
        "reminded": False,
    }


async def test_a_call_nobody_takes_goes_to_the_next(house: TestHouse) -> None:
    one, two = await house.staff("one"), await house.staff("two")
    _, call = await _booked(house)
    await _until(house, FIRST[0])
    await _ready(house, one)
    assert (await _item(house, call)).agent_id == one.id
    house.clock.advance(timedelta(seconds=10))
    await _ready(house, one, two)
    house.clock.advance(timedelta(seconds=11))
    await house.settle()
    assert (await _item(house, call)).agent_id == two.id


async def test_nobody_has_a_chat_and_a_call_in_hand(house: TestHouse) -> None:
    agent = await house.staff("one")
    _, call = await _booked(house)
    _, other = await _booked(house)
    await _until(house, FIRST[0])
    await _take(house, agent, call)
    with pytest.raises(actions.AtCapacity):
        await _take(house, agent, other)
    async with house.database.reading() as session:
        presence = await presences.presence_of(session, house.house.desk, agent.id, now=house.clock.now())
    assert presence.units == presence.capacity


async def test_a_call_that_waits_is_no_place_in_the_queue_of_its_customer(house: TestHouse) -> None:
    live, call = await _booked(house)
    await _until(house, FIRST[0])
    assert (await _item(house, call)).state == "waiting"
    async with house.database.reading() as session:
        assert await desk.queue_place(session, house.house.desk, live.conversation_id, now=house.clock.now()) is None
        assert await desk.live_item_of_conversation(session, live.conversation_id) is None


async def test_reached_and_done_it_is_kept_and_she_is_told(house: TestHouse) -> None:
    agent = await house.staff("one")
    live, call = await _booked(house)
    await _until(house, FIRST[0])
    await _take(house, agent, call)
    with pytest.raises(calling.NotReachedYet):
        await _came(house, agent, call, Attempt.DONE)
    await _came(house, agent, call, Attempt.REACHED)
    await _came(house, agent, call, Attempt.REACHED)
    await _came(house, agent, call, Attempt.DONE)
    kept = await _call(house, call)
    assert (kept.state, kept.ended_at, (await _item(house, call)).state) == ("done", house.clock.now(), "done")
    assert (await _told(house, live))["notice"] == "call_back_done"
    async with house.database.reading() as session:
        assert [one.outcome for one in await queries.attempts(session, call.id)] == ["reached", "done"]
    assert await _events(house, call) == ["CallBackEnded"]


async def test_who_does_not_answer_is_tried_again_and_then_told_once_with_a_choice(house: TestHouse) -> None:
    agent = await house.staff("one")
    live, call = await _booked(house)
    figures = house.house.desk.routing.calls
    at = FIRST[0]
    for tried in range(figures.tries):
        await _until(house, at)
        assert len(await _items(house, call)) == tried + 1
        assert (await _told(house, live)).get("notice") != "call_back_unreached"
        await _take(house, agent, call)
        await _came(house, agent, call, Attempt.BUSY if tried else Attempt.NO_ANSWER)
        at = house.clock.now() + timedelta(minutes=figures.apart_min)
        if tried + 1 < figures.tries:
            await _until(house, at - timedelta(seconds=1))
            assert (await _item(house, call)).state == "done"
    assert ((await _call(house, call)).state, (await _call(house, call)).tries) == ("unreached", figures.tries)
    told = await _told(house, live)
    assert told["notice"] == "call_back_unreached"
    assert [button["id"] for button in told["buttons"]] == ["intent:request_callback", "human"]
    await _until(house, FIRST[1])
    assert len(await _items(house, call)) == figures.tries
    assert (
        len([one for one in await house.messages(live) if one["content"].get("notice") == "call_back_unreached"]) == 1
    )


async def test_no_try_is_planned_beyond_the_window(house: TestHouse) -> None:
    agent = await house.staff("one")
    _, call = await _booked(house)
    await _until(house, FIRST[1] - timedelta(minutes=5))
    await _take(house, agent, call)
    await _came(house, agent, call, Attempt.NO_ANSWER)
    assert (await _call(house, call)).state == "unreached"


async def test_a_wrong_number_is_called_once(house: TestHouse) -> None:
    agent = await house.staff("one")
    live, call = await _booked(house)
    await _until(house, FIRST[0])
    await _take(house, agent, call)
    await _came(house, agent, call, Attempt.WRONG_NUMBER)
    await _until(house, FIRST[1])
    assert len(await _items(house, call)) == 1
    assert (await _told(house, live))["notice"] == "call_back_wrong_number"


async def test_another_time_is_another_window_with_tries_of_its_own(house: TestHouse) -> None:
    agent = await house.staff("one")
    live, call = await _booked(house)
    await _until(house, FIRST[0])
    await _take(house, agent, call)
    with pytest.raises(calling.WindowNotOffered):
        await _came(house, agent, call, Attempt.ANOTHER_TIME, SECOND[0] + timedelta(minutes=1))
    with pytest.raises(calling.WindowNotOffered):
        await _came(house, agent, call, Attempt.ANOTHER_TIME)
    await _came(house, agent, call, Attempt.ANOTHER_TIME, SECOND[0])
    moved = await _call(house, call)
    assert (moved.state, moved.starts_at, moved.ends_at, moved.tries) == ("booked", *SECOND, 0)
    assert (await _told(house, live))["notice"] == "call_back_rebooked"
    await _until(house, SECOND[0] - timedelta(seconds=1))
    assert [item.state for item in await _items(house, call)] == ["done"]
    await _until(house, SECOND[0])
    assert [item.state for item in await _items(house, call)] == ["done", "waiting"]


async def test_leaders_are_reminded_before_it_breaks_and_it_never_breaks_in_silence(house: TestHouse) -> None:
    live, call = await _booked(house)
    remind = timedelta(minutes=house.house.desk.routing.calls.remind_min)
    await _until(house, FIRST[0])
    await _until(house, FIRST[1] - remind - timedelta(seconds=1))
    assert await _events(house, call) == []
    await _until(house, FIRST[1] - remind)
    item = await _item(house, call)
    assert item.why is not None
    assert (await _events(house, call), item.why["code"]) == (["CallBackAtRisk"], "promise_ends")
    await _until(house, FIRST[1])
    assert ((await _call(house, call)).state, (await _item(house, call)).state) == ("broken", "done")
    assert await _events(house, call) == ["CallBackAtRisk", "CallBackEnded"]
    told = await _told(house, live)
    assert (told["notice"], len(told["buttons"])) == ("call_back_broken", 2)


async def test_who_is_being_called_when_the_window_ends_is_not_told_that_nobody_called(house: TestHouse) -> None:
    agent = await house.staff("one")
    live, call = await _booked(house)
    await _until(house, FIRST[0])
    await _take(house, agent, call)
    await _until(house, FIRST[1])
    assert (await _call(house, call)).state == "booked"
    assert await _events(house, call) == ["CallBackAtRisk"]
    await _came(house, agent, call, Attempt.REACHED)
    await _came(house, agent, call, Attempt.DONE)
    assert (await _told(house, live))["notice"] == "call_back_done"


async def test_outside_its_window_nobody_can_take_it(house: TestHouse) -> None:
    agent = await house.staff("one")
    _, call = await _booked(house)
    await _until(house, FIRST[0])
    house.clock.advance(FIRST[1] - FIRST[0])
    with pytest.raises(calling.CallNotNow):
        await _take(house, agent, call)


async def test_cancelled_before_its_window_it_never_begins(house: TestHouse) -> None:
    live, call = await _booked(house)
    await _cancel(house, call)
    await _cancel(house, call)
    assert (await _told(house, live))["notice"] == "call_back_cancelled"
    await _until(house, FIRST[0])
    assert (await _items(house, call), (await _call(house, call)).state) == ([], "cancelled")


async def test_cancelled_it_leaves_the_queue_and_the_hands_it_is_in(house: TestHouse) -> None:
    agent = await house.staff("one")
    _, waits = await _booked(house)
    _, held = await _booked(house)
    await _until(house, FIRST[0])
    await _take(house, agent, held)
    for call in (waits, held):
        await _cancel(house, call)
        assert (await _item(house, call)).state == "done"
    with pytest.raises(calling.CallNotFound):
        await _came(house, agent, held, Attempt.REACHED)
    async with house.database.reading() as session:
        assert (await queries.units_of(session, [agent.id])) == {}
    with pytest.raises(calling.CallNotFound):
        async with house.database.transaction() as session:
            await desk.cancel(session, house.house.desk, new_id(), held.id, actor="x", now=house.clock.now())


async def test_a_house_that_was_down_goes_on_where_the_calls_stand(house: TestHouse) -> None:
    _, early = await _booked(house)
    _, late = await _booked(house, at=SECOND[0])
    # Down from before the first window until within the second: no job ran meanwhile.
    house.clock.advance(SECOND[0] + timedelta(minutes=20) - house.clock.now())
    await house.settle()
    assert (await _call(house, early)).state == "broken"
    item = await _item(house, late)
    assert (item.state, item.waiting_since) == ("waiting", SECOND[0])
    for _ in range(2):
        async with house.database.transaction() as session:
            await calling.keep(session, house.house.desk, late.id, now=house.clock.now())
    assert len(await _items(house, late)) == 1
    assert await _events(house, late) == []


async def test_the_call_of_an_agent_who_vanished_waits_for_another(house: TestHouse) -> None:
    agent = await house.staff("one")
    live, call = await _booked(house)
    await _until(house, FIRST[0])
    await _ready(house, agent)
    await _take(house, agent, call)
    before = len(await house.messages(live))
    async with house.database.transaction() as session:
        await vanishing.requeue_all(session, house.house.desk, agent.id, now=house.clock.now())
    item = await _item(house, call)
    assert item.why is not None
    assert (item.state, item.why["code"], len(await house.messages(live))) == ("waiting", "vanished", before)
    assert await _let_go(house, agent, call)


async def test_put_back_it_goes_to_somebody_else(house: TestHouse) -> None:
    one, two = await house.staff("one"), await house.staff("two")
    _, call = await _booked(house)
    await _until(house, FIRST[0])
    await _take(house, one, call)
    await _ready(house, one, two)
    item = await _item(house, call)
    async with house.database.transaction() as session:
        await calling.put_back(session, house.house.desk, item.id, by=one, now=house.clock.now())
    assert (await _item(house, call)).agent_id == two.id
    assert await _let_go(house, one, call)


async def _let_go(house: TestHouse, agent: access.Staff, call: CallBackRow) -> bool:
    """Whether she may see nothing of the customer any more."""
    about = access.About(call.customer_id, call.id, None)
    async with house.database.reading() as session:
        look = await house.house.desk.views.look(session, agent, about, now=house.clock.now())
    return look.in_hand is None


async def test_a_conversation_beside_the_call_stays_in_the_hands_it_is_in(house: TestHouse) -> None:
    chats, calls = await house.staff("one"), await house.staff("two")
    live, call = await _booked(house)
    await house.receive(live, "转人工")
    await house.settle()
    async with house.database.reading() as session:
        chat = await desk.live_item_of_conversation(session, live.conversation_id)
    assert chat is not None
    async with house.database.transaction() as session:
        await desk.accept(session, house.house.desk, chat.id, by=chats, now=house.clock.now())
    await _until(house, FIRST[0])
    await _take(house, calls, call)
    await _came(house, calls, call, Attempt.REACHED)
    await _came(house, calls, call, Attempt.DONE)
    assert (await house.state(live)).owner.id == chats.id
    assert not await _let_go(house, chats, call)
    assert await _let_go(house, calls, call)


async def _wishes_no_calls(house: TestHouse, live: ChannelSession) -> None:
    ring, now = house.house.parts.ring, house.clock.now()
    async with house.database.transaction() as session:
        key = await customers.data_key(session, ring, live.customer_id, now=now)
        by, because = standing.By(standing.Source.CUSTOMER, f"customer:{live.customer_id}"), standing.Because("said")
        await customers.stop_calls(
            session, ring, live.customer_id, number=None, key_id=key, by=by, because=because, now=now
        )


async def test_a_wish_not_to_be_called_takes_back_what_was_booked_before_it(house: TestHouse) -> None:
    agent = await house.staff("one")
    early, before = await _booked(house)
    late, other = await _booked(house)
    house.clock.advance(timedelta(minutes=1))
    await _wishes_no_calls(house, early)
    house.clock.advance(timedelta(minutes=1))
    after = await _book(house, early, at=FIRST[0], topic="另一件事")
    await _until(house, FIRST[0])
    assert ((await _call(house, before)).state, await _items(house, before)) == ("cancelled", [])
    assert (await _item(house, after)).state == "waiting"
    # What waits already when she says so is not called either.
    await _wishes_no_calls(house, late)
    house.clock.advance(timedelta(seconds=1))
    with pytest.raises(calling.CallNotNow):
        await _take(house, agent, other)


async def test_whoever_is_forgotten_is_not_called(house: TestHouse) -> None:
    agent = await house.staff("one")
    _, call = await _booked(house)
    await _until(house, FIRST[0])
    await _take(house, agent, call)
    await _came(house, agent, call, Attempt.NO_ANSWER)
    holder = desk.DeskHolder(house.house.parts.ring)
    async with house.database.transaction() as session:
        held = await holder.export(session, call.customer_id)
        assert (held["call_backs"][0]["call"], held["call_attempts"][0]["outcome"]) == (NUMBER, "no_answer")
        await holder.erase(session, call.customer_id, now=house.clock.now())
    gone = await _call(house, call)
    assert (gone.state, gone.topic, gone.number, gone.masked_number) == ("cancelled", "", None, None)
    await _until(house, FIRST[1])
    assert [item.state for item in await _items(house, call)] == ["done"]


async def test_a_call_goes_with_the_visitor_who_signs_in(house: TestHouse) -> None:
    live, call = await _booked(house)
    await _until(house, FIRST[0])
    now = house.clock.now()
    claim = Claim("borrower-1", "张三", Level.A1, new_id().hex, now + timedelta(minutes=5))
    await house.receive(live, "还在吗")
    async with house.database.transaction() as session:
        known = await conversations.identify_session(session, house.house.parts.ring, live, claim, now=now)
    await house.settle()
    moved, item = await _call(house, call), await _item(house, call)
    assert (moved.customer_id, moved.conversation_id) == (known.customer_id, known.conversation_id)
    assert (item.customer_id, item.conversation_id) == (known.customer_id, known.conversation_id)


async def test_calls_booked_before_anybody_kept_them_are_kept_from_the_migration_on(house: TestHouse) -> None:
    _, over = await _booked(house)
    _, ahead = await _booked(house, at=datetime.now(UTC) + timedelta(days=1))
    for revision, up in (("0019", False), ("0020", True)):
        await _move(house, revision, up=up)
    async with house.database.reading() as session:
        planned = list(await session.scalars(select(JobRow.payload).where(JobRow.kind == CALL_JOB)))
    assert planned == [{"call": str(ahead.id)}]
    assert (await _call(house, over)).tries == 0


async def _move(house: TestHouse, revision: str, *, up: bool) -> None:
    def move(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.attributes["connection"] = connection
        (command.upgrade if up else command.downgrade)(config, revision)

    async with house.database.engine.begin() as connection:
        await connection.run_sync(move)


@pytest.mark.both_databases("each database settles what happens at once in its own way")
async def test_of_two_who_take_the_same_call_one_has_it(house: TestHouse) -> None:
    agents = [await house.staff("one"), await house.staff("two")]
    calls = [(await _booked(house))[1] for _ in range(RACES)]
    await _until(house, FIRST[0])
    for call in calls:
        winner = await _one_of(actions.ItemTaken, [(agent, _take(house, agent, call)) for agent in agents])
        assert (await _item(house, call)).agent_id == winner.id
        # She says at two screens at once what came of it, while the customer cancels: it ends once.
        outcomes = await asyncio.gather(
            _came(house, winner, call, Attempt.WRONG_NUMBER),
            _came(house, winner, call, Attempt.WRONG_NUMBER),
            _cancel(house, call),
            return_exceptions=True,
        )
        told = [one for one in outcomes if one is not None]
        assert len(told) == 2, outcomes
        assert all(isinstance(one, (calling.CallNotFound, calling.CallOver)) for one in told)
        assert await _events(house, call) == ["CallBackEnded"]


async def _one_of(told: type[QiaoError], tries: list[tuple[access.Staff, Awaitable[None]]]) -> access.Staff:
    outcomes = await asyncio.gather(*(attempt for _, attempt in tries), return_exceptions=True)
    assert [outcome for outcome in outcomes if outcome is not None and not isinstance(outcome, told)] == []
    (winner,) = [agent for (agent, _), outcome in zip(tries, outcomes, strict=True) if outcome is None]
    return winner
