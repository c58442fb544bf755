"""Staff see where the customer in hand stands, by the table of rights, and that they looked is on record."""

from typing import Any

import pytest
from sqlalchemy import select

from qiao.access import Post
from qiao.access.audit.model import AuditRecordRow
from qiao.customers import lifecycle
from qiao.customers.actions import open_reference
from qiao.customers.lifecycle import Intake
from tests.access.views.seeded import Person, person
from tests.conftest import Web
from tests.customers.lifecycle.stories import BORROWED, at, book, told, wire
from tests.desk.test_standing import agent


@pytest.fixture
async def one(web: Web) -> Person:
    """Overdue since three days, by her loan alone."""
    found = await person(web.house, 0)
    async with web.house.database.transaction() as session:
        reference = await open_reference(session, web.house.house.parts.ring, found.live.customer_id)
        intake = Intake(web.house.house.parts.ring, book(), "call")
        given = [{**wire(event), "customer": reference} for event in BORROWED]
        web.house.clock.set_wall(max(at(40), web.house.clock.now()))
        await lifecycle.take_in(session, intake, given, now=web.house.clock.now())
    return found


async def _seen(web: Web, post: Post, one: Person) -> dict[str, Any]:
    clerk = await agent(web, post, one, "clerk")
    status, body = await clerk.asks("GET", f"/conversations/{one.live.conversation_id}/lifecycle")
    assert status == 200, body
    return body


async def test_who_serves_her_sees_her_stage_her_loans_and_how_she_came_there(web: Web, one: Person) -> None:
    (record,) = (await _seen(web, Post.ONLINE_AGENT, one))["records"]
    assert (record["stage"]["code"], record["stage"]["name"]["zh"]) == ("C9", "逾期")
    assert [loan["loan"] for loan in record["loans"]] == ["LN-1"]
    own = [step["stage"]["id"] for step in record["line"] if step["loan"] is None]
    assert own == [
        "registered", "verifying", "verified", "applying_credit", "credit_granted", "drawing", "repaying", "overdue",
    ]  # fmt: skip
    assert [step["by_event"] for step in record["line"] if step["loan"] is None][-1] is False
    assert len(record["events"]) == len(BORROWED)
    assert record["group_name"] == {"zh": "借款中", "en": "Borrowing"}
    assert {event["type"]: event["name"]["zh"] for event in record["events"]}["loan.disbursed"] == "放款成功"


async def test_what_stands_in_her_tags_under_other_rights_is_not_told_beside_them(web: Web, one: Person) -> None:
    """Whoever sees her loans sees her limit, and not how the lender rates her."""
    async with web.house.database.transaction() as session:
        reference = await open_reference(session, web.house.house.parts.ring, one.live.customer_id)
        known = told(34, "profile.told", risk_band="d", income_band="high", limit_fen=500_000)
        intake = Intake(web.house.house.parts.ring, book(), "call")
        await lifecycle.take_in(session, intake, [{**wire(known), "customer": reference}], now=web.house.clock.now())
    (record,) = (await _seen(web, Post.ONLINE_AGENT, one))["records"]
    (event,) = [event for event in record["events"] if event["type"] == "profile.told"]
    assert event["facts"] == {"limit_fen": 500_000}


async def test_why_the_lender_would_not_lend_is_not_told_with_her_stages(web: Web, one: Person) -> None:
    async with web.house.database.transaction() as session:
        reference = await open_reference(session, web.house.house.parts.ring, one.live.customer_id)
        refused = told(35, "credit.rejected", reason="score_below")
        intake = Intake(web.house.house.parts.ring, book(), "call")
        await lifecycle.take_in(session, intake, [{**wire(refused), "customer": reference}], now=web.house.clock.now())
    (record,) = (await _seen(web, Post.ONLINE_AGENT, one))["records"]
    (event,) = [event for event in record["events"] if event["type"] == "credit.rejected"]
    assert event["facts"] == {}


async def test_who_may_not_know_of_arrears_cannot_tell_her_from_one_who_pays(web: Web, one: Person) -> None:
    (record,) = (await _seen(web, Post.RISK_FRAUD, one))["records"]
    assert (record["group"], record["stage"], record["since"]) == ("borrowing", None, None)
    assert (record["loans"], record["line"]) == ([], [])
    assert {event["type"] for event in record["events"]} == {
        "account.registered", "kyc.started", "kyc.passed", "credit.submitted", "credit.granted",
    }  # fmt: skip


async def test_that_somebody_looked_is_on_record(web: Web, one: Person) -> None:
    await _seen(web, Post.ONLINE_AGENT, one)
    async with web.house.database.reading() as session:
        rows = list(
            await session.scalars(select(AuditRecordRow).where(AuditRecordRow.customer_id == one.live.customer_id))
        )
    assert any("overdue_notes" in str(row.__dict__) for row in rows)
