"""No record, no act; and nothing in a record that should not be read."""

import asyncio
import contextlib
from typing import Any, cast

import orjson
import pytest
from sqlalchemy import text

from qiao import access
from qiao.access import audit
from qiao.access.audit.encoding import record_bytes
from qiao.access.audit.model import AuditRecordRow
from qiao.desk import socket as desk_socket
from qiao.foundation.database import Database
from tests.access.audit.conftest import RECORDS, Trail
from tests.conftest import PASSWORD, Web


def test_the_form_that_is_authenticated_never_changes() -> None:
    """Others check records with other programs; and old records must verify for years."""
    record = (
        "0199f0c27d1e7c519a8e3f1f6c1b2a44",
        "2026-11-23 04:00:00.000000",
        "staff:0199f0c2-7d1e-7c51-9a8e-3f1f6c1b2a45",
        "online_agent",
        "viewed",
        None,
        None,
        "service",
        " phone:masked:R7 ",
        '确认"身份"',
        "192.0.2.7",
        '{"pages":1}',
    )
    assert record_bytes(record).decode() == (
        '["qiao-audit-1","0199f0c27d1e7c519a8e3f1f6c1b2a44","2026-11-23 04:00:00.000000",'
        '"staff:0199f0c2-7d1e-7c51-9a8e-3f1f6c1b2a45","online_agent","viewed",null,null,"service",'
        '" phone:masked:R7 ","确认\\"身份\\"","192.0.2.7","{\\"pages\\":1}"]'
    )
    assert [column.name for column in AuditRecordRow.__table__.columns][:12] == [
        "id",
        "at",
        "actor",
        "post",
        "action",
        "customer_id",
        "contact_id",
        "purpose",
        "fields",
        "reason",
        "source",
        "detail",
    ]


class _ActFailed(Exception):
    pass


async def _record_and_fail(trail: Trail) -> None:
    async with trail.database.transaction() as session:
        await trail.record(session)
        raise _ActFailed


async def test_what_is_undone_leaves_no_record(trail: Trail) -> None:
    with contextlib.suppress(_ActFailed):
        await _record_and_fail(trail)
    assert await trail.rows(RECORDS) == []


async def test_a_session_that_only_reads_records_nothing_and_says_so(trail: Trail) -> None:
    async with trail.database.reading() as session:
        with pytest.raises(audit.AuditUnavailable):
            await trail.record(session)


async def test_without_keys_there_is_no_record_and_so_no_act(trail: Trail) -> None:
    bare = Database(trail.database.settings)
    await bare.connect()
    try:
        with pytest.raises(audit.AuditUnavailable):
            async with bare.transaction() as session:
                await trail.record(session)
    finally:
        await bare.close()


async def test_identifiers_in_a_reason_or_a_detail_are_masked(trail: Trail) -> None:
    async with trail.database.transaction() as session:
        act = audit.Record(
            "staff:x",
            audit.Action.REVEALED,
            reason="客户报了 13812345678\x00核对",
            detail={"said": "身份证 110101199003077758", "pack": "2026.11", "fingerprint": "ab" * 32},
        )
        await audit.record(session, act, now=trail.clock.now())
    (row,) = await trail.rows(RECORDS)
    assert row["reason"] == "客户报了 138****5678 核对"
    detail = orjson.loads(row["detail"])
    assert "199003077" not in detail["said"]
    assert (detail["pack"], detail["fingerprint"]) == ("2026.11", "ab" * 32)
    assert (await trail.verify()).is_proven


@pytest.mark.parametrize("wrong", [("ph one", "masked", "R1"), ("phone", "masked:", "R1"), ("phone", "masked", "")])
async def test_a_field_that_could_be_read_as_another_is_refused(trail: Trail, wrong: tuple[str, str, str]) -> None:
    async with trail.database.transaction() as session:
        with pytest.raises(ValueError, match="cannot be called"):
            await audit.record(session, audit.Record("bot", audit.Action.VIEWED, fields=[wrong]), now=trail.clock.now())


async def _signed_in(web: Web, username: str, *, post: access.Post = access.Post.ONLINE_AGENT) -> dict[str, str]:
    await web.house.staff(username, post=post)
    answer = await web.client.post("/api/v1/staff/sign-in", json={"username": username, "password": PASSWORD})
    assert answer.status_code == 200
    return {"x-csrf-token": answer.json()["csrf"]}


async def _at_the_desk(web: Web) -> tuple[str, str, dict[str, str]]:
    """A conversation that waits for a person, its work item, and the headers of an agent who may take it."""
    live = await web.house.visitor()
    await web.house.receive(live, "转人工")
    headers = await _signed_in(web, "agent")
    for _ in range(200):
        await web.house.settle()
        state = await web.house.state(live)
        if state.owner.kind == "nobody":
            break
    await web.house.settle()
    desk = (await web.client.get("/api/v1/desk")).json()
    (item,) = desk["waiting"] or desk["mine"]
    return str(live.conversation_id), item["id"], headers


async def _in_hand(web: Web) -> tuple[str, dict[str, str]]:
    """A conversation in the hands of the agent whose headers come with it."""
    conversation, item, headers = await _at_the_desk(web)
    assert (await web.client.post(f"/api/v1/desk/items/{item}/accept", headers=headers)).status_code == 200
    return conversation, headers


async def _acts(web: Web) -> list[tuple[str, str, str | None]]:
    async with web.house.database.engine.connect() as connection:
        rows = (await connection.execute(RECORDS.select().order_by(RECORDS.c.id))).mappings()
        return [(row["action"], row["actor"].partition(":")[0], row["fields"]) for row in rows]


async def test_what_people_and_the_robot_do_is_on_the_record(web: Web) -> None:
    refused = await web.client.post("/api/v1/staff/sign-in", json={"username": "13800000000", "password": "wrong one"})
    assert refused.status_code == 401
    conversation, item, headers = await _at_the_desk(web)
    assert (await web.client.get(f"/api/v1/desk/conversations/{conversation}")).status_code == 404
    assert (await web.client.post(f"/api/v1/desk/items/{item}/accept", headers=headers)).status_code == 200
    assert (await web.client.get(f"/api/v1/desk/conversations/{conversation}")).status_code == 200
    await web.client.post("/api/v1/staff/sign-out", headers=headers)

    acts = await _acts(web)

    assert [act[:2] for act in acts if act[0] not in {"robot_read", "rights_changed"}] == [
        ("policy_changed", "house"),
        ("sign_in_refused", "unknown"),
        ("signed_in", "staff"),
        ("denied", "staff"),
        ("held", "staff"),
        ("viewed", "staff"),
        ("signed_out", "staff"),
    ]
    (viewed,) = [fields for action, _, fields in acts if action == "viewed"]
    assert viewed is not None
    assert {" transcript:full:onl-transcript ", " name:masked:onl-name "} <= {f" {one} " for one in viewed.split()}
    assert [act for act in acts if act[0] == "robot_read"] == [("robot_read", "bot", " transcript:masked:robot ")]
    async with web.house.database.engine.connect() as connection:
        values = str((await connection.execute(RECORDS.select())).all())
    assert "13800000000" not in values


async def test_the_robot_reads_a_contact_on_the_record_once(web: Web) -> None:
    live = await web.house.visitor()
    for said in ("怎么还款", "利息怎么算", "可以提前还款吗"):
        await web.house.receive(live, said)
        for _ in range(200):
            await web.house.settle()
            if (await web.house.messages(live))[-1]["author"]["kind"] != "customer":
                break
    assert [act[0] for act in await _acts(web)].count("robot_read") == 1


async def test_a_pack_is_on_the_record_when_it_changes_and_not_at_every_start(web: Web) -> None:
    house = web.house.house

    async def start(fingerprint: str) -> bool:
        async with web.house.database.transaction() as session:
            return await audit.note_policy(session, version="1", fingerprint=fingerprint, now=web.house.clock.now())

    assert not await start(house.pack.fingerprint)
    assert await start("cd" * 32)
    assert not await start("cd" * 32)
    assert [act[0] for act in await _acts(web)].count("policy_changed") == 2


class _Browser:
    """As much of a socket as the desk's needs: it sends what it is given, then waits until it is told to go."""

    def __init__(self, *frames: dict[str, Any]) -> None:
        self.headers: dict[str, str] = {}
        self.said: list[dict[str, Any]] = []
        self._frames = [*frames]
        self._heard = asyncio.Event()
        self._expected = 1 + len(frames)

    async def accept(self) -> None:
        pass

    async def receive(self) -> dict[str, Any]:
        if self._frames:
            return {"type": "websocket.receive", "text": orjson.dumps(self._frames.pop(0)).decode()}
        await self._heard.wait()
        return {"type": "websocket.disconnect"}

    async def send_text(self, text: str) -> None:
        self.said.append(orjson.loads(text))
        if len(self.said) >= self._expected:
            self._heard.set()

    async def close(self, code: int) -> None:
        _ = code


async def _watched(web: Web, conversation: str) -> list[dict[str, Any]]:
    """What a desk's socket answers to its greeting and to a wish to watch."""
    house = web.house.house
    digest = house.parts.ring.token_digest(web.client.cookies["qiao_staff"])
    async with web.house.database.reading() as session:
        live = await access.session_of(session, digest, now=web.house.clock.now())
    browser = _Browser({"type": "watch", "conversation": conversation})
    await desk_socket.serve(house.parts, house.desk, house.desks, house.marks, cast("Any", browser), live=live)
    return browser.said


async def test_watching_live_is_a_look_too(web: Web) -> None:
    conversation, _ = await _in_hand(web)
    (_, answer) = await _watched(web, conversation)
    assert answer["type"] == "entries"
    assert ("viewed", "staff", " transcript:full:onl-transcript ") in await _acts(web)


async def _hide_records(database: Any) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE audit_records RENAME TO audit_records_away"))


async def test_f24_while_the_trail_cannot_be_written_nobody_looks_and_nobody_signs_in(web: Web) -> None:
    conversation, headers = await _in_hand(web)
    await web.house.house.sealer.stop()
    await _hide_records(web.house.database)
    look = await web.client.get(f"/api/v1/desk/conversations/{conversation}")
    assert (look.status_code, look.json()["error"]) == (503, "AuditUnavailable")
    assert "entries" not in look.json()
    older = await web.client.get(f"/api/v1/desk/conversations/{conversation}/history?before=9")
    assert (older.status_code, older.json()["error"]) == (503, "AuditUnavailable")
    (_, answer) = await _watched(web, conversation)
    assert (answer["type"], answer["error"]) == ("error", "AuditUnavailable")
    again = await web.client.post("/api/v1/staff/sign-in", json={"username": "agent", "password": PASSWORD})
    assert (again.status_code, again.json()["error"]) == (503, "AuditUnavailable")
    # Work that looks at nobody's data goes on.
    assert (await web.client.get("/api/v1/desk")).status_code == 200
    assert headers
    async with web.house.database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE audit_records_away RENAME TO audit_records"))
    assert (await web.client.get(f"/api/v1/desk/conversations/{conversation}")).status_code == 200
