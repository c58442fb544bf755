"""Who saw this customer's number in May, and why? Auditors ask; nobody else does; and the asking is on the record."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from qiao import access
from qiao.access import audit
from qiao.access.audit import queries
from qiao.foundation.ids import new_id
from tests.access.audit.conftest import RECORDS, Trail
from tests.conftest import PASSWORD, Web

SHE, HE = UUID(int=1 << 100), UUID(int=2 << 100)
MAY = {"since": "2026-05-01T00:00:00+08:00", "until": "2026-06-01T00:00:00+08:00"}


async def _see(web: Web, by: UUID, whose: UUID, field: str, at: datetime, *, purpose: str = "complaint") -> None:
    async with web.house.database.transaction() as session:
        seen = audit.Record(
            f"staff:{by}",
            audit.Action.REVEALED,
            post="complaint_officer",
            customer_id=whose,
            purpose=purpose,
            fields=[("name", "masked", "R1"), (field, "full", "R9")],
            reason="回电",
        )
        await audit.record(session, seen, now=at)


async def _sign_in(web: Web, username: str, post: access.Post) -> access.Staff:
    staff = await web.house.staff(username, post=post)
    answer = await web.client.post("/api/v1/staff/sign-in", json={"username": username, "password": PASSWORD})
    assert answer.status_code == 200
    return staff


async def _ask(web: Web, **asked: Any) -> list[dict[str, Any]]:
    answer = await web.client.get("/api/v1/audit/records", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["records"]


async def test_who_saw_her_number_in_may_and_why(web: Web) -> None:
    officer = await web.house.staff("officer", post=access.Post.COMPLAINT_OFFICER)
    await _see(web, officer.id, SHE, "phone", datetime(2026, 4, 30, 15, 59, 59, tzinfo=UTC))
    await _see(web, officer.id, SHE, "phone", datetime(2026, 4, 30, 16, 0, tzinfo=UTC))
    await _see(web, officer.id, SHE, "phone_masked", datetime(2026, 5, 3, 8, 0, tzinfo=UTC))
    await _see(web, officer.id, HE, "phone", datetime(2026, 5, 3, 8, 0, tzinfo=UTC))
    await _see(web, officer.id, SHE, "phone", datetime(2026, 5, 31, 16, 0, tzinfo=UTC))
    await _sign_in(web, "auditor", access.Post.DPO_AUDITOR)

    (found,) = await _ask(web, customer=SHE, field="phone", **MAY)

    assert (found["actor_name"], found["post"]) == ("坐席officer", "complaint_officer")
    assert (found["purpose"], found["reason"], found["at"]) == ("complaint", "回电", "2026-04-30T16:00:00+00:00")
    assert {"field": "phone", "right": "full", "rule": "R9"} in found["fields"]


async def test_by_member_of_staff_action_and_purpose(web: Web) -> None:
    officer = await web.house.staff("officer", post=access.Post.COMPLAINT_OFFICER)
    await _see(web, officer.id, SHE, "phone", web.house.clock.now())
    await _see(web, new_id(), SHE, "phone", web.house.clock.now(), purpose="fraud")
    await _sign_in(web, "auditor", access.Post.COMPLIANCE)
    assert [one["purpose"] for one in await _ask(web, staff="officer")] == ["complaint"]
    assert {one["purpose"] for one in await _ask(web, action="revealed")} == {"complaint", "fraud"}
    assert [one["purpose"] for one in await _ask(web, purpose="fraud")] == ["fraud"]
    assert (await web.client.get("/api/v1/audit/records", params={"staff": "nobody"})).status_code == 404


async def test_pages_follow_one_another_without_gaps_or_doubles(web: Web) -> None:
    officer = new_id()
    for _ in range(7):  # All at one moment: the id decides.
        await _see(web, officer, SHE, "phone", web.house.clock.now())
    await _sign_in(web, "auditor", access.Post.DPO_AUDITOR)
    seen: list[str] = []
    asked: dict[str, Any] = {"customer": SHE, "action": "revealed", "limit": 3}
    while True:
        page = (await web.client.get("/api/v1/audit/records", params=asked)).json()
        seen += [one["id"] for one in page["records"]]
        if page["cursor"] is None:
            break
        asked["cursor"] = page["cursor"]
    assert len(seen) == len(set(seen)) == 7
    assert seen == sorted(seen, reverse=True)
    assert (await web.client.get("/api/v1/audit/records", params={"cursor": "nonsense"})).status_code == 422


async def test_the_search_itself_is_on_the_record(web: Web) -> None:
    auditor = await _sign_in(web, "auditor", access.Post.DPO_AUDITOR)
    await _ask(web, customer=SHE, field="phone")
    (found,) = await _ask(web, action="searched")
    assert (found["actor"], found["customer"], found["purpose"]) == (f"staff:{auditor.id}", str(SHE), "audit")
    assert found["detail"] == {"field": "phone", "found": 0}


async def test_other_posts_see_nothing_of_the_trail(web: Web) -> None:
    for post in set(access.Post) - {access.Post.DPO_AUDITOR, access.Post.COMPLIANCE}:
        await _sign_in(web, post.value, post)
        for path in ("/api/v1/audit/records", "/api/v1/audit/state"):
            answer = await web.client.get(path)
            assert (answer.status_code, answer.json()["error"]) == (403, "AuditorsOnly"), post


async def test_who_is_not_signed_in_sees_nothing_of_the_trail(web: Web) -> None:
    assert (await web.client.get("/api/v1/audit/records")).status_code == 401
    assert (await web.client.get("/api/v1/audit/state")).status_code == 401


async def test_the_state_says_what_is_sealed_verified_and_waiting(web: Web) -> None:
    house, keys = web.house.house, web.house.house.audit_keys
    await house.sealer.stop()
    await _sign_in(web, "auditor", access.Post.DPO_AUDITOR)
    await house.sealer.seal()
    await house.sealer.put_head()
    found = await audit.verify(web.house.database, keys, web.house.settings.audit_heads_file)
    async with web.house.database.transaction() as session:
        await audit.note_verification(session, keys, batch=found.batches, findings=0, now=web.house.clock.now())
    await _see(web, new_id(), SHE, "phone", web.house.clock.now())
    state = (await web.client.get("/api/v1/audit/state")).json()
    assert (state["sound"], state["batch"], state["head_batch"]) == (True, found.batches, found.batches)
    assert state["verified"] == {"at": web.house.clock.now().isoformat(), "batch": found.batches, "findings": 0}
    assert state["tail"]["count"] == 1
    async with web.house.database.engine.begin() as connection:
        await connection.execute(text("UPDATE audit_state SET findings = 5"))
    assert (await web.client.get("/api/v1/audit/state")).json()["sound"] is False


async def test_the_question_about_one_customer_uses_an_index(trail: Trail) -> None:
    await trail.write(1)
    (row,) = await trail.rows(RECORDS)
    await trail.put(RECORDS, [{**row, "id": new_id(), "customer_id": UUID(int=number % 400)} for number in range(4000)])
    sought = audit.Sought(customer_id=UUID(int=7), field="phone", since=row["at"])
    async with trail.database.transaction() as session:
        await session.execute(text("ANALYZE"))
        statement = queries.asking(sought, before=None, limit=50)
        asked = str(statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
        explain = "EXPLAIN QUERY PLAN" if trail.database.is_sqlite else "EXPLAIN"
        plan = str((await session.execute(text(f"{explain} {asked}".replace(":", "\\:")))).all())
    assert "ix_audit_records_customer_id_at" in plan


async def test_the_reason_is_asked_for_as_it_was_chosen(web: Web) -> None:
    officer = await web.house.staff("officer", post=access.Post.COMPLAINT_OFFICER)
    at = datetime(2026, 5, 3, 8, 0, tzinfo=UTC)
    async with web.house.database.transaction() as session:
        for reason in ("investigate", "reach_customer"):
            act = audit.Record(f"staff:{officer.id}", audit.Action.REVEALED, customer_id=SHE, reason=reason)
            await audit.record(session, act, now=at)
    await _sign_in(web, "auditor", access.Post.DPO_AUDITOR)

    assert [one["reason"] for one in await _ask(web, reason="investigate", customer=SHE)] == ["investigate"]
    searched = (await _ask(web, action="searched"))[-1]
    assert searched["detail"]["reason"] == "investigate"
