"""The sandbox lender is a live source: where its loans stand by its own reckoning, they stand here by the events."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select

from qiao import customers
from qiao.backoffice import feed
from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.sandbox.records import LoanRecord
from qiao.customers import lifecycle
from qiao.customers.lifecycle.model import LifecycleLoanRow, ShelvedEventRow
from tests.backoffice.conftest import Teller
from tests.conftest import TestHouse
from tests.requests.serving import filled, house, teller

__all__ = ["filled", "house", "teller"]

pytestmark = pytest.mark.one_database("taking in events is tried on both where it is tested by itself")


async def _read_on(house: TestHouse) -> None:
    async with house.database.transaction() as session:
        await feed.begin_reading(session, now=house.clock.now())
        await lifecycle.begin_days(session, now=house.clock.now())
    await house.settle()


async def _stages(house: TestHouse) -> Mapping[str, str]:
    async with house.database.reading() as session:
        rows = await session.execute(select(LifecycleLoanRow.loan, LifecycleLoanRow.stage))
        return {row.loan: row.stage for row in rows}


async def test_loans_stand_where_the_lender_says_they_stand_day_after_day(house: TestHouse, teller: Teller) -> None:
    told: set[str] = set()
    for _ in range(12):
        await teller.advance(days=1)
        house.clock.advance(timedelta(days=1))
        await _read_on(house)
        stages = await _stages(house)
        told |= set(stages.values())
        by_lender = {one: teller.lender.need(LoanRecord, one).state.value for one in stages}
        assert stages == by_lender
    assert len(await _stages(house)) > 100
    assert {"due_soon", "disbursed", "current", "grace", "overdue_1_30", "settled"} <= told
    async with house.database.reading() as session:
        assert list(await session.scalars(select(ShelvedEventRow.reason))) == []
        assert await lifecycle.open_alerts(session, limit=10) == []


async def test_a_loan_that_is_paid_off_makes_its_customer_settled(house: TestHouse, teller: Teller) -> None:
    loan = teller.running()
    card = teller.card(loan.customer_id)
    quote = await teller.ask(ops.QUOTE, loan.id, settle_on=teller.lender.today.isoformat())
    await teller.ask(ops.SETTLE, loan.id, quote_id=quote.id, card_id=card.id)
    await teller.settle_payments()
    await _read_on(house)
    async with house.database.reading() as session:
        who = await customers.known_as(session, house.house.parts.ring, loan.customer_id)
        assert who is not None
        kept = await lifecycle.kept(session, who)
    assert kept is not None
    assert (kept.state.own.stage, kept.state.loans[loan.id].stage) == ("settled", "settled")
