"""Statements, copies of contracts, certificates and invoices, at the sandbox lender."""

from datetime import date

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.loans import FINISHED
from qiao.backoffice.contract.service import DocumentKind
from qiao.backoffice.sandbox.records import CustomerRecord, LoanRecord
from qiao.requests import Ask, ConfirmCard, Refusal, Tell
from tests.backoffice.conftest import Teller
from tests.requests.at_the_lender import Visit
from tests.requests.test_at_the_lender import Visits, choose, filled, teller, visit

__all__ = ["filled", "teller", "visit"]


def has_interest(loan: LoanRecord) -> bool:
    return any(entry.kind == "payment" and entry.interest_fen > 0 for entry in loan.ledger)


def with_interest(teller: Teller) -> LoanRecord:
    return teller.loan(has_interest)


def with_email(teller: Teller) -> LoanRecord:
    return teller.loan(lambda one: bool(one.disbursed_on and teller.customer(one).email))


async def test_a_statement_of_everything_goes_to_the_app(visit: Visits, teller: Teller) -> None:
    loan = teller.running()
    person = await choose(await visit.of(loan).say("给我开还款流水", "repayment_record_statement"), loan)
    await person.press("skip")
    await person.say("App")
    await person.agree()
    made = await teller.ask(ops.DOCUMENT, str(person.done["id"]))
    assert made.kind is DocumentKind.REPAYMENT_STATEMENT
    assert (made.since, made.until, made.deliver_to) == (loan.disbursed_on, teller.lender.today, "app")


async def test_a_statement_of_last_month_has_its_days(visit: Visits, teller: Teller) -> None:
    loan = teller.running()
    person = await choose(await visit.of(loan).say("开上个月的还款流水", "repayment_record_statement"), loan)
    if person.all(Ask) and person.one(Ask).slot == "period":
        await person.say("上个月")
    await person.say("App")
    await person.agree()
    made = await teller.ask(ops.DOCUMENT, str(person.done["id"]))
    assert (made.since, made.until) == (date(2026, 10, 1), date(2026, 10, 31))


async def test_a_statement_reaches_back_five_years_and_ends_today(visit: Visits, teller: Teller) -> None:
    loan = teller.running()
    for period, said in (("2015年3月", "最早可以开到"), ("下个月", "还没有到")):
        person = await choose(await visit.of(loan).say("给我开还款流水", "repayment_record_statement"), loan)
        await person.say(period)
        assert any(said in one.zh for one in person.one(Refusal).reasons), person.outputs


async def test_what_goes_to_the_registered_e_mail_does_go_there(visit: Visits, teller: Teller) -> None:
    loan = with_email(teller)
    person = await choose(await visit.of(loan).say("借款合同发我邮箱", "loan_contract_copy"), loan)
    if person.all(Ask):
        await person.say("登记邮箱")
    assert any("***@" in line.value.zh for line in person.one(ConfirmCard).lines)
    await person.agree()
    made = await teller.ask(ops.DOCUMENT, str(person.done["id"]))
    assert (made.kind, made.deliver_to) == (DocumentKind.CONTRACT_COPY, "registered_email")


async def test_nothing_is_sent_to_an_e_mail_that_is_not_registered(visit: Visits, teller: Teller) -> None:
    loan = teller.loan(lambda one: bool(one.disbursed_on and not teller.customer(one).email))
    person = await choose(await visit.of(loan).say("借款合同发我邮箱", "loan_contract_copy"), loan)
    if person.all(Ask):
        await person.say("登记邮箱")
    assert "没有登记邮箱的只能发到App" in person.one(Tell).text.zh
    await person.say("那就App")
    assert "App消息" in [line.value.zh for line in person.one(ConfirmCard).lines]


async def test_a_certificate_of_settlement_is_made(visit: Visits, teller: Teller) -> None:
    loan = teller.loan(lambda one: one.state in FINISHED)
    person = await choose(await visit.of(loan).say("开结清证明", "settlement_certificate"), loan)
    await person.say("App")
    await person.agree()
    assert (await teller.ask(ops.DOCUMENT, str(person.done["id"]))).loan_id == loan.id


async def the_invoice(visit: Visits, loan: LoanRecord, name: str, **given: object) -> Visit:
    person = await choose(await visit.of(loan, **given).say("开利息发票", "interest_invoice"), loan)
    if person.all(Ask) and person.one(Ask).slot == "month":
        await person.press("pick:")
    await person.say(name)
    if not person.all(Refusal):
        await person.say("ceshi001@example.invalid")
    return person


async def test_an_invoice_may_go_to_the_address_on_file(visit: Visits, teller: Teller) -> None:
    loan = teller.loan(lambda one: has_interest(one) and teller.customer(one).email is not None)
    person = await choose(await visit.of(loan).say("开利息发票", "interest_invoice"), loan)
    if person.all(Ask) and person.one(Ask).slot == "month":
        await person.press("pick:")
    await person.say(teller.customer(loan).name)
    assert "***@" in person.one(Ask).options[0].label.zh
    await person.say("发我之前留的邮箱就行")
    assert any("***@" in line.value.zh for line in person.one(ConfirmCard).lines)
    await person.agree()
    made = await teller.ask(ops.INVOICE, str(person.done["id"]))
    assert made.email == teller.customer(loan).email


async def test_an_invoice_is_for_what_was_received(visit: Visits, teller: Teller) -> None:
    loan = with_interest(teller)
    person = await the_invoice(visit, loan, teller.customer(loan).name)
    await person.agree()
    made = await teller.ask(ops.INVOICE, str(person.done["id"]))
    received = sum(
        one.interest_fen + one.penalty_fen
        for one in loan.ledger
        if one.kind == "payment" and f"{one.on:%Y-%m}" == made.period
    )
    assert (made.amount_fen, made.title) == (received, teller.customer(loan).name)


async def test_an_invoice_is_made_out_to_nobody_else_and_once_a_month(visit: Visits, teller: Teller) -> None:
    loan = with_interest(teller)
    person = await the_invoice(visit, loan, "测试某公司")
    assert "只能开给您本人" in person.one(Refusal).reasons[0].zh
    person = await the_invoice(visit, loan, teller.customer(loan).name, used={"one_invoice_a_period": 1})
    assert "已经开过" in person.one(Refusal).reasons[0].zh


async def test_no_invoice_before_interest_was_received(visit: Visits, teller: Teller) -> None:
    loan = teller.loan(
        lambda one: one.disbursed_on is not None and not any(entry.kind == "payment" for entry in one.ledger)
    )
    person = await choose(await visit.of(loan).say("开利息发票", "interest_invoice"), loan)
    assert "没有实际收到的利息" in person.one(Refusal).reasons[0].zh


async def test_who_has_no_loan_has_no_papers(visit: Visits, teller: Teller) -> None:
    nobody = next(
        one for one in teller.lender.store.all(CustomerRecord) if not teller.lender.of_customer(LoanRecord, one.id)
    )
    for intent in ("repayment_record_statement", "loan_contract_copy", "interest_invoice"):
        person = await visit.of_customer(nobody.id).say("我要材料", intent)
        assert person.one(Refusal).alternatives, intent
