"""Collectors and vendors report what they did, signed and once; it counts as ours does, and holds ours back."""

import asyncio
import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from qiao.app.outside import WEBHOOK_EVENTS
from qiao.cases.events import ORDER_OPENED
from qiao.delivery import signing, webhooks
from qiao.foundation.ids import new_id
from qiao.outreach import GovernorRules, Kind, State, systems
from qiao.outreach.shapes import Reporter
from qiao.policy import InBoth
from tests.conftest import Web
from tests.outreach.people import PHONE, Her
from tests.outreach.people import her as a_customer

CALL = {"customer": "borrower-7", "kind": "S", "channel": "agent_call", "about_debt": True, "number": PHONE}


@dataclass
class Collector:
    """A vendor's system, named among those that report."""

    web: Web
    her: Her
    target: UUID
    secret: str

    async def reports(self, *, delivery: str, secret: str | None = None, **more: Any) -> Any:
        told = {**CALL, "connected": True, "at": self.her.now.isoformat(), **more}
        return await self.says("touches", told, delivery=delivery, secret=secret)

    async def says(self, what: str, told: dict[str, Any], *, delivery: str, secret: str | None = None) -> Any:
        body, now_s = json.dumps(told).encode(), self.her.now.timestamp()
        headers = signing.signed_headers((secret or self.secret).encode(), delivery, body, now_s=now_s)
        return await self.web.client.post(
            f"/api/v1/systems/{self.target}/{what}",
            content=body,
            headers={**headers, "content-type": "application/json"},
        )


@pytest.fixture
async def collector(web: Web) -> Collector:
    house = web.house.house
    async with house.parts.database.transaction() as session:
        added = await webhooks.add_target(
            session,
            house.parts.ring,
            "https://collector.example/hooks",
            [ORDER_OPENED],
            catalogue=WEBHOOK_EVENTS,
            by="operator:test",
            now=web.house.clock.now(),
        )
    her = await a_customer(web.house)
    named = {"collector_a": Reporter(name=InBoth(zh="测试催收", en="Test collector"), system=added.id)}
    rules = GovernorRules(her.governor.rules.file.model_copy(update={"reporters": named}))
    her.governor = replace(her.governor, rules=rules)
    web.app.router.routes[0:0] = systems.routes(house.parts, her.governor).routes
    return Collector(web, her, added.id, added.secret)


async def test_calls_of_others_hold_ours_back(collector: Collector) -> None:
    for one in range(3):
        answer = await collector.reports(delivery=f"call-{one}")
        assert answer.status_code == 201, answer.text
    her = collector.her
    assert await her.taken() == {"service_a_day": 3, "collection_calls_a_day": 3, "dials_a_day": 3}
    call = {"kind": Kind.TRANSACTIONAL, "channel": "agent_call", "number": PHONE}
    held = await her.decide(is_about_debt=True, **call)
    assert held.state is State.HELD
    assert (await her.decide(**call)).state is State.PERMITTED


async def test_a_report_is_counted_once_however_often_it_is_said(collector: Collector) -> None:
    answers = await asyncio.gather(*(collector.reports(delivery="call-1") for _ in range(4)))
    assert {one.status_code for one in answers} == {201}
    assert len({one.json()["touch"] for one in answers}) == 1
    assert await collector.her.taken() == {"service_a_day": 1, "collection_calls_a_day": 1, "dials_a_day": 1}
    assert [one.type for one in await collector.her.told()] == ["TouchReported"]
    other = await collector.reports(delivery="call-1", connected=False)
    assert (other.status_code, other.json()["error"]) == (409, "ReportedOtherwise")


async def test_a_dial_that_nobody_answered_is_a_dial_and_no_connected_call(collector: Collector) -> None:
    for one in range(6):
        await collector.reports(delivery=f"call-{one}", connected=False, kind="T")
    assert await collector.her.taken() == {"dials_a_day": 6}
    dial = await collector.her.decide(kind=Kind.TRANSACTIONAL, channel="agent_call", number=f"+86-{PHONE}")
    assert dial.verdict is not None
    assert (dial.state, [one.rule for one in dial.verdict.reasons]) == (State.HELD, ["dials_a_day"])


async def test_what_is_beyond_a_cap_is_on_record_too(collector: Collector) -> None:
    for one in range(9):
        assert (await collector.reports(delivery=f"call-{one}")).status_code == 201
    assert (await collector.her.taken())["dials_a_day"] == 9


async def test_yesterdays_calls_count_for_yesterday(collector: Collector) -> None:
    yesterday = (collector.her.now - timedelta(days=1)).isoformat()
    await collector.reports(delivery="call-1", at=yesterday)
    assert await collector.her.taken() == {}


async def test_somebody_nobody_here_knew_is_counted(collector: Collector) -> None:
    assert (await collector.reports(delivery="call-1", customer="borrower-new")).status_code == 201
    assert await collector.her.taken() == {"dials_a_day": 1}, "the number is hers too"


@pytest.mark.parametrize(
    ("more", "status", "error"),
    [
        ({"channel": "pigeon"}, 422, "ChannelUnknown"),
        ({"number": None}, 422, "CallIncomplete"),
        ({"connected": None}, 422, "CallIncomplete"),
        ({"at": "2126-11-23T12:00:00+08:00"}, 422, "NotYetHappened"),
    ],
)
async def test_a_report_that_says_too_little_is_refused(
    collector: Collector, more: dict[str, Any], status: int, error: str
) -> None:
    answer = await collector.reports(delivery="call-1", **more)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert await collector.her.taken() == {}


async def test_who_does_not_sign_or_is_not_named_reports_nothing(collector: Collector) -> None:
    forged = await collector.reports(delivery="call-1", secret="qiao_somebody_else")
    assert (forged.status_code, forged.json()["error"]) == (401, "NotSigned")
    unnamed = await collector.reports(delivery="d" * 81)
    assert (unnamed.status_code, unnamed.json()["error"]) == (422, "DeliveryUnnamed")
    target, collector.target = collector.target, new_id()
    assert (await collector.reports(delivery="call-1")).json()["error"] == "NotSigned"
    collector.target = target
    unknown = systems.routes(collector.web.house.house.parts, collector.web.house.house.governor)
    collector.web.app.router.routes[0:0] = unknown.routes
    answer = await collector.reports(delivery="call-1")
    assert (answer.status_code, answer.json()["error"]) == (403, "NotAReporter")
    assert await collector.her.taken() == {}


@pytest.mark.parametrize(
    ("text", "is_opt_out"),
    [("T", True), ("退订。", True), ("回复TD", True), ("为什么还在收费", False), ("退订多少钱", False)],
)
async def test_a_reply_that_ends_offers_does_so_at_once(collector: Collector, text: str, *, is_opt_out: bool) -> None:
    her = collector.her
    await her.consent("marketing", "sms", granted=True)
    permitted = await her.decide(kind=Kind.MARKETING)
    reply = {"channel": "sms", "customer": her.reference, "text": text}
    answer = await collector.says("replies", reply, delivery="reply-1")
    assert (answer.status_code, answer.json()) == (200, {"is_opt_out": is_opt_out})
    assert await her.take_up(permitted) is not is_opt_out, "what was permitted before does not leave after"
    stranger = await collector.says("replies", {**reply, "customer": "nobody"}, delivery="reply-2")
    assert stranger.json() == answer.json()
    forged = await collector.says("replies", reply, delivery="reply-3", secret="00" * 32)
    assert forged.status_code == 401
