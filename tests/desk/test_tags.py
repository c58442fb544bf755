"""Staff see the tags of the customer in hand with their reasons, as far as they may know what each is made of."""

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
    """Overdue since three days, after a deduction that failed."""
    found = await person(web.house, 0)
    async with web.house.database.transaction() as session:
        reference = await open_reference(session, web.house.house.parts.ring, found.live.customer_id)
        intake = Intake(web.house.house.parts.ring, book(), "call")
        known = told(34, "profile.told", used_percent=95, employment="none")
        given = [
            {**wire(event), "customer": reference} for event in (*BORROWED, known, told(33, "deduction.failed", "LN-1"))
        ]
        web.house.clock.set_wall(max(at(40), web.house.clock.now()))
        await lifecycle.take_in(session, intake, given, now=web.house.clock.now())
    return found


async def _seen(web: Web, post: Post, one: Person) -> list[dict[str, Any]]:
    clerk = await agent(web, post, one, "clerk")
    status, body = await clerk.asks("GET", f"/conversations/{one.live.conversation_id}/tags")
    assert status == 200, body
    return body["records"]


async def test_who_serves_her_sees_tags_of_service_with_what_they_are_made_of(web: Web, one: Person) -> None:
    (record,) = await _seen(web, Post.ONLINE_AGENT, one)
    tags = {tag["id"]: tag for tag in record["tags"]}
    assert {"overdue_now", "may_need_relief"} <= set(tags)
    assert not {"uses_nearly_all", "no_income_stated"} & set(tags)
    reasons = tags["may_need_relief"]["reasons"]
    assert [(one["asked"], one["found"], one["fits"]) for one in reasons] == [
        ({"loans": ["overdue"]}, None, True),
        ({"trait": "employment", "is": ["none"]}, "none", True),
    ]
    assert reasons[1]["name"] == {"zh": "就业类型", "en": "Employment"}
    assert [[name["zh"] for name in one["about"]] for one in reasons] == [["逾期"], ["就业类型"]]
    assert record["traits"] == []


@pytest.mark.parametrize("post", [Post.RISK_FRAUD, Post.COMPLIANCE])
async def test_whom_the_table_gives_no_tags_sees_none(web: Web, one: Person, post: Post) -> None:
    assert await _seen(web, post, one) == []


async def test_a_tag_that_tells_of_arrears_is_not_there_for_who_may_not_know_of_them(
    web: Web, one: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the right to her tags and without that to her arrears nobody can tell her from one who pays."""
    grants = web.house.house.desk.views.book.table
    offers = type(grants).offers

    def without_arrears(table: Any, post: str, field: str, purpose: str) -> Any:
        return () if field == "overdue_notes" else offers(table, post, field, purpose)

    monkeypatch.setattr(type(grants), "offers", without_arrears)
    (record,) = await _seen(web, Post.ONLINE_AGENT, one)
    seen = {tag["id"] for tag in record["tags"]}
    assert not {"overdue_now", "may_need_relief", "deduction_failed_lately"} & seen
    assert seen


async def test_that_somebody_looked_is_on_record(web: Web, one: Person) -> None:
    await _seen(web, Post.ONLINE_AGENT, one)
    async with web.house.database.reading() as session:
        query = select(AuditRecordRow).where(AuditRecordRow.customer_id == one.live.customer_id)
        rows = list(await session.scalars(query))
    assert any("profile_tags" in str(row.__dict__) for row in rows)
