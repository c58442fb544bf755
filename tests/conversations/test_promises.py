"""Promises 1, 2, 4 and 13 over random interleavings of a customer with devices, the robot and two agents."""

import asyncio
import contextlib
import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiao import access, bot, conversations, desk
from qiao.conversations import Claim, Level
from qiao.conversations.content import Choice
from qiao.foundation.errors import QiaoError
from tests.conftest import TestHouse
from tests.conversations.screens import Screen

_SAYINGS = ("怎么还款", "额度多少", "转人工", "我要投诉你们", "呃呃呃", "how do I repay", "我的号是13800000000", "谢谢")
_STEP = st.one_of(
    st.tuples(st.just("say"), st.integers(0, 1), st.sampled_from(_SAYINGS)),
    st.tuples(st.just("say again"), st.integers(0, 1)),
    st.tuples(
        st.just("press"), st.integers(0, 1), st.sampled_from(["human", "complaint", "unsolved", "intent:raise_limit"])
    ),
    st.tuples(st.just("robot works")),
    st.tuples(st.just("robot and tap at once"), st.integers(0, 1)),
    st.tuples(st.just("accept"), st.integers(0, 1)),
    st.tuples(st.just("reply"), st.integers(0, 1)),
    st.tuples(st.just("accept both")),
    st.tuples(st.just("return"), st.integers(0, 1)),
    st.tuples(st.just("close"), st.integers(0, 1)),
    st.tuples(st.just("connect"), st.integers(0, 1)),
    st.tuples(st.just("disconnect"), st.integers(0, 1)),
)


@dataclass
class _Story:
    """A run of steps and what the customer was told was stored."""

    house: TestHouse
    live: conversations.ChannelSession
    agents: list[access.Staff]
    screens: list[Screen]
    acknowledged: list[tuple[str, conversations.Said]] = field(default_factory=list)
    sent: list[tuple[str, Any]] = field(default_factory=list)

    async def take(self, step: tuple[Any, ...]) -> None:
        match step:
            case ("say", _, text):
                await self._send(text)
            case ("press", _, button):
                await self._send(Choice(button=button, label=button))
            case ("say again", _) if self.sent:
                client_id, said = self.sent[-1]
                before = next(stored for known, stored in self.acknowledged if known == client_id)
                assert await self.house.receive(self.live, said, client_id=client_id) == before
            case ("robot works",):
                await self.house.settle()
            case ("robot and tap at once", _):
                await asyncio.gather(self.house.settle(), self._send(Choice(button="human", label="转人工")))
            case ("accept", which):
                await self._accept(self.agents[which])
            case ("accept both",):
                await asyncio.gather(*(self.take(("accept", which)) for which in (0, 1)))
            case ("reply", which):
                await self._reply(self.agents[which])
            case ("return", which):
                await self._at_desk(desk.give_back, self.agents[which])
            case ("close", which):
                await self._at_desk(desk.close, self.agents[which], reason="solved", note=None)
            case ("connect", which):
                await self.screens[which].connect()
            case ("disconnect", which):
                await self.screens[which].disconnect()
            case _:
                pass

    @property
    def desk(self) -> desk.Desk:
        return self.house.house.desk

    @property
    def now(self) -> Any:
        return self.house.clock.now()

    async def _send(self, said: Any) -> None:
        client_id = uuid.uuid4().hex
        self.sent.append((client_id, said))
        self.acknowledged.append((client_id, await self.house.receive(self.live, said, client_id=client_id)))

    async def _accept(self, agent: access.Staff) -> None:
        async with self.house.database.reading() as session:
            item = await desk.live_item_of_conversation(session, self.live.conversation_id)
        if item is not None:
            with contextlib.suppress(QiaoError):
                async with self.house.database.transaction() as session:
                    await desk.accept(session, self.desk, item.id, by=agent, now=self.now)

    async def _reply(self, agent: access.Staff) -> None:
        with contextlib.suppress(conversations.NotOwner):
            async with self.house.database.transaction() as session:
                await desk.reply(
                    session,
                    self.desk,
                    self.live.conversation_id,
                    "我看一下",
                    by=agent,
                    client_id=uuid.uuid4().hex,
                    now=self.now,
                )

    async def _at_desk(self, action: Any, agent: access.Staff, **more: Any) -> None:
        with contextlib.suppress(QiaoError):
            async with self.house.database.transaction() as session:
                await action(session, self.desk, self.live.conversation_id, by=agent, now=self.now, **more)


@pytest.fixture
async def agents(house: TestHouse) -> list[access.Staff]:
    return [await house.staff("first"), await house.staff("second")]


async def _story(house: TestHouse, agents: list[access.Staff]) -> _Story:
    live = await house.visitor()
    return _Story(house, live, agents, [Screen(house, live), Screen(house, live)])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_STEP, min_size=3, max_size=24))
async def test_one_speaker_in_order_nothing_lost(
    house: TestHouse, agents: list[access.Staff], steps: list[Any]
) -> None:
    story = await _story(house, agents)
    await story.screens[0].connect()
    for step in steps:
        await story.take(step)
        for screen in story.screens:
            await screen.look()
    await house.settle()

    entries = await house.entries(story.live)
    _check_numbers(entries)
    _check_one_speaker(entries)
    _check_acknowledged(entries, story.acknowledged)
    for screen in story.screens:
        await screen.connect()
        await screen.look()
        assert screen.doubles == []
        assert [screen.seen[seq] for seq in sorted(screen.seen)] == [_as_shown(entry) for entry in entries]
        await screen.disconnect()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_STEP, max_size=12), button=st.sampled_from(["human", "complaint"]))
async def test_one_tap_reaches_a_persons_queue(
    house: TestHouse, agents: list[access.Staff], steps: list[Any], button: str
) -> None:
    story = await _story(house, agents)
    for step in steps:
        await story.take(step)
    await story.take(("press", 0, button))
    await house.settle()

    state = await house.state(story.live)
    assert state.owner.kind in {conversations.OwnerKind.NOBODY, conversations.OwnerKind.AGENT}
    async with house.database.reading() as session:
        assert await desk.live_item_of_conversation(session, story.live.conversation_id) is not None


def _check_numbers(entries: list[dict[str, Any]]) -> None:
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))


def _check_one_speaker(entries: list[dict[str, Any]]) -> None:
    """Whoever speaks owns the conversation at that entry."""
    owner: dict[str, Any] = {"kind": "bot", "name": None}
    for entry in entries:
        if entry["kind"] == "owner":
            owner = entry["owner"]
        if entry["kind"] != "message" or entry["message"]["visibility"] != "public":
            continue
        author = entry["message"]["author"]
        if author["kind"] == "bot":
            assert owner["kind"] == "bot"
        if author["kind"] == "agent":
            assert owner == {"kind": "agent", "name": author["name"]}


def _check_acknowledged(entries: list[dict[str, Any]], acknowledged: list[tuple[str, conversations.Said]]) -> None:
    """Each acknowledged message once, where the acknowledgement said, in the order it was accepted."""
    stored = [
        (entry["message"]["client_id"], entry["seq"])
        for entry in entries
        if entry["kind"] == "message" and entry["message"]["author"]["kind"] == "customer"
    ]
    assert stored == sorted(((client_id, said.seq) for client_id, said in acknowledged), key=lambda one: one[1])


def _as_shown(entry: dict[str, Any]) -> dict[str, Any]:
    visible = entry["kind"] != "message" or entry["message"]["visibility"] == "public"
    return entry if visible else {"seq": entry["seq"], "kind": "hidden", "at": entry["at"]}


async def test_a_reply_computed_before_a_hand_over_is_dropped(house: TestHouse) -> None:
    live = await house.visitor()
    await house.receive(live, "怎么还款")
    before = await house.state(live)
    async with house.database.transaction() as session:
        await conversations.hand_over(
            session,
            live.conversation_id,
            to=conversations.OwnerKind.NOBODY,
            actor="house",
            reason="asked",
            now=house.clock.now(),
        )
    async with house.database.transaction() as session:
        await conversations.hand_over(
            session,
            live.conversation_id,
            to=conversations.OwnerKind.BOT,
            actor="house",
            reason="returned",
            now=house.clock.now(),
        )
    with pytest.raises(conversations.NotOwner):
        async with house.database.transaction() as session:
            await conversations.say(
                session,
                house.house.parts.ring,
                live.conversation_id,
                conversations.content.Text(text="晚了"),
                owner=before.owner,
                author=conversations.BOT,
                now=house.clock.now(),
            )
    assert [message["author"]["kind"] for message in await house.messages(live)] == ["customer"]


async def _identified(
    house: TestHouse, live: conversations.ChannelSession, reference: str
) -> conversations.ChannelSession:
    claim = Claim(reference, "张三", Level.A1, uuid.uuid4().hex, house.clock.now())
    async with house.database.transaction() as session:
        return await conversations.identify_session(session, house.house.parts.ring, live, claim, now=house.clock.now())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    levels=st.lists(st.sampled_from([Level.A0, Level.A1, Level.A2]), min_size=1, max_size=6),
    viewer=st.sampled_from([Level.A0, Level.A1, Level.A2]),
)
async def test_nothing_above_its_level(house: TestHouse, levels: list[Level], viewer: Level) -> None:
    live = await house.visitor()
    await house.receive(live, "你好")
    for level in levels:
        owner = (await house.state(live)).owner
        async with house.database.transaction() as session:
            await conversations.say(
                session,
                house.house.parts.ring,
                live.conversation_id,
                conversations.content.Text(text=f"secret of {level}"),
                owner=owner,
                author=conversations.BOT,
                now=house.clock.now(),
                level=level,
            )
    screen = Screen(
        house,
        conversations.ChannelSession(
            live.id, live.channel, live.customer_id, live.conversation_id, viewer, live.locale, live.entrance
        ),
    )
    await screen.connect()
    await screen.look()
    told = [entry["message"]["content"]["text"] for entry in screen.seen.values() if entry["kind"] == "message"][1:]
    assert told == [f"secret of {level}" for level in levels if level <= viewer]
    assert sorted(screen.seen) == list(range(1, max(screen.seen) + 1))
    await screen.disconnect()


async def test_one_conversation_per_customer_and_a_waiting_visitor_keeps_her_place(house: TestHouse) -> None:
    at_home = await _identified(house, await house.visitor(), "customer-1")
    await house.receive(at_home, "怎么还款")
    on_the_road = await house.visitor()
    await house.receive(on_the_road, "额度多少")
    await house.receive(on_the_road, "转人工")
    await house.settle()

    joined = await _identified(house, on_the_road, "customer-1")
    await house.settle()

    assert joined.conversation_id == at_home.conversation_id
    assert (await house.state(joined)).owner.kind is conversations.OwnerKind.NOBODY
    async with house.database.reading() as session:
        item = await desk.live_item_of_conversation(session, joined.conversation_id)
        assert item is not None
        assert item.customer_id == at_home.customer_id
    assert any("额度多少" in message["content"].get("text", "") for message in await house.messages(joined))


async def test_an_identity_token_works_once_and_never_for_somebody_elses_session(house: TestHouse) -> None:
    live = await house.visitor()
    claim = Claim("customer-1", None, Level.A1, "the-only-one", house.clock.now())
    async with house.database.transaction() as session:
        live = await conversations.identify_session(session, house.house.parts.ring, live, claim, now=house.clock.now())
    other = await house.visitor()
    with pytest.raises(conversations.IdentityUsed):
        async with house.database.transaction() as session:
            await conversations.identify_session(session, house.house.parts.ring, other, claim, now=house.clock.now())
    with pytest.raises(conversations.SomebodyElse):
        await _identified(house, live, "customer-2")


async def test_the_desk_being_in_trouble_does_not_stop_the_way_to_it(house: TestHouse) -> None:
    class Broken(desk.CustomersDesk):
        async def forecast(self, *_: object, **__: object) -> bot.Forecast:
            raise OSError

    house.house.robot.desk = Broken(house.house.desk)
    live = await house.visitor()
    await house.receive(live, "转人工")
    await house.settle()
    assert (await house.state(live)).owner.kind is conversations.OwnerKind.NOBODY
