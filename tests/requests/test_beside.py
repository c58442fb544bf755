"""What is ordered at the lender beside a request of the house: where it does not come about, a person sees to it."""

from typing import Any

import pytest

from qiao.backoffice import BackOfficeRefused
from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.ports import ContractBroken
from qiao.conversations import OwnerKind
from tests.backoffice.conftest import Teller
from tests.conftest import TestHouse
from tests.requests.serving import Served, filled, house, leader, signed_in, teller

__all__ = ["filled", "house", "teller"]


@pytest.fixture
def trouble(house: TestHouse, monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """As long as one stands in the list, the lender answers a pause of calls with it."""
    lender, troubles = house.house.lender, list[Exception]()
    assert lender is not None
    order = lender.order

    async def troubled(operation: Any, subject: str, body: Any, *, key: str) -> Any:
        if operation is ops.HOLD_DUNNING and troubles:
            raise troubles[0]
        return await order(operation, subject, body, key=key)

    monkeypatch.setattr(lender, "order", troubled)
    return troubles


async def _after_a_flood(house: TestHouse, teller: Teller) -> Served:
    """Somebody whose need is on record."""
    person = await signed_in(house, teller, teller.running().customer_id)
    await person.says("河南郑州发大水，房子淹了，想晚点还")
    for _ in range(6):
        shown = [button["id"] for one in person.last for button in one["content"].get("buttons", ())]
        if any(button.startswith("yes:") for button in shown):
            break
        await person.presses_id(next(one for one in shown if one.endswith("skip") or "window" in one or "need" in one))
    return await person.presses("yes:")


async def _notes(person: Served) -> list[str]:
    said = await person.house.messages(person.live)
    return [one["content"]["text"] for one in said if one["visibility"] != "public"]


async def test_all_is_well_where_the_lender_does_it(house: TestHouse, teller: Teller) -> None:
    person = await _after_a_flood(house, teller)
    (row,) = await person.rows()
    assert (row.state, row.effects, await _notes(person)) == ("completed", [], [])
    assert (await house.state(person.live)).owner.kind is OwnerKind.BOT


@pytest.mark.parametrize(
    ("answer", "code"), [(BackOfficeRefused("NoSuchLoan", {}), "NoSuchLoan"), (ContractBroken(), "ContractBroken")]
)
async def test_where_calls_do_not_pause_a_person_is_called(
    house: TestHouse, teller: Teller, trouble: list[Exception], answer: Exception, code: str
) -> None:
    trouble.append(answer)
    person = await _after_a_flood(house, teller)
    (row,) = await person.rows()
    assert (row.state, row.trouble, row.ended_at, len(row.effects)) == ("stuck", code, None, 1)
    assert row.number in person.text
    assert (await house.state(person.live)).owner.kind is OwnerKind.NOBODY
    assert [row.number in note for note in await _notes(person)] == [True]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(ContractBroken(), (200, "completed")), (BackOfficeRefused("NoSuchLoan", {}), (409, "stuck"))],
)
async def test_what_is_stuck_is_whole_again_when_a_person_has_it_tried_again(
    house: TestHouse, teller: Teller, trouble: list[Exception], answer: Exception, outcome: tuple[int, str]
) -> None:
    """The lender's refusal stands, and nothing is tried that could go on."""
    trouble.append(answer)
    person = await _after_a_flood(house, teller)
    trouble.clear()
    (row,) = await person.rows()
    async with leader(house) as browser:
        tried = await browser.post(f"/api/v1/staff/requests/{row.id}/retry", json={})
    await person.hears()
    (row,) = await person.rows()
    assert (tried.status_code, row.state) == outcome
    assert (row.ended_at is None) == (row.state == "stuck")
