"""What is suggested to an agent: articles, and what customers were answered before, with nothing of them in it."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from qiao import access, conversations, desk
from qiao.access import Post
from qiao.conversations import ChannelSession
from qiao.conversations.content import Choice
from qiao.desk.answers import Suggestion, rules, suggestions
from qiao.desk.answers.model import GivenAnswerRow
from qiao.desk.personal_data import DeskHolder
from qiao.foundation.ids import new_id
from tests.access.views.seeded import person
from tests.conftest import NOON, TestHouse, Web
from tests.desk.test_standing import agent

QUESTION = "怎么提前还款"
ANSWER = "您在应用的还款页面选提前结清，看清要还的钱再确认就可以"


async def _taken(house: TestHouse, clerk: access.Staff) -> ChannelSession:
    live = await house.visitor()
    await house.receive(live, "您好")
    await house.receive(live, Choice(button="human", label="转人工"))
    await house.settle()
    async with house.database.transaction() as session:
        item = await desk.live_item_of_conversation(session, live.conversation_id)
        assert item is not None
        await desk.accept(session, house.house.desk, item.id, by=clerk, now=house.clock.now())
    await house.settle()
    return live


async def _answers(house: TestHouse, clerk: access.Staff, live: ChannelSession, words: str) -> None:
    async with house.database.transaction() as session:
        await desk.reply(
            session,
            house.house.desk,
            live.conversation_id,
            words,
            by=clerk,
            client_id=uuid.uuid4().hex,
            now=house.clock.now(),
        )


async def _served(
    house: TestHouse,
    clerk: access.Staff,
    answer: str = ANSWER,
    *,
    asked: str = QUESTION,
    before: str = "",
    reason: str = "solved",
) -> ChannelSession:
    """A customer asks, is answered by a person, and the contact ends."""
    live = await _taken(house, clerk)
    for said in filter(None, (before, asked)):
        house.clock.advance(timedelta(seconds=1))
        await house.receive(live, said)
    await _answers(house, clerk, live, answer)
    async with house.database.transaction() as session:
        await desk.close(
            session,
            house.house.desk,
            live.conversation_id,
            by=clerk,
            reason=reason,
            note=None,
            now=house.clock.now(),
        )
    await house.settle()
    return live


async def _suggested(house: TestHouse, asked: str = QUESTION) -> list[Suggestion]:
    async with house.database.reading() as session:
        clerk = await access.staff_by_username(session, "agent")
        assert clerk is not None
        staff = await access.find_staff(session, clerk.id)
    live = await _taken(house, staff)
    await house.receive(live, asked)
    state = await house.state(live)
    assert state.contact is not None
    async with house.database.reading() as session:
        about, found = await suggestions(
            session, house.house.desk, house.house.robot.library, state.contact.id, language="zh"
        )
    assert about is None or found
    return found


async def _past(house: TestHouse, asked: str = QUESTION) -> list[str]:
    return [one.text for one in await _suggested(house, asked) if one.kind == "past"]


async def test_what_several_customers_were_answered_is_offered_with_how_many(house: TestHouse) -> None:
    clerk = await house.staff()
    for _ in range(2):
        await _served(house, clerk)
    assert await _past(house) == []
    await _served(house, clerk, f"{ANSWER}。")
    found = await _suggested(house)
    (past,) = [one for one in found if one.kind == "past"]
    assert (past.text.rstrip("。"), past.times) == (ANSWER, 3)
    article = found[0]
    assert (article.kind, bool(article.title), len(article.text) <= 160) == ("article", True, True)
    assert len(found) <= 3


async def test_the_same_customer_three_times_is_one_customer(house: TestHouse) -> None:
    clerk = await house.staff()
    await _served(house, clerk)
    async with house.database.transaction() as session:
        row = (await session.scalars(select(GivenAnswerRow))).one()
        session.add_all(
            GivenAnswerRow(
                id=new_id(),
                customer_id=row.customer_id,
                contact_id=new_id(),
                intent=row.intent,
                language=row.language,
                digest=row.digest,
                words=row.words,
                said_at=row.said_at,
            )
            for _ in range(5)
        )
    assert await _past(house) == []


@pytest.mark.parametrize(
    ("answer", "more"),
    [
        ("您的这笔一共要还1234.56元，按时还就可以", {}),
        ("您的账单下个月十五号到期，记得按时还款", {}),
        ("王先生您在还款页面点提前结清就可以了", {}),
        (ANSWER, {"reason": "unsolved"}),
        (ANSWER, {"before": "你们天天打电话骚扰我，我要投诉你们"}),
    ],
)
async def test_nothing_is_learnt_of_figures_names_complaints_and_bad_ends(
    house: TestHouse, answer: str, more: dict[str, Any]
) -> None:
    await _served(house, await house.staff(), answer, **more)
    async with house.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(GivenAnswerRow)) == 0


async def test_a_bad_rating_takes_it_back(house: TestHouse) -> None:
    clerk = await house.staff()
    lives = [await _served(house, clerk) for _ in range(3)]
    assert await _past(house) == [ANSWER]
    async with house.database.transaction() as session:
        contact_id = await session.scalar(
            select(GivenAnswerRow.contact_id).where(GivenAnswerRow.customer_id == lives[0].customer_id)
        )
        assert contact_id is not None
        await conversations.rate_contact(
            session,
            lives[0].conversation_id,
            contact_id,
            score=1,
            reasons=(),
            comment=None,
            actor="customer",
            now=house.clock.now(),
        )
    await house.settle()
    assert await _past(house) == []


async def test_what_was_said_to_her_goes_with_her(house: TestHouse) -> None:
    clerk = await house.staff()
    lives = [await _served(house, clerk) for _ in range(3)]
    holder = DeskHolder(house.house.parts.ring)
    async with house.database.transaction() as session:
        assert len((await holder.export(session, lives[0].customer_id))["given_answers"]) == 1
        await holder.erase(session, lives[0].customer_id, now=house.clock.now())
    assert await _past(house) == []


async def test_what_is_said_to_any_matter_answers_none(house: TestHouse) -> None:
    clerk = await house.staff()
    asked = (QUESTION, "怎么换绑银行卡", "额度怎么查", "怎么开结清证明")
    for question in asked:
        for _ in range(3 if question == QUESTION else 1):
            await _served(house, clerk, "好的，这就帮您看一下，请您稍等片刻", asked=question)
    assert await _past(house) == []


async def test_who_waits_for_no_answer_gets_none(house: TestHouse) -> None:
    clerk = await house.staff()
    live = await _taken(house, clerk)
    await house.receive(live, QUESTION)
    await _answers(house, clerk, live, "请稍等")
    contact = (await house.state(live)).contact
    assert contact is not None
    async with house.database.reading() as session:
        answered = await suggestions(session, house.house.desk, house.house.robot.library, contact.id, language="zh")
    assert answered == (None, [])


async def test_only_whoever_has_her_in_hand_is_told(web: Web) -> None:
    one, foreign = await person(web.house, 0), await person(web.house, 1)
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    await web.house.receive(one.live, QUESTION)
    status, body = await clerk.asks("GET", f"/conversations/{one.live.conversation_id}/suggestions")
    assert (status, body["suggestions"][0]["source"]["kind"]) == (200, "article")
    refused = await clerk.asks("GET", f"/conversations/{foreign.live.conversation_id}/suggestions")
    assert refused == await clerk.asks("GET", f"/conversations/{new_id()}/suggestions")
    assert refused[0] == 404
    async with web.house.database.transaction() as session:
        await access.release_contact(session, one.contact_id, now=web.house.clock.now())
    assert (await clerk.asks("GET", f"/conversations/{one.live.conversation_id}/suggestions"))[0] == 404


@given(st.text(alphabet="您的这笔账单要还元已0123456789 ", min_size=8, max_size=60))
def test_no_answer_with_a_figure_may_be_said_again(words: str) -> None:
    if any(sign.isdigit() for sign in words):
        assert not rules.may_be_said_again(words, names=(), now=NOON)


def test_whoever_took_part_is_not_named() -> None:
    assert rules.may_be_said_again(ANSWER, names=("陈晨",), now=NOON)
    assert not rules.may_be_said_again(f"我是陈晨，{ANSWER}", names=("陈晨",), now=NOON)


def test_a_long_article_is_shortened_to_whole_sentences() -> None:
    text = "**第一句话。**第二句话！\n第三句话很长很长很长。"
    assert rules.shortened(text, most=12) == "第一句话。第二句话！"
    assert rules.shortened("没有句号的一段很长的话", most=6) == "没有句号的…"
