"""The house comes by itself: a reminder until she pays, and a deduction that failed, from which she goes on at once."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from qiao.backoffice import feed
from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.customers import Message
from qiao.backoffice.sandbox import book
from qiao.backoffice.sandbox.records import Behaviour, CardRecord, LoanRecord
from qiao.customers import lifecycle
from qiao.foundation.business_calendar import SHANGHAI
from tests.backoffice.conftest import Teller
from tests.conftest import TestHouse
from tests.requests.serving import Served, filled, house, signed_in, teller

__all__ = ["filled", "house", "teller"]

pytestmark = pytest.mark.one_database("journeys and touches are tried on both where they are tested by themselves")


async def _time_becomes(her: Served, day: date, hour: int, minute: int = 0) -> None:
    """At the lender and here."""
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)
    await her.teller.play("clock", to=moment.isoformat())
    her.house.clock.set_wall(moment)
    async with her.house.database.transaction() as session:
        await feed.begin_reading(session, now=her.house.clock.now())
        await lifecycle.begin_days(session, now=her.house.clock.now())
    for _ in range(2):
        await her.hears()


def due_in(teller: Teller, days: int) -> LoanRecord:
    """A loan that falls due then, of somebody whose other loans do not."""
    lender = teller.lender

    def fits(loan: LoanRecord) -> bool:
        others = [one.state for one in lender.of_customer(LoanRecord, loan.customer_id) if one.id != loan.id]
        if loan.state not in {"current", "due_soon"} or not set(others) <= {"settled", "archived", "current"}:
            return False
        ahead = book.remaining_due(loan, lender.today)
        has_card = any(one.behaviour is Behaviour.PAYS for one in lender.of_customer(CardRecord, loan.customer_id))
        is_free = has_card and not book.in_flight(lender, loan.id)
        return is_free and bool(ahead) and (ahead[0] - lender.today).days == days

    return teller.loan(fits)


async def borrower(house: TestHouse, teller: Teller, loan: LoanRecord) -> Served:
    """Its customer, who has written here before."""
    person = await signed_in(house, teller, loan.customer_id)
    return await person.says("你好")


async def notices(her: Served) -> list[dict[str, Any]]:
    said = [one["content"] for one in await her.house.messages(her.live)]
    return [one for one in said if one.get("notice") == "touch"]


async def test_who_has_paid_hears_no_second_reminder(house: TestHouse, teller: Teller) -> None:
    loan, today = due_in(teller, 4), teller.lender.today
    her = await borrower(house, teller, loan)
    await _time_becomes(her, today + timedelta(days=1), 9, 31)
    (first,) = await notices(her)
    due = today + timedelta(days=4)
    assert f"{due.month}月{due.day}日" in first["text"]
    card = teller.card(loan.customer_id)
    await teller.ask(ops.REPAY, loan.id, amount_fen=100, card_id=card.id)
    await _time_becomes(her, today + timedelta(days=3), 9, 31)
    assert [one for one in await notices(her) if "到期" in one["text"]] == [first]


async def test_a_deduction_that_failed_is_told_twice_and_leads_on_to_another_card(
    house: TestHouse, teller: Teller
) -> None:
    loan, today = due_in(teller, 1), teller.lender.today
    await teller.ask(ops.SET_CONSENT, loan.customer_id, channel="sms", purpose="service_details", granted=True)
    await teller.play(f"customers/{loan.customer_id}/script", card_behaviour="insufficient_funds")
    her = await borrower(house, teller, loan)
    await _time_becomes(her, today + timedelta(days=1), 10, 35)
    (told,) = [one for one in await notices(her) if "扣款没有成功" in one["text"]]
    for _ in range(2):
        house.clock.advance(timedelta(minutes=18))
        await her.hears()
    by_sms = [one.template for one in teller.lender.of_customer(Message, loan.customer_id) if one.channel == "sms"]
    assert by_sms == ["deduct_failed"], "she had not read it in the app"
    (button,) = told["buttons"]
    await her.presses_id(button["id"], button["label"])
    assert "请填新卡的完整卡号" in her.text
