"""What is registered for people at the lender: disputes, fees, new plans, rights over data."""

import pytest

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.loans import REPAYING
from qiao.backoffice.contract.service import CaseKind, TicketKind
from qiao.backoffice.sandbox.records import CustomerRecord, LoanRecord
from qiao.requests import Ask, ConfirmCard, HandOver, Refusal
from tests.backoffice.conftest import Teller
from tests.requests.at_the_lender import Visit
from tests.requests.test_at_the_lender import Visits, choose, filled, teller, visit

__all__ = ["filled", "teller", "visit"]


async def disputed(visit: Visits, loan: LoanRecord, wrong: str) -> Visit:
    person = await choose(await visit.of(loan).say("我的征信有问题", "credit_bureau_dispute"), loan)
    return await person.say(wrong)


async def test_a_dispute_is_registered_without_a_promise(visit: Visits, teller: Teller) -> None:
    loan = teller.running()
    person = await disputed(visit, loan, "逾期记录不对")
    await person.say("报告上写逾期一次，其实是按时还的")
    assert any("不能删" in line.value.zh for line in person.one(ConfirmCard).lines)
    await person.agree()
    made = await teller.ask(ops.DISPUTE_READ, str(person.done["id"]))
    assert made.loan_id == loan.id
    assert made.what == "逾期记录不对：报告上写逾期一次，其实是按时还的"
    assert (made.answer_by - teller.lender.today).days == 20


async def test_a_dispute_about_the_same_loan_is_refused_by_the_lender(visit: Visits, teller: Teller) -> None:
    loan = teller.running()
    await teller.ask(ops.DISPUTE, loan.id, what="测试")
    person = await disputed(visit, loan, "金额或日期不对")
    await person.press("skip")
    with pytest.raises(Exception, match=r"DisputeStanding|refused"):
        await person.agree()
    assert "DisputeStanding" in visit.book.refusals


async def test_a_loan_that_is_not_ones_own_is_urgent_for_a_person(visit: Visits, teller: Teller) -> None:
    person = await disputed(visit, teller.running(), "不是我借的")
    assert person.one(HandOver).reason == "end"


async def test_who_never_had_a_loan_is_warned_of_misuse(visit: Visits, teller: Teller) -> None:
    nobody = next(
        one for one in teller.lender.store.all(CustomerRecord) if not teller.lender.of_customer(LoanRecord, one.id)
    )
    person = await visit.of_customer(nobody.id).say("征信不对", "credit_bureau_dispute")
    assert [one.id for one in person.one(Refusal).alternatives] == ["intent:someone_borrowed_in_my_name"]


async def test_a_fee_is_registered_for_finance_once(visit: Visits, teller: Teller) -> None:
    loan = teller.running()
    person = await visit.of(loan).say("退会员费", "membership_fee_refund")
    if person.one(Ask).slot == "fee":
        await person.say("会员费")
    await person.say("99元")
    await person.say("11月1号")
    await person.agree()
    made = await teller.ask(ops.TICKET, str(person.done["id"]))
    assert (made.kind, made.department, made.subject) == (TicketKind.FEE_REFUND, "finance", "会员费")
    assert made.facts == "金额 99.00 元\n付款日 2026-11-01"

    again = await visit.of(loan).say("退会员费", "membership_fee_refund")
    if again.all(Ask):
        await again.say("会员费")
    assert "已经登记过" in again.one(Refusal).reasons[0].zh


async def test_a_new_plan_is_registered_never_promised(visit: Visits, teller: Teller) -> None:
    loan = teller.running()
    person = await visit.of(loan).say("想协商还款", "installment_negotiation")
    if person.one(Ask).slot == "loans":
        await person.press(next(one.id for one in person.one(Ask).options if loan.id[-4:] in one.label.zh))
    await person.say("每月800元")
    await person.say("收入减少")
    await person.say("上午")
    assert any("不等于已经同意" in line.value.zh for line in person.one(ConfirmCard).lines)
    await person.agree()
    made = await teller.ask(ops.CASE, str(person.done["id"]))
    assert (made.kind, made.state, made.loan_ids) == (CaseKind.NEGOTIATION, "registered", (loan.id,))
    assert made.hold_id is not None

    again = await visit.of(loan).say("想协商还款", "installment_negotiation")
    if again.all(Ask):
        await again.press(next(one.id for one in again.one(Ask).options if loan.id[-4:] in one.label.zh))
    assert "已经登记过" in again.one(Refusal).reasons[0].zh


async def test_who_owes_nothing_has_nothing_to_negotiate(visit: Visits, teller: Teller) -> None:
    nobody = next(
        one
        for one in teller.lender.store.all(CustomerRecord)
        if not any(loan.state in REPAYING for loan in teller.lender.of_customer(LoanRecord, one.id))
    )
    person = await visit.of_customer(nobody.id).say("想协商还款", "installment_negotiation")
    assert person.one(Refusal).alternatives


@pytest.mark.parametrize(
    ("intent", "answers", "subject"),
    [
        ("delete_personal_data", ("通讯录",), "删除个人信息"),
        ("access_personal_data", ("要一份副本", "通话录音"), "复制个人信息"),
        ("explain_automated_decision", ("请人工复核", "额度"), "由人工复核自动化决策"),
    ],
)
async def test_a_right_of_the_person_is_registered_once(
    visit: Visits, teller: Teller, intent: str, answers: tuple[str, ...], subject: str
) -> None:
    loan = teller.running()
    person = await visit.of(loan).say("我要办这个", intent)
    for answer in answers:
        await person.say(answer)
    await person.agree()
    made = await teller.ask(ops.TICKET, str(person.done["id"]))
    assert (made.kind, made.department, made.subject) == (TicketKind.DATA_RIGHTS, "legal_compliance", subject)

    again = await visit.of(loan).say("我要办这个", intent)
    if again.all(Ask):
        await again.say(answers[0])
    assert "已经登记过" in again.one(Refusal).reasons[0].zh
