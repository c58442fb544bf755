"""Several make one complaint: each with her number, her letter and her will, one handling and one deadline."""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from qiao.access import Post, Staff
from qiao.cases.actions import Complaining
from qiao.cases.complaints import acting, reading
from qiao.cases.complaints.clocks import readings
from qiao.cases.complaints.kinds import Kind
from qiao.cases.complaints.reading import Opened
from qiao.cases.complaints.rules import Who, possible
from qiao.cases.complaints.speaking import People
from qiao.cases.complaints.together import TooManyTogether
from qiao.cases.complaints.wishes import Wish
from qiao.cases.intake import joining
from qiao.cases.intake.joining import Member
from qiao.cases.model import RUNNING, ComplaintLetterRow, Relation
from qiao.cases.personal_data import CasesHolder
from tests.cases.complaints.hers import Heard, Her
from tests.cases.complaints.test_handling import CLASSES, DECISION, complaint_of
from tests.conftest import Web
from tests.desk.floor.people import somebody

STORIES, STEPS = 8, 30


@pytest.fixture
async def it(web: Web) -> Heard:
    one = await Heard.begins(web)
    await one.done(one.sun, "taken")
    return one


async def joins(it: Heard, **more: Any) -> Any:
    body = {"client_id": uuid4().hex, "name": "测试李四", **more}
    return await it.sun.post(f"/staff/complaints/{it.complaint}/members", body)


async def joined(it: Heard, **more: Any) -> Heard:
    answer = await joins(it, **more)
    assert answer.status_code == 201, answer.text
    other = Heard(it.web, it.live, UUID(answer.json()["id"]), it.sun, it.leader)
    other.her = it.her
    return other


async def decided(it: Heard) -> None:
    await it.classified(it.sun)
    await it.done(it.sun, DECISION)
    await it.done(it.leader, "agreed")
    await it.done(it.sun, "delivered")


async def test_whoever_joins_has_her_number_and_one_deadline_and_handling_with_the_others(it: Heard) -> None:
    await it.passes(days=3)
    await it.done(it.sun, "paused", reason="examination")
    await it.passes(days=2)
    other = await joined(it, number="13812344321", facts="我也被多收了")
    mine, hers = (await it.seen(it.sun)).json(), (await other.seen(it.sun)).json()
    assert hers["number"] != mine["number"]
    assert (hers["due_at"], hers["phase"], hers["handler"]) == (mine["due_at"], "paused", mine["handler"])
    assert hers["clocks"][:2] == mine["clocks"][:2]
    assert (hers["leading"]["number"], mine["members"][0]["number"]) == (mine["number"], hers["number"])
    assert hers["facts"] == "我也被多收了"
    told = await it.her.post("complaints/by-number", number=hers["number"], digits="4321")
    assert told.json()["due_on"] == (await it.mine())["due_on"]
    listed = (await it.sun.get("/staff/complaints")).json()
    assert ([one["id"] for one in listed["items"]], listed["counts"]["paused"]) == ([str(it.complaint)], 1)


async def test_the_decision_goes_to_each_in_a_letter_of_her_own_and_is_paid_once(it: Heard) -> None:
    second = await Her.comes(it.web)
    other = await joined(it, customer=str(second.live.customer_id))
    third = await joined(it, name="测试赵五")
    await decided(it)
    assert (await second.get(other.path)).json()["state"] == "decided"
    numbers = set[str]()
    async with it.web.house.database.reading() as session:
        letters = [*await session.scalars(select(ComplaintLetterRow.complaint_id))]
    assert sorted(letters) == sorted([it.complaint, other.complaint, third.complaint])
    for one in (it, other, third):
        shown = (await one.seen(it.sun)).json()
        delivered = next(act for act in shown["history"] if act["kind"] == "delivered")
        proposed = next(act for act in shown["history"] if act["kind"] == "decision_proposed")
        numbers.add(shown["number"])
        assert shown["number"] in proposed["words"]["letter"]
        assert proposed["facts"]["redress_fen"] == (30_000 if one is it else 0)
        assert delivered["facts"]["told"]
        assert shown["state"] == "decided"
    assert len(numbers) == 3
    letter = (await second.get(other.path)).json()["letter"]["id"]
    assert (await second.get(f"letters/{letter}")).content.startswith(b"%PDF")


async def test_a_letter_that_was_changed_by_hand_has_her_number_too(it: Heard) -> None:
    other = await joined(it)
    await it.classified(it.sun)
    asked = {name: value for name, value in DECISION.items() if name != "act"}
    drafted = (await it.sun.post(f"/staff/complaints/{it.complaint}/letter", asked)).json()["letter"]
    await it.done(it.sun, {**DECISION, "letter": f"{drafted}\n特此说明。"})
    shown = (await other.seen(it.sun)).json()
    letter = shown["history"][-1]["words"]["letter"]
    assert shown["number"] in letter
    assert "特此说明。" in letter
    assert (await it.row()).number not in letter


async def test_one_withdraws_alone_and_the_others_go_on(it: Heard) -> None:
    second = await Her.comes(it.web)
    other = await joined(it, customer=str(second.live.customer_id))
    assert (await second.post(f"{other.path}/withdrawal")).json()["state"] == "withdrawn"
    assert (await it.row()).state == "open"
    await decided(it)
    assert "delivered" not in await other.kinds()


async def test_where_the_leading_one_is_taken_back_the_next_leads_as_it_stands(it: Heard) -> None:
    other, third = await joined(it), await joined(it, name="测试赵五")
    await it.done(it.sun, "extension_asked", words="需要核对记录")
    await it.done(it.leader, "agreed")
    due_at = (await it.row()).due_at
    assert (await it.her.post(f"{it.path}/withdrawal")).json()["state"] == "withdrawn"
    await it.web.house.settle()
    leads, follows = (await other.seen(it.sun)).json(), (await third.seen(it.sun)).json()
    assert (leads["leading"], follows["leading"]["id"]) == (None, str(other.complaint))
    assert ((await other.row()).due_at, (await third.row()).due_at) == (due_at, due_at)
    assert leads["handler"]["id"] == str(it.sun.staff.id)
    await decided(other)
    assert [(await one.row()).state for one in (other, third)] == ["decided", "decided"]


async def test_what_is_done_together_is_done_at_the_one_that_leads(it: Heard) -> None:
    other = await joined(it)
    acts = (await other.seen(it.sun)).json()["acts"]
    assert acts == ["contacted", "fact_asked", "noted", "carried_on", "withdrawn"]
    refused = await other.does(it.sun, "paused", reason="records")
    assert refused.json()["params"]["because"] == "follows"


async def test_a_question_goes_to_those_who_speak_for_the_others(it: Heard) -> None:
    speaks, silent = await joined(it, speaks=True), await joined(it, name="测试赵五")
    await it.done(it.sun, "fact_asked", words="请问是哪一天扣的？")
    assert ("fact_asked" in await speaks.kinds(), "fact_asked" in await silent.kinds()) == (True, False)


async def test_at_most_five_speak_for_the_others(it: Heard) -> None:
    for _ in range(4):
        await joined(it, speaks=True)
    refused = await joins(it, speaks=True)
    assert (refused.status_code, refused.json()["error"]) == (409, "TooManyTogether")
    assert refused.json()["params"] == {"most": 50, "representatives": 5}
    await joined(it)


async def test_the_same_one_joins_once(it: Heard) -> None:
    body = {"client_id": uuid4().hex, "speaks": True}
    first, again = await joins(it, **body), await joins(it, **body)
    assert (first.json()["id"], again.json()["is_new"]) == (again.json()["id"], False)
    assert (await it.kinds()).count("joined") == 1


async def test_whoever_comes_after_a_decision_was_proposed_has_a_complaint_of_her_own(it: Heard) -> None:
    await it.classified(it.sun)
    await it.done(it.sun, DECISION)
    assert (await joins(it)).json()["params"]["because"] == "asked_already"
    await it.done(it.leader, "agreed")
    assert (await joins(it)).json()["params"]["because"] == "agreed_already"


async def test_each_has_the_decision_verified_for_herself_by_others(it: Heard) -> None:
    second = await Her.comes(it.web)
    other = await joined(it, customer=str(second.live.customer_id))
    await decided(it)
    again = (await second.post(f"{other.path}/verification", words="金额不对")).json()
    assert (again["state"], (await it.row()).state) == ("verifying", "decided")
    assert (await other.does(it.sun, "taken")).json()["params"]["because"] == "had_a_hand"
    wu = await somebody(it.web, "wu", Post.COMPLAINT_OFFICER)
    await other.done(wu, "taken")
    assert (await it.kinds()).count("taken") == 1
    assert str(other.complaint) in [one["id"] for one in (await wu.get("/staff/complaints")).json()["items"]]


async def test_what_one_adds_ends_the_wait_of_all(it: Heard) -> None:
    second = await Her.comes(it.web)
    other = await joined(it, customer=str(second.live.customer_id))
    await it.done(it.sun, "paused", reason="complainant")
    await second.post(f"{other.path}/facts", client_id=uuid4().hex, words="是10日扣的")
    assert [(await one.row()).phase for one in (it, other)] == ["working", "working"]


async def test_an_erased_one_holds_nobody_up(it: Heard) -> None:
    other, third = await joined(it), await joined(it, name="测试赵五")
    ring, now = it.web.house.house.parts.ring, it.web.house.clock.now()
    for one in (it, third):
        row = await one.row()
        async with it.web.house.database.transaction() as session:
            await CasesHolder(ring).erase(session, row.customer_id, now=now)
            await ring.destroy(session, row.customer_id, now=now)
    await it.web.house.settle()
    await decided(other)
    assert [(await one.row()).state for one in (other, third)] == ["decided", "open"]


_LEFT_OUT = frozenset(
    {
        Kind.OPINION_ASKED,
        Kind.OPINION_GIVEN,
        Kind.LINKED,
        Kind.CLASSIFIED,
        Kind.REOPENED,
        Kind.REDRESS_ORDERED,
    }
)
_HAPPENS = {
    Kind.JOINED,
    Kind.CARRIED_ON,
    Kind.PAUSED,
    Kind.AGREED,
    Kind.DELIVERED,
    Kind.WITHDRAWN,
    Kind.VERIFICATION_ASKED,
}


class Random:
    """A joint complaint to which people do what they may, at random, through the doors of the room."""

    def __init__(self, it: Heard, officers: Sequence[Staff], leaders: Sequence[Staff], seed: int) -> None:
        self.web, self.first, self.officers, self.leaders = it.web, it.complaint, officers, leaders
        self.handling = it.web.house.house.complaints
        self.chance = random.Random(seed)  # noqa: S311  (a story, not a secret)
        self.now = it.web.house.clock.now()
        self.ids, self.done = [it.complaint], list[Kind]()

    async def begins(self) -> None:
        """Somebody takes it, and others join."""
        taker = self.officers[0]
        async with self.web.house.database.transaction() as session:
            for wish in (Wish(Kind.TAKEN), Wish(Kind.CLASSIFIED, classes=CLASSES)):
                await acting.act(session, self.handling, taker, self.ids[0], wish, now=self.now)
            for _ in range(self.chance.randrange(2, 4)):
                found = await reading.opened(session, self.handling, self.ids[0], lock=True)
                await self._joins(session, taker, found)

    async def goes_on(self) -> None:
        self.now += timedelta(hours=self.chance.choice([0, 1, 7, 30, 60]))
        async with self.web.house.database.transaction() as session:
            complaint = self.chance.choice([*self.ids, *self.ids[:1] * 2])
            found = await reading.opened(session, self.handling, complaint, lock=True)
            people = [*self.officers, *self.leaders]
            choices = [
                (who, kind)
                for who in people
                for kind in possible(found.case, Who.of(who.id, who.post), found.terms, now=self.now)
                if kind not in _LEFT_OUT and (kind is not Kind.HANDED_ON or self._free(found))
            ]
            # The end of it comes soon enough by itself.
            weights = [{Kind.WITHDRAWN: 1, Kind.JOINED: 12, Kind.NOTED: 1}.get(kind, 6) for _, kind in choices]
            if not choices:
                return
            who, kind = self.chance.choices(choices, weights)[0]
            self.done.append(kind)
            if kind is Kind.JOINED:
                await self._joins(session, who, found)
                return
            await acting.act(session, self.handling, who, complaint, self._wish(kind, found), now=self.now)
            if kind is Kind.TAKEN and found.case.classes is None:
                classes = Wish(Kind.CLASSIFIED, classes=CLASSES)
                await acting.act(session, self.handling, who, complaint, classes, now=self.now)

    async def _joins(self, session: Any, who: Staff, found: Opened) -> None:
        member = Member(uuid4().hex, Complaining(name="测试李四"), speaks=self.chance.random() < 0.5)
        try:
            made = await joining.join(session, self.handling, who, found.row.id, member, now=self.now)
        except TooManyTogether:
            return
        self.ids.append(made.row.id)

    def _wish(self, kind: Kind, found: Opened) -> Wish:
        match kind:
            case Kind.HANDED_ON:
                return Wish(kind, to=self.chance.choice(self._free(found)).id)
            case Kind.PAUSED:
                return Wish(kind, reason=self.chance.choice(["examination", "records", "complainant"]))
            case Kind.DECISION_PROPOSED:
                return Wish(kind, outcome="upheld", result="已退回", reasons="重复计收", redress_fen=30_000)
            case Kind.CARRIED_ON:
                relation = self.chance.choice([Relation.HEIR, Relation.PROXY])
                return Wish(kind, people=People(relation, ("测试王一",), "公证书"))
            case _:
                return Wish(kind, words="测试说明")

    def _free(self, found: Opened) -> list[Staff]:
        return [one for one in self.officers if one.id not in found.case.barred]

    async def holds(self) -> None:
        """What is promised of them all, at every moment."""
        async with self.web.house.database.reading() as session:
            found = {one: await reading.opened(session, self.handling, one) for one in self.ids}
            letters = {*await session.scalars(select(ComplaintLetterRow.complaint_id))}
        for one in found.values():
            self._ended_rightly(one, letters)
            if one.row.leading_id is not None and one.row.state in RUNNING:
                self._follows(one, found[one.row.leading_id])
        speaking = [one for one in found.values() if one.case.speaks and one.row.state in RUNNING]
        assert len(speaking) < 5

    def _ended_rightly(self, one: Opened, letters: set[UUID]) -> None:
        last = next((act for act in reversed(one.acts) if act.kind in {Kind.DELIVERED, Kind.WITHDRAWN}), None)
        assert (one.row.closed_at is None) == (not one.case.is_over)
        if not one.case.is_over:
            return
        assert last is not None
        assert last.facts["told"]
        if one.case.ended_by is Kind.DELIVERED:
            assert last.kind == Kind.DELIVERED
            assert one.row.id in letters
            assert any(act.kind == Kind.AGREED for act in one.acts)

    def _follows(self, one: Opened, leading: Opened) -> None:
        assert leading.row.state in RUNNING
        assert leading.row.leading_id is None
        clocks = [readings(each.case, each.terms, now=self.now)[:2] for each in (one, leading)]
        assert clocks[0] == clocks[1]
        assert (one.row.due_at, one.row.house_due_at) == (leading.row.due_at, leading.row.house_due_at)
        assert (one.row.phase, one.row.handler_id) == (leading.row.phase, leading.row.handler_id)
        assert (one.case.hands, one.case.extensions) == (leading.case.hands, leading.case.extensions)


async def test_over_random_stories_nobody_is_closed_without_her_own_decision_or_will(it: Heard) -> None:
    officers = [it.sun.staff, *[(await somebody(it.web, name, Post.COMPLAINT_OFFICER)).staff for name in ("wu", "he")]]
    leaders = [it.leader.staff, (await somebody(it.web, "qian", Post.COMPLIANCE)).staff]
    done = list[Kind]()
    for seed in range(STORIES):
        _, it.complaint = await complaint_of(it.web.house)
        story = Random(it, officers, leaders, seed)
        await story.begins()
        for _ in range(STEPS):
            await story.goes_on()
            await story.holds()
        done += story.done
    assert {*done} >= _HAPPENS
