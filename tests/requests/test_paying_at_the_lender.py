"""Money that comes in and goes back, at the sandbox lender: each end is proved by what the lender says afterwards."""

from datetime import date, timedelta

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.loans import LoanState
from qiao.backoffice.contract.payments import BankFault, HoldKind, Payment, PaymentState
from qiao.backoffice.sandbox import book as ledger
from qiao.backoffice.sandbox.records import LoanRecord
from qiao.requests import Ask, Caller, ConfirmCard, HandOver, Output, Refusal, ShowCard, StepUp
from tests.backoffice.conftest import Teller, filled, teller
from tests.requests.at_the_lender import Visit
from tests.requests.test_at_the_lender import Visits, choose, visit

__all__ = ["filled", "teller", "visit"]


async def first_of_each(person: Visit) -> Visit:
    """Answer whatever is asked by tapping what stands first."""
    while person.all(Ask):
        await person.press("pick:")
    return person


def refused_by(person: Visit) -> list[str]:
    return list(person.one(Refusal).rules)


def words(outputs: tuple[Output, ...]) -> str:
    return repr(outputs)


async def payments(teller: Teller, loan: LoanRecord) -> list[Payment]:
    return list((await teller.ask(ops.PAYMENTS, loan.id)).items)


def bill(teller: Teller, loan: LoanRecord) -> int:
    return sum(one.total_fen for one in ledger.payable(loan, teller.lender.today))


async def test_the_running_bill_is_paid_once_and_in_full(visit: Visits, teller: Teller) -> None:
    loan = teller.running()
    before = len(await payments(teller, loan))
    person = await choose(await visit.of(loan).say("我要还款", "repay_now"), loan)
    await first_of_each(person)
    await person.agree()
    made = await teller.ask(ops.PAYMENT, str(person.done["id"]))
    assert (made.loan_id, made.amount_fen) == (loan.id, bill(teller, loan))
    assert len(await payments(teller, loan)) == before + 1
    await teller.settle_payments()
    assert (await teller.ask(ops.PAYMENT, made.id)).state is PaymentState.POSTED


async def test_somebody_who_is_late_may_pay_a_part_by_the_cashier_page(visit: Visits, teller: Teller) -> None:
    loan = teller.late()
    person = await choose(await visit.of(loan).say("我先还100元，用收银台自己付", "repay_now"), loan)
    assert not person.all(Ask)
    await person.agree()
    made = await teller.ask(ops.PAYMENT, str(person.done["id"]))
    assert (made.amount_fen, made.card_id) == (10_000, None)


async def test_more_than_the_bill_is_asked_again(visit: Visits, teller: Teller) -> None:
    loan = teller.running()
    person = await choose(await visit.of(loan).say("还款190000元", "repay_now"), loan)
    await person.say("190000元")
    assert not person.all(ConfirmCard)
    assert person.one(Ask).slot == "amount"


async def test_nothing_is_paid_while_a_deduction_is_under_way(visit: Visits, teller: Teller) -> None:
    loan = teller.loan(lambda one: ledger.in_flight(teller.lender, one.id))
    person = await choose(await visit.of(loan).say("我要还款", "repay_now"), loan)
    assert "正在处理" in words(person.outputs)
    assert not person.all(ConfirmCard)


async def test_the_last_bill_is_not_paid_for_days_that_were_not_used(visit: Visits, teller: Teller) -> None:
    """Paying it ahead as a bill would charge interest that has not run up; settling does not."""
    today = teller.lender.today
    loan = teller.loan(
        lambda one: (
            one.state is LoanState.CURRENT
            and one.terms.early_fee_rate == 0
            and len(ledger.remaining_due(one, today)) == 1
            and not ledger.money_on_its_way(teller.lender, one.id)
        )
    )
    person = await choose(await visit.of(loan).say("我要还款", "repay_now"), loan)
    assert refused_by(person) == ["not_more_than_owed"]


async def test_a_deduction_is_stopped_until_the_day_that_was_chosen(visit: Visits, teller: Teller) -> None:
    loan = teller.loan(lambda one: one.state is LoanState.DUE_SOON and not ledger.in_flight(teller.lender, one.id))
    until = teller.lender.today + timedelta(days=5)
    person = await choose(await visit.of(loan).say("先别自动扣款", "stop_auto_deduct"), loan)
    await person.say(f"{until.month}月{until.day}日")
    await person.agree()
    hold = await teller.ask(ops.HOLD, str(person.done["id"]))
    assert (hold.loan_id, hold.kind, person.done["until"]) == (loan.id, HoldKind.DEDUCT, until.isoformat())
    again = await choose(await visit.of(loan).say("先别自动扣款", "stop_auto_deduct"), loan)
    assert "已经暂停到" in words(again.outputs)


async def _asked_to_stop(visit: Visits, loan: LoanRecord, until: date, **given: object) -> Visit:
    person = await choose(await visit.of(loan, **given).say("暂停代扣", "stop_auto_deduct"), loan)
    if person.all(Ask):
        await person.say(f"{until.month}月{until.day}日")
    return person


async def test_a_deduction_can_be_stopped_once_a_period(visit: Visits, teller: Teller) -> None:
    loan = teller.loan(lambda one: one.state is LoanState.DUE_SOON and not ledger.in_flight(teller.lender, one.id))
    until = teller.lender.today + timedelta(days=5)
    person = await _asked_to_stop(visit, loan, until, used={"deduction_stopped_once": 1})
    assert refused_by(person) == ["deduction_stopped_once"]


async def test_nothing_is_stopped_where_nothing_is_deducted(visit: Visits, teller: Teller) -> None:
    loan = teller.running(quiet_days=8)
    person = await _asked_to_stop(visit, loan, teller.lender.today + timedelta(days=5))
    assert refused_by(person) == ["deduction_comes_before_then"]


async def test_a_stop_of_more_than_seven_days_is_asked_again(visit: Visits, teller: Teller) -> None:
    loan = teller.running()
    person = await _asked_to_stop(visit, loan, teller.lender.today + timedelta(days=20))
    assert person.one(Ask).slot == "on"


async def test_after_the_cut_off_todays_deduction_is_not_stopped(visit: Visits, teller: Teller) -> None:
    loan = teller.loan(lambda one: one.state is LoanState.DUE_TODAY and not ledger.in_flight(teller.lender, one.id))
    teller.clock.advance(timedelta(hours=7))
    person = await _asked_to_stop(visit, loan, teller.lender.today + timedelta(days=2))
    assert refused_by(person) == ["deduction_of_today_may_run"]


async def _claimed(visit: Visits, loan: LoanRecord, amount_fen: int, day: str) -> Visit:
    person = visit.of(loan)
    await choose(await person.say("我还了款没更新", "paid_but_not_updated"), loan)
    await person.say(f"{amount_fen / 100:.2f}元")
    return await person.say(day)


async def test_what_nobody_sees_becomes_a_ticket_and_collection_pauses(visit: Visits, teller: Teller) -> None:
    loan = teller.late()
    person = await _claimed(visit, loan, 123_400, "昨天")
    await person.agree()
    claim = await teller.ask(ops.CLAIM_READ, str(person.done["id"]))
    assert (claim.state, claim.amount_fen, person.done["is_matched"]) == ("ticket", 123_400, False)
    hold = await teller.ask(ops.HOLD, str(claim.hold_id))
    assert hold.kind is HoldKind.DUNNING
    assert hold.ends_at - teller.lender.now == timedelta(days=2)


async def test_what_the_bank_has_is_posted_at_once(visit: Visits, teller: Teller) -> None:
    loan = teller.late()
    payment = Payment(
        id="P-test", loan_id=loan.id, customer_id=loan.customer_id, kind="repayment", amount_fen=20_000,  # type: ignore[arg-type]  # Parsed.
        card_id=None, state=PaymentState.RECEIVED, created_at=teller.lender.now - timedelta(hours=5), finished_at=None,
        trace_no="TX-test", failure_code=None,
    )  # fmt: skip
    with teller.lender.store.transaction():
        teller.lender.keep(payment)
    person = await _claimed(visit, loan, 20_000, "今天")
    assert any(line.label.zh == "银行记录" for line in person.one(ConfirmCard).lines)
    await person.agree()
    assert person.done["is_matched"] is True
    assert (await teller.ask(ops.PAYMENT, "P-test")).state is PaymentState.POSTED


async def test_a_payment_that_is_posted_is_shown_and_claimed_by_nobody(visit: Visits, teller: Teller) -> None:
    loan = teller.running()
    posted = next(
        one for one in reversed(list(teller.lender.of_loan(Payment, loan.id))) if one.state is PaymentState.POSTED
    )
    person = await _claimed(visit, loan, posted.amount_fen, f"{posted.created_at:%Y年%m月%d日}")
    assert "已经入账" in person.one(ShowCard).title.zh
    assert not person.all(ConfirmCard)


async def test_a_payment_under_way_is_waited_for(visit: Visits, teller: Teller) -> None:
    loan = teller.loan(lambda one: ledger.in_flight(teller.lender, one.id))
    under_way = next(one for one in teller.lender.of_loan(Payment, loan.id) if one.state is PaymentState.PROCESSING)
    person = await _claimed(visit, loan, under_way.amount_fen, "今天")
    assert "正在处理" in person.one(ShowCard).title.zh


def _overpaid(teller: Teller) -> tuple[LoanRecord, Payment]:
    payment = next(one for one in teller.lender.store.all(Payment) if one.left_over_fen)
    return teller.lender.need(LoanRecord, payment.loan_id), payment


async def test_a_double_deduction_goes_back_to_its_card_once(visit: Visits, teller: Teller) -> None:
    loan, payment = _overpaid(teller)
    person = await visit.of(loan).say("扣了我两次", "double_deducted")
    await person.agree()
    refund = await teller.ask(ops.REFUND_READ, str(person.done["id"]))
    assert (refund.amount_fen, refund.card_id, len(refund.payment_ids)) == (
        payment.left_over_fen,
        payment.card_id,
        2,
    )
    again = await visit.of(loan).say("扣了我两次", "double_deducted")
    assert "没有查到多扣或多还" in words(again.outputs)


async def test_a_large_refund_is_looked_at_by_a_person(visit: Visits, teller: Teller) -> None:
    loan, payment = _overpaid(teller)
    with teller.lender.store.transaction():
        teller.lender.change(payment, amount_fen=600_000, left_over_fen=600_000)
    person = await visit.of(loan).say("多还的钱退给我", "refund_overpayment")
    assert "金额较大" in person.one(HandOver).text.zh


async def test_one_payment_alone_proves_no_double_deduction(visit: Visits, teller: Teller) -> None:
    loan, payment = _overpaid(teller)
    with teller.lender.store.transaction():
        teller.lender.change(payment, amount_fen=payment.amount_fen + 100, left_over_fen=payment.left_over_fen + 100)
    person = await visit.of(loan).say("扣了我两次", "double_deducted")
    assert "一笔入账" in person.one(HandOver).text.zh
    other = await visit.of(loan).say("多还的钱退给我", "refund_overpayment")
    assert other.one(ConfirmCard)


async def test_what_came_by_no_card_is_settled_by_a_person(visit: Visits, teller: Teller) -> None:
    loan, payment = _overpaid(teller)
    with teller.lender.store.transaction():
        teller.lender.change(payment, card_id=None)
    person = await visit.of(loan).say("多还的钱退给我", "refund_overpayment")
    assert "不是从您绑定的卡付的" in person.one(HandOver).text.zh


def _late_by_a_fault(teller: Teller, *, most_fen: int = 10_000) -> LoanRecord:
    """A loan with penalty interest that is made late by a proven fault."""
    loan = teller.loan(
        lambda one: (
            one.state in {LoanState.OVERDUE_1_30, LoanState.OVERDUE_31_60}
            and 0 < sum(owed.penalty_fen for owed in ledger.owed(one, teller.lender.today)) <= most_fen
            and not ledger.money_on_its_way(teller.lender, one.id)
        )
    )
    fault = next(iter(teller.lender.store.all(BankFault)))
    with teller.lender.store.transaction():
        teller.lender.change(fault, loan_ids=(loan.id,))
    return loan


async def _asks_a_waiver(visit: Visits, loan: LoanRecord, reason: str, **given: object) -> Visit:
    person = await choose(await visit.of(loan, **given).say("罚息能不能免", "waive_late_fee"), loan)
    return await person.say(reason) if person.all(Ask) else person


async def test_a_fault_of_the_bank_is_waived_at_once(visit: Visits, teller: Teller) -> None:
    loan = _late_by_a_fault(teller)
    person = await _asks_a_waiver(visit, loan, "银行问题")
    await person.agree()
    assert person.done["is_granted"] is True
    assert (await teller.ask(ops.WAIVER, str(person.done["id"]))).state == "granted"
    assert (await teller.ask(ops.LOAN, loan.id)).penalty_fen == 0


async def test_a_reason_alone_is_registered_for_people(visit: Visits, teller: Teller) -> None:
    loan = teller.late(LoanState.OVERDUE_31_60)
    person = await _asks_a_waiver(visit, loan, "忘记了")
    assert any("登记不等于已经减免" in line.value.zh for line in person.one(ConfirmCard).lines)
    await person.agree()
    waiver = await teller.ask(ops.WAIVER, str(person.done["id"]))
    assert (waiver.state, person.done["is_granted"]) == ("registered", False)
    assert (await teller.ask(ops.CASE, str(waiver.case_id))).loan_ids == (loan.id,)


async def test_a_second_waiver_within_the_year_is_a_persons_decision(visit: Visits, teller: Teller) -> None:
    loan = _late_by_a_fault(teller)
    person = await _asks_a_waiver(visit, loan, "银行问题", used={"waiver_seldom": 1})
    assert "已经减免过" in person.one(HandOver).text.zh


async def test_a_large_waiver_is_a_persons_decision(visit: Visits, teller: Teller) -> None:
    loan = teller.loan(
        lambda one: (
            one.state is LoanState.OVERDUE_61_90
            and sum(owed.penalty_fen for owed in ledger.owed(one, teller.lender.today)) > 10_000
        )
    )
    with teller.lender.store.transaction():
        teller.lender.change(next(iter(teller.lender.store.all(BankFault))), loan_ids=(loan.id,))
    person = await _asks_a_waiver(visit, loan, "银行问题")
    assert "超过可直接减免" in person.one(HandOver).text.zh


async def test_there_is_nothing_to_waive_where_nothing_is_late(visit: Visits, teller: Teller) -> None:
    loan = teller.running()
    person = await choose(await visit.of(loan).say("罚息能不能免", "waive_late_fee"), loan)
    assert "没有罚息" in words(person.outputs)


async def test_a_visitor_is_shown_and_charged_nothing(visit: Visits, teller: Teller) -> None:

    loan = teller.running()
    for intent in ("repay_now", "double_deducted", "waive_late_fee", "stop_auto_deduct", "paid_but_not_updated"):
        person = await visit.of(loan, who=Caller("A0")).say("我要办这个", intent)
        assert person.one(StepUp)


async def test_before_the_courts_a_person_sees_to_what_binds(visit: Visits, teller: Teller) -> None:
    loan, _ = _overpaid(teller)
    with teller.lender.store.transaction():
        teller.lender.change(teller.customer(loan), flags=("litigation",))
    for intent in ("repay_now", "double_deducted", "cancel_after_disbursement"):
        person = await choose(await visit.of(loan).say("我要办这个", intent), loan)
        assert person.one(HandOver).reason == "rules", intent
