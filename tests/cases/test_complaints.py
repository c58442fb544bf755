"""Complaints through their flows: never refused, on a clock, sealed, kept from whom they are about."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from qiao import app, cases, customers
from qiao.backoffice.contract import catalogue as ops
from qiao.cases import rules as case_rules
from qiao.cases.complaints import Kind, add_act
from qiao.cases.model import ComplaintActRow, ComplaintRow, ComplaintState, Subject
from qiao.cases.queries import details_place
from qiao.customers.standing.model import StandingChangeRow
from qiao.foundation.business_calendar import SHANGHAI, business_date
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyId
from qiao.policy import Pack, rules
from qiao.requests import Ask, ConfirmCard, Place, Receipt, Refusal, ShowCard, StepUp
from qiao.requests.lender.answering import PackRules
from tests.backoffice.conftest import Teller, filled, teller
from tests.conftest import TestHouse
from tests.requests.at_the_house import Doors, HouseVisit, open_doors

__all__ = ["filled", "teller"]

COMPLAIN, PROGRESS, VERIFY, WITHDRAW, STOP = (
    "complaint_register",
    "complaint_progress",
    "complaint_verification",
    "complaint_withdraw",
    "request_stop_calling",
)


@pytest.fixture
def doors(house: TestHouse, teller: Teller, pack: Pack) -> Doors:
    return open_doors(house, teller, pack.section(app.FLOWS), PackRules(pack.section(rules.RULES)))


async def _complaints(house: TestHouse) -> list[ComplaintRow]:
    async with house.database.reading() as session:
        return list(await session.scalars(select(ComplaintRow)))


async def _skip_to_card(person: HouseVisit) -> HouseVisit:
    while person.all(Ask):
        await person.press("skip")
    return person


async def _complain(doors: Doors, customer: str | None = None, said: str = "我要投诉") -> HouseVisit:
    person = await (await doors.visit(customer)).say(said, COMPLAIN)
    return await (await _skip_to_card(person)).agree()


async def test_a_complaint_of_which_everything_is_left_out_is_on_record(doors: Doors) -> None:
    person = await _complain(doors)
    (row,) = await _complaints(doors.home)
    assert (row.number, row.subject, row.state, row.channel) == (person.done["number"], "other", "open", "web")
    assert not row.has_conflict


async def test_its_answer_is_due_at_the_end_of_the_fifteenth_day(doors: Doors) -> None:
    person = await _complain(doors)
    (row,) = await _complaints(doors.home)
    assert person.done["due_on"] == "2026-12-08"  # Made on 23 November.
    assert row.due_at.astimezone(SHANGHAI).strftime("%F %T") == "2026-12-08 23:59:59"


def test_a_complaint_just_after_midnight_in_beijing_counts_from_that_day() -> None:
    opened = datetime(2026, 11, 22, 16, 1, tzinfo=UTC)
    assert case_rules.due_at(opened).astimezone(SHANGHAI).date().isoformat() == "2026-12-08"


async def test_what_is_said_is_sealed_and_only_her_key_opens_it(doors: Doors) -> None:
    person = await (await doors.visit()).say("我要投诉你们的利息太高", COMPLAIN)
    await (await person.say("上个月多收了三百块")).say("请把多收的退给我")
    await (await person.say("13800000000")).agree()
    (row,) = await _complaints(doors.home)
    assert row.subject == Subject.FEES
    assert b"13800000000" not in row.details
    ring = doors.home.house.parts.ring
    async with doors.home.database.reading() as session:
        await ring.load(session, KeyId(row.key_id))
    details = json.loads(ring.open(KeyId(row.key_id), row.details, bound_to=details_place(row.id)))
    assert details == {"facts": "上个月多收了三百块", "demand": "请把多收的退给我", "number": "13800000000"}


async def test_calls_about_debts_pause_at_the_lender_with_a_complaint_about_them(doors: Doors, teller: Teller) -> None:
    customer = teller.running().customer_id
    person = await (await doors.visit(customer)).say("催收电话一天打十几个", "collection_too_frequent")
    card = (await _skip_to_card(person)).one(ConfirmCard)
    assert "从现在起暂停7天" in [line.value.zh for line in card.lines]
    await person.agree()
    assert await person.effects() == {"holds.dunning": "verified"}
    holds = (await teller.ask(ops.HOLDS, customer)).items
    assert any(one.kind == "dunning" and str(person.done["number"]) in one.reason for one in holds)


async def test_a_complaint_about_service_is_kept_from_whoever_served_her(house: TestHouse) -> None:
    assert case_rules.names_a_person(Subject.SERVICE)
    served = [new_id()]
    live = await house.visitor()
    await house.receive(live, "你好")
    contact = (await house.state(live)).contact
    assert contact is not None
    ring, now = house.house.parts.ring, house.clock.now()
    async with house.database.transaction() as session:
        key = await customers.data_key(session, ring, live.customer_id, now=now)
        for subject in (Subject.SERVICE, Subject.FEES):
            request = new_id()
            place = Place(request, "R1", live.customer_id, live.conversation_id, contact.id, ring, key)
            await cases.register(session, place, cases.Complaining(subject), channel="web", served_by=served, now=now)
    conflicts = {row.subject: row.not_handled_by for row in await _complaints(house)}
    assert conflicts == {"service": [str(served[0])], "fees": []}


async def test_she_sees_how_it_stands_and_withdraws_it(doors: Doors, teller: Teller) -> None:
    customer = teller.running().customer_id
    person = await _complain(doors, customer)
    again = HouseVisit(
        person.teller, person.book, person.rules, customer, person.who, home=person.home, live=person.live
    )
    card = (await again.say("我的投诉怎么样了", PROGRESS)).one(ShowCard)
    assert str(person.done["number"]) in card.title.zh
    assert "处理中" in [line.value.zh for line in card.lines]
    await (await again.say("我要撤回投诉", WITHDRAW)).agree()
    assert str(person.done["number"]) in again.one(Receipt).text.zh
    (row,) = await _complaints(doors.home)
    assert (row.state, row.withdrawn_at) == ("withdrawn", row.closed_at)
    assert (await again.say("我要撤回投诉", WITHDRAW)).one(Refusal)


async def test_rules_are_told_what_open_complaints_are_about(doors: Doors, teller: Teller) -> None:
    person = await (await doors.visit(teller.running().customer_id)).say("我要投诉", COMPLAIN)
    await (await _skip_to_card(await person.press("利息和费用"))).agree()
    told = app.REQUESTS.facts["customer.complaints"]
    assert await told(person.asking) == ("fees",)
    (row,) = await _complaints(doors.home)
    async with doors.home.database.transaction() as session:
        (await session.get_one(ComplaintRow, row.id)).state = ComplaintState.WITHDRAWN
    assert await told(person.asking) == ()


async def test_nobody_sees_or_withdraws_what_is_somebody_elses(doors: Doors, teller: Teller) -> None:
    await _complain(doors)
    other = await doors.visit(teller.running().customer_id)
    assert (await other.say("我的投诉怎么样了", PROGRESS)).one(Refusal)
    visitor = await doors.visit()
    assert (await visitor.say("我的投诉怎么样了", PROGRESS)).one(StepUp)


async def test_without_a_complaint_there_is_nothing_to_show(doors: Doors, teller: Teller) -> None:
    person = await doors.visit(teller.running().customer_id)
    refusal = (await person.say("我的投诉怎么样了", PROGRESS)).one(Refusal)
    assert [one.id for one in refusal.alternatives] == [f"intent:{COMPLAIN}"]


async def test_no_more_calls_is_a_wish_on_record_and_a_pause_at_the_lender(doors: Doors, teller: Teller) -> None:
    customer = teller.running().customer_id
    person = await (await doors.visit(customer)).say("别再给我打电话了", STOP)
    await person.agree()
    now = doors.home.clock.now()
    async with doors.home.database.reading() as session:
        assert await customers.wants_no_calls(session, person.live.customer_id, now)
        borrower = await customers.known_as(session, doors.home.house.parts.ring, customer)
        assert borrower is not None
        (held,) = await customers.holds_at(session, borrower, now)
    assert (held.key.name, held.by.source, held.until) == (
        "collection",
        "robot",
        now + timedelta(days=case_rules.PAUSE_DAYS),
    )
    assert await person.effects() == {"holds.dunning": "verified"}
    (hold,) = [one for one in (await teller.ask(ops.HOLDS, customer)).items if one.reason == "asked not to be called"]
    assert hold.ends_at - doors.home.clock.now() == timedelta(days=case_rules.PAUSE_DAYS)


async def test_whoever_says_again_that_she_wants_no_calls_is_left_alone_anew(doors: Doors, teller: Teller) -> None:
    customer = teller.running().customer_id
    first = await (await doors.visit(customer)).say("别再给我打电话了", STOP)
    await first.agree()
    doors.home.clock.advance(timedelta(days=2))
    again = HouseVisit(first.teller, first.book, first.rules, customer, first.who, home=first.home, live=first.live)
    await (await again.say("别再给我打电话了", STOP)).agree()
    assert again.done["id"] == first.done["id"]
    async with doors.home.database.reading() as session:
        borrower = await customers.known_as(session, doors.home.house.parts.ring, customer)
        assert borrower is not None
        held = await customers.holds_at(session, borrower, doors.home.clock.now())
    assert len({one.key.origin for one in held}) == 2
    assert await again.effects() == {"holds.dunning": "verified"}


async def test_a_strangers_number_is_stopped_without_saying_whose_it_is(doors: Doors) -> None:
    person = await (await doors.visit()).say("不要再打这个电话了，我不认识借款的人", STOP)
    await (await person.say("13800000000")).agree()
    ring = doors.home.house.parts.ring
    async with doors.home.database.reading() as session:
        assert await customers.is_stopped(session, ring, "13800000000", doors.home.clock.now())
        assert not await customers.is_stopped(session, ring, "13800000001", doors.home.clock.now())
        (row,) = await session.scalars(select(StandingChangeRow))
    assert row.number is not None
    assert b"13800000000" not in row.number
    assert "13800000000" not in row.scope
    assert await person.effects() == {}


async def test_what_was_decided_she_reads_under_its_progress_and_cannot_withdraw(doors: Doors, teller: Teller) -> None:
    customer = teller.running().customer_id
    person = await _complain(doors, customer)
    (row,) = await _complaints(doors.home)
    again = HouseVisit(
        person.teller, person.book, person.rules, customer, person.who, home=person.home, live=person.live
    )
    shown = {
        ComplaintState.VERIFYING: ("核查中", True),
        ComplaintState.DECIDED: ("已有处理决定，见本对话", False),
    }
    for state, (words, is_open) in shown.items():
        async with doors.home.database.transaction() as session:
            (await session.get_one(ComplaintRow, row.id)).state = state
        lines = {
            line.label.zh: line.value.zh for line in (await again.say("我的投诉怎么样了", PROGRESS)).one(ShowCard).lines
        }
        assert (lines["现在的状态"], "最晚答复" in lines) == (words, is_open)
    assert (await again.say("我要撤回投诉", WITHDRAW)).one(Refusal)


async def _decided(doors: Doors, person: HouseVisit) -> tuple[ComplaintRow, HouseVisit]:
    """Her complaint, as it is when its decision was delivered; and she again, with more to say."""
    (row,) = await _complaints(doors.home)
    ring, now = doors.home.house.parts.ring, doors.home.clock.now()
    async with doors.home.database.transaction() as session:
        kept = await session.get_one(ComplaintRow, row.id)
        await add_act(session, ring, kept, Kind.DELIVERED, by=f"staff:{new_id()}", now=now)
        kept.state, kept.phase, kept.closed_at = ComplaintState.DECIDED, "decided", now
    again = HouseVisit(
        person.teller, person.book, person.rules, person.customer, person.who, home=person.home, live=person.live
    )
    return row, again


async def test_whoever_does_not_accept_a_decision_has_it_verified_at_once(doors: Doors, teller: Teller) -> None:
    row, her = await _decided(doors, await _complain(doors, teller.running().customer_id))
    doors.home.clock.advance(timedelta(days=30))
    card = (await (await her.say("不同意处理结果", VERIFY)).say("退的钱不对")).one(ConfirmCard)
    assert row.number in str(card.lines)
    await her.agree()
    assert "其他同事核查" in her.one(Receipt).text.zh
    await doors.home.settle()
    (kept,) = await _complaints(doors.home)
    assert (kept.state, kept.phase, kept.closed_at) == ("verifying", "new", None)
    assert her.done["due_on"] == business_date(kept.due_at).isoformat() == "2027-01-22"
    async with doors.home.database.reading() as session:
        acts = [*await session.scalars(select(ComplaintActRow).order_by(ComplaintActRow.seq))]
    assert (acts[-1].kind, acts[-1].by) == ("verification_asked", "customer")
    assert acts[-1].facts["told"]["what"] == "verification"
    assert "退".encode() not in (acts[-1].words or b"")


async def test_after_its_days_the_ways_that_are_left_are_told(doors: Doors, teller: Teller) -> None:
    row, her = await _decided(doors, await _complain(doors, teller.running().customer_id))
    doors.home.clock.advance(timedelta(days=31))
    refusal = (await her.say("不同意处理结果", VERIFY)).one(Refusal)
    for way in (row.number, "30日内", "2026年12月23日", "调解", "仲裁", "人民法院", "12378"):
        assert way in str(refusal)
    (kept,) = await _complaints(doors.home)
    assert kept.state == "decided"


async def test_what_was_verified_once_or_is_not_decided_yet_is_not_verified(doors: Doors, teller: Teller) -> None:
    person = await _complain(doors, teller.running().customer_id)
    early = HouseVisit(
        person.teller, person.book, person.rules, person.customer, person.who, home=person.home, live=person.live
    )
    assert "还没有可以核查的决定" in str((await early.say("不同意处理结果", VERIFY)).one(Refusal))
    row, her = await _decided(doors, person)
    await (await (await her.say("不同意处理结果", VERIFY)).press("skip")).agree()
    await doors.home.settle()
    _, again = await _decided(doors, person)
    assert row.number in str((await again.say("还是不同意", VERIFY)).one(Refusal))


@pytest.mark.parametrize(
    "said",
    [
        "不同意处理结果",
        "你们的处理结果我不同意",
        "处理决定书看了，我不接受",
        "对投诉的处理决定我有意见，想让别人再查一遍",
        "投诉决定我不服",
        "I do not accept your decision on my complaint",
    ],
)
async def test_in_words_it_is_heard_as_that_and_not_as_another_complaint(house: TestHouse, said: str) -> None:
    live = await house.visitor()
    await house.receive(live, said)
    await house.settle()
    answer = (await house.messages(live))[-1]["content"]
    titles = {"不同意投诉处理结果", "If you do not accept the decision on your complaint"}
    assert (answer["kind"], answer["title"] in titles) == ("card", True)
