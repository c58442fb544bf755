"""Whoever wants a person and to complain in one breath gets both: nobody who comes first keeps the complaint away."""

import pytest

from qiao import conversations
from qiao.conversations import OwnerKind
from qiao.requests import queries
from qiao.requests.dialogue.state import Frame
from tests.backoffice.conftest import Teller
from tests.channels.tapping import Tapping
from tests.conftest import TestHouse
from tests.requests.serving import filled, house, signed_in, teller

__all__ = ["filled", "house", "teller"]

WITH_A_PERSON = "我要投诉你们乱收费，马上给我转人工，叫你们领导来听"
IN_DANGER = "你们催收天天骂我，我要投诉你们，我真的不想活了，今晚就去跳楼"


@pytest.fixture
async def her(house: TestHouse, teller: Teller) -> Tapping:
    return Tapping(house, (await signed_in(house, teller, teller.running().customer_id)).live)


async def _owner(her: Tapping) -> OwnerKind:
    return (await her.house.state(her.live)).owner.kind


async def _open_flows(her: Tapping) -> list[str]:
    return [frame.flow for frame in await _frames(her)]


async def _frames(her: Tapping) -> tuple[Frame, ...]:
    async with her.house.database.reading() as session:
        ring, now = her.house.house.parts.ring, her.house.clock.now()
        kept = await queries.dialogue(session, ring, her.live.conversation_id, now=now)
    return kept.state.frames


async def test_the_person_comes_and_the_complaint_is_one_tap_away_meanwhile(her: Tapping) -> None:
    await her.says(WITH_A_PERSON)
    assert await _owner(her) is OwnerKind.NOBODY
    yes = her.button("yes:")
    assert yes is not None, "its card stands beside the place in the queue"
    assert her.button("complaint") is None, "and nothing else asks for the same"
    assert await her.registered() == []
    await her.taps(yes)
    (row,) = await her.registered()
    (receipt,) = her.receipts()
    assert row.number in receipt["text"]
    assert await _owner(her) is OwnerKind.NOBODY, "and she keeps her place"


async def test_what_was_open_before_is_what_the_person_begins_with(her: Tapping) -> None:
    await her.says("我要部分提前还款")
    await her.says(WITH_A_PERSON)
    assert await _open_flows(her) == ["partial_prepayment", "complaint_register"]
    async with her.house.database.reading() as session:
        contact = (await her.house.state(her.live)).contact
        assert contact is not None
        brief = await conversations.brief(session, contact.id)
    assert brief is not None
    assert brief["request"]["flow"] == "partial_prepayment"


async def test_whoever_is_in_danger_is_shown_no_card_and_loses_nothing(her: Tapping) -> None:
    await her.says(IN_DANGER)
    assert await _owner(her) is OwnerKind.NOBODY
    assert her.button("yes:") is None
    assert her.button("complaint") is not None
    assert await _open_flows(her) == ["complaint_register"]
    assert (await _frames(her))[-1].carded is None, "a yes to whoever comes agrees to nothing she has not seen"
    await her.taps("complaint", "我要投诉")
    await her.finishes()
