"""Waiting as it is shown: a forecast from the measured pace, as a range, and nothing where nothing was measured."""

from datetime import timedelta
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qiao import access, conversations, desk
from qiao.bot.waiting import LEAVE, ROBOT
from qiao.conversations import ChannelSession, OwnerKind
from qiao.conversations.content import Choice
from qiao.desk import PresenceState
from qiao.desk.rules import Pace
from tests.conftest import NOON, TestHouse


@given(st.integers(1, 500), st.floats(60, 1800), st.integers(0, 300))
def test_a_range_holds_what_it_says_and_grows_with_those_ahead(taken: int, over_s: float, ahead: int) -> None:
    pace = Pace(taken, over_s)
    least, most = pace.wait_s(ahead)
    assert 0 < least < most
    assert all(one < other for one, other in zip((least, most), pace.wait_s(ahead + 1), strict=True))
    assert least < over_s * (ahead + 1) / taken < most * 1.5
    faster = Pace(taken + 1, over_s).wait_s(ahead)
    assert all(one < other for one, other in zip(faster, (least, most), strict=True))


def test_four_of_five_waits_end_within_the_range() -> None:
    dice, ended = np.random.default_rng(20), 0
    for _ in range(4_000):
        per_s, ahead = dice.uniform(0.005, 0.1), int(dice.integers(0, 12))
        taken = int(dice.integers(3, 40))
        over_s = dice.gamma(taken, 1 / per_s)
        least, most = Pace(taken, over_s).wait_s(ahead)
        ended += least <= dice.gamma(ahead + 1, 1 / per_s) <= most
    assert 0.78 < ended / 4_000 < 0.82


async def _waits(house: TestHouse) -> ChannelSession:
    live = await house.visitor()
    house.clock.advance(timedelta(seconds=1))
    await house.receive(live, Choice(button="human", label="转人工"))
    await house.settle()
    return live


async def _ready(house: TestHouse, agent: access.Staff, state: PresenceState = PresenceState.BUSY) -> None:
    async with house.database.transaction() as session:
        await desk.set_presence(session, house.house.desk, agent.id, state, now=house.clock.now())


async def _take(house: TestHouse, agent: access.Staff, live: ChannelSession) -> None:
    now = house.clock.now()
    async with house.database.transaction() as session:
        item = await desk.live_item_of_conversation(session, live.conversation_id)
        assert item is not None
        await desk.accept(session, house.house.desk, item.id, by=agent, now=now)
        await desk.close(session, house.house.desk, live.conversation_id, by=agent, reason="solved", note=None, now=now)


async def _queue(house: TestHouse, live: ChannelSession) -> dict[str, Any]:
    async with house.database.reading() as session:
        queue = await desk.queue_place(session, house.house.desk, live.conversation_id, now=house.clock.now())
    assert queue is not None
    return queue


async def test_a_forecast_comes_from_the_pace_and_goes_with_the_people(house: TestHouse) -> None:
    agent = await house.staff("one")
    waiting = [await _waits(house) for _ in range(5)]
    assert (await _queue(house, waiting[-1]))["wait_s"] is None
    for live in waiting[:4]:
        house.clock.advance(timedelta(seconds=60))
        await _take(house, agent, live)
    await _ready(house, agent)
    shown = await _queue(house, waiting[-1])
    assert (shown["place"], shown["open"]) == (1, True)
    assert 0 < shown["wait_from_s"] < 60 < shown["wait_s"]
    house.clock.advance(timedelta(minutes=1))
    gone = await _queue(house, waiting[-1])
    assert (gone["wait_s"], gone["wait_from_s"]) == (None, None), "nobody is here who could take her"


async def test_who_waits_is_told_when_her_forecast_changes_though_her_place_does_not(house: TestHouse) -> None:
    agent = await house.staff("one")
    waiting = [await _waits(house) for _ in range(5)]
    last, told = waiting[-1], list[Any]()
    house.house.parts.bus.watch(conversations.topic(last.conversation_id), lambda wake: told.append(wake.entry))
    await house.house.sweeper.sweep()
    await house.house.sweeper.sweep()
    assert [one["place"] for one in told] == [5], "nothing has changed"
    for live in waiting[:4]:
        house.clock.advance(timedelta(seconds=60))
        await _take(house, agent, live)
    await _ready(house, agent)
    await house.house.sweeper.sweep()
    house.clock.advance(timedelta(minutes=6))
    await _ready(house, agent)
    await house.house.sweeper.sweep()
    assert [one["place"] for one in told] == [5, 1, 1]
    assert told[1]["wait_s"] < told[2]["wait_s"], "a pause makes the wait longer"


async def test_after_hours_there_are_choices_and_they_work(house: TestHouse) -> None:
    house.clock.advance(timedelta(hours=11))
    assert house.clock.now() - NOON == timedelta(hours=11)
    live = await _waits(house)
    shown = await _queue(house, live)
    assert (shown["open"], shown["wait_s"], shown["choices"]) == (False, None, ["leave", "robot"])
    assert shown["opens_at"] is not None
    await house.receive(live, Choice(button=ROBOT, label="机器人先帮我"))
    await house.receive(live, "怎么还款")
    await house.settle()
    assert (await house.messages(live))[-1]["author"]["kind"] == "bot"
    assert (await _queue(house, live))["place"] == 1, "her question is still answered in the morning"
    await house.receive(live, Choice(button=LEAVE, label="不等了"))
    await house.settle()
    assert (await house.state(live)).owner.kind is OwnerKind.BOT


async def test_an_owner_entry_says_whether_she_keeps_her_place(house: TestHouse) -> None:
    live = await _waits(house)
    for button in (ROBOT, LEAVE):
        await house.receive(live, Choice(button=button, label="…"))
        await house.settle()
    owners = [entry for entry in await house.entries(live) if entry["kind"] == "owner"]
    assert [(one["owner"]["kind"], one.get("waits", False)) for one in owners] == [
        ("nobody", False),
        ("bot", True),
        ("bot", False),
    ]
