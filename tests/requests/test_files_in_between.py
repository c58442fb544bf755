"""A file in the middle of a request: it fills nothing in, and what was asked is asked again below it."""

from sqlalchemy import func, select

from qiao.backoffice.model import EffectRow
from tests.backoffice.conftest import Teller
from tests.channels.sending import paper
from tests.conftest import TestHouse
from tests.requests.serving import filled, house, signed_in, teller

__all__ = ["filled", "house", "teller"]


async def test_a_file_answers_no_question_and_the_question_comes_again(house: TestHouse, teller: Teller) -> None:
    person = await signed_in(house, teller, teller.running().customer_id)
    await person.says("我要预约回电")
    asked = person.last[-1]["content"]
    before = await person.rows()

    await house.hand_over_file(person.live, paper("同意"), name="登记的手机号.pdf", kind="application/pdf")
    await person.hears()

    assert person.last[0]["content"]["text"].startswith("文件收到了")
    assert person.last[-1]["content"] == asked
    assert [row.stage for row in await person.rows()] == [row.stage for row in before]


async def test_a_file_agrees_to_no_card(house: TestHouse, teller: Teller) -> None:
    person = await signed_in(house, teller, teller.running().customer_id)
    await person.says("我要预约回电")
    for said in ("问账单", "登记的手机号", "pick:"):
        if person.last[-1]["content"].get("card") != "confirm":
            await (person.presses("pick:") if said == "pick:" else person.says(said))
    await house.hand_over_file(person.live, paper("确认办理"), name="同意，办吧.pdf", kind="application/pdf")
    await person.hears()
    async with house.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(EffectRow)) == 0
    assert not [row for row in await person.rows() if row.effects]
