"""How it went with others who came for the same: numbers alone, and only of several; and who may see any of it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from qiao import access, conversations, desk
from qiao.access import Post
from qiao.access.audit.model import AuditRecordRow
from qiao.conversations import ChannelSession
from qiao.conversations.content import Choice
from qiao.conversations.model import ContactRow
from qiao.conversations.personal_data import ConversationsHolder
from qiao.desk.assist import similar_cases
from qiao.foundation.ids import new_id
from tests.access.views.seeded import person, signed_in
from tests.conftest import TestHouse, Web
from tests.desk.test_standing import Agent, agent

QUESTION = "怎么提前还款"
MATTER = "early_settlement_apply"
MINUTES = 6


async def _asks(house: TestHouse, clerk: access.Staff, *said: str) -> ChannelSession:
    """A customer says this to the robot, asks for a person, and the clerk takes her."""
    live = await house.visitor()
    for words in said:
        await house.receive(live, words)
        await house.settle()
    await house.receive(live, Choice(button="human", label="转人工"))
    await house.settle()
    async with house.database.transaction() as session:
        item = await desk.live_item_of_conversation(session, live.conversation_id)
        assert item is not None
        await desk.accept(session, house.house.desk, item.id, by=clerk, now=house.clock.now())
        await conversations.set_subject(session, live.conversation_id, MATTER)
    return live


async def _served(
    house: TestHouse, clerk: access.Staff, *said: str, reason: str = "solved", note: str | None = None, answer: str = ""
) -> ChannelSession:
    live = await _asks(house, clerk, *(said or (QUESTION,)))
    house.clock.advance(timedelta(minutes=MINUTES))
    async with house.database.transaction() as session:
        at, now = house.house.desk, house.clock.now()
        if answer:
            await desk.reply(
                session, at, live.conversation_id, answer, by=clerk, client_id=new_id().hex, now=now, confirmed=()
            )
        await desk.close(session, at, live.conversation_id, by=clerk, reason=reason, note=note, now=now)
    await house.settle()
    return live


async def _similar(house: TestHouse, clerk: access.Staff, live: ChannelSession, words: str = QUESTION) -> Any:
    """As the route gives it to the clerk who has this conversation in hand."""
    async with house.database.transaction() as session:
        now = house.clock.now()
        state = await conversations.state(session, live.conversation_id)
        contact = state.contact.id if state.contact else None
        look = await house.house.desk.views.look(
            session, clerk, access.About(live.customer_id, contact, MATTER), now=now
        )
        look = await house.house.desk.views.record(session, look, ("transcript", "loans"), now=now)
    found = await similar_cases(
        house.database, house.house.desk, look, matter=MATTER, words=words, language="zh", now=house.clock.now()
    )
    return found.wire()


async def test_two_customers_are_too_few_and_three_are_counted(house: TestHouse) -> None:
    clerk = await house.staff()
    for reason in ("solved", "unsolved"):
        await _served(house, clerk, reason=reason)
    assert (await _similar(house, clerk, await _asks(house, clerk)))["cases"] == 0
    await _served(house, clerk)
    assert await _similar(house, clerk, await _asks(house, clerk)) == {
        "cases": 3,
        "outcomes": [
            {"n": 2, "state": "solved", "request": None},
            {"n": 1, "state": "unsolved", "request": None},
        ],
        "other": 0,
        "minutes": MINUTES,
        "hers": [],
    }


async def _contact(house: TestHouse, live: ChannelSession) -> ContactRow:
    async with house.database.reading() as session:
        query = select(ContactRow).where(ContactRow.conversation_id == live.conversation_id)
        return (await session.scalars(query)).one()


async def test_one_customer_three_times_is_one_customer(house: TestHouse) -> None:
    clerk = await house.staff()
    lives = [await _served(house, clerk) for _ in range(3)]
    here = await _asks(house, clerk)
    assert (await _similar(house, clerk, here))["cases"] == 3
    async with house.database.transaction() as session:
        ids = [one.conversation_id for one in lives]
        same = update(ContactRow).where(ContactRow.conversation_id.in_(ids)).values(customer_id=lives[0].customer_id)
        await session.execute(same)
    assert (await _similar(house, clerk, here))["cases"] == 0


async def test_whose_data_is_erased_is_counted_no_more(house: TestHouse) -> None:
    clerk = await house.staff()
    lives = [await _served(house, clerk) for _ in range(3)]
    here = await _asks(house, clerk)
    assert (await _similar(house, clerk, here))["cases"] == 3
    holder = ConversationsHolder(house.house.parts.ring)
    async with house.database.transaction() as session:
        await holder.erase(session, lives[0].customer_id, now=house.clock.now())
    assert (await _similar(house, clerk, here))["cases"] == 0


async def test_what_was_long_ago_or_about_something_else_is_no_similar_case(house: TestHouse) -> None:
    clerk = await house.staff()
    for _ in range(3):
        await _served(house, clerk)
    other = await _served(house, clerk)
    here = await _asks(house, clerk)
    async with house.database.transaction() as session:
        elsewhere = update(ContactRow).where(ContactRow.conversation_id == other.conversation_id)
        await session.execute(elsewhere.values(subject="change_bank_card"))
    assert (await _similar(house, clerk, here))["cases"] == 3
    house.clock.advance(timedelta(days=200))
    assert (await _similar(house, clerk, here))["cases"] == 0


async def test_those_nearest_in_her_own_words_are_counted(house: TestHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qiao.desk.assist.similar._NEAREST", 3)
    clerk = await house.staff()
    for words, reason in (("怎么提前还款", "solved"), ("我的结清证明呢", "unsolved")):
        for _ in range(3):
            await _served(house, clerk, words, reason=reason)
    here = await _asks(house, clerk)
    for words, reason in (("想提前还款怎么弄", "solved"), ("结清证明在哪", "unsolved")):
        (only,) = (await _similar(house, clerk, here, words))["outcomes"]
        assert (only["state"], only["n"]) == (reason, 3), words


_PLANTED = {
    "周慕白": "我叫周慕白",
    "13912345678": "我的手机13912345678",
    "11010519491231002X": "身份证11010519491231002X",
    "6222021234567890128": "卡号6222021234567890128",
    "88431": "我欠88431元",
    "文三路90号": "我住文三路90号",
}


async def test_nothing_of_another_customer_is_ever_told(house: TestHouse) -> None:
    """In the customers' words, in the agent's and in her notes; and whatever is told is a number or a code."""
    clerk = await house.staff()
    others = [
        await _served(house, clerk, f"{QUESTION}，{said}", note=f"已答复：{said}", answer=f"{QUESTION}我来看")
        for said in _PLANTED.values()
    ]
    found = await _similar(house, clerk, await _asks(house, clerk, *_PLANTED.values()))
    told = json.dumps(found, ensure_ascii=False)
    assert found["cases"] == len(_PLANTED)
    assert not [secret for secret in _PLANTED if secret in told]
    for other in others:
        contact = await _contact(house, other)
        for name in (other.customer_id, other.conversation_id, contact.id, contact.number):
            assert str(name) not in told
    codes = {"solved", "unsolved", "no_reply", "duplicate", "wrong_person", "other"}
    assert {one["state"] for one in found["outcomes"]} <= codes


async def _asked(clerk: Agent, path: str = "") -> tuple[int, dict[str, Any]]:
    return await clerk.asks("GET", f"/conversations/{clerk.one.live.conversation_id}/assist{path}")


async def test_only_whoever_has_her_in_hand_is_helped_and_the_look_is_on_record(web: Web) -> None:
    one, foreign = await person(web.house, 0), await person(web.house, 1)
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    await web.house.receive(one.live, QUESTION)
    status, seen = await _asked(clerk)
    assert (status, seen["is_open"], bool(seen["articles"])) == (200, True, True)
    for path in ("", "/similar"):
        refused = await clerk.asks("GET", f"/conversations/{foreign.live.conversation_id}/assist{path}")
        assert refused == await clerk.asks("GET", f"/conversations/{new_id()}/assist{path}")
        assert refused[0] == 404
    async with web.house.database.reading() as session:
        rows = await session.scalars(select(AuditRecordRow).where(AuditRecordRow.actor == f"staff:{clerk.staff.id}"))
        assert any("transcript" in str(row.fields) and row.action == "viewed" for row in rows)
    async with web.house.database.transaction() as session:
        await access.release_contact(session, one.contact_id, now=web.house.clock.now())
    assert (await _asked(clerk))[0] == (await _asked(clerk, "/similar"))[0] == 404


async def test_her_own_earlier_contacts_are_named_to_be_read(web: Web) -> None:
    one = await person(web.house, 0)
    clerk = await agent(web, Post.ONLINE_AGENT, one, "clerk")
    async with web.house.database.transaction() as session:
        await conversations.set_subject(session, one.live.conversation_id, MATTER)
        item = await desk.live_item_of_conversation(session, one.live.conversation_id)
        assert item is not None
        await desk.accept(session, web.house.house.desk, item.id, by=clerk.staff, now=web.house.clock.now())
        now = web.house.clock.now()
        await desk.close(
            session, web.house.house.desk, one.live.conversation_id, by=clerk.staff, reason="solved", note=None, now=now
        )
    await web.house.settle()
    web.house.clock.advance(timedelta(days=2))
    await web.house.receive(one.live, QUESTION)
    await web.house.receive(one.live, Choice(button="human", label="转人工"))
    await web.house.settle()
    async with web.house.database.transaction() as session:
        item = await desk.live_item_of_conversation(session, one.live.conversation_id)
        assert item is not None
        await desk.accept(session, web.house.house.desk, item.id, by=clerk.staff, now=web.house.clock.now())
        await conversations.set_subject(session, one.live.conversation_id, MATTER)
    clerk.browser = await signed_in(web.house, clerk.staff)
    status, seen = await _asked(clerk, "/similar")
    assert (status, seen["cases"]) == (200, 0)
    (earlier,) = seen["hers"]
    assert (earlier["contact"], earlier["reason"]) == (str(one.contact_id), "solved")
    path = f"/conversations/{one.live.conversation_id}/dealings/contacts/{earlier['contact']}"
    assert (await clerk.asks("GET", path))[0] == 200
