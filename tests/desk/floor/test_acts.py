"""A leader steps in: whispers, takes over, sends on, empties somebody's hands; nobody else can. Each is on record."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from qiao.access import Post
from qiao.access.audit.model import AuditRecordRow
from tests.access.views.test_reveals import Browser
from tests.conftest import Web
from tests.desk.floor.people import becomes, led, somebody, takes, team, waits

CLIENT_ID = "whispered-1"


async def _led(web: Web) -> list[tuple[str, dict[str, Any]]]:
    """What leaders did, as the trail has it: by whom, and what."""
    async with web.house.database.reading() as session:
        rows = await session.scalars(
            select(AuditRecordRow).where(AuditRecordRow.action == "led").order_by(AuditRecordRow.at, AuditRecordRow.id)
        )
        return [(row.actor, json.loads(row.detail or "{}")) for row in rows]


async def _mine(who: Browser) -> list[str]:
    return [item["conversation"] for item in (await who.get("/desk")).json()["mine"]]


async def test_what_she_whispers_her_agent_reads_and_the_customer_does_not(web: Web) -> None:
    leader, ann = await led(web, "ann")
    live = await waits(web.house)
    item = await takes(ann, live)
    said = await leader.post(
        f"/desk/floor/items/{item}/whisper", {"client_id": CLIENT_ID, "text": "先安抚，再核对金额"}
    )
    assert said.status_code == 200

    work = (await ann.get(f"/desk/conversations/{live.conversation_id}")).json()
    (noted,) = [
        entry["message"]
        for entry in work["entries"]
        if entry["kind"] == "message" and entry["message"]["content"].get("text") == "先安抚，再核对金额"
    ]
    assert (noted["visibility"], noted["author"]["name"]) == ("staff", leader.staff.name)
    assert work["may_speak"] is True
    assert await _led(web) == [(f"staff:{leader.staff.id}", {"did": "whisper", "staff": str(ann.staff.id)})]


async def test_she_takes_over_and_her_agent_speaks_no_longer(web: Web) -> None:
    leader, ann = await led(web, "ann")
    live = await waits(web.house)
    item = await takes(ann, live)
    taken = await leader.post(f"/desk/floor/items/{item}/take-over", {})
    assert (taken.status_code, taken.json()["holder"]) == (200, str(leader.staff.id))

    words = {"client_id": "c" * 12, "text": "您好"}
    refused = await ann.post(f"/desk/conversations/{live.conversation_id}/messages", words)
    assert refused.status_code in {404, 409}
    assert await _mine(ann) == []
    heard = await leader.post(f"/desk/conversations/{live.conversation_id}/messages", words)
    assert heard.status_code == 200
    told = [message["content"].get("notice") for message in await web.house.messages(live)]
    assert told.count("taken_over") == 2, "the customer is told each time who serves her"
    assert await _led(web) == [(f"staff:{leader.staff.id}", {"did": "take_over", "staff": str(ann.staff.id)})]


async def test_full_hands_take_nothing_over(web: Web) -> None:
    leader, ann = await led(web, "ann")
    planner = await somebody(web, "planner", Post.WFM_PLANNER)
    await planner.put(f"/desk/agents/{leader.staff.id}", {"skills": None, "capacity": 1})
    await takes(leader, await waits(web.house))
    item = await takes(ann, await waits(web.house))
    answer = await leader.post(f"/desk/floor/items/{item}/take-over", {})
    assert (answer.status_code, answer.json()["error"]) == (409, "AtCapacity")
    assert len(await _mine(ann)) == 1
    assert await _led(web) == [], "what was refused was not done"


async def test_she_sends_on_what_is_in_hand_and_what_is_offered(web: Web) -> None:
    leader, ann, bea = await led(web, "ann", "bea")
    held = await waits(web.house)
    item = await takes(ann, held)
    await becomes(bea, "ready")
    sent = await leader.post(f"/desk/floor/items/{item}/send-on", {"to": str(bea.staff.id), "note": "她熟悉这笔借款"})
    assert sent.status_code == 204
    assert await _mine(bea) == [str(held.conversation_id)]
    (why,) = [one["why"]["zh"] for one in (await bea.get("/desk")).json()["mine"]]
    assert why

    await becomes(bea, "busy")
    await becomes(ann, "ready")
    offered = [one for one in (await ann.get("/desk")).json()["mine"] if one["state"] == "reserved"]
    assert offered == [], "who had it is not offered it at once"
    assert [detail["did"] for _, detail in await _led(web)] == ["send_on"]


async def test_all_she_had_goes_to_the_named_in_turn_or_to_the_front(web: Web) -> None:
    leader, ann, bea, cay = await led(web, "ann", "bea", "cay")
    for _ in range(4):
        await takes(ann, await waits(web.house))
    await waits(web.house)
    await becomes(bea, "busy")
    await becomes(cay, "busy")
    before = await _mine(ann)

    to = [str(bea.staff.id), str(cay.staff.id)]
    answer = await leader.post(f"/desk/floor/agents/{ann.staff.id}/empty-hands", {"to": to})
    assert (answer.status_code, answer.json()) == (200, {"moved": 4})
    waiting = (await leader.get("/desk")).json()["waiting"]
    assert {one["conversation"] for one in waiting[:4]} == set(before), "before whoever waits for the first time"
    floor = (await leader.get("/desk/floor")).json()["agents"]
    assert [one["state"] for one in floor if one["id"] == str(ann.staff.id)] == ["offline"]

    # The first offer to each is one of those that were meant for her.
    await becomes(bea, "ready")
    await becomes(cay, "ready")
    (to_bea,), (to_cay,) = await _mine(bea), await _mine(cay)
    assert {before.index(to_bea) % 2, before.index(to_cay) % 2} == {0, 1}
    detail = {"did": "empty_hands", "staff": str(ann.staff.id)}
    assert await _led(web) == [(f"staff:{leader.staff.id}", detail)]


@pytest.mark.parametrize("who", ["agent", "mate", "other leader"])
async def test_nobody_else_steps_in(web: Web, who: str) -> None:
    _, ann, mate = await led(web, "ann", "mate")
    if who == "mate":
        someone = mate
    elif who == "agent":
        someone = await somebody(web, "someone")
    else:
        someone = await somebody(web, "someone", Post.TEAM_LEADER)
        await team(web.house, someone.staff, (await somebody(web, "hers")).staff)
    live = await waits(web.house)
    item = await takes(ann, live)
    acts: list[tuple[str, dict[str, Any]]] = [
        (f"items/{item}/whisper", {"client_id": CLIENT_ID, "text": "先安抚"}),
        (f"items/{item}/take-over", {}),
        (f"items/{item}/send-on", {"to": None}),
        (f"agents/{ann.staff.id}/empty-hands", {"to": []}),
    ]
    expected = (404, "NotOnYourFloor") if who == "other leader" else (403, "LeadsNobody")
    for path, body in acts:
        answer = await someone.post(f"/desk/floor/{path}", body)
        assert (answer.status_code, answer.json()["error"]) == expected, path
    assert await _mine(ann) == [str(live.conversation_id)]
    assert await _led(web) == []
