"""A complaint looked up by its number, by somebody who has not signed in."""

from datetime import timedelta
from uuid import uuid4

import pytest

from qiao.backoffice.contract import catalogue as ops
from qiao.cases.complaints import voice
from qiao.cases.model import ComplaintRow
from qiao.conversations import Claim, Level, identify_session
from tests.backoffice.conftest import Teller, filled, teller
from tests.cases.complaints.hers import Heard, Her
from tests.cases.complaints.test_handling import complaint_of
from tests.cases.test_complaints import doors
from tests.conftest import Web
from tests.requests.at_the_house import Doors

__all__ = ["doors", "filled", "teller"]


@pytest.fixture
async def it(web: Web) -> Heard:
    return await Heard.begins(web)


async def test_state_and_next_date_alone_are_told_for_the_number_she_left(it: Heard) -> None:
    number, visitor = (await it.row()).number, await Her.comes(it.web)
    told = await visitor.post("complaints/by-number", number=number.lower(), digits="5678")
    assert told.json() == {"number": number, "state": "open", "due_on": "2026-12-08", "closed_at": None}


async def test_a_wrong_number_and_wrong_digits_are_refused_alike(it: Heard) -> None:
    number, visitor = (await it.row()).number, await Her.comes(it.web)
    wrong = await visitor.post("complaints/by-number", number=number, digits="0000")
    none = await visitor.post("complaints/by-number", number="T000000-0000", digits="5678")
    assert wrong.status_code == 404
    assert wrong.json() == none.json() == {"error": "NumberOrDigitsWrong", "params": {}}
    assert (await visitor.post("complaints/by-number", number=number, digits="67a8")).status_code == 422


async def test_wrong_digits_lock_the_number_for_everybody_for_a_day(it: Heard) -> None:
    number = (await it.row()).number
    for digits in range(5):
        visitor = await Her.comes(it.web)
        assert (await visitor.post("complaints/by-number", number=number, digits=f"000{digits}")).status_code == 404
    visitor = await Her.comes(it.web)
    locked = await visitor.post("complaints/by-number", number=number, digits="5678")
    assert (locked.status_code, locked.json()["error"]) == (429, "LookupLocked")
    assert locked.json()["params"]["locked_until"].startswith("2026-11-24T")
    await it.passes(hours=25)
    assert (await visitor.post("complaints/by-number", number=number, digits="5678")).status_code == 200


async def test_a_session_cannot_try_its_way_through_the_numbers(it: Heard) -> None:
    visitor = await Her.comes(it.web)
    for last in range(5):
        await visitor.post("complaints/by-number", number=f"T1{last}", digits="0000")
    number = (await it.row()).number
    assert (await visitor.post("complaints/by-number", number=number, digits="5678")).status_code == 429


async def test_what_was_right_does_not_count(it: Heard) -> None:
    number, visitor = (await it.row()).number, await Her.comes(it.web)
    answers = [await visitor.post("complaints/by-number", number=number, digits="5678") for _ in range(7)]
    assert {one.status_code for one in answers} == {200}


async def test_the_registered_phone_proves_it_as_well(doors: Doors, teller: Teller) -> None:
    customer, house = teller.running().customer_id, doors.home
    ring, now = house.house.parts.ring, house.clock.now()
    live = await house.visitor()
    claim = Claim(customer, None, Level.A1, uuid4().hex, now + timedelta(minutes=5))
    async with house.database.transaction() as session:
        live = await identify_session(session, ring, live, claim, now=now)
    _, complaint = await complaint_of(house, live=live)
    async with house.database.reading() as session:
        number = (await session.get_one(ComplaintRow, complaint)).number
    asking = voice.Asking(house.house.complaints, (await doors.visit()).lender, house.database)
    digits = (await teller.ask(ops.CUSTOMER, customer)).phone_masked[-4:]
    told = await asking.state(await house.visitor(), number, digits, now=now)
    assert told["state"] == "open"
    stranger = await house.visitor()
    with pytest.raises(voice.NumberOrDigitsWrong):
        await asking.state(stranger, number, f"{(int(digits) + 1) % 10_000:04}", now=now)
