"""Officers register complaints over HTTP: from anybody, from anywhere, on the day on which they were received."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from qiao import customers
from qiao.access import Post
from qiao.access.audit.model import AuditRecordRow
from qiao.cases.model import ComplaintActRow, ComplaintRow
from qiao.cases.personal_data import CasesHolder
from qiao.customers import CustomerField, CustomerKind
from qiao.foundation import retention_run
from qiao.foundation.business_calendar import business_date
from qiao.foundation.ids import new_id
from tests.access.views.test_reveals import Browser
from tests.cases.complaints.test_handling import CLASSES, DECISION, complaint_of
from tests.conftest import Web
from tests.desk.floor.people import somebody, team

LETTER = {
    "source": "regulator_12378",
    "channel": "letter",
    "references": ["JR2026110001"],
    "handed_over_by": "测试金融监管局 某处",
    "relation": "proxy",
    "name": "测试王芳",
    "number": "13912345678",
    "proof": "授权委托书原件",
    "subject": "fees",
    "facts": "上月多收三百",
    "demand": "退钱",
}


@pytest.fixture
async def sun(web: Web) -> Browser:
    return await somebody(web, "sun", Post.COMPLAINT_OFFICER)


async def register(who: Browser, body: dict[str, Any] | None = None, **more: Any) -> Any:
    return await who.post("/staff/complaints", {"client_id": str(new_id()), **(body or {"source": "self"}), **more})


async def registered(who: Browser, body: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    answer = await register(who, body, **more)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def does(who: Browser, one: dict[str, Any], act: str, **more: Any) -> Any:
    return await who.post(f"/staff/complaints/{one['id']}/acts", {"act": act, **more})


async def row_of(web: Web, one: dict[str, Any]) -> ComplaintRow:
    async with web.house.database.reading() as session:
        return await session.get_one(ComplaintRow, UUID(one["id"]))


async def acts_of(web: Web, one: dict[str, Any]) -> list[ComplaintActRow]:
    await web.house.settle()
    async with web.house.database.reading() as session:
        query = select(ComplaintActRow).where(ComplaintActRow.complaint_id == UUID(one["id"]))
        return [*await session.scalars(query.order_by(ComplaintActRow.seq))]


def day(web: Web, days: int) -> str:
    return (business_date(web.house.clock.now()) + timedelta(days=days)).isoformat()


async def test_one_of_which_only_the_source_is_known_is_on_record_with_its_number(web: Web, sun: Browser) -> None:
    one = await registered(sun)
    row = await row_of(web, one)
    assert (one["is_new"], one["number"], one["due_on"]) == (True, row.number, day(web, 15))
    assert (row.source, row.subject, row.conversation_id, row.registered_by) == ("self", "other", None, sun.staff.id)
    listed = (await sun.get("/staff/complaints")).json()["items"]
    assert [one["id"] for one in listed] == [str(row.id)]


async def test_somebody_nobody_knows_has_a_record_with_a_key_of_her_own(web: Web, sun: Browser) -> None:
    row = await row_of(web, await registered(sun, LETTER))
    ring = web.house.house.parts.ring
    async with web.house.database.reading() as session:
        known = await customers.find(session, row.customer_id)
        by_number = await customers.find_by_field(session, ring, CustomerField.PHONE, "13912345678")
        export = await CasesHolder(ring).export(session, row.customer_id)
    assert (known.kind, known.name, by_number) == (CustomerKind.VISITOR, "测**", [row.customer_id])
    for said in ("上月多收三百", "测试王芳", "13912345678", "某处"):
        assert said.encode() not in row.details
    assert export["complaints"][0]["facts"] == "上月多收三百"
    assert export["complaint_references"][0]["reference"] == "JR2026110001"
    async with web.house.database.transaction() as session:
        await ring.destroy(session, row.customer_id, now=web.house.clock.now())
    async with web.house.database.reading() as session:
        assert "facts" not in (await CasesHolder(ring).export(session, row.customer_id))["complaints"][0]


async def test_whoever_handles_it_sees_who_brought_it_masked(web: Web, sun: Browser) -> None:
    one = await registered(sun, LETTER, broker="同一号码投诉了五家机构")
    assert (await sun.get(f"/staff/complaints/{one['id']}")).json()["brought"] is None
    shown = (await does(sun, one, "taken")).json()
    assert (shown["phone"], shown["conversation"]) == ("139****5678", None)
    assert shown["brought"] == {
        "relation": "proxy",
        "channel": "letter",
        "name": "测**",
        "proof": "授权委托书原件",
        "broker": "同一号码投诉了五家机构",
        "handed_over_by": "测试金融监管局 某处",
        "registered_at": shown["brought"]["registered_at"],
        "references": [{"source": "regulator_12378", "reference": "JR2026110001"}],
    }
    row = await row_of(web, one)
    assert row.is_broker_suspected


async def test_sent_again_or_under_a_number_that_is_known_it_is_the_same_complaint(web: Web, sun: Browser) -> None:
    key = str(new_id())
    first = await registered(sun, LETTER, client_id=key)
    again = await registered(sun, LETTER, client_id=key)
    other = await somebody(web, "wu", Post.COMPLIANCE)
    by_number = await registered(other, LETTER, facts="别的写法")
    assert again == by_number == {**first, "is_new": False}
    assert (await registered(sun, LETTER, source="pboc", is_another=True))["is_new"]
    async with web.house.database.reading() as session:
        assert len([*await session.scalars(select(ComplaintRow))]) == 2


async def test_its_clock_began_on_the_day_it_was_received(web: Web, sun: Browser) -> None:
    one = await registered(sun, LETTER, received_on=day(web, -16))
    assert one["due_on"] == day(web, -1)
    kinds = [act.kind for act in await acts_of(web, one)]
    assert kinds[0] == "opened"
    assert kinds.count("breached") == 3
    row = await row_of(web, one)
    assert (row.pressing, business_date(row.opened_at).isoformat()) == (3, day(web, -16))
    assert row.registered_at == web.house.clock.now()


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"received_on": 1}, ("ReceivedDayWrong", "future")),
        ({"received_on": -2_000}, ("ReceivedDayWrong", "too_long_ago")),
        ({"received_on": -3, "answer_by": -4}, ("AnswerDayWrong", None)),
    ],
)
async def test_days_that_cannot_be_are_refused(
    web: Web, sun: Browser, wrong: dict[str, int], error: tuple[str, str | None]
) -> None:
    refused = await register(sun, LETTER, **{name: day(web, days) for name, days in wrong.items()})
    told = refused.json()
    assert (refused.status_code, told["error"], told["params"].get("because")) == (422, *error)


async def test_the_answer_that_others_want_sooner_comes_first_and_is_watched(web: Web, sun: Browser) -> None:
    later = await registered(sun)
    sooner = await registered(sun, LETTER, answer_by=day(web, 5))
    listed = (await sun.get("/staff/complaints")).json()["items"]
    assert [one["id"] for one in listed] == [sooner["id"], later["id"]]
    clocks = {one["clock"]: one for one in (await does(sun, sooner, "taken")).json()["clocks"]}
    assert (clocks["outside"]["state"], clocks["outside"]["days"]) == ("running", 5)
    linked = await does(sun, sooner, "linked", source="court", reference="(2026)测001", answer_by=day(web, 4))
    assert next(one["days"] for one in linked.json()["clocks"] if one["clock"] == "outside") == 4
    web.house.clock.advance(timedelta(days=5))
    raised = [
        (act.kind, act.facts["clock"]) for act in await acts_of(web, sooner) if act.facts.get("clock") == "outside"
    ]
    assert raised == [("warned", "outside"), ("breached", "outside")]
    assert (await row_of(web, sooner)).pressing == 2


async def test_a_number_of_another_complaint_is_not_linked(sun: Browser) -> None:
    first, second = await registered(sun, LETTER), await registered(sun)
    await does(sun, second, "taken")
    refused = await does(sun, second, "linked", source="regulator_12378", reference="JR2026110001")
    assert (refused.status_code, refused.json()["params"]) == (409, {"number": first["number"]})


async def test_one_she_may_mean_already_is_offered_first(sun: Browser) -> None:
    first = await registered(sun, LETTER)
    second = {**LETTER, "references": []}
    refused = await register(sun, second)
    assert (refused.status_code, refused.json()["error"]) == (409, "LikelyKnown")
    assert [one["number"] for one in refused.json()["params"]["complaints"]] == [first["number"]]
    assert (await registered(sun, second, is_another=True))["is_new"]
    assert (await registered(sun, second, subject="privacy"))["is_new"]


async def test_the_same_persons_next_one_about_the_same_repeats_the_earlier_within_its_days(
    web: Web, sun: Browser
) -> None:
    second_letter = {**LETTER, "references": [], "is_another": True}
    old = await registered(sun, LETTER, received_on=day(web, -100))
    first = await registered(sun, second_letter)
    await web.house.settle()
    second = await registered(sun, second_letter)
    assert (await acts_of(web, second))[1].facts == {"earlier": first["id"], "number": first["number"]}
    assert not [act for one in (old, first) for act in await acts_of(web, one) if act.kind == "repeated"]
    shown = (await does(sun, second, "taken")).json()
    assert (shown["is_repeated"], shown["earlier"]["number"]) == (True, first["number"])


async def test_whoever_is_complained_about_registers_it_and_has_no_part_in_it(web: Web) -> None:
    rude = await somebody(web, "rude", Post.COMPLAINT_OFFICER)
    leader = await somebody(web, "zhao", Post.TEAM_LEADER)
    await team(web.house, leader.staff, rude.staff)
    one = await registered(rude, {"source": "self", "subject": "service", "about": [str(rude.staff.id)]})
    for who in (rude, leader):
        assert (await who.get(f"/staff/complaints/{one['id']}")).status_code == 404
        assert (await does(who, one, "taken")).status_code == 404
    assert one["number"]
    assert (await does(await somebody(web, "sun", Post.COMPLAINT_OFFICER), one, "taken")).status_code == 200


async def test_a_known_customer_is_found_by_what_is_hers_alone_and_the_look_is_on_record(
    web: Web, sun: Browser
) -> None:
    live, complaint = await complaint_of(web.house)
    number = str(live.customer_id)
    found = (await sun.post("/staff/complaints/who", {"said": number})).json()
    assert (found["customer"], found["name"], found["phones"]) == (str(live.customer_id), None, [])
    assert (await sun.post("/staff/complaints/who", {"said": "nobody"})).status_code == 404
    async with web.house.database.reading() as session:
        looks = [*await session.scalars(select(AuditRecordRow).where(AuditRecordRow.action == "searched"))]
    assert [(one.customer_id, one.purpose) for one in looks] == [(live.customer_id, "complaint")]
    refused = await register(sun, {"source": "self", "subject": "fees", "customer": str(live.customer_id)})
    assert [one["id"] for one in refused.json()["params"]["complaints"]] == [str(complaint)]
    agent = await somebody(web, "lin")
    for path, body in (("/who", {"said": number}), ("", {"client_id": str(new_id()), "source": "self"})):
        assert (await agent.post(f"/staff/complaints{path}", body)).status_code == 403


async def test_calls_about_debts_pause_for_a_customer_of_whose_collection_is_complained(web: Web, sun: Browser) -> None:
    ring, now = web.house.house.parts.ring, web.house.clock.now()
    async with web.house.database.transaction() as session:
        customer, _ = await customers.identify(session, ring, reference="U900001", name="测试赵敏", now=now)
    await registered(sun, {"source": "media", "subject": "collection", "customer": str(customer)})
    async with web.house.database.reading() as session:
        held = await customers.holds_at(session, customer, now)
        assert [one.key.name for one in held] == ["collection"]
        assert not await customers.holds_at(session, customer, now + timedelta(days=8))


async def test_without_a_conversation_the_officer_tells_what_is_to_be_told(web: Web, sun: Browser) -> None:
    leader = await somebody(web, "zhao", Post.TEAM_LEADER)
    one = await registered(sun, LETTER)
    await does(sun, one, "taken")
    asked = (await does(sun, one, "fact_asked", words="是哪一笔？")).json()["history"][-1]
    assert asked["facts"]["told"] == {"what": "fact_asked", "way": "officer"}
    assert "是哪一笔？" in asked["words"]["notice"]
    await does(sun, one, "classified", classes=CLASSES)
    await does(sun, one, "decision_proposed", **{name: said for name, said in DECISION.items() if name != "act"})
    await does(leader, one, "agreed")
    done = (await does(sun, one, "delivered")).json()
    (told,) = [act["facts"]["told"] for act in done["history"] if act["kind"] == "delivered"]
    assert (done["state"], told["way"]) == ("decided", "officer")


async def test_what_a_stranger_said_of_herself_goes_with_the_term_of_her_complaint(web: Web, sun: Browser) -> None:
    row = await row_of(web, await registered(sun, LETTER))
    terms = {"visitor": timedelta(days=180), "complaint": timedelta(days=1_826)}
    ring, database, now = web.house.house.parts.ring, web.house.database, web.house.clock.now()

    async def is_kept(after: timedelta) -> bool:
        _ = [one async for one in retention_run.run(database, ring, terms, now=now + after)]
        async with database.reading() as session:
            return row.customer_id in await customers.find_many(session, [row.customer_id])

    assert await is_kept(timedelta(days=200))
    assert (await does(sun, {"id": str(row.id)}, "taken")).json()["facts"] == "上月多收三百"
    assert not await is_kept(timedelta(days=2_100))
