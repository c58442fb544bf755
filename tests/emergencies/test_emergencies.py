"""Emergencies through their flows: what protects comes first, proved at the lender; nothing is told to others."""

import json
from uuid import UUID

import pytest
from sqlalchemy import select

from qiao import app, customers
from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.sandbox.records import CustomerRecord
from qiao.emergencies.actions import HOLD_DAYS, details_place
from qiao.emergencies.model import EmergencyRow
from qiao.foundation.keys import KeyId
from qiao.policy import Pack, rules
from qiao.requests import Ask, ConfirmCard, HandOver, Perform, Receipt
from qiao.requests.lender.answering import PackRules
from tests.backoffice.conftest import Teller, filled, teller
from tests.conftest import TestHouse
from tests.requests.at_the_house import Doors, HouseVisit, open_doors

__all__ = ["filled", "teller"]

DISASTER, STOLEN, GONE, DECEASED, IMPRISONED = (
    "disaster_affected",
    "account_stolen",
    "money_already_transferred_fraud",
    "borrower_deceased",
    "borrower_imprisoned_or_incapable",
)


@pytest.fixture
def doors(house: TestHouse, teller: Teller, pack: Pack) -> Doors:
    return open_doors(house, teller, pack.section(app.FLOWS), PackRules(pack.section(rules.RULES)))


async def _only(house: TestHouse) -> tuple[EmergencyRow, dict[str, str]]:
    """The one emergency there is, and its details opened."""
    async with house.database.reading() as session:
        (row,) = await session.scalars(select(EmergencyRow))
        ring = house.house.parts.ring
        await ring.load(session, KeyId(row.key_id))
    return row, json.loads(ring.open(KeyId(row.key_id), row.details, bound_to=details_place(row.id)))


async def _answer(person: HouseVisit, **answers: str) -> HouseVisit:
    """Answer what is asked, by the beginning of a button or in words; what is not among the answers is skipped."""
    while asked := person.all(Ask):
        answer = answers.get(asked[0].slot)
        if answer is None:
            await person.press("skip")
        elif answer.isdigit():
            await person.say(answer)
        else:
            await person.press(answer)
    return person


async def _paused(teller: Teller, customer: str, why: str) -> int:
    """For how many days calls to this customer pause, by the lender's own record; 0 where they do not."""
    holds = (await teller.ask(ops.HOLDS, customer)).items
    mine = [one for one in holds if one.kind == "dunning" and one.reason.startswith(why)]
    return round((mine[-1].ends_at - mine[-1].starts_at).total_seconds() / 86_400) if mine else 0


async def _held(house: TestHouse, customer_id: UUID) -> dict[str, int]:
    """What is held back here, and for how many days from now."""
    now = house.clock.now()
    async with house.database.reading() as session:
        held = await customers.holds_at(session, customer_id, now)
    return {one.key.name: (one.until - now).days for one in held if one.until is not None}


async def test_a_need_after_a_flood_becomes_a_case_and_calls_pause_at_once(doors: Doors, teller: Teller) -> None:
    loan = teller.running()
    person = await (await doors.visit(loan.customer_id)).say("河南郑州发大水，房子淹了，想晚点还", DISASTER)
    card = (await _answer(person, window="上午")).one(ConfirmCard)
    assert any(line.value.zh.startswith("催收电话和还款提醒暂停30天") for line in card.lines)
    assert any("郑州" in line.value.zh for line in card.lines)
    await person.agree()
    row, details = await _only(doors.home)
    assert (row.kind, row.region) == ("disaster", "410100")
    assert details == {"need": "defer", "window": "morning"}
    assert await person.effects() == {"holds.dunning": "verified", "cases.register": "verified"}
    assert await _paused(teller, loan.customer_id, "disaster") == HOLD_DAYS
    case = [one for one in (await teller.ask(ops.CASES, loan.customer_id)).items if one.kind == "disaster"][-1]
    assert loan.id in case.loan_ids
    assert case.cause == "disaster: defer"


async def test_a_visitor_registers_a_need_with_a_number_and_without_proof(doors: Doors) -> None:
    person = await (await doors.visit()).say("我们这里发洪水了", DISASTER)
    await (await _answer(person, need="先停电话", window="傍晚", number="13800000000")).agree()
    assert person.one(Receipt)
    row, details = await _only(doors.home)
    assert row.region is None
    assert details["number"] == "13800000000"
    assert await person.effects() == {}


async def test_a_stolen_account_freezes_at_once_and_a_person_takes_over(doors: Doors, teller: Teller) -> None:
    customer = teller.running().customer_id
    person = await (await doors.visit(customer)).say("我的账号被盗了，别人登录了", STOLEN)
    assert person.one(ConfirmCard), "nothing is asked that would keep the account open longer"
    await person.agree()
    assert person.one(HandOver).reason == "end"
    assert "96110" in person.one(Receipt).within.zh
    assert await person.effects() == {"accounts.freeze": "verified", "tickets.open": "verified"}
    assert (await teller.ask(ops.CUSTOMER, customer)).is_frozen
    assert await _held(doors.home, person.live.customer_id) == {"outreach": HOLD_DAYS}
    tickets = (await teller.ask(ops.TICKETS, customer, kind="fraud")).items
    assert str(person.done["number"]) in tickets[-1].subject


async def test_frozen_twice_is_frozen_once(doors: Doors, teller: Teller) -> None:
    customer = teller.running().customer_id
    for _ in range(2):
        person = await (await doors.visit(customer)).say("我的账号被盗了，别人登录了", STOLEN)
        await person.agree()
        assert (await person.effects())["accounts.freeze"] == "verified"
    assert (await teller.ask(ops.CUSTOMER, customer)).is_frozen


async def test_a_visitor_who_was_defrauded_is_taken_up_though_nothing_can_be_frozen(doors: Doors) -> None:
    person = await (await doors.visit()).say("我被骗了，钱已经转出去了", GONE)
    card = (await _answer(person)).one(ConfirmCard)
    assert not any("冻结" in line.label.zh for line in card.lines)
    await person.agree()
    assert (person.done["freezes"], person.one(HandOver).reason) == (False, "end")
    assert await person.effects() == {}


async def test_a_daughter_tells_of_a_death_and_all_calls_to_the_borrower_stop(doors: Doors, teller: Teller) -> None:
    borrower = teller.lender.need(CustomerRecord, teller.running().customer_id)
    person = await (await doors.visit()).say("我爸去世了，你们别再打电话了", DECEASED)
    await _answer(person, borrower_phone=borrower.phone, number="13800000000")
    await person.agree()
    assert "关怀同事" in person.one(HandOver).text.zh
    assert await person.effects() == {"holds.dunning": "verified", "tickets.open": "verified"}
    assert await _paused(teller, borrower.id, "deceased") == HOLD_DAYS
    async with doors.home.database.reading() as session:
        known = await customers.known_as(session, doors.home.house.parts.ring, borrower.id)
    assert known is not None
    assert await _held(doors.home, known) == {"collection": HOLD_DAYS}
    assert await _held(doors.home, person.live.customer_id) == {}
    _, details = await _only(doors.home)
    assert details == {
        "situation": "deceased",
        "relation": "child",
        "number": "13800000000",
        "borrower_phone": borrower.phone,
    }


async def test_who_is_not_the_borrower_cannot_tell_whether_a_number_is_known(doors: Doors, teller: Teller) -> None:
    borrower = teller.lender.need(CustomerRecord, teller.running().customer_id)
    told: list[list[str]] = []
    for phone in (borrower.phone, "19900000000"):
        person = await (await doors.visit()).say("我爸去世了", DECEASED)
        card = (await _answer(person, borrower_phone=phone)).one(ConfirmCard)
        lines = [line.value.zh for line in card.lines if line.label.zh != "借款人的手机号"]
        await person.agree()
        told.append([*lines, person.one(Receipt).text.zh.replace(str(person.done["number"]), "")])
    assert told[0] == told[1]


@pytest.mark.parametrize(("reported", "paused"), [(2, HOLD_DAYS), (3, 0)])
async def test_nobody_pauses_calls_to_one_borrower_after_the_other(
    doors: Doors, teller: Teller, reported: int, paused: int
) -> None:
    """Reports are not proved, so beyond a few of them a person looks first."""
    borrower = teller.lender.need(CustomerRecord, teller.running().customer_id)
    person = await doors.visit()
    person.used = {"borrowers_reported_one_by_one": reported}
    await _answer(await person.say("我爸去世了", DECEASED), borrower_phone=borrower.phone)
    if paused:
        await person.agree()
        await person.effects()
    else:
        assert person.one(HandOver).reason == "rules"
        assert not person.all(ConfirmCard)
    assert await _paused(teller, borrower.id, "deceased") == paused


async def test_on_the_borrowers_own_account_no_number_is_needed(doors: Doors, teller: Teller) -> None:
    customer = teller.running().customer_id
    person = await (await doors.visit(customer)).say("我老公在服刑", IMPRISONED)
    asked = person.one(Ask).slot
    assert asked == "whose"
    await (await _answer(person, whose="借款人的账户")).agree()
    assert await _paused(teller, customer, "incapable") == HOLD_DAYS


async def test_on_ones_own_account_another_borrower_is_meant(doors: Doors, teller: Teller) -> None:
    customer = teller.running().customer_id
    person = await (await doors.visit(customer)).say("我弟弟坐牢了，他的贷款怎么办", IMPRISONED)
    await (await _answer(person, whose="我自己的账户")).agree()
    assert await _paused(teller, customer, "incapable") == 0
    assert await person.effects() == {}


async def test_nothing_happens_before_the_card_is_agreed_to(doors: Doors, teller: Teller) -> None:
    customer = teller.running().customer_id
    person = await (await doors.visit(customer)).say("我的账号被盗了，别人登录了", STOLEN)
    await person.say("先不要，我再看看")
    assert not person.all(Perform)
    assert not (await teller.ask(ops.CUSTOMER, customer)).is_frozen
