"""What the lender does of its own accord: kept with the customer, announced in the house, told to nobody."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from qiao import app, backoffice, customers, requests
from qiao.backoffice import feed
from qiao.backoffice.contract.loans import LoanState
from qiao.backoffice.model import FeedRow
from qiao.backoffice.sandbox import book
from qiao.customers import standing
from qiao.customers.standing import Kind
from qiao.foundation.events import EventRow
from tests.backoffice.conftest import Teller
from tests.conftest import TestHouse
from tests.requests.serving import Served, filled, house, signed_in, teller

__all__ = ["filled", "house", "teller"]


@pytest.fixture
async def her(house: TestHouse, teller: Teller) -> Served:
    """A customer of the lender who is known here; its feed is read from before on."""
    async with house.database.transaction() as session:
        await feed.begin_reading(session, now=house.clock.now())
    await house.settle()
    return await signed_in(house, teller, teller.running().customer_id)


async def time_goes_on(person: Served, seconds: int = 10) -> None:
    person.house.clock.advance(timedelta(seconds=seconds))
    await person.hears()


async def announced(house: TestHouse, loan: str) -> list[EventRow]:
    query = select(EventRow).where(EventRow.subject == f"loan:{loan}").order_by(EventRow.id)
    async with house.database.reading() as session:
        return list(await session.scalars(query))


async def standing_now(person: Served, kind: Kind) -> dict[str, str]:
    async with person.house.database.reading() as session:
        found = await standing.standing_at(session, person.live.customer_id, person.house.clock.now(), kind)
    return {one.key.name: one.by.source for one in found}


async def test_flags_that_the_lender_sets_and_takes_away_are_kept(her: Served, teller: Teller) -> None:
    customer = teller.running().customer_id
    await teller.play(f"customers/{customer}/script", flags=["litigation", "elder"])
    await time_goes_on(her)
    assert await standing_now(her, Kind.FLAG) == {"litigation": "lender", "elder": "lender"}
    await teller.play(f"customers/{customer}/script", flags=["elder"])
    await time_goes_on(her)
    assert await standing_now(her, Kind.FLAG) == {"elder": "lender"}


async def test_rules_go_by_flags_of_the_house_and_by_those_the_lender_has_now(
    her: Served, house: TestHouse, teller: Teller
) -> None:
    customer = teller.running().customer_id
    asks = app.REQUESTS.facts["customer.flags"]
    acceptance = house.house.steps
    assert acceptance is not None
    now = house.clock.now()
    asking = requests.Asking(house.house.lender, house.database, her.live.customer_id, customer, now, "zh")  # pyright: ignore[reportArgumentType]  # This house has one.
    by = customers.By(customers.Source.STAFF, "agent:1")
    async with house.database.transaction() as session:
        because = customers.Because("seen_in_contact")
        await customers.set_flag(session, her.live.customer_id, "minor_suspected", by=by, because=because, now=now)
    await teller.play(f"customers/{customer}/script", flags=["litigation"])
    assert await asks(asking) == ("litigation", "minor_suspected")
    await teller.play(f"customers/{customer}/script", flags=[])
    assert await asks(asking) == ("minor_suspected",)
    await time_goes_on(her)
    assert await standing_now(her, Kind.FLAG) == {"minor_suspected": "staff"}


async def test_what_befell_a_loan_is_announced_once_also_when_pages_repeat(
    her: Served, house: TestHouse, teller: Teller
) -> None:
    loan = teller.running()
    for kind in ("duplicate", "out_of_order"):
        await teller.play("faults", kind=kind, operation="events.", times=20)
    for state in (LoanState.GRACE, LoanState.OVERDUE_1_30, LoanState.OVERDUE_31_60):
        with teller.lender.store.transaction():
            book.move(teller.lender, teller.lender.need(type(loan), loan.id), state)
    await time_goes_on(her)
    async with house.database.transaction() as session:
        row = await session.scalar(select(FeedRow))
        assert row is not None
        row.cursor -= 2
    await time_goes_on(her)
    (overdue,) = await announced(house, loan.id)
    assert (overdue.type, overdue.customer_id) == (backoffice.LOAN_OVERDUE, her.live.customer_id)
    assert her.last == []


async def test_a_house_that_starts_keeps_what_holds_and_announces_nothing_of_the_past(
    house: TestHouse, teller: Teller
) -> None:
    loan = teller.running()
    await teller.play(f"customers/{loan.customer_id}/script", flags=["elder"])
    with teller.lender.store.transaction():
        book.move(teller.lender, teller.lender.need(type(loan), loan.id), LoanState.OVERDUE_1_30)
    async with house.database.transaction() as session:
        await feed.begin_reading(session, now=house.clock.now())
    await house.settle()
    async with house.database.reading() as session:
        who = await customers.known_as(session, house.house.parts.ring, loan.customer_id)
        assert who is not None
        flags = await customers.flags_at(session, who, house.clock.now())
    assert "elder" in [one.key.name for one in flags]
    assert await announced(house, loan.id) == []
