"""What is heard while a request is open: a wish for a person in any words, and in nothing else."""

import pytest

from qiao.conversations import OwnerKind
from tests.backoffice.conftest import Teller
from tests.conftest import TestHouse
from tests.requests.serving import Served, filled, house, signed_in, teller

__all__ = ["filled", "house", "teller"]

pytestmark = pytest.mark.one_database("what is heard comes from her words")


async def at_a_question(house: TestHouse, teller: Teller) -> Served:
    person = await signed_in(house, teller, teller.running().customer_id)
    return await person.says("我要部分提前还款")


async def owner(house: TestHouse, person: Served) -> OwnerKind:
    return (await house.state(person.live)).owner.kind


@pytest.mark.parametrize(
    "said",
    [
        "我没要人工，我自己填",
        "客服昨天说可以，就填五百",
        "今天8点",
        "想把多余的卡删了",
        "姑娘，这个月的钱我想先给你们还上",
        "can somebody call me",
        "要是填不了，我再找客服",
    ],
)
async def test_words_that_only_speak_of_persons_or_sound_of_danger_stay_in_the_form(
    house: TestHouse, teller: Teller, said: str
) -> None:
    person = await at_a_question(house, teller)
    await person.says(said)
    assert await owner(house, person) is OwnerKind.BOT


@pytest.mark.parametrize("said", ["客服昨天说可以，不过我要跟真人确认", "五百，算了叫人来", "get me a human, please"])
async def test_a_wish_beside_other_words_leads_to_a_person(house: TestHouse, teller: Teller, said: str) -> None:
    person = await at_a_question(house, teller)
    await person.says(said)
    assert await owner(house, person) is OwnerKind.NOBODY


@pytest.mark.parametrize(
    ("said", "asked"),
    [("can somebody call me", "What would you like to talk about"), ("让人给我打个电话", "想在电话里说什么")],
)
async def test_whoever_asks_to_be_called_books_a_call_back(
    house: TestHouse, teller: Teller, said: str, asked: str
) -> None:
    person = await signed_in(house, teller, teller.running().customer_id)
    await person.says(said)
    assert await owner(house, person) is OwnerKind.BOT
    assert asked in person.text
