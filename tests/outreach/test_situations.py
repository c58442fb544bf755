"""What is offered hangs on how her loans stand: by what the lender told, the day, and her flags."""

from datetime import timedelta

import pytest

from qiao.customers import lifecycle
from qiao.outreach import Kind, State
from tests.conftest import TestHouse
from tests.outreach.people import Her
from tests.outreach.people import her as a_customer

DAY = timedelta(days=1)


@pytest.fixture
async def her(house: TestHouse) -> Her:
    someone = await a_customer(house)
    someone.governor = house.house.governor
    await someone.consent("marketing", "sms", granted=True)
    return someone


async def offered(her: Her) -> State | list[str]:
    """Whether an offer may leave; else why not."""
    decided = await her.decide(kind=Kind.MARKETING)
    assert decided.verdict is not None
    return [one.rule for one in decided.verdict.reasons] or decided.state


async def test_somebody_with_a_limit_and_no_debts_may_get_an_offer(her: Her) -> None:
    assert await offered(her) == ["overdue", "hardship"], "nobody knows how she stands"
    await her.is_told("credit.granted")
    assert await offered(her) is State.PERMITTED


async def test_a_loan_becomes_overdue_by_the_day_alone_and_ends_offers(her: Her) -> None:
    due = lifecycle.day_of(her.now) + DAY
    await her.is_told("loan.disbursed", "LN-1", due_on=due.isoformat())
    her.house.clock.advance(2 * DAY)
    assert await offered(her) == ["overdue"], "before the job of the day has come"
    await her.is_told("payment.posted", "LN-1", due_on=None)
    assert await offered(her) is State.PERMITTED


async def test_a_relief_or_a_flag_is_hardship(her: Her) -> None:
    await her.is_told("loan.relief_granted", "LN-1", until_on=None)
    assert await offered(her) == ["hardship"]
    await her.is_told("loan.settled", "LN-1")
    await her.flag("vulnerable")
    assert "hardship" in await offered(her)  # pyright: ignore[reportOperatorIssue]  # She is not offered anything.
