"""A message that asks several things, through the whole house."""

import pytest

from qiao import conversations
from qiao.conversations import content
from tests.conftest import TestHouse

pytestmark = pytest.mark.one_database("what is answered comes from her words")

ASKED = "发票怎么开，客服几点上班？"


async def test_each_part_is_answered_in_one_turn_with_its_source(house: TestHouse) -> None:
    live = await house.visitor()
    await house.receive(live, ASKED)
    await house.settle()

    asked, reply = await house.messages(live)
    card = reply["content"]
    assert (reply["author"]["kind"], reply["reply_to"], card["card"]) == ("bot", asked["id"], "answers")
    assert [one["source"]["article"] for one in card["answers"]] == ["interest_invoice", "customer_service_hours"]
    assert all(one["source"]["version"] and "{{" not in one["text"] for one in card["answers"])
    assert "unsolved" in {button["id"] for button in card["buttons"]}


async def test_its_plain_words_hold_every_answer(house: TestHouse) -> None:
    live = await house.visitor()
    await house.receive(live, ASKED)
    await house.settle()

    card = (await house.messages(live))[1]["content"]
    words = content.plain(content.parse(card))
    assert words.startswith(f"1. {card['answers'][0]['title']}")
    assert f"2. {card['answers'][1]['title']}" in words
    assert "**" not in words


async def test_the_brief_tells_each_matter_and_each_answer(house: TestHouse) -> None:
    live = await house.visitor()
    await house.receive(live, ASKED)
    await house.settle()
    await house.receive(live, "转人工")
    await house.settle()

    contact = (await house.state(live)).contact
    assert contact is not None
    async with house.database.reading() as session:
        brief = await conversations.brief(session, contact.id)
    assert brief is not None
    assert [one["intent"] for one in brief["understood"]] == ["interest_invoice", "customer_service_hours"]
    assert [one["kind"] for one in brief["tried"]] == ["answered", "answered"]
