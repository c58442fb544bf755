"""Somebody else than the customer speaks: what was proved is void, the rules see it, and it is on record."""

import json
from datetime import timedelta

from sqlalchemy import select

from qiao import access, conversations
from qiao.access.audit.model import AuditRecordRow
from qiao.bot.requesting import at_newest
from qiao.conversations import ChannelSession, Level
from tests.access.views.test_reveals import Browser
from tests.conftest import Web
from tests.desk.floor.people import becomes, somebody, takes, waits


async def _served(web: Web) -> tuple[Browser, ChannelSession]:
    ann = await somebody(web, "ann")
    await becomes(ann, "ready")
    live = await waits(web.house)
    await takes(ann, live)
    return ann, live


async def _says(ann: Browser, live: ChannelSession, party: str, client_id: str, text: str = "是他儿子在用手机") -> int:
    wish = {"client_id": client_id, "text": text, "party": party}
    return (await ann.put(f"/desk/conversations/{live.conversation_id}/party", wish)).status_code


async def _notices(web: Web, live: ChannelSession) -> list[str]:
    said = await web.house.messages(live)
    names = [one["content"].get("notice") for one in said if one["content"]["kind"] == "notice"]
    return [name for name in names if name in {"not_the_customer", "the_customer_again"}]


async def test_what_somebody_else_proved_is_void_and_the_rules_see_a_third_party(web: Web) -> None:
    ann, live = await _served(web)
    now = web.house.clock.now()
    async with web.house.database.transaction() as session:
        await conversations.prove(session, live.id, Level.A3, until=now + timedelta(minutes=10))
    assert await _says(ann, live, "third_party", "not-her-0001") == 204
    async with web.house.database.reading() as session:
        seen = await conversations.last_session(session, live.conversation_id)
        at = await at_newest(session, live.conversation_id, now=now)
    assert seen is not None
    # As this caller her requests are ruled on, which a third party's do not survive.
    assert (seen.level_at(now), at.who.party, at.who.level) == (live.level, "third_party", live.level)
    work = (await ann.get(f"/desk/conversations/{live.conversation_id}")).json()
    notes = [one["message"]["content"]["text"] for one in work["entries"] if one["kind"] == "message"
             and one["message"]["visibility"] == "staff"]  # fmt: skip
    assert (work["party"], notes) == ("third_party", ["是他儿子在用手机"])


async def test_said_twice_it_is_told_once_and_it_can_be_put_right(web: Web) -> None:
    ann, live = await _served(web)
    for client_id in ("not-her-0001", "not-her-0001", "not-her-0002"):
        assert await _says(ann, live, "third_party", client_id) == 204
    assert await _notices(web, live) == ["not_the_customer"]
    assert await _says(ann, live, "self", "herself-0001", "本人接过了手机，报出了尾号") == 204
    assert await _notices(web, live) == ["not_the_customer", "the_customer_again"]
    async with web.house.database.reading() as session:
        acts = (
            await session.scalars(
                select(AuditRecordRow)
                .where(AuditRecordRow.action == access.audit.Action.PARTY_SET)
                .order_by(AuditRecordRow.id)
            )
        ).all()
    assert [json.loads(row.detail or "{}")["party"] for row in acts] == ["third_party", "self"]


async def test_only_whoever_serves_her_says_it_and_not_without_words(web: Web) -> None:
    ann, live = await _served(web)
    bob = await somebody(web, "bob")
    assert await _says(bob, live, "third_party", "not-her-0001") == 404
    assert await _says(ann, live, "third_party", "not-her-0001", "  ") == 422
    assert await _says(ann, live, "proxy", "not-her-0001") == 422
    assert await _notices(web, live) == []


async def test_the_next_contact_begins_with_the_customer_herself(web: Web) -> None:
    ann, live = await _served(web)
    await _says(ann, live, "third_party", "not-her-0001")
    await ann.post(f"/desk/conversations/{live.conversation_id}/close", {"reason": "wrong_person"})
    await web.house.receive(live, "你好")
    async with web.house.database.reading() as session:
        assert (await conversations.speaker(session, live.conversation_id)).party == "self"
