"""Flows at the sandbox lender: what is read there, judged by the pack's rules, ordered and proved."""

import pytest

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.loans import LoanState
from qiao.backoffice.sandbox.records import LoanRecord
from qiao.policy import Pack, rules
from qiao.requests import Ask, Caller, ConfirmCard, FlowBook, Perform, Refusal, ShowCard
from qiao.requests.lender.answering import PackRules
from tests.backoffice.conftest import Teller, filled, teller
from tests.requests.at_the_lender import Visit

__all__ = ["filled", "teller"]


@pytest.fixture
def visit(teller: Teller, book: FlowBook, pack: Pack) -> "Visits":
    return Visits(teller, book, PackRules(pack.section(rules.RULES)))


class Visits:
    """Makes visits of different customers."""

    def __init__(self, teller: Teller, book: FlowBook, ruled: PackRules) -> None:
        self.teller, self.book, self.ruled = teller, book, ruled

    def of(self, loan: LoanRecord, **given: object) -> Visit:
        return self.of_customer(loan.customer_id, **given)

    def of_customer(self, customer_id: str, **given: object) -> Visit:
        return Visit(self.teller, self.book, self.ruled, customer_id, **given)  # type: ignore[arg-type]  # Fields of a visit.


async def choose(visit: Visit, loan: LoanRecord, slot: str = "loan") -> Visit:
    """The loan, where there are several to choose from."""
    asked = visit.all(Ask)
    if asked and asked[0].slot == slot:
        row = next(one for one in asked[0].options if loan.id[-4:] in one.label.zh)
        await visit.press(row.id)
    return visit


async def test_a_settlement_is_ordered_and_proved(visit: Visits, teller: Teller) -> None:
    loan = teller.running()
    person = visit.of(loan)
    await choose(await person.say("我要提前结清", "early_settlement_apply"), loan)
    if person.all(Ask):
        await person.press("pick:")
    card = person.one(ConfirmCard)
    assert any("扣款金额" in line.label.zh for line in card.lines)
    await person.agree()
    order = await teller.ask(ops.SETTLEMENT, str(person.done["id"]))
    assert order.loan_id == loan.id
    assert order.total_fen == person.done["total"]


async def test_a_plan_is_shown_at_once(visit: Visits, teller: Teller) -> None:
    loan = teller.running()
    person = await choose(await visit.of(loan).say("查一下还款计划", "repayment_schedule_query"), loan)
    assert person.one(ShowCard).lines


async def test_an_overdue_loan_cannot_be_paid_ahead_in_part(visit: Visits, teller: Teller) -> None:
    loan = teller.late(LoanState.OVERDUE_1_30)
    person = await choose(await visit.of(loan).say("我想提前还2000元", "partial_prepayment"), loan)
    while person.all(Ask):
        await person.press("pick:")
    assert not person.all(Perform)
    assert person.all(Refusal)


async def _marketing(teller: Teller, customer: str) -> set[str]:
    """The channels by which marketing is allowed."""
    standing = (await teller.ask(ops.CONSENTS, customer)).items
    return {one.channel.value for one in standing if one.granted and one.purpose == "marketing"}


async def test_marketing_stops_for_a_customer_and_the_second_time_there_is_nothing_to_do(
    visit: Visits, teller: Teller
) -> None:
    loan = teller.running()
    await teller.ask(ops.SET_CONSENT, loan.customer_id, channel="sms", purpose="marketing", granted=True)
    person = await visit.of(loan).say("不要再给我发营销短信了", "marketing_opt_out")
    await person.agree()
    assert "sms" not in await _marketing(teller, loan.customer_id)
    again = await visit.of(loan).say("不要再给我发营销短信了", "marketing_opt_out")
    assert again.one(Refusal)


async def test_a_visitor_stops_marketing_by_the_number_it_reaches(visit: Visits, teller: Teller) -> None:
    loan = teller.running()
    await teller.ask(ops.SET_CONSENT, loan.customer_id, channel="sms", purpose="marketing", granted=True)
    person = Visit(teller, visit.book, visit.ruled, None, Caller("A0"))
    await person.say("退订短信", "marketing_opt_out")
    assert person.one(Ask).slot == "number"
    await (await person.say(teller.customer(loan).phone)).agree()
    assert person.done == {"done": True}
    assert "sms" not in await _marketing(teller, loan.customer_id)


async def test_a_number_nobody_knows_is_answered_in_the_same_way(visit: Visits, teller: Teller) -> None:
    person = Visit(teller, visit.book, visit.ruled, None, Caller("A0"))
    await (await person.say("退订短信", "marketing_opt_out")).say("19900000000")
    await person.agree()
    assert person.done == {"done": True}
