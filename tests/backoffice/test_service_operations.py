"""Documents, tickets, post-loan cases, waivers, disputes: done, refused, and read back."""

import hashlib
import io
from datetime import timedelta
from typing import Any

from pypdf import PdfReader

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.loans import LoanState
from qiao.backoffice.contract.payments import BankFault, Hold
from qiao.backoffice.sandbox import book
from qiao.backoffice.sandbox.records import LoanRecord
from qiao.foundation.business_calendar import BusinessCalendar
from qiao.foundation.money import Money
from tests.backoffice.conftest import Teller
from tests.backoffice.test_lender import assert_books_balance


async def text_of(teller: Teller, document_id: str) -> str:
    response = await teller.client.get(ops.DOCUMENT_CONTENT_PATH.format(id=document_id))
    assert response.headers["content-type"] == "application/pdf"
    document = await teller.ask(ops.DOCUMENT, document_id)
    assert hashlib.sha256(response.content).hexdigest() == document.sha256
    assert len(response.content) == document.size_bytes
    pages = PdfReader(io.BytesIO(response.content)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


async def test_a_settled_loan_is_certified_three_times_a_month(teller: Teller) -> None:
    loan = teller.loan(lambda one: one.state is LoanState.SETTLED)
    made = await teller.ask(ops.MAKE_DOCUMENT, loan.id, kind="settlement_certificate")
    text = await text_of(teller, made.id)
    assert loan.settled_on is not None
    settled = f"{loan.settled_on.year}年{loan.settled_on.month}月{loan.settled_on.day}日"
    for words in ("贷款结清证明", made.number, teller.customer(loan).name, str(Money(loan.principal_fen)), settled):
        assert words in text
    assert teller.customer(loan).id_number not in text
    assert (await teller.ask(ops.LOAN, loan.id)).state is LoanState.CERTIFICATE_ISSUED
    for _ in range(2):
        await teller.ask(ops.MAKE_DOCUMENT, loan.id, kind="settlement_certificate")
    assert await teller.refused(ops.MAKE_DOCUMENT, loan.id, kind="settlement_certificate") == "TooManyThisMonth"
    await teller.advance(days=31)
    await teller.ask(ops.MAKE_DOCUMENT, loan.id, kind="settlement_certificate")


async def test_a_statement_lists_what_was_paid(teller: Teller) -> None:
    loan = teller.loan(lambda one: one.state is LoanState.CURRENT and len(one.ledger) > 3)
    made = await teller.ask(ops.MAKE_DOCUMENT, loan.id, kind="repayment_statement")
    text = await text_of(teller, made.id)
    for entry in loan.ledger:
        assert entry.on.isoformat() in text
        assert Money(entry.amount_fen).in_yuan() in text
    none = await teller.ask(
        ops.MAKE_DOCUMENT, loan.id, kind="repayment_statement", since="2001-01-01", until="2001-02-01"
    )
    assert "该期间没有记录" in await text_of(teller, none.id)


async def test_a_contract_copy_tells_every_instalment(teller: Teller) -> None:
    loan = teller.loan(lambda one: one.state is LoanState.CURRENT and one.months >= 24)
    made = await teller.ask(ops.MAKE_DOCUMENT, loan.id, kind="contract_copy")
    response = await teller.client.get(ops.DOCUMENT_CONTENT_PATH.format(id=made.id))
    assert len(PdfReader(io.BytesIO(response.content)).pages) >= 2
    text = await text_of(teller, made.id)
    assert f"{loan.terms.annual_rate / 10_000:.2f}%" in text
    for line in loan.schedules[0].lines:
        assert line.due_on.isoformat() in text
        assert Money(line.total_fen).in_yuan() in text


async def test_a_request_for_an_invoice_has_a_receipt(teller: Teller) -> None:
    loan = teller.loan(lambda one: one.state is LoanState.CURRENT and len(one.ledger) > 2)
    made = await teller.ask(
        ops.REQUEST_INVOICE, loan.id, period=f"{loan.ledger[-1].on:%Y-%m}", title=teller.customer(loan).name,
        email="ceshi@example.invalid",
    )  # fmt: skip
    document = await teller.ask(ops.MAKE_DOCUMENT, loan.id, kind="invoice_request")
    text = await text_of(teller, document.id)
    for words in (made.id, made.title, made.email, str(Money(made.amount_fen))):
        assert words in text


async def test_the_same_facts_give_the_same_file(teller: Teller) -> None:
    loan = teller.loan(lambda one: one.state is LoanState.ARCHIVED)
    key = "the-same-document"
    first = await teller.ask(ops.MAKE_DOCUMENT, loan.id, key=key, kind="contract_copy")
    again = await teller.ask(ops.MAKE_DOCUMENT, loan.id, key=key, kind="contract_copy")
    assert first == again
    other = await teller.ask(ops.MAKE_DOCUMENT, loan.id, kind="contract_copy")
    assert other.number != first.number


async def test_what_is_no_document(teller: Teller) -> None:
    running = teller.running()
    today = teller.lender.today
    refusals = {
        "NotSettled": {"kind": "settlement_certificate"},
        "NoInvoiceRequested": {"kind": "invoice_request"},
        "RangeNotValid": {"kind": "repayment_statement", "until": (today + timedelta(days=1)).isoformat()},
    }
    for code, order in refusals.items():
        assert await teller.refused(ops.MAKE_DOCUMENT, running.id, **order) == code
    long_ago = {"kind": "repayment_statement", "since": (today - timedelta(days=6 * 366)).isoformat()}
    assert await teller.refused(ops.MAKE_DOCUMENT, running.id, **long_ago) == "RangeNotValid"
    draft = teller.loan(lambda one: one.state is LoanState.DRAFT)
    assert await teller.refused(ops.MAKE_DOCUMENT, draft.id, kind="contract_copy") == "NotDisbursed"
    silent = teller.loan(lambda one: one.state is LoanState.CURRENT and teller.customer(one).email is None)
    by_mail = {"kind": "contract_copy", "deliver_to": "registered_email"}
    assert await teller.refused(ops.MAKE_DOCUMENT, silent.id, **by_mail) == "EmailMissing"
    assert (await teller.client.get(ops.DOCUMENT_CONTENT_PATH.format(id="D999999"))).status_code == 404


async def test_a_ticket_goes_to_its_department_and_is_answered(teller: Teller) -> None:
    loan = teller.running()
    made = await teller.ask(
        ops.OPEN_TICKET, loan.customer_id, kind="disbursement", loan_id=loan.id, subject="未到账", trace_no="FK1"
    )
    assert (made.department, made.state, made.trace_no) == ("funding_ops", "open", "FK1")
    assert made in (await teller.ask(ops.TICKETS, loan.customer_id, kind="disbursement")).items
    await teller.play(f"tickets/{made.id}/answer", answer="已到账")
    assert (await teller.ask(ops.TICKET, made.id)).answer == "已到账"
    assert await teller.refused(ops.WITHDRAW_TICKET, made.id) == "TicketNotOpen"
    other = await teller.ask(ops.OPEN_TICKET, loan.customer_id, kind="complaint", subject="服务态度")
    assert (await teller.ask(ops.WITHDRAW_TICKET, other.id)).state == "withdrawn"
    stranger = teller.late()
    assert await teller.refused(
        ops.OPEN_TICKET, stranger.customer_id, kind="other", loan_id=loan.id, subject="x"
    ) == "NotFound"  # fmt: skip


async def test_a_need_is_registered_protected_and_decided_by_people(teller: Teller) -> None:
    loan = teller.late()
    order: dict[str, Any] = {"kind": "deferral", "loan_ids": [loan.id], "cause": "失业"}
    case = await teller.ask(ops.REGISTER_CASE, loan.customer_id, **order)
    assert case.state == "registered"
    assert case.decide_by == BusinessCalendar().add_working_days(teller.lender.today, 7).on
    hold = teller.lender.need(Hold, case.hold_id or "")
    assert hold.ends_at - hold.starts_at == timedelta(hours=24)
    before = await teller.ask(ops.LOAN, loan.id)
    assert before.state is LoanState.OVERDUE_1_30
    assert await teller.refused(ops.REGISTER_CASE, loan.customer_id, **order) == "CaseStanding"
    await teller.play(f"cases/{case.id}/decision", approved=True, months=3)
    after = await teller.ask(ops.LOAN, loan.id)
    assert (after.state, after.days_past_due, after.overdue_fen) == (LoanState.RELIEF, 0, 0)
    assert after.schedule_version == before.schedule_version + 1
    assert after.next_due_on is not None
    assert (after.next_due_on - teller.lender.today).days >= 90
    carried = (await teller.ask(ops.SCHEDULE, loan.id)).lines[0].carried_fen
    assert carried >= before.penalty_fen
    assert (await teller.ask(ops.CASE, case.id)).schedule_versions == (after.schedule_version,)
    assert_books_balance(teller.lender)
    await teller.advance(days=100)
    assert_books_balance(teller.lender)


async def test_a_refused_case_changes_nothing(teller: Teller) -> None:
    loan = teller.late()
    case = await teller.ask(
        ops.REGISTER_CASE,
        loan.customer_id,
        kind="negotiation",
        loan_ids=[loan.id],
        cause="收入下降",
        ability_fen=50_000,
    )
    await teller.play(f"cases/{case.id}/decision", approved=False)
    assert (await teller.ask(ops.LOAN, loan.id)).state is LoanState.OVERDUE_1_30
    assert (await teller.ask(ops.CASES, loan.customer_id)).items[-1].state == "refused"
    other = teller.running()
    assert await teller.refused(
        ops.REGISTER_CASE, loan.customer_id, kind="disaster", loan_ids=[other.id], cause="洪水"
    ) == "NotOwnLoan"  # fmt: skip


def hit_by_a_bank(teller: Teller) -> LoanRecord:
    fault = next(one for one in teller.lender.store.all(BankFault) if one.kind == "deduction_failed")
    return teller.lender.need(LoanRecord, fault.loan_ids[0])


async def test_a_proven_fault_is_waived_at_once_up_to_a_hundred_yuan(teller: Teller) -> None:
    loan = hit_by_a_bank(teller)
    before = await teller.ask(ops.LOAN, loan.id)
    assert before.penalty_fen > 0
    made = await teller.ask(ops.WAIVE, loan.id, reason="银行扣款失败")
    assert made.amount_fen == before.penalty_fen
    if before.penalty_fen <= 10_000:
        assert (made.state, made.case_id) == ("granted", None)
        assert made.fault_id is not None
        assert (await teller.ask(ops.LOAN, loan.id)).penalty_fen == 0
        assert (await teller.ask(ops.LEDGER, loan.id)).items[-1].kind == "waiver"
    else:
        assert made.state == "registered"
    assert made == await teller.ask(ops.WAIVER, made.id)
    assert_books_balance(teller.lender)
    await teller.advance(days=3)
    assert (await teller.ask(ops.WAIVE, loan.id, reason="再来一次")).state == "registered"


async def test_a_bare_reason_is_registered(teller: Teller) -> None:
    loan = teller.late()
    made = await teller.ask(ops.WAIVE, loan.id, reason="忘记了")
    assert (made.state, made.fault_id) == ("registered", None)
    assert (await teller.ask(ops.CASE, made.case_id or "")).kind == "waiver"
    before = (await teller.ask(ops.LOAN, loan.id)).penalty_fen
    assert before > 0
    await teller.play(f"cases/{made.case_id}/decision", approved=True)
    assert (await teller.ask(ops.LOAN, loan.id)).penalty_fen == 0
    assert await teller.refused(ops.WAIVE, teller.running().id, reason="x") == "NothingToWaive"


async def test_a_dispute_has_twenty_days(teller: Teller) -> None:
    loan = teller.loan(lambda one: one.state is LoanState.SETTLED)
    made = await teller.ask(ops.DISPUTE, loan.id, what="结清后仍显示逾期")
    assert made.answer_by == teller.lender.today + timedelta(days=20)
    assert made == await teller.ask(ops.DISPUTE_READ, made.id)
    assert await teller.refused(ops.DISPUTE, loan.id, what="again") == "DisputeStanding"
    assert book.outstanding(loan, teller.lender.today) == 0
