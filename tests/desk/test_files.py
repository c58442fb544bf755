"""Files at the desk: a look on record before a byte leaves, for whoever has the customer in hand, and nobody else."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from qiao import access, conversations, desk
from qiao.access import Post
from qiao.access.audit.model import AuditRecordRow
from qiao.conversations import Claim, Level
from qiao.conversations.model import ReceivedFileRow
from tests.access.views.seeded import signed_in
from tests.channels.sending import Sender, paper, picture
from tests.conftest import Web


async def _takes(web: Web, she: Sender, staff: access.Staff) -> None:
    """The customer asks for a person, and this one comes."""
    assert (await she.sends({"v": 1, "kind": "choice", "button": "human", "label": "转人工"}))["type"] == "ack"
    await web.house.settle()
    async with web.house.database.reading() as session:
        item = await desk.live_item_of_conversation(session, (await she.live()).conversation_id)
    assert item is not None
    async with web.house.database.transaction() as session:
        await desk.accept(session, web.house.house.desk, item.id, by=staff, now=web.house.clock.now())


async def _opens(
    web: Web, staff: access.Staff, conversation: object, file: str, body: dict[str, Any] | None = None
) -> httpx.Response:
    return await _asked(web, await signed_in(web.house, staff), conversation, file, body)


async def _asked(
    web: Web, browser: Any, conversation: object, file: str, body: dict[str, Any] | None = None
) -> httpx.Response:
    cookies, headers, _ = browser
    web.client.cookies.clear()
    return await web.client.post(
        f"/api/v1/desk/conversations/{conversation}/files/{file}",
        json=body or {},
        headers={**headers, "cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())},
    )


async def _acts(web: Web) -> list[tuple[str, str | None, str | None]]:
    async with web.house.database.reading() as session:
        rows = await session.execute(
            select(AuditRecordRow.action, AuditRecordRow.fields, AuditRecordRow.detail).order_by(AuditRecordRow.id)
        )
        return [(action, fields, detail) for action, fields, detail in rows]


async def test_the_agent_who_serves_her_opens_it_and_the_look_is_on_record(web: Web) -> None:
    she, agent = await Sender.comes(web), await web.house.staff()
    file = await she.hands_over(picture(), "账单<b>.png")
    await _takes(web, she, agent)

    opened = await _opens(web, agent, (await she.live()).conversation_id, file)

    assert (opened.status_code, opened.content) == (200, picture())
    assert opened.headers["content-type"] == "image/png"
    assert opened.headers["content-disposition"].startswith("attachment; ")
    assert opened.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in opened.headers["content-security-policy"]
    assert opened.headers["cache-control"] == "no-store"
    action, fields, detail = (await _acts(web))[-1]
    assert (action, "files:full:onl-files" in (fields or ""), file in (detail or "")) == ("viewed", True, True)


async def _signs_in(web: Web, she: Sender) -> None:
    """In whatever browser, she is the lender's customer `borrower-1`."""
    live, now = await she.live(), web.house.clock.now()
    claim = Claim("borrower-1", "测试一", Level.A1, live.id.hex, now + timedelta(minutes=5))
    async with web.house.database.transaction() as session:
        await conversations.identify_session(session, web.house.house.parts.ring, live, claim, now=now)


async def _brief(web: Web, conversation_id: UUID) -> dict[str, Any]:
    async with web.house.database.reading() as session:
        state = await conversations.state(session, conversation_id)
        assert state.contact is not None
        brief = await conversations.brief(session, state.contact.id)
    assert brief is not None
    return brief


async def test_what_she_sent_before_she_signed_in_is_at_hand_afterwards(web: Web) -> None:
    await _signs_in(web, await Sender.comes(web))  # So that she has a conversation of her own already.
    she, agent = await Sender.comes(web), await web.house.staff()
    file = await she.hands_over(picture(), "账单.png")
    visitor = await she.live()

    await _signs_in(web, she)
    await _takes(web, she, agent)

    known = await she.live()
    assert known.conversation_id != visitor.conversation_id
    shown = [one["content"].get("file") for one in await she.messages()]
    assert shown.count(file) == 1
    assert (await _brief(web, known.conversation_id))["files"] == 1
    assert (await _opens(web, agent, known.conversation_id, file)).content == picture()
    assert (await _opens(web, agent, visitor.conversation_id, file)).status_code == 404


async def test_without_a_record_there_is_no_file(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    she, agent = await Sender.comes(web), await web.house.staff()
    file = await she.hands_over(picture())
    await _takes(web, she, agent)
    browser = await signed_in(web.house, agent)
    monkeypatch.delitem(web.house.database.session_info, "audit_keys")
    opened = await _asked(web, browser, (await she.live()).conversation_id, file)
    assert (opened.status_code, opened.json()["error"]) == (503, "AuditUnavailable")


async def test_who_does_not_have_her_in_hand_gets_nothing_of_hers(web: Web) -> None:
    she, he = await Sender.comes(web), await Sender.comes(web)
    hers, his = await web.house.staff("hers"), await web.house.staff("his")
    file = await she.hands_over(picture())
    await _takes(web, she, hers)
    await _takes(web, he, his)
    her_conversation, his_conversation = (await she.live()).conversation_id, (await he.live()).conversation_id

    stranger = await _opens(web, his, her_conversation, file)
    # Her file, asked for in the conversation that he does have in hand.
    moved = await _opens(web, his, his_conversation, file)
    nowhere = await _opens(web, his, his_conversation, "00000000-0000-7000-8000-000000000000")

    assert (stranger.status_code, stranger.json()["error"]) == (404, "ConversationNotFound")
    assert (moved.status_code, moved.json()) == (nowhere.status_code, nowhere.json())
    assert (moved.status_code, moved.json()["error"]) == (404, "FileNotFound")
    refused = [act for act in await _acts(web) if act[0] == "denied"]
    assert len(refused) == 1


async def test_a_post_without_the_right_is_told_why(web: Web) -> None:
    she, inspector = await Sender.comes(web), await web.house.staff("qa", post=Post.QA_INSPECTOR)
    file = await she.hands_over(picture())
    live = await she.live()
    async with web.house.database.reading() as session:
        state = await conversations.state(session, live.conversation_id)
    assert state.contact is not None
    async with web.house.database.transaction() as session:
        await access.hold_contact(
            session,
            staff_id=inspector.id,
            customer_id=live.customer_id,
            contact_id=state.contact.id,
            purpose="quality_review",
            post=inspector.post,
            seen=[],
            now=web.house.clock.now(),
        )
    answer = await _opens(web, inspector, live.conversation_id, file)
    assert (answer.status_code, answer.json()["error"]) == (403, "RevealRefused")
    assert answer.json()["params"]["why"]["zh"]


async def test_what_was_uploaded_and_not_sent_is_not_there_for_staff(web: Web) -> None:
    she, agent = await Sender.comes(web), await web.house.staff()
    file = (await she.uploads(paper(), "a.pdf", "application/pdf")).json()["file"]
    await _takes(web, she, agent)
    assert (await _opens(web, agent, (await she.live()).conversation_id, file)).status_code == 404


async def test_an_unknown_purpose_is_refused(web: Web) -> None:
    she, agent = await Sender.comes(web), await web.house.staff()
    file = await she.hands_over(picture())
    await _takes(web, she, agent)
    opened = await _opens(web, agent, (await she.live()).conversation_id, file, {"purpose": "curiosity"})
    assert (opened.status_code, opened.json()["error"]) == (422, "PurposeUnknown")


async def test_bytes_that_were_changed_on_the_disk_are_not_handed_out(web: Web) -> None:
    she, agent = await Sender.comes(web), await web.house.staff()
    file = await she.hands_over(picture())
    await _takes(web, she, agent)
    kept = next(path for path in web.house.settings.files_folder.rglob("*") if path.is_file())
    kept.write_bytes(kept.read_bytes().replace(kept.read_bytes()[40:44], b"\0\0\0\0"))
    opened = await _opens(web, agent, (await she.live()).conversation_id, file)
    assert opened.status_code == 503
    async with web.house.database.reading() as session:
        assert await session.scalar(select(ReceivedFileRow.finding)) is None
