"""Feelings over the turns of a real conversation, as stored, and as the person at the desk reads them."""

from datetime import timedelta
from typing import Any

from qiao import conversations
from qiao.bot.moods import Moods
from qiao.conversations import ChannelSession, OwnerKind
from qiao.conversations.content import Choice
from qiao.desk import queries
from tests.conftest import TestHouse


async def _say(house: TestHouse, live: ChannelSession, words: str) -> dict[str, Any]:
    await house.receive(live, words)
    await house.settle()
    return (await house.messages(live))[-1]


async def _brief(house: TestHouse, live: ChannelSession) -> dict[str, Any]:
    state = await house.state(live)
    assert state.contact is not None
    async with house.database.reading() as session:
        brief = await conversations.brief(session, state.contact.id)
    assert brief is not None
    return brief


async def test_anger_is_met_once_and_then_by_a_person_who_knows(house: TestHouse) -> None:
    live = await house.visitor()

    first = await _say(house, live, "太过分了，怎么提前还款")
    await _say(house, live, "气死我了，你们骗人")

    apology = house.house.pack.text("feeling_angry", "zh")
    texts = [one["content"].get("text", "") for one in await house.messages(live)]
    assert first["content"]["text"].startswith(apology)
    assert sum(apology in text for text in texts) == 1
    assert (await house.state(live)).owner.kind is OwnerKind.NOBODY
    brief = await _brief(house, live)
    assert brief["reason"] == "emotion"
    assert brief["emotion"]["label"] == "angry"
    assert brief["emotion"]["intensity"] >= 2
    assert len(brief["emotion"]["recent"]) == 2


async def test_a_mood_outlives_the_process_and_does_not_depend_on_its_memory(house: TestHouse) -> None:
    live = await house.visitor()
    await _say(house, live, "等了半天了，怎么提前还款，快点")
    house.house.robot.moods = Moods()

    await _say(house, live, "能不能快点！别磨叽")

    assert (await house.state(live)).owner.kind is OwnerKind.NOBODY


async def test_calm_questions_are_answered_as_before_and_briefed_as_calm(house: TestHouse) -> None:
    live = await house.visitor()
    await _say(house, live, "怎么提前还款")
    await _say(house, live, "转人工")

    brief = await _brief(house, live)
    assert brief["emotion"] is None
    assert brief["tried"]


async def test_pressing_the_way_out_while_upset_comes_before_those_who_are_calm(house: TestHouse) -> None:
    live = await house.visitor()
    await _say(house, live, "太过分了，怎么提前还款")
    await house.receive(live, Choice(button="human", label="转人工"))
    await house.settle()

    async with house.database.reading() as session:
        (item,) = await queries.waiting(session)
    assert item.lane == "distress"


async def test_a_third_contact_in_three_days_weighs_more(house: TestHouse) -> None:
    newcomer = await house.visitor()
    await _say(house, newcomer, "很失望，怎么提前还款")
    assert (await house.state(newcomer)).owner.kind is OwnerKind.BOT

    live = await house.visitor()
    for _ in range(2):
        await _say(house, live, "怎么提前还款")
        house.clock.advance(timedelta(hours=20))
        await house.settle()

    await _say(house, live, "很失望，怎么提前还款")
    assert (await house.state(live)).owner.kind is OwnerKind.NOBODY
