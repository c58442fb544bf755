"""What the masks of a work order hide is opened for whoever works on it: by the table, for a reason, on record."""

from typing import Any

import pytest
from sqlalchemy import select

from qiao.access import Post, audit
from qiao.access.audit.model import AuditRecordRow
from tests.access.views.test_reveals import Browser
from tests.cases.orders.asked import Asked, asked
from tests.conftest import Web
from tests.desk.floor.people import somebody


@pytest.fixture
async def it(web: Web) -> Asked:
    return await asked(web)


async def ordered(it: Asked) -> Any:
    """About a complaint, to those who answer for the law."""
    path = f"/desk/conversations/{it.live.conversation_id}/subject"
    assert (await it.agent.put(path, {"intent": "complaint_register"})).status_code == 204
    return await it.opens(department="legal")


async def opens(who: Browser, order: Any, part: str, reason: str = "investigate") -> Any:
    return await who.post(f"/staff/orders/{order['id']}/reveals", {"part": part, "reason": reason})


async def test_whoever_works_on_it_sees_one_value_after_a_step_up_and_that_is_on_record(it: Asked) -> None:
    order = await ordered(it)
    lawyer = await somebody(it.web, "gu", Post.COMPLIANCE)
    mask = next(one for one in (await it.seen(lawyer, order)).json()["masks"] if one["part"] == "description")
    assert (mask["field"], "13912345678" in mask["masked"]) == ("phone", False)
    await lawyer.step_up()
    not_hers = await opens(lawyer, order, "description")
    assert not_hers.json()["error"] == "RevealRefused", "it is in her department, and not in her hands"
    await it.done(lawyer, order, "taken")
    opened = await opens(lawyer, order, "description")
    assert opened.status_code == 200, opened.text
    assert (opened.json()["value"], opened.headers["cache-control"]) == ("13912345678", "no-store")
    assert (await opens(lawyer, order, "form.way")).status_code == 404
    async with it.web.house.database.reading() as session:
        query = select(AuditRecordRow.action).where(AuditRecordRow.actor == f"staff:{lawyer.staff.id}")
        actions = [*await session.scalars(query)]
    assert (actions.count(audit.Action.REVEALED), actions.count(audit.Action.DENIED)) == (1, 1)
    await it.done(lawyer, order, "answered", words="已核对")
    await it.done(it.agent, order, "closed")
    assert (await opens(lawyer, order, "description")).json()["error"] == "RevealRefused"


async def test_the_table_of_rights_decides_and_who_proves_nothing_sees_nothing(it: Asked) -> None:
    order = await it.opens()
    await it.done(it.clerk, order, "taken")
    assert (await opens(it.clerk, order, "description")).json()["error"] == "RevealRefused"
    assert (await opens(it.agent, order, "description", "verify_identity")).json()["error"] == "RevealRefused"
    other = await somebody(it.web, "wei", Post.RISK_FRAUD)
    assert (await opens(other, order, "description")).status_code == 404
