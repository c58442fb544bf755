"""Calls that people are promised: booked in the house, for visitors too, and never two on one matter."""

from datetime import time

import pytest
from sqlalchemy import select

from qiao import app
from qiao.desk.call_backs import number_place, windows
from qiao.desk.model import CallBackRow
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.keys import KeyId
from qiao.policy import Pack, rules
from qiao.requests import Ask, ConfirmCard, Refusal
from qiao.requests.lender.answering import PackRules
from tests.backoffice.conftest import Teller, filled, teller
from tests.conftest import NOON, TestHouse
from tests.requests.at_the_house import Doors, HouseVisit, open_doors

__all__ = ["filled", "teller"]


@pytest.fixture
def doors(house: TestHouse, teller: Teller, pack: Pack) -> Doors:
    return open_doors(house, teller, pack.section(app.FLOWS), PackRules(pack.section(rules.RULES)))


async def _rows(house: TestHouse) -> list[CallBackRow]:
    async with house.database.reading() as session:
        return list(await session.scalars(select(CallBackRow)))


async def _at_card(person: HouseVisit, topic: str = "想问问怎么还款") -> HouseVisit:
    await (await person.say("给我回个电话", "request_callback")).say(topic)
    if person.one(Ask).slot == "number":
        await person.say("13800000000")
    await person.press("pick:")
    return person


async def test_a_known_customer_is_called_on_the_number_on_file(doors: Doors, teller: Teller) -> None:
    person = await _at_card(await doors.visit(teller.running().customer_id))
    await person.agree()
    (row,) = await _rows(doors.home)
    assert (row.topic, row.number, row.state) == ("想问问怎么还款", None, "booked")
    assert row.booked_as == person.done["number"]
    assert row.starts_at == windows(NOON)[0][0]


async def test_a_visitors_number_is_sealed_and_can_be_opened_with_her_key(doors: Doors) -> None:
    await (await _at_card(await doors.visit())).agree()
    (row,) = await _rows(doors.home)
    assert row.number is not None
    assert row.key_id is not None
    assert b"13800000000" not in row.number
    ring = doors.home.house.parts.ring
    async with doors.home.database.reading() as session:
        await ring.load(session, KeyId(row.key_id))
    assert ring.open(KeyId(row.key_id), row.number, bound_to=number_place(row.id)) == b"13800000000"


async def test_one_matter_is_called_about_once(doors: Doors) -> None:
    person = await doors.visit()
    await (await _at_card(person)).agree()
    again = HouseVisit(person.teller, person.book, person.rules, None, person.who, home=person.home, live=person.live)
    await (await again.say("给我回个电话", "request_callback")).say("想问问，怎么还款？")
    await again.say("13800000000")
    await again.press("pick:")
    assert again.one(Refusal).rules == ("one_callback_a_topic",)
    other = HouseVisit(person.teller, person.book, person.rules, None, person.who, home=person.home, live=person.live)
    assert (await _at_card(other, "合同看不懂")).one(ConfirmCard)


async def test_windows_lie_inside_the_hours_of_the_rules_and_of_the_people(pack: Pack) -> None:
    ruled, today = pack.section(rules.RULES), NOON.date()
    earliest, latest = ruled.figure("callbacks_from", today), ruled.figure("callbacks_until", today)
    hours = pack.manifest.human_hours
    assert isinstance(earliest, time)
    assert isinstance(latest, time)
    assert hours.from_ <= earliest < latest <= hours.to
    for start, end in windows(NOON):
        assert earliest <= start.astimezone(SHANGHAI).time() < end.astimezone(SHANGHAI).time() <= latest
        assert (start - NOON).total_seconds() >= 3600
