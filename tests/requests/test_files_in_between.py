"""A file in the middle of a request: it answers the question for one, and no other."""

from sqlalchemy import func, select

from qiao.backoffice.model import EffectRow
from qiao.conversations.model import BriefRow
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


async def test_a_picture_that_was_asked_for_goes_with_the_request_to_a_person(house: TestHouse, teller: Teller) -> None:
    person = await signed_in(house, teller, teller.running().customer_id)
    await person.says("我要修改个人资料")
    await person.says("姓名")
    assert "回形针" in person.last[-1]["content"]["text"]

    await house.hand_over_file(person.live, paper("办吧"), name="13800138000.pdf", kind="application/pdf")
    await person.hears()

    assert person.last[0]["content"]["text"].startswith("收到了，已经附在这次办理里")
    assert [row.state for row in await person.rows()] == ["handed_over"]
    async with house.database.reading() as session:
        brief = await session.scalar(select(BriefRow.content))
    assert "证件照片" in str(brief)
    assert "已附上" in str(brief)


async def test_without_a_picture_at_hand_it_goes_on(house: TestHouse, teller: Teller) -> None:
    person = await signed_in(house, teller, teller.running().customer_id)
    await person.says("我要修改个人资料")
    await person.says("身份证号")
    await person.says("跳过")
    assert [row.state for row in await person.rows()] == ["handed_over"]
