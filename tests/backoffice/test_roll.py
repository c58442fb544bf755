"""The roll of everybody, and what was written for somebody: what simulated customers are cast from and judged by."""

from typing import Any

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.sandbox.records import CustomerRecord
from tests.backoffice.conftest import Teller


async def got(teller: Teller, path: str) -> Any:
    response = await teller.client.get(path)
    assert response.is_success, response.text
    return response.json()


async def test_everybody_stands_in_the_roll_with_what_is_hers(teller: Teller) -> None:
    roll = await got(teller, "/sandbox/customers")
    assert len(roll["customers"]) == 500
    assert sum(len(one["loans"]) for one in roll["customers"]) == 900
    assert sum(loan["payment_in_flight"] for one in roll["customers"] for loan in one["loans"]) == 40
    assert sum(len(loan["faults"]) for one in roll["customers"] for loan in one["loans"]) == 12
    assert sum(one["open_work"] != [] for one in roll["customers"]) == 30
    assert sum(loan["left_over_fen"] > 0 for one in roll["customers"] for loan in one["loans"]) == 2
    assert {one["code"] for one in roll["products"]} == {"XQ-EI", "XQ-DAY", "XQ-EP", "XQ-IO", "XQ-BL"}


async def test_writes_name_the_customer_or_her_loans_in_the_order_of_their_doing(teller: Teller) -> None:
    loan = teller.running()
    address = f"/sandbox/customers/{loan.customer_id}/writes"
    assert await got(teller, address) == []
    quote = await teller.ask(ops.QUOTE, loan.id, settle_on=teller.lender.today.isoformat())
    await teller.ask(ops.SEND_CODE, loan.customer_id, purpose="service")
    found = await got(teller, address)
    assert [one["operation"] for one in found] == ["quotes.make", "codes.send"]
    assert found[0]["answer"]["id"] == quote.id
    other = next(one.id for one in teller.lender.store.all(CustomerRecord) if one.id != loan.customer_id)
    assert await got(teller, f"/sandbox/customers/{other}/writes") == []


async def test_what_was_refused_was_not_written(teller: Teller) -> None:
    loan = teller.running()
    assert await teller.refused(ops.QUOTE, loan.id, settle_on="2031-01-01") == "DateOutsideWindow"
    assert await got(teller, f"/sandbox/customers/{loan.customer_id}/writes") == []


async def test_nobody_has_no_writes(teller: Teller) -> None:
    response = await teller.client.get("/sandbox/customers/C999999/writes")
    assert (response.status_code, response.json()["error"]) == (404, "NotFound")
