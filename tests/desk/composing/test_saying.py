"""The check is asked before anything goes: what blocks does not, what warns goes when it is meant, and is on record."""

from typing import Any

from sqlalchemy import select

from qiao import conversations
from qiao.access import Post
from qiao.foundation.events import EventRow
from tests.access.views.test_reveals import Browser
from tests.conftest import Web
from tests.desk.floor.people import somebody, takes, waits

BLOCKED, WARNED, FINE = "您放心，一定能下款", "月息0.8%", "您好，我来看看"


async def _hers(web: Web) -> tuple[Browser, conversations.ChannelSession]:
    agent = await somebody(web, "ann")
    live = await waits(web.house)
    await takes(agent, live)
    return agent, live


async def _says(who: Browser, live: conversations.ChannelSession, text: str, **more: Any) -> Any:
    body = {"client_id": "written-1", "text": text, **more}
    return await who.post(f"/desk/conversations/{live.conversation_id}/messages", body)


async def _heard(web: Web, live: conversations.ChannelSession) -> list[str]:
    messages = await web.house.messages(live)
    return [message["content"]["text"] for message in messages if message["author"]["kind"] == "agent"]


async def _on_record(web: Web) -> list[tuple[str, dict[str, Any]]]:
    async with web.house.database.reading() as session:
        rows = await session.scalars(select(EventRow).where(EventRow.type == "SaidOverWarning"))
        return [(row.actor, dict(row.payload)) for row in rows]


async def test_what_blocks_does_not_go_whatever_is_confirmed(web: Web) -> None:
    agent, live = await _hers(web)
    for more in ({}, {"confirmed": ["promise_approval"]}):
        refused = await _says(agent, live, BLOCKED, **more)
        assert (refused.status_code, refused.json()["error"]) == (422, "MustNotBeSaid")
    (finding,) = refused.json()["params"]["findings"]
    assert (finding["rule"], finding["severity"]) == ("promise_approval", "block")
    assert BLOCKED[finding["start"] : finding["end"]] == "一定能下款"
    assert finding["reason"]["zh"]
    assert finding["instead"]["en"]
    assert BLOCKED not in refused.text
    assert await _heard(web, live) == []


async def test_what_warns_goes_when_it_is_meant_and_is_on_record_once(web: Web) -> None:
    agent, live = await _hers(web)
    refused = await _says(agent, live, WARNED)
    assert (refused.status_code, refused.json()["error"]) == (409, "NeedsConfirming")
    assert (await _says(agent, live, WARNED, confirmed=["discourteous"])).status_code == 409, "she saw another warning"
    assert await _heard(web, live) == []
    assert await _on_record(web) == []

    sent = await _says(agent, live, WARNED, confirmed=["rate_without_annual"])
    again = await _says(agent, live, WARNED, confirmed=["rate_without_annual"])
    assert sent.status_code == again.status_code == 200
    assert sent.json() == again.json()
    assert await _heard(web, live) == [WARNED]
    kept = {"message": sent.json()["message"], "rules": ["rate_without_annual"]}
    assert await _on_record(web) == [(f"agent:{agent.staff.id}", kept)]


async def test_what_is_fine_and_what_colleagues_alone_read_goes_at_once(web: Web) -> None:
    agent, live = await _hers(web)
    assert (await _says(agent, live, FINE)).status_code == 200
    note = {"client_id": "written-2", "text": "客户问是否一定能下款"}
    assert (await agent.post(f"/desk/conversations/{live.conversation_id}/notes", note)).status_code == 200
    assert await _on_record(web) == []


async def test_a_draft_is_checked_and_nothing_of_it_is_kept(web: Web) -> None:
    agent, live = await _hers(web)
    answer = await agent.post("/desk/composing/check", {"text": f"{WARNED}。{BLOCKED}"})
    assert [one["rule"] for one in answer.json()["findings"]] == ["rate_without_annual", "promise_approval"]
    assert (await agent.post("/desk/composing/check", {"text": ""})).json() == {"findings": []}
    assert (await agent.post("/desk/composing/check", {"text": "x" * 4001})).status_code == 422
    assert await _heard(web, live) == []
    assert await _on_record(web) == []


async def test_ready_texts_come_in_both_languages_with_facts_and_without_customers(web: Web) -> None:
    agent, _ = await _hers(web)
    answer = (await agent.get("/desk/composing/snippets")).json()
    texts = {one["key"]: one for one in answer["snippets"]}
    assert texts["fraud"]["initials"] == "fptx"
    assert "96110" in texts["fraud"]["text"]["zh"]
    assert "{agent}" in texts["takeover"]["text"]["en"]
    assert answer["blanks"]["amount"] == {"zh": "金额", "en": "amount"}


async def test_posts_that_serve_nobody_have_neither(web: Web) -> None:
    auditor = await somebody(web, "auditor", Post.DPO_AUDITOR)
    for answer in (
        await auditor.get("/desk/composing/snippets"),
        await auditor.post("/desk/composing/check", {"text": FINE}),
    ):
        assert (answer.status_code, answer.json()["error"]) == (403, "ServesNobody")
