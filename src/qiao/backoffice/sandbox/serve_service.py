"""Operations that end in people's work: documents, tickets, cases, waivers, disputes; and what goes on."""

import hashlib
from datetime import date, timedelta
from typing import Any

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.happenings import Feed, FeedQuery, Outcome
from qiao.backoffice.contract.loans import DISBURSED, FINISHED, LoanState
from qiao.backoffice.contract.operation import Listed, Nothing
from qiao.backoffice.contract.payments import BankFault, InvoiceRequest
from qiao.backoffice.contract.service import (
    BureauDispute,
    Case,
    CaseKind,
    CaseOrder,
    Collector,
    DisputeOrder,
    Document,
    DocumentKind,
    DocumentOrder,
    Incident,
    Ticket,
    TicketKind,
    TicketOrder,
    TicketsQuery,
    Waiver,
    WaiverOrder,
)
from qiao.backoffice.sandbox import book
from qiao.backoffice.sandbox.lender import Lender, NotThere, refuse
from qiao.backoffice.sandbox.papers import Paper, paper
from qiao.backoffice.sandbox.records import CustomerRecord, LoanRecord
from qiao.backoffice.sandbox.serving import serves
from qiao.backoffice.sandbox.work import open_ticket, register_case

CERTIFICATES_A_MONTH = 3
LONGEST_STATEMENT_DAYS = 5 * 366
WAIVED_AT_ONCE_FEN = 100_00
WAIVED_ONCE_IN = timedelta(days=365)
BUREAU_ANSWERS_WITHIN = timedelta(days=20)
_DEPARTMENTS = {
    TicketKind.DISBURSEMENT: ("funding_ops", 1),
    TicketKind.PAYMENT: ("payment", 1),
    TicketKind.COMPLAINT: ("consumer_protection", 10),
    TicketKind.FRAUD: ("risk", 1),
    TicketKind.FEE_REFUND: ("finance", 5),
    TicketKind.DATA_RIGHTS: ("legal_compliance", 10),
    TicketKind.OTHER: ("cs_ops", 3),
}


@serves(ops.FEED)
def feed(lender: Lender, _subject: str, given: FeedQuery) -> Feed:
    events = lender.store.events(given.after, given.limit)
    return Feed(items=tuple(events), next_after=events[-1].number if events else given.after)


@serves(ops.OUTCOME)
def outcome(lender: Lender, key: str, _given: Nothing) -> Outcome:
    found = lender.store.outcome(key)
    if found is None:
        raise NotThere
    operation, _asked, status, answer, recorded_at = found
    return Outcome(key=key, operation=operation, status=status, answer=answer, recorded_at=recorded_at)


@serves(ops.INCIDENTS)
def incidents(lender: Lender, _subject: str, _given: Nothing) -> Listed[Incident]:
    return Listed[Incident](items=tuple(lender.store.all(Incident)))


@serves(ops.COLLECTOR)
def collector(lender: Lender, number: str, _given: Nothing) -> Collector:
    return lender.need(Collector, number)


@serves(ops.MAKE_DOCUMENT)
def make_document(lender: Lender, loan_id: str, given: DocumentOrder) -> Document:
    loan = lender.need(LoanRecord, loan_id)
    customer = lender.need(CustomerRecord, loan.customer_id)
    invoices = lender.of_loan(InvoiceRequest, loan_id)
    if given.kind is DocumentKind.INVOICE_REQUEST and not invoices:
        refuse("NoInvoiceRequested")
    _need_allowed(lender, loan, given)
    if given.deliver_to == "registered_email" and not customer.email:
        refuse("EmailMissing")
    identifier = lender.number("D")
    number = f"CS-{lender.today:%Y%m%d}-{identifier[1:]}"
    content = paper(
        Paper(
            kind=given.kind,
            number=number,
            made_on=lender.today,
            customer=customer,
            loan=loan,
            since=given.since or loan.disbursed_on,
            until=given.until or lender.today,
            invoice=invoices[-1] if invoices else None,
        )
    )
    sha256 = hashlib.sha256(content).hexdigest()
    lender.store.keep_file(sha256, content)
    made = lender.keep(
        Document(
            id=identifier,
            loan_id=loan_id,
            customer_id=customer.id,
            kind=given.kind,
            number=number,
            made_at=lender.now,
            since=given.since,
            until=given.until,
            deliver_to=given.deliver_to,
            size_bytes=len(content),
            sha256=sha256,
        )
    )
    if given.kind is DocumentKind.SETTLEMENT_CERTIFICATE and loan.state is LoanState.SETTLED:
        book.move(lender, loan, LoanState.CERTIFICATE_ISSUED)
    lender.tell("document.made", customer_id=customer.id, loan_id=loan_id, resource_id=made.id, kind=given.kind)
    return made


def _need_allowed(lender: Lender, loan: LoanRecord, given: DocumentOrder) -> None:
    if given.kind is DocumentKind.SETTLEMENT_CERTIFICATE:
        if loan.state not in FINISHED:
            refuse("NotSettled", state=loan.state)
        this_month = [
            one
            for one in lender.of_loan(Document, loan.id)
            if one.kind is given.kind and f"{one.made_at:%Y-%m}" == f"{lender.today:%Y-%m}"
        ]
        if len(this_month) >= CERTIFICATES_A_MONTH:
            refuse("TooManyThisMonth", most=CERTIFICATES_A_MONTH)
    if loan.state not in DISBURSED:
        refuse("NotDisbursed", state=loan.state)
    since, until = given.since or date.min, given.until or lender.today
    too_long = given.since is not None and (until - since).days > LONGEST_STATEMENT_DAYS
    if since > until or until > lender.today or too_long:
        refuse("RangeNotValid", most_days=LONGEST_STATEMENT_DAYS)


@serves(ops.DOCUMENT)
def document(lender: Lender, identifier: str, _given: Nothing) -> Document:
    return lender.need(Document, identifier)


@serves(ops.OPEN_TICKET)
def open_one(lender: Lender, customer_id: str, given: TicketOrder) -> Ticket:
    lender.need(CustomerRecord, customer_id)
    if given.loan_id is not None and lender.need(LoanRecord, given.loan_id).customer_id != customer_id:
        raise NotThere
    department, days = _DEPARTMENTS[given.kind]
    return open_ticket(
        lender, customer_id, given.kind, department, subject=given.subject, facts=given.facts, days=days,
        loan_id=given.loan_id, trace_no=given.trace_no,
    )  # fmt: skip


@serves(ops.TICKET)
def ticket(lender: Lender, identifier: str, _given: Nothing) -> Ticket:
    return lender.need(Ticket, identifier)


@serves(ops.TICKETS)
def tickets(lender: Lender, customer_id: str, given: TicketsQuery) -> Listed[Ticket]:
    lender.need(CustomerRecord, customer_id)
    return Listed[Ticket](
        items=tuple(one for one in lender.of_customer(Ticket, customer_id) if given.kind in {None, one.kind})
    )


@serves(ops.WITHDRAW_TICKET)
def withdraw_ticket(lender: Lender, identifier: str, _given: Nothing) -> Ticket:
    found = lender.need(Ticket, identifier)
    if found.state != "open":
        refuse("TicketNotOpen", state=found.state)
    lender.tell("ticket.withdrawn", customer_id=found.customer_id, resource_id=found.id)
    return lender.change(found, state="withdrawn")


@serves(ops.REGISTER_CASE)
def register(lender: Lender, customer_id: str, given: CaseOrder) -> Case:
    _need_own_loans(lender, customer_id, given)
    same = [one for one in _undecided(lender, customer_id, given.kind) if set(one.loan_ids) & set(given.loan_ids)]
    if same:
        refuse("CaseStanding", case_id=same[0].id)
    return register_case(lender, customer_id, given)


@serves(ops.EXTEND_CASE)
def extend(lender: Lender, customer_id: str, given: CaseOrder) -> Case:
    _need_own_loans(lender, customer_id, given)
    standing = _undecided(lender, customer_id, given.kind)
    if not standing:
        return register_case(lender, customer_id, given)
    loans = tuple(dict.fromkeys((*standing[0].loan_ids, *given.loan_ids)))
    return lender.change(standing[0], loan_ids=loans, cause=f"{standing[0].cause}; {given.cause}")


def _undecided(lender: Lender, customer_id: str, kind: CaseKind) -> list[Case]:
    return [one for one in lender.of_customer(Case, customer_id) if one.state == "registered" and one.kind is kind]


def _need_own_loans(lender: Lender, customer_id: str, given: CaseOrder) -> None:
    lender.need(CustomerRecord, customer_id)
    for loan_id in given.loan_ids:
        loan = lender.store.find(LoanRecord, loan_id)
        if loan is None or loan.customer_id != customer_id:
            refuse("NotOwnLoan", loan_id=loan_id)


@serves(ops.CASE)
def case(lender: Lender, identifier: str, _given: Nothing) -> Case:
    return lender.need(Case, identifier)


@serves(ops.CASES)
def cases(lender: Lender, customer_id: str, _given: Nothing) -> Listed[Case]:
    lender.need(CustomerRecord, customer_id)
    return Listed[Case](items=tuple(lender.of_customer(Case, customer_id)))


@serves(ops.WAIVE)
def waive(lender: Lender, loan_id: str, given: WaiverOrder) -> Waiver:
    """Ground for a waiver at once is a proven fault that hit this loan; a bare reason is registered."""
    loan = lender.need(LoanRecord, loan_id)
    amount = sum(one.penalty_fen for one in book.owed(loan, lender.today))
    if amount <= 0:
        refuse("NothingToWaive")
    fault = next((one for one in lender.store.all(BankFault) if loan_id in one.loan_ids), None)
    lately = [
        one
        for one in lender.store.all(Waiver)
        if one.loan_id == loan_id and one.state == "granted" and lender.now - one.made_at < WAIVED_ONCE_IN
    ]
    at_once = fault is not None and amount <= WAIVED_AT_ONCE_FEN and not lately
    identifier, case_id = lender.number("W"), None
    if at_once:
        _, amount = book.waive_penalty(lender, loan, identifier)
    else:
        order = CaseOrder(kind=CaseKind.WAIVER, loan_ids=(loan_id,), cause=given.reason)
        case_id = register_case(lender, loan.customer_id, order).id
    made = lender.keep(
        Waiver(
            id=identifier,
            loan_id=loan_id,
            amount_fen=amount,
            state="granted" if at_once else "registered",
            fault_id=fault.id if at_once and fault else None,
            case_id=case_id,
            made_at=lender.now,
        )
    )
    about: dict[str, Any] = {"customer_id": loan.customer_id, "loan_id": loan_id, "resource_id": identifier}
    if at_once:
        lender.tell("waiver.granted", **about, amount_fen=amount, by_person=False)
    else:
        lender.tell("waiver.registered", **about, amount_fen=amount)
    return made


@serves(ops.WAIVER)
def waiver(lender: Lender, identifier: str, _given: Nothing) -> Waiver:
    return lender.need(Waiver, identifier)


@serves(ops.DISPUTE)
def dispute(lender: Lender, loan_id: str, given: DisputeOrder) -> BureauDispute:
    loan = lender.need(LoanRecord, loan_id)
    standing = [one for one in lender.of_loan(BureauDispute, loan_id) if one.state != "answered"]
    if standing:
        refuse("DisputeStanding", dispute_id=standing[0].id)
    made = lender.keep(
        BureauDispute(
            id=lender.number("BD"),
            loan_id=loan_id,
            customer_id=loan.customer_id,
            what=given.what,
            state="registered",
            registered_at=lender.now,
            answer_by=lender.today + BUREAU_ANSWERS_WITHIN,
        )
    )
    lender.tell("dispute.registered", customer_id=loan.customer_id, loan_id=loan_id, resource_id=made.id)
    return made


@serves(ops.DISPUTE_READ)
def read_dispute(lender: Lender, identifier: str, _given: Nothing) -> BureauDispute:
    return lender.need(BureauDispute, identifier)


def decide_case(lender: Lender, case_id: str, *, approved: bool, months: int, waive_penalty: bool) -> Case:
    """What people at the lender decide, played by the admin page.

    An approved deferral or disaster case moves all instalments by `months`, an approved waiver lets the penalty go.
    """
    found = lender.need(Case, case_id)
    if found.state != "registered":
        refuse("CaseDecided", state=found.state)
    versions: list[int] = []
    for loan_id in found.loan_ids if approved else ():
        loan = lender.need(LoanRecord, loan_id)
        if loan.state in FINISHED or not book.outstanding(loan, lender.today):
            continue
        if found.kind is CaseKind.WAIVER:
            book.waive_penalty(lender, loan, case_id)
            continue
        lines = book.after_deferral(loan, months, lender.today, waive_penalty=waive_penalty)
        until = lines[0].due_on - timedelta(days=book.DUE_SOON_DAYS + 1)
        relieved = book.replace_schedule(lender, loan, lines, f"relief {case_id}", relief_until=until)
        versions.append(relieved.standing.version)
    decided = lender.change(
        found,
        state="approved" if approved else "refused",
        decision=f"{months} months" if approved and versions else None,
        schedule_versions=tuple(versions),
    )
    lender.tell(
        "case.decided", customer_id=found.customer_id, resource_id=case_id, kind=found.kind, state=decided.state
    )
    for loan_id in found.loan_ids if found.kind is CaseKind.WAIVER else ():
        _decide_waiver(lender, loan_id, case_id, approved=approved)
    return decided


def _decide_waiver(lender: Lender, loan_id: str, case_id: str, *, approved: bool) -> None:
    """What was decided about a case is so for the waiver that waited for it."""
    for waiver in lender.of_loan(Waiver, loan_id):
        if waiver.case_id == case_id:
            lender.change(waiver, state="granted" if approved else "refused")
            if approved:
                lender.tell(
                    "waiver.granted", loan_id=loan_id, resource_id=waiver.id, amount_fen=waiver.amount_fen,
                    by_person=True,
                )  # fmt: skip
            else:
                lender.tell("waiver.refused", loan_id=loan_id, resource_id=waiver.id)


def answer_dispute(lender: Lender, identifier: str, answer: str) -> BureauDispute:
    found = lender.need(BureauDispute, identifier)
    if found.state == "answered":
        refuse("DisputeAnswered")
    lender.tell("dispute.answered", customer_id=found.customer_id, loan_id=found.loan_id, resource_id=identifier)
    return lender.change(found, state="answered", answer=answer)
