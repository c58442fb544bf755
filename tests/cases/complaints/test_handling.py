"""A complaint is handled over HTTP: taken, asked about, extended, decided with a letter, delivered, verified."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select

from qiao import access, cases, customers
from qiao.access import Post, audit
from qiao.access.audit.model import AuditRecordRow
from qiao.cases.events import COMPLAINT_ESCALATED
from qiao.cases.model import ComplaintActRow, ComplaintRow, Pressing, Subject
from qiao.conversations import ChannelSession
from qiao.foundation import events
from qiao.foundation.ids import new_id
from qiao.foundation.jobs import JobRow
from qiao.requests import Place
from tests.access.views.test_reveals import Browser
from tests.conftest import TestHouse, Web
from tests.desk.floor.people import signs_in, somebody, team

DECISION = {
    "act": "decision_proposed",
    "outcome": "upheld",
    "result": "多收的三百元已退回原卡",
    "reasons": "系统在11月10日重复计收了一次费用",
    "redress_fen": 30_000,
}
CLASSES = {"business": "pricing", "cause": "fees_and_rates", "channel": "own_online", "responsibility": "ours"}


class Complained:
    """A customer's complaint, and those who may do something about it."""

    def __init__(self, web: Web, live: ChannelSession, complaint: UUID, sun: Browser, leader: Browser) -> None:
        self.web, self.live, self.complaint, self.sun, self.leader = web, live, complaint, sun, leader

    async def does(self, who: Browser, act: str | dict[str, Any], **more: Any) -> Any:
        body = act if isinstance(act, dict) else {"act": act, **more}
        return await who.post(f"/staff/complaints/{self.complaint}/acts", body)

    async def done(self, who: Browser, act: str | dict[str, Any], **more: Any) -> dict[str, Any]:
        answer = await self.does(who, act, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def classified(self, who: Browser) -> None:
        await self.done(who, "classified", classes=CLASSES)

    async def seen(self, who: Browser) -> Any:
        return await who.get(f"/staff/complaints/{self.complaint}")

    async def told(self) -> list[tuple[str, str]]:
        return [
            (one["content"]["notice"], one["content"]["text"])
            for one in await self.web.house.messages(self.live)
            if one["content"]["kind"] == "notice" and one["content"]["notice"].startswith("complaint_")
        ]

    async def kinds(self) -> list[str]:
        async with self.web.house.database.reading() as session:
            query = select(ComplaintActRow.kind).where(ComplaintActRow.complaint_id == self.complaint)
            return [*await session.scalars(query.order_by(ComplaintActRow.seq))]

    async def row(self) -> ComplaintRow:
        async with self.web.house.database.reading() as session:
            return await session.get_one(ComplaintRow, self.complaint)

    async def passes(self, **time: float) -> None:
        self.web.house.clock.advance(timedelta(**time))
        await self.web.house.settle()
        # Their sessions have run out since.
        self.sun, self.leader = [await signs_in(self.web, one.staff) for one in (self.sun, self.leader)]


async def complaint_of(
    house: TestHouse, *, about: list[UUID] | None = None, live: ChannelSession | None = None
) -> tuple[ChannelSession, UUID]:
    live = live or await house.visitor()
    await house.receive(live, "你好")
    contact = (await house.state(live)).contact
    assert contact is not None
    ring, now = house.house.parts.ring, house.clock.now()
    subject = Subject.SERVICE if about else Subject.FEES
    complaining = cases.Complaining(subject, "上月多收三百，打13912345678找我", "退钱", "13912345678")
    async with house.database.transaction() as session:
        key = await customers.data_key(session, ring, live.customer_id, now=now)
        place = Place(new_id(), "R1", live.customer_id, live.conversation_id, contact.id, ring, key)
        row = await cases.register(session, place, complaining, channel="web", served_by=about or [], now=now)
        await session.flush()
        found = row.id
    await house.settle()
    return live, found


@pytest.fixture
async def it(web: Web) -> Complained:
    live, complaint = await complaint_of(web.house)
    sun = await somebody(web, "sun", Post.COMPLAINT_OFFICER)
    return Complained(web, live, complaint, sun, await somebody(web, "zhao", Post.TEAM_LEADER))


async def test_its_words_are_shown_to_whoever_took_it_alone_masked_and_on_record(it: Complained) -> None:
    before = (await it.seen(it.sun)).json()
    assert (before["shown"], before["facts"], before["history"]) == (False, None, [])
    after = await it.done(it.sun, "taken")
    assert after["demand"] == "退钱"
    assert after["phone"] == "139****5678"
    assert "13912345678" not in str(after)
    assert [act["kind"] for act in after["history"]] == ["opened", "told", "taken"]
    assert not (await it.seen(it.leader)).json()["shown"]
    async with it.web.house.database.reading() as session:
        query = select(AuditRecordRow.action).where(AuditRecordRow.actor == f"staff:{it.sun.staff.id}")
        actions = [*await session.scalars(query)]
        held = await access.holds(session, it.sun.staff.id, it.live.customer_id, now=it.web.house.clock.now())
    assert held
    assert {audit.Action.COMPLAINT_HANDLED, audit.Action.HELD, audit.Action.VIEWED} <= set(actions)


async def test_it_is_decided_with_a_letter_that_another_agrees_to_and_she_reads(it: Complained) -> None:
    await it.done(it.sun, "taken")
    await it.classified(it.sun)
    await it.done(it.sun, "contacted", words="已电话联系，客户要求退费")
    assert (await it.done(it.sun, DECISION))["ask"] == {"what": "decision", "level": 1}
    asked = (await it.leader.get("/staff/complaints?awaits_me=true")).json()
    assert ([one["id"] for one in asked["items"]], asked["counts"]["awaits_me"]) == ([str(it.complaint)], 1)
    shown = (await it.seen(it.leader)).json()
    assert "多收的三百元已退回原卡" in shown["history"][-1]["words"]["letter"]
    assert (await it.does(it.sun, "delivered")).json()["params"]["because"] == "not_agreed"
    await it.done(it.leader, "agreed")
    over = await it.done(it.sun, "delivered")
    assert (over["phase"], over["state"]) == ("decided", "decided")
    ((notice, letter),) = await it.told()
    assert notice == "complaint_decision"
    for part in ("投诉属实", "多收的三百元已退回原卡", "重复计收", "30日内", "调解", "仲裁", "人民法院"):
        assert part in letter
    row = await it.row()
    assert row.closed_at == it.web.house.clock.now()
    async with it.web.house.database.reading() as session:
        delivered = await session.scalar(select(ComplaintActRow).where(ComplaintActRow.kind == "delivered"))
    assert delivered is not None
    assert delivered.facts["told"]["message"]


async def test_a_letter_in_which_a_way_is_missing_is_not_proposed(it: Complained) -> None:
    await it.done(it.sun, "taken")
    await it.classified(it.sun)
    refused = await it.does(it.sun, {**DECISION, "letter": "多收的三百元已退回原卡。投诉属实"})
    assert refused.json()["error"] == "LetterIncomplete"
    assert {"reasons", "verification", "mediation", "arbitration", "suit"} <= set(refused.json()["params"]["missing"])
    assert "decision_proposed" not in await it.kinds()


async def test_a_letter_is_looked_at_with_what_it_lacks_before_it_is_proposed(it: Complained) -> None:
    path = f"/staff/complaints/{it.complaint}/letter"
    refused = await it.sun.post(path, {"outcome": "upheld"})
    assert refused.json()["params"]["because"] == "not_yours"
    await it.done(it.sun, "taken")
    await it.classified(it.sun)
    decision = {name: value for name, value in DECISION.items() if name != "act"}
    looked = (await it.sun.post(path, {**decision, "reasons": "", "redress_fen": 50_001})).json()
    assert (looked["missing"], looked["level"]) == (["reasons"], 2)
    whole = (await it.sun.post(path, decision)).json()
    assert (whole["missing"], whole["level"]) == ([], 1)
    assert "多收的三百元已退回原卡" in whole["letter"]
    assert "decision_proposed" not in await it.kinds()


async def test_to_whom_it_can_be_given_and_by_what_law_it_is_timed_is_told(it: Complained) -> None:
    other = await somebody(it.web, "wu", Post.COMPLAINT_OFFICER)
    assert (await it.seen(it.sun)).json()["officers"] == []
    taken = await it.done(it.sun, "taken")
    assert [one["id"] for one in taken["officers"]] == [str(other.staff.id)]
    assert "投诉处理管理办法" in taken["source"]


async def test_more_redress_than_a_leader_gives_needs_the_higher_post(it: Complained) -> None:
    await it.done(it.sun, "taken")
    await it.classified(it.sun)
    await it.done(it.sun, {**DECISION, "redress_fen": 50_001})
    refused = await it.does(it.leader, "agreed")
    assert (refused.status_code, refused.json()["params"]["because"]) == (409, "post_too_low")
    assert not (await it.seen(it.leader)).json()["shown"]
    higher = await somebody(it.web, "qian", Post.COMPLIANCE)
    assert (await it.seen(higher)).json()["shown"]
    assert (await it.done(higher, "agreed"))["phase"] == "agreed"


async def test_an_extension_is_agreed_by_another_and_she_is_told_until_when(it: Complained) -> None:
    await it.done(it.sun, "taken")
    await it.done(it.sun, "extension_asked", words="需要核对三家合作方的记录")
    assert (await it.does(it.sun, "agreed")).json()["params"]["because"] == "own_ask"
    await it.done(it.leader, "agreed")
    after = (await it.seen(it.sun)).json()
    days = {one["clock"]: one["days"] for one in after["clocks"]}
    assert (days["legal"], days["house"], after["extensions"]) == (30, 25, 1)
    ((notice, text),) = await it.told()
    assert notice == "complaint_extended"
    assert "2026-12-23" in text
    assert "需要核对三家合作方的记录" in text
    await it.done(it.sun, "extension_asked", words="鉴定还没有结果")
    assert (await it.does(it.leader, "agreed")).json()["params"]["because"] == "post_too_low"


async def test_only_an_examination_by_others_stops_the_clock_of_the_law(it: Complained) -> None:
    await it.done(it.sun, "taken")
    paused = await it.done(it.sun, "paused", reason="records")
    assert {one["clock"]: one["state"] for one in paused["clocks"]} | {"contact": "-"} == {
        "legal": "running",
        "house": "paused",
        "contact": "-",
    }
    assert await it.told() == []
    await it.done(it.sun, "resumed")
    paused = await it.done(it.sun, "paused", reason="examination")
    assert [one["state"] for one in paused["clocks"]][:2] == ["paused", "paused"]
    assert [notice for notice, _ in await it.told()] == ["complaint_paused"]


async def test_what_cannot_be_done_is_refused_with_what_can_and_what_is_missing(it: Complained) -> None:
    refused = (await it.does(it.sun, "noted", words="x")).json()
    assert refused["error"] == "ActNotPossible"
    assert refused["params"] == {"act": "noted", "because": "not_yours", "instead": ["taken"]}
    await it.done(it.sun, "taken")
    assert (await it.does(it.sun, "fact_asked")).json() == {"error": "ActIncomplete", "params": {"missing": ["words"]}}
    agent = await somebody(it.web, "lin")
    assert (await it.does(agent, "taken")).json()["error"] == "ComplaintsNotForThisPost"
    assert (await agent.get("/staff/complaints")).status_code == 403


async def test_for_whom_it_is_about_and_her_leader_it_is_not_there(web: Web) -> None:
    rude = await somebody(web, "rude", Post.COMPLAINT_OFFICER)
    leader, other = [await somebody(web, name, Post.TEAM_LEADER) for name in ("zhao", "wang")]
    sun = await somebody(web, "sun", Post.COMPLAINT_OFFICER)
    await team(web.house, leader.staff, rude.staff)
    live, complaint = await complaint_of(web.house, about=[rude.staff.id])
    it = Complained(web, live, complaint, sun, other)
    for who in (rude, leader):
        assert (await it.seen(who)).json() == {"error": "ComplaintNotFound", "params": {}}
        assert (await it.does(who, "taken")).status_code == 404
        listed = (await who.get("/staff/complaints")).json()
        assert (listed["items"], listed["counts"]["new"]) == ([], 0)
    assert (await other.get("/staff/complaints")).json()["counts"]["new"] == 1
    await it.done(sun, "taken")
    refused = await it.does(sun, "handed_on", to=str(rude.staff.id))
    assert refused.json()["error"] == "HandlerNotPossible"


async def test_a_clock_nobody_minds_warns_tells_leaders_and_breaks_once_each(it: Complained) -> None:
    await it.passes(days=16)
    for _ in range(2):
        async with it.web.house.database.transaction() as session:
            await cases.look_at_all(session, now=it.web.house.clock.now())
        await it.web.house.settle()
    kinds = await it.kinds()
    assert (kinds.count("warned"), kinds.count("escalated"), kinds.count("breached")) == (1, 1, 3)
    it.web.house.clock.set_wall(it.web.house.clock.now() - timedelta(days=10))
    async with it.web.house.database.transaction() as session:
        await cases.look_at_all(session, now=it.web.house.clock.now())
    await it.web.house.settle()
    assert await it.kinds() == kinds
    assert (await it.row()).pressing == 3
    async with it.web.house.database.reading() as session:
        told = await events.of_subject(session, str(it.complaint))
    assert sum(one.type == COMPLAINT_ESCALATED for one in told) == 5


async def test_a_round_looks_at_a_few_at_a_time_and_finds_what_no_job_would(it: Complained) -> None:
    house = it.web.house
    for _ in range(11):
        await complaint_of(house)
    async with house.database.transaction() as session:
        await session.execute(delete(JobRow).where(JobRow.kind == cases.LOOK_JOB))
    await it.passes(days=16)
    assert await _late(house) == 10
    house.clock.advance(timedelta(seconds=1))
    await house.settle()
    assert await _late(house) == 12
    async with house.database.reading() as session:
        following = await session.scalar(select(JobRow).where(JobRow.kind == cases.ROUND_JOB))
    assert following is not None
    assert (following.due_at - house.clock.now(), following.payload) == (timedelta(days=1), {"after": None})


async def _late(house: TestHouse) -> int:
    async with house.database.reading() as session:
        return await session.scalar(select(func.count()).where(ComplaintRow.pressing == Pressing.LATE)) or 0


async def test_stages_come_in_their_time(it: Complained) -> None:
    await it.done(it.sun, "taken")
    await it.done(it.sun, "contacted", words="已联系")
    await it.passes(days=9)
    assert (await it.kinds())[-1] == "escalated"
    await it.passes(days=2)
    assert (await it.kinds())[-1] == "breached"
    assert (await it.row()).pressing == 2
    counts = (await it.leader.get("/staff/complaints")).json()["counts"]
    assert (counts["escalated"], counts["late"], counts["working"]) == (1, 0, 1)
    await it.passes(days=2)
    assert (await it.kinds())[-1] == "warned"


async def test_a_decision_is_verified_by_others_within_its_own_time(it: Complained) -> None:
    await it.done(it.sun, "taken")
    await it.classified(it.sun)
    await it.done(it.sun, DECISION)
    await it.done(it.leader, "agreed")
    await it.done(it.sun, "delivered")
    await it.passes(days=3)
    again = await it.done(it.sun, "verification_asked", words="客户书面申请核查")
    assert (again["state"], again["handler"], again["is_verification"]) == ("verifying", None, True)
    assert next(one["days"] for one in again["clocks"] if one["clock"] == "legal") == 30
    assert (await it.told())[-1][0] == "complaint_verification"
    assert (await it.does(it.sun, "taken")).json()["params"]["because"] == "had_a_hand"
    other = await somebody(it.web, "li", Post.COMPLAINT_OFFICER)
    await it.done(other, "taken")
    await it.done(other, {**DECISION, "outcome": "not_upheld", "redress_fen": 0})
    assert (await it.does(it.leader, "agreed")).json()["params"]["because"] == "had_a_hand"


async def test_what_she_takes_back_is_over_and_out_of_hands_the_same_day(it: Complained) -> None:
    await it.done(it.sun, "taken")
    ring, now = it.web.house.house.parts.ring, it.web.house.clock.now()
    async with it.web.house.database.transaction() as session:
        row = await session.get_one(ComplaintRow, it.complaint)
        key = await customers.data_key(session, ring, row.customer_id, now=now)
        place = Place(new_id(), "R2", row.customer_id, row.conversation_id, row.contact_id, ring, key)
        await cases.withdraw(session, place, row.id, now=now)
    row = await it.row()
    assert (row.state, row.phase, row.closed_at) == ("withdrawn", "withdrawn", now)
    assert (await it.kinds())[-1] == "withdrawn"
    async with it.web.house.database.reading() as session:
        assert not await access.holds(session, it.sun.staff.id, row.customer_id, now=now + timedelta(seconds=1))
    assert (await it.does(it.sun, "noted", words="x")).json()["params"]["because"] == "over"
    await it.passes(days=40)
    assert not {"warned", "escalated", "breached"} & set(await it.kinds())


async def test_of_whom_everything_was_erased_nothing_is_told_and_the_history_keeps_its_times(it: Complained) -> None:
    await it.done(it.sun, "taken")
    await it.done(it.sun, "contacted", words="客户张三说要退三百")
    row = await it.row()
    async with it.web.house.database.transaction() as session:
        await it.web.house.house.parts.ring.destroy(session, row.customer_id, now=it.web.house.clock.now())
    shown = (await it.seen(it.sun)).json()
    assert [act["kind"] for act in shown["history"]][-1] == "contacted"
    assert (shown["facts"], shown["history"][-1]["words"]) == (None, {})
    assert (await it.does(it.sun, "noted", words="x")).json()["error"] == "ComplainantErased"
