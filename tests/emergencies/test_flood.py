"""From a flood to relief: declared by two, seen at once, a need told once or more, held at once and until its end."""

import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from qiao import app, customers
from qiao.access import Post
from qiao.backoffice import feed
from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.customers import Message
from qiao.backoffice.contract.service import Case
from qiao.backoffice.sandbox.records import CustomerRecord, LoanRecord
from qiao.customers.standing import Change
from qiao.emergencies.incidents.model import IncidentRow
from qiao.emergencies.model import EmergencyRow
from qiao.foundation.keys import KeyId
from tests.access.views.seeded import signed_in as browser_of
from tests.backoffice.conftest import Teller
from tests.conftest import TestHouse
from tests.requests.serving import Served, filled, house, signed_in, teller, visiting

__all__ = ["filled", "house", "teller"]

ZHENGZHOU = "410100"


@dataclass
class Staff:
    """Somebody at her desk."""

    client: httpx.AsyncClient
    incident: str = ""

    async def declares(self, now: datetime, **otherwise: Any) -> "Staff":
        body = {
            "playbook": "disaster",
            "kind": "flood",
            "level": 1,
            "regions": [ZHENGZHOU],
            "starts_at": now.isoformat(),
            "ends_at": (now + timedelta(days=20)).isoformat(),
        }
        answer = await self.client.post("/api/v1/staff/incidents", json=body | otherwise)
        assert answer.status_code == 201, answer.text
        self.incident = answer.json()["id"]
        return self

    async def acts(self, act: str, incident: str | None = None) -> httpx.Response:
        return await self.client.post(f"/api/v1/staff/incidents/{incident or self.incident}/acts", json={"act": act})

    async def reads(self, path: str = "") -> dict[str, Any]:
        answer = await self.client.get(f"/api/v1/staff/incidents/{path or self.incident}")
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def two(house: TestHouse) -> AsyncGenerator[tuple[Staff, Staff]]:
    """A leader and somebody who commands incidents, with the house's overlays read as they change."""
    transport = httpx.ASGITransport(app.create_app(house.house))
    async with contextlib.AsyncExitStack() as stack:
        people = list[Staff]()
        for name, post in (("leader", Post.TEAM_LEADER), ("commander", Post.INCIDENT_MANAGER)):
            cookies, headers, _ = await browser_of(house, await house.staff(name, post=post))
            client = httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers, cookies=cookies)
            people.append(Staff(await stack.enter_async_context(client)))
        yield people[0], people[1]


async def goes_live(house: TestHouse, two: tuple[Staff, Staff], **otherwise: Any) -> str:
    leader, commander = two
    await leader.declares(house.clock.now(), **otherwise)
    assert (await leader.acts("submit")).status_code == 200
    assert (await commander.acts("agree", leader.incident)).json()["state"] == "active"
    await house.house.overlays.read()
    return leader.incident


async def page(two: tuple[Staff, Staff]) -> dict[str, Any]:
    return (await two[0].client.get("/api/v1/web/config")).json()


async def asks_for_help(person: Served, *, need: str = "晚一些") -> Served:
    """Somebody who asks for help and says what she needs, up to the card; what else she can skip she skips."""
    await person.presses_id("intent:disaster_affected")
    for _ in range(10):
        if "confirm" in [one["content"].get("card") for one in person.last]:
            return person
        shown = [button for one in person.last for button in one["content"].get("buttons", ())]
        picks = [one["id"] for one in shown if one["id"].startswith("pick:")]
        mine = [one["id"] for one in shown if one["label"].startswith(need)]
        skip = [one["id"] for one in shown if one["id"] == "skip"]
        if skip or picks:
            await person.presses_id((mine or skip or picks)[0])
        else:
            await person.says("13800000000")
    raise AssertionError(person.text)


async def registers(person: Served, *, need: str = "晚一些") -> Served:
    return await (await asks_for_help(person, need=need)).presses("yes:")


async def needs_of(house: TestHouse) -> list[EmergencyRow]:
    async with house.database.reading() as session:
        return list(await session.scalars(select(EmergencyRow).order_by(EmergencyRow.id)))


async def held(house: TestHouse, person: Served) -> list[Change]:
    async with house.database.reading() as session:
        holds = await customers.holds_at(session, person.live.customer_id, house.clock.now())
    return [one for one in holds if one.key.name == "collection" and one.key.origin.startswith("case:")]


async def the_feed_is_read(person: Served) -> Served:
    person.house.clock.advance(timedelta(seconds=10))
    return await person.hears()


def from_zhengzhou(teller: Teller) -> LoanRecord:
    loan = teller.running()
    customer = teller.lender.need(CustomerRecord, loan.customer_id)
    with teller.lender.store.transaction():
        teller.lender.change(customer, region="河南省郑州市")
    return loan


async def test_one_person_declares_a_second_agrees_and_customers_see_it(
    house: TestHouse, two: tuple[Staff, Staff]
) -> None:
    leader, commander = two
    before = await page(two)
    await leader.declares(house.clock.now())
    assert (await leader.acts("agree")).json()["error"] == "ActNotOpen"
    assert (await leader.acts("submit")).json()["may"] == ["send_back"]
    refused = await leader.acts("agree")
    assert (refused.status_code, refused.json()["error"]) == (403, "SecondPersonNeeded")
    await house.house.overlays.read()
    assert await page(two) == before

    assert (await commander.acts("agree", leader.incident)).json()["state"] == "active"
    await house.house.overlays.read()
    seen = await page(two)
    assert "河南省郑州市发生暴雨洪涝" in seen["banners"][0]["text"]
    assert seen["tiles"][0] == {"id": "intent:disaster_affected", "label": "受灾求助"}
    assert "平安最要紧" in seen["texts"]["ai_notice"]

    assert (await leader.acts("undo")).json()["state"] == "draft"
    await house.house.overlays.read()
    assert await page(two) == before
    told = await leader.reads()
    assert [one["act"] for one in told["history"]] == ["written", "submit", "agree", "undo"]
    assert (told["submitted"], told["agreed"]) == (None, None)


async def test_it_is_seen_from_its_beginning_to_its_end_and_no_longer(
    house: TestHouse, two: tuple[Staff, Staff]
) -> None:
    starts = house.clock.now() + timedelta(hours=2)
    await goes_live(house, two, starts_at=starts.isoformat(), ends_at=(starts + timedelta(days=1)).isoformat())
    assert (await page(two))["banners"] == []
    house.clock.advance(timedelta(hours=2))
    assert len((await page(two))["banners"]) == 1
    house.clock.advance(timedelta(days=1) - timedelta(seconds=1))
    assert len((await page(two))["banners"]) == 1
    house.clock.advance(timedelta(seconds=1))
    assert (await page(two))["banners"] == []
    await house.settle()
    async with house.database.reading() as session:
        assert [row.state for row in await session.scalars(select(IncidentRow))] == ["winding_down"]


async def test_a_rehearsal_reaches_nobody(house: TestHouse, teller: Teller, two: tuple[Staff, Staff]) -> None:
    before = await page(two)
    incident = await goes_live(house, two, is_rehearsal=True)
    assert await page(two) == before
    assert "郑州" in (await two[0].reads(incident))["entrance"]["banner"]["zh"]
    assert (await two[0].reads("current"))["incidents"] == []
    await registers(await signed_in(house, teller, from_zhengzhou(teller).customer_id))
    (need,) = await needs_of(house)
    assert need.incident_id is None


@pytest.mark.parametrize(
    ("otherwise", "error"),
    [
        ({"regions": []}, "RegionsNotValid"),
        ({"regions": ["999999"]}, "RegionsNotValid"),
        ({"kind": "war"}, "PlaybookUnknown"),
        ({"playbook": "payment_down", "kind": "deduction"}, "RegionsNotValid"),
        ({"ends_at": "2026-11-20T00:00:00+08:00"}, "PeriodNotValid"),
        ({"ends_at": "2027-11-20T00:00:00+08:00"}, "PeriodNotValid"),
    ],
)
async def test_what_cannot_be_declared_says_why(
    house: TestHouse, two: tuple[Staff, Staff], otherwise: dict[str, Any], error: str
) -> None:
    with pytest.raises(AssertionError, match=error):
        await two[0].declares(house.clock.now(), **otherwise)


async def test_a_flood_from_its_declaration_to_the_end_of_the_pause(
    house: TestHouse, teller: Teller, two: tuple[Staff, Staff]
) -> None:
    """Story 1: declared, seen, told, held at once, known to post-loan, decided, and warned before it ends."""
    async with house.database.transaction() as session:
        await feed.begin_reading(session, now=house.clock.now())
    await house.settle()
    incident = await goes_live(house, two)
    person = await signed_in(house, teller, from_zhengzhou(teller).customer_id)
    await person.says("你好")
    notices = [one["content"] for one in person.last if one["content"].get("notice") == "incident"]
    assert len(notices) == 1
    assert [button["id"] for button in notices[0]["buttons"]] == [
        "intent:disaster_affected",
        f"unaffected:incident:{incident}",
    ]
    await person.says("在吗")
    assert "incident" not in [one["content"].get("notice") for one in person.last], "it is said once in a contact"

    await registers(person)
    (need,) = await needs_of(house)
    assert str(need.incident_id) == incident
    (hold,) = await held(house, person)
    assert (hold.reason, hold.until) == ("disaster_care", need.held_until)
    assert need.held_until == house.clock.now() + timedelta(days=30)
    (case,) = [one for one in teller.lender.store.all(Case) if one.kind == "disaster"]
    shown = (await two[0].reads(f"{incident}/needs"))["items"][0]
    assert (shown["number"], shown["told"], shown["decision"]) == (need.number, "verified", None)

    await the_feed_is_read(person)
    await teller.play(f"cases/{case.id}/decision", approved=True, months=3)
    await the_feed_is_read(person)
    assert "已经同意" in person.text
    assert (await two[0].reads(incident))["needs"] == {"all": 1, "approved": 1}

    house.clock.advance(timedelta(days=23))
    await person.hears()
    assert "还有7天" in person.text
    assert await held(house, person), "the warning ends nothing"
    house.clock.advance(timedelta(days=4))
    assert "还有3天" in (await person.hears()).text
    ends = need.held_until
    assert ends is not None
    house.clock.advance(ends - house.clock.now() - timedelta(seconds=1))
    assert await held(house, person)
    house.clock.advance(timedelta(seconds=1))
    assert await held(house, person) == [], "it ends exactly on time, whatever jobs do"
    assert "到今天结束" in (await person.hears()).text
    sent = [one.id for one in teller.lender.store.all(Message) if one.template == "request_news"]
    assert len(sent) == 3, "two warnings and the end, each once"


async def test_every_question_can_be_skipped(house: TestHouse, teller: Teller, two: tuple[Staff, Staff]) -> None:
    await goes_live(house, two)
    person = await signed_in(house, teller, from_zhengzhou(teller).customer_id)
    await registers(person, need="none of them")
    assert await held(house, person)
    (case,) = [one for one in teller.lender.store.all(Case) if one.kind == "disaster"]
    assert case.cause == "disaster: quiet"


@pytest.mark.parametrize(("again", "cause"), [("减免", "waive"), ("晚一些", "defer")])
async def test_told_again_it_is_the_same_need_held_anew_and_one_case(
    house: TestHouse, teller: Teller, two: tuple[Staff, Staff], again: str, cause: str
) -> None:
    async with house.database.transaction() as session:
        await feed.begin_reading(session, now=house.clock.now())
    await house.settle()
    await goes_live(house, two)
    person = await signed_in(house, teller, from_zhengzhou(teller).customer_id)
    await registers(person)
    house.clock.advance(timedelta(days=25))
    await person.hears()
    await registers(person, need=again)
    (need,) = await needs_of(house)
    assert (need.times, need.held_until) == (2, house.clock.now() + timedelta(days=30))
    (case,) = [one for one in teller.lender.store.all(Case) if one.kind == "disaster"]
    assert case.cause == f"disaster: defer; disaster: {cause}"
    assert [row.state for row in await person.rows()] == ["completed", "completed"]
    async with house.database.reading() as session:
        ring = house.house.parts.ring
        await ring.load(session, KeyId(need.key_id))
    assert b'"earlier": [{"need": "defer"' in ring.open(
        KeyId(need.key_id), need.details, bound_to=f"emergencies.details:{need.id}"
    )
    await teller.play(f"cases/{case.id}/decision", approved=True, months=3)
    await the_feed_is_read(person)
    assert person.text.count("已经同意") == 1, "one case, one word about it"
    house.clock.advance(timedelta(days=5) - timedelta(seconds=10))
    await person.hears()
    assert await held(house, person), "the end of the first pause is not the end of the second"
    assert "到今天结束" not in person.text


async def test_a_doubled_tap_is_one_need_and_one_case(
    house: TestHouse, teller: Teller, two: tuple[Staff, Staff]
) -> None:
    await goes_live(house, two)
    person = await signed_in(house, teller, from_zhengzhou(teller).customer_id)
    await asks_for_help(person)
    agree = person.button("yes:")["id"]
    for _ in range(3):
        await person.presses_id(agree)
    (need,) = await needs_of(house)
    assert need.times == 1
    (case,) = [one for one in teller.lender.store.all(Case) if one.kind == "disaster"]
    paused = [one for one in (await teller.ask(ops.HOLDS, case.customer_id)).items if need.number in one.reason]
    assert len(paused) == 1


async def test_somebody_nobody_knows_is_taken_too_and_called_back(
    house: TestHouse, teller: Teller, two: tuple[Staff, Staff]
) -> None:
    incident = await goes_live(house, two)
    person = await visiting(house, teller)
    await registers(person)
    (need,) = await needs_of(house)
    assert (str(need.incident_id), need.held_id) == (incident, None)
    async with house.database.reading() as session:
        calls = await house.house.robot.desk.calls(session, person.live.customer_id)
    assert len(calls) == 1


async def test_not_affected_is_one_tap_and_lasts(house: TestHouse, teller: Teller, two: tuple[Staff, Staff]) -> None:
    incident = await goes_live(house, two)
    person = await visiting(house, teller)
    await person.says("你好")
    await person.presses("unaffected:")
    assert "不会再打扰" in person.text
    async with house.database.reading() as session:
        line = await house.house.robot.incidents.first_line(session, person.live.customer_id, now=house.clock.now())
    assert line is None
    preview = await two[0].reads(f"{incident}/preview")
    assert preview["say_not_affected"] is None, "one is too few to be shown"
    assert preview["within"] == 0


async def test_whoever_lives_elsewhere_is_not_asked(house: TestHouse, teller: Teller, two: tuple[Staff, Staff]) -> None:
    await goes_live(house, two)
    person = await visiting(house, teller)
    async with house.database.transaction() as session:
        await customers.put_region(
            session, person.live.customer_id, customers.RegionSource.CONTRACT, "440100", now=house.clock.now()
        )
    await person.says("你好")
    assert "incident" not in [one["content"].get("notice") for one in person.last]


async def test_a_payment_channel_that_is_down_is_a_banner_for_everybody(
    house: TestHouse, two: tuple[Staff, Staff]
) -> None:
    await goes_live(
        house,
        two,
        playbook="payment_down",
        kind="deduction",
        regions=[],
        ends_at=(house.clock.now() + timedelta(hours=6)).isoformat(),
    )
    seen = await page(two)
    assert "自动扣款延迟" in seen["banners"][0]["text"]
    assert seen["tiles"][0]["id"] == "intent:paid_but_not_updated"


async def test_who_declares_nothing_is_refused(house: TestHouse, two: tuple[Staff, Staff]) -> None:
    incident = await goes_live(house, two)
    cookies, headers, _ = await browser_of(house, await house.staff("agent"))
    transport = httpx.ASGITransport(app.create_app(house.house))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test", headers=headers, cookies=cookies
    ) as client:
        agent = Staff(client, incident)
        assert (await agent.acts("undo")).json()["error"] == "DeclaresNothing"
        (script,) = (await agent.reads("current"))["incidents"]
    assert "先问人是否平安" in script["script"]["zh"]
    assert "110" in [one["number"] for one in script["hotlines"]]
