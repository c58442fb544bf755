"""Commanding an incident: what stands how, where and since when, and the report on paper."""

import io
import json
from datetime import timedelta
from typing import Any

import httpx
import pypdf
import pytest
from sqlalchemy import select

from qiao import app, customers, outreach
from qiao.access import audit
from qiao.access.audit.model import AuditRecordRow
from qiao.backoffice import BackOfficeAway, feed
from qiao.backoffice.contract.service import Case
from qiao.foundation.ids import new_id
from qiao.outreach.model import TouchRow
from tests.access.views.seeded import signed_in as browser_of
from tests.backoffice.conftest import Teller
from tests.conftest import TestHouse
from tests.emergencies.test_flood import (
    Staff,
    from_zhengzhou,
    goes_live,
    needs_of,
    registers,
    the_feed_is_read,
    two,
)
from tests.requests.serving import filled, house, signed_in, teller, visiting

__all__ = ["filled", "house", "teller", "two"]


def figure(shown: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [one for one in shown["figures"] if one["id"] == name]
    return found


def stages(shown: dict[str, Any]) -> dict[str, int]:
    return {one["id"]: one["count"] for one in shown["stages"] if one["count"]}


def happened(shown: dict[str, Any]) -> list[str]:
    return [one["what"] for one in shown["moments"]]


def place(shown: dict[str, Any], mark: str) -> dict[str, Any]:
    (found,) = [one for one in shown["places"] if one["mark"] == mark]
    return found


async def printed(staff: Staff, incident: str, language: str = "zh") -> str:
    answer = await staff.client.post(f"/api/v1/staff/incidents/{incident}/report", json={"language": language})
    assert answer.status_code == 200, answer.text
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages).replace("\n", "")


async def lives_in(house: TestHouse, code: str, count: int) -> None:
    async with house.database.transaction() as session:
        for _ in range(count):
            visitor = await customers.new_visitor(session, now=house.clock.now())
            await customers.put_region(session, visitor, customers.RegionSource.CONTRACT, code, now=house.clock.now())


async def test_a_need_is_followed_from_its_telling_to_the_decision_and_the_end(
    house: TestHouse, teller: Teller, two: tuple[Staff, Staff]
) -> None:
    async with house.database.transaction() as session:
        await feed.begin_reading(session, now=house.clock.now())
    await house.settle()
    incident = await goes_live(house, two)
    before = await two[0].reads(f"{incident}/command")
    assert (stages(before), figure(before, "to_post_loan_p50")["value"]) == ({}, None)
    assert happened(before) == ["written", "submitted", "agreed", "shown"]

    person = await signed_in(house, teller, from_zhengzhou(teller).customer_id)
    await person.says("你好")
    await registers(person)
    (need,) = await needs_of(house)
    house.clock.advance(timedelta(hours=2))
    told = await two[0].reads(f"{incident}/command")
    assert stages(told) == {"undecided": 1}
    assert figure(told, "to_post_loan_p50") | {"name": {}, "meaning": {}} == {
        "id": "to_post_loan_p50",
        "name": {},
        "meaning": {},
        "unit": "seconds",
        "value": 0.0,
        "of": 1,
        "at": None,
        "is_few": False,
        "is_bad": False,
    }
    assert figure(told, "oldest_undecided")["value"] == pytest.approx(timedelta(hours=2).total_seconds(), abs=60)
    assert need.held_until is not None
    assert (figure(told, "holds")["value"], figure(told, "holds")["at"]) == (1, need.held_until.isoformat())
    assert happened(told)[4:] == ["first_told", "first_need", "first_arrived"]
    assert (place(told, "豫")["needs"] + told["without_place"], place(told, "豫")["is_in"]) == (1, True)

    (case,) = [one for one in teller.lender.store.all(Case) if one.kind == "disaster"]
    await the_feed_is_read(person)
    await teller.play(f"cases/{case.id}/decision", approved=True, months=3)
    await the_feed_is_read(person)
    decided = await two[0].reads(f"{incident}/command")
    assert stages(decided) == {"approved": 1}
    assert figure(decided, "oldest_undecided")["value"] is None
    assert figure(decided, "to_decision_p50")["value"] > timedelta(hours=2).total_seconds()
    assert "状况报告" in await printed(two[0], incident)

    for act in ("wind_down", "close"):
        house.clock.advance(timedelta(minutes=1))
        assert (await two[0].acts(act, incident)).status_code == 200
    closed = await two[0].reads(f"{incident}/command")
    assert happened(closed)[-3:] == ["wound_down", "shown_no_more", "closed"]
    paper = await printed(two[0], incident)
    for part in ("总结报告", "河南省郑州市暴雨洪涝", "申报到第二人同意", "首件诉求登记并暂停催收", "贷后首次决定"):
        assert part in paper
    assert "After-action report" in await printed(two[0], incident, "en")


async def test_what_post_loan_has_not_received_is_seen_with_its_age(
    house: TestHouse, teller: Teller, two: tuple[Staff, Staff], monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = await goes_live(house, two)
    person = await signed_in(house, teller, from_zhengzhou(teller).customer_id)
    lender = house.house.lender
    assert lender is not None
    order = lender.order

    async def away(operation: Any, *args: Any, **named: Any) -> Any:
        if operation.id.startswith("cases."):
            raise BackOfficeAway(operation=operation.id)
        return await order(operation, *args, **named)

    monkeypatch.setattr(lender, "order", away)
    await registers(person)
    house.clock.advance(timedelta(minutes=5))
    shown = await two[0].reads(f"{incident}/command")
    assert stages(shown) == {"on_the_way": 1}
    waits = figure(shown, "oldest_not_arrived")
    assert (waits["value"], waits["is_bad"]) == (pytest.approx(300, abs=5), True)
    assert "还在送往贷后" in await printed(two[0], incident)


async def test_whom_nobody_knows_is_counted_as_not_linked(
    house: TestHouse, teller: Teller, two: tuple[Staff, Staff]
) -> None:
    incident = await goes_live(house, two)
    await registers(await visiting(house, teller))
    assert stages(await two[0].reads(f"{incident}/command")) == {"unlinked": 1}


async def test_people_known_there_are_counted_once_a_minute_and_small_numbers_hidden(
    house: TestHouse, two: tuple[Staff, Staff]
) -> None:
    await lives_in(house, "410105", 25)
    await lives_in(house, "320100", 3)
    incident = await goes_live(house, two, regions=["410100", "320100"])
    shown = await two[0].reads(f"{incident}/command")
    assert figure(shown, "known")["value"] == 28
    assert (place(shown, "苏")["affected"], place(shown, "豫")["affected"]) == (None, None), "one alone tells the other"
    assert (place(shown, "苏")["is_in"], place(shown, "粤")["is_in"]) == (True, False)
    await lives_in(house, "410105", 5)
    assert figure(await two[0].reads(f"{incident}/command"), "known")["value"] == 28
    house.clock.advance(timedelta(minutes=1))
    assert figure(await two[0].reads(f"{incident}/command"), "known")["value"] == 33


async def test_touches_about_debts_that_left_in_a_pause_are_found(
    house: TestHouse, teller: Teller, two: tuple[Staff, Staff]
) -> None:
    incident = await goes_live(house, two)
    await registers(await signed_in(house, teller, from_zhengzhou(teller).customer_id))
    (need,) = await needs_of(house)
    assert need.held_id is not None
    now = house.clock.now()
    async with house.database.transaction() as session:
        for once, left_at, state in (
            ("before the pause holds", now + timedelta(seconds=30), outreach.State.SENT),
            ("in it", now + timedelta(hours=1), outreach.State.SENT),
            ("stopped", None, outreach.State.DROPPED),
        ):
            session.add(
                TouchRow(
                    id=new_id(),
                    once=once,
                    customer_id=need.held_id,
                    source="system:dialler",
                    trigger="collection",
                    kind="S",
                    channel="agent_call",
                    topic="debt",
                    is_about_debt=True,
                    asked_at=now,
                    state=state,
                    decided_at=now,
                    left_at=left_at,
                    places=[],
                )
            )
    shown = await two[0].reads(f"{incident}/command")
    late = figure(shown, "late_touches")
    assert (late["value"], late["is_bad"]) == (1, True)
    assert [(one["channel"], one["state"], one["count"]) for one in shown["touches"]] == [
        ("agent_call", "dropped", 1),
        ("agent_call", "sent", 2),
    ]


async def test_a_rehearsal_has_its_report_and_nothing_of_customers(house: TestHouse, two: tuple[Staff, Staff]) -> None:
    incident = await goes_live(house, two, is_rehearsal=True)
    paper = await printed(two[0], incident)
    assert "演练报告" in paper
    assert "没有客户看到任何内容" in paper
    assert happened(await two[0].reads(f"{incident}/command")) == ["written", "submitted", "agreed"]


async def test_taken_back_and_declared_anew_both_stand_in_the_line(house: TestHouse, two: tuple[Staff, Staff]) -> None:
    incident = await goes_live(house, two)
    house.clock.advance(timedelta(minutes=3))
    await two[0].acts("undo", incident)
    refused = await two[0].client.get(f"/api/v1/staff/incidents/{incident}/command")
    assert (refused.status_code, refused.json()["error"]) == (409, "NothingToReport")
    house.clock.advance(timedelta(minutes=3))
    await two[0].acts("submit", incident)
    await two[1].acts("agree", incident)
    shown = happened(await two[0].reads(f"{incident}/command"))
    assert shown == [
        *("written", "submitted", "agreed", "shown"),
        *("taken_back", "shown_no_more"),
        *("submitted", "agreed", "shown"),
    ]


async def test_taking_a_report_is_on_record_and_for_those_who_declare_alone(
    house: TestHouse, two: tuple[Staff, Staff]
) -> None:
    incident = await goes_live(house, two)
    await printed(two[0], incident)
    async with house.database.reading() as session:
        taken = await session.scalars(
            select(AuditRecordRow.detail).where(AuditRecordRow.action == audit.Action.EXPORTED)
        )
        assert [json.loads(one)["report"] for one in taken] == ["situation"]
    cookies, headers, _ = await browser_of(house, await house.staff("agent"))
    transport = httpx.ASGITransport(app.create_app(house.house))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test", headers=headers, cookies=cookies
    ) as client:
        for answer in (
            await client.get(f"/api/v1/staff/incidents/{incident}/command"),
            await client.post(f"/api/v1/staff/incidents/{incident}/report", json={"language": "zh"}),
        ):
            assert (answer.status_code, answer.json()["error"]) == (403, "DeclaresNothing")
