"""Operations on money: payments, claims, refunds, holds, invoices, proven faults."""

from datetime import time, timedelta

from qiao.backoffice.contract import catalogue as ops
from qiao.backoffice.contract.operation import Listed, Nothing
from qiao.backoffice.contract.payments import (
    BankFault,
    BankQuery,
    ClaimOrder,
    DeductHoldOrder,
    DunningHoldOrder,
    Hold,
    HoldKind,
    InvoiceOrder,
    InvoiceRequest,
    Payment,
    PaymentClaim,
    PaymentKind,
    PaymentsQuery,
    PaymentState,
    Redress,
    RedressOrder,
    Refund,
    RefundOrder,
    RepaymentOrder,
)
from qiao.backoffice.contract.service import TicketKind
from qiao.backoffice.sandbox import book, money
from qiao.backoffice.sandbox.lender import Lender, moment, refuse
from qiao.backoffice.sandbox.records import CustomerRecord, LoanRecord
from qiao.backoffice.sandbox.serving import serves
from qiao.backoffice.sandbox.work import hold, open_ticket

AUTO_REFUND_FEN = 5_000_00
CUT_OFF = time(18)
LONGEST_DEDUCT_HOLD = timedelta(days=7)
LONGEST_DUNNING_HOLD = timedelta(days=90)
CLAIM_HOLD = timedelta(days=2)
_MATCH_WITHIN = timedelta(days=3)
_REFUND_TAKES = timedelta(hours=2)


@serves(ops.PAYMENTS)
def payments(lender: Lender, loan_id: str, given: PaymentsQuery) -> Listed[Payment]:
    lender.need(LoanRecord, loan_id)
    return Listed[Payment](
        items=tuple(
            one
            for one in lender.of_loan(Payment, loan_id)
            if given.state in {None, one.state} and (given.since is None or one.created_at.date() >= given.since)
        )
    )


@serves(ops.PAYMENT)
def payment(lender: Lender, identifier: str, _given: Nothing) -> Payment:
    return lender.need(Payment, identifier)


@serves(ops.REPAY)
def repay(lender: Lender, loan_id: str, given: RepaymentOrder) -> Payment:
    loan = book.need_repaying(lender, loan_id)
    if money.settlement_standing(lender, loan_id):
        refuse("SettlementStanding")
    if book.money_on_its_way(lender, loan_id):
        refuse("PaymentInFlight")
    most = sum(one.total_fen for one in book.payable(loan, lender.today))
    if given.amount_fen > most:
        refuse("AmountAbovePayable", payable_fen=most)
    card_id = None
    if given.method == "card":
        card_id = money.usable_card(lender, given.card_id or "", loan.customer_id).id
    return money.take(lender, loan, given.amount_fen, card_id, PaymentKind.REPAYMENT, takes=money.PAYMENT_TAKES)


@serves(ops.CLAIM)
def claim(lender: Lender, loan_id: str, given: ClaimOrder) -> PaymentClaim:
    """Match with a receipt of the bank, which is then posted at once; else a ticket and a dunning hold."""
    loan = lender.need(LoanRecord, loan_id)
    if given.paid_at > lender.now:
        refuse("PaidInFuture")
    received = next(
        (
            one
            for one in lender.of_loan(Payment, loan_id)
            if one.state in {PaymentState.RECEIVED, PaymentState.POSTED}
            and one.amount_fen == given.amount_fen
            and abs(one.created_at - given.paid_at) <= _MATCH_WITHIN
        ),
        None,
    )
    ticket_id = hold_id = None
    if received is not None and received.state is PaymentState.RECEIVED:
        money.decide_payment(lender, received.id)
    if received is None:
        ticket = open_ticket(
            lender, loan.customer_id, TicketKind.PAYMENT, "payment", loan_id=loan_id, subject="已还款未入账",
            facts=f"{given.amount_fen} fen, {given.paid_at.isoformat()}", days=1,
        )  # fmt: skip
        placed = hold(
            lender, loan.customer_id, loan_id, HoldKind.DUNNING, reason="payment claim", ends_at=lender.now + CLAIM_HOLD
        )
        ticket_id, hold_id = ticket.id, placed.id
    made = lender.keep(
        PaymentClaim(
            id=lender.number("PC"),
            loan_id=loan_id,
            amount_fen=given.amount_fen,
            paid_at=given.paid_at,
            state="ticket" if received is None else "matched",
            payment_id=received.id if received else None,
            ticket_id=ticket_id,
            hold_id=hold_id,
        )
    )
    lender.tell(
        "claim.registered", customer_id=loan.customer_id, loan_id=loan_id, resource_id=made.id, state=made.state
    )
    return made


@serves(ops.CLAIM_READ)
def read_claim(lender: Lender, identifier: str, _given: Nothing) -> PaymentClaim:
    return lender.need(PaymentClaim, identifier)


@serves(ops.REFUND)
def refund(lender: Lender, loan_id: str, given: RefundOrder) -> Refund:
    """Proven are two posted payments of one sum of which one was left over, or one payment with something left."""
    loan = lender.need(LoanRecord, loan_id)
    wanted = [lender.store.find(Payment, identifier) for identifier in given.payment_ids]
    found = [one for one in wanted if one and one.loan_id == loan_id and one.state is PaymentState.POSTED]
    if len(found) != len(set(given.payment_ids)) or len({one.amount_fen for one in found}) != 1:
        refuse("NotProven")
    source = next((one for one in found if one.left_over_fen), None)
    if source is None:
        refuse("NotProven")
    amount = source.left_over_fen - source.refunded_fen
    if amount <= 0:
        refuse("AlreadyRefunded")
    if given.card_id != source.card_id:
        refuse("CardNotUsable", reason="refunds go back to the card they came from")
    made = lender.keep(
        Refund(
            id=lender.number("RF"),
            loan_id=loan_id,
            payment_ids=given.payment_ids,
            card_id=given.card_id,
            amount_fen=amount,
            state="processing" if amount <= AUTO_REFUND_FEN else "review",
            created_at=lender.now,
        )
    )
    lender.change(source, refunded_fen=source.refunded_fen + amount)
    lender.tell(
        "refund.created", customer_id=loan.customer_id, loan_id=loan_id, resource_id=made.id, amount_fen=amount,
        state=made.state,
    )  # fmt: skip
    if made.state == "processing":
        lender.plan(lender.now + _REFUND_TAKES, "refund", made.id)
    return made


@serves(ops.REFUND_READ)
def read_refund(lender: Lender, identifier: str, _given: Nothing) -> Refund:
    return lender.need(Refund, identifier)


@serves(ops.REDRESS)
def redress(lender: Lender, customer_id: str, given: RedressOrder) -> Redress:
    customer = lender.need(CustomerRecord, customer_id)
    if customer.is_frozen:
        refuse("AccountFrozen")
    card = money.default_card(lender, customer_id)
    if card is None:
        refuse("CardNotUsable")
    made = lender.keep(
        Redress(
            id=lender.number("RD"),
            customer_id=customer_id,
            card_id=card.id,
            amount_fen=given.amount_fen,
            complaint=given.complaint,
            state="processing",
            created_at=lender.now,
        )
    )
    lender.tell(
        "redress.ordered", customer_id=customer_id, resource_id=made.id, amount_fen=made.amount_fen, state=made.state
    )
    lender.plan(lender.now + _REFUND_TAKES, "redress", made.id)
    return made


@serves(ops.REDRESS_READ)
def read_redress(lender: Lender, identifier: str, _given: Nothing) -> Redress:
    return lender.need(Redress, identifier)


@serves(ops.HOLD_DEDUCTION)
def hold_deduction(lender: Lender, loan_id: str, given: DeductHoldOrder) -> Hold:
    """At most seven days and once for each bill; from 18:00 on, today's deduction is with the bank already."""
    loan = book.need_repaying(lender, loan_id)
    today = lender.today
    if not today <= given.until <= today + LONGEST_DEDUCT_HOLD:
        refuse("DateOutsideWindow", first=today.isoformat(), last=(today + LONGEST_DEDUCT_HOLD).isoformat())
    if given.until == today and lender.now.time() >= CUT_OFF:
        refuse("AfterCutOff", cut_off=CUT_OFF.isoformat("minutes"))
    if book.in_flight(lender, loan_id):
        refuse("PaymentInFlight")
    asked = [one.instalment for one in book.owed(loan, today) if one.principal_fen + one.interest_fen]
    # A period of holding is a bill: the oldest one that is not paid.
    since = moment(asked[0].since, time(0))
    earlier = [one for one in lender.of_loan(Hold, loan_id) if one.kind is HoldKind.DEDUCT and one.starts_at >= since]
    if earlier:
        refuse("HeldThisPeriod", hold_id=earlier[-1].id)
    ends = moment(given.until + timedelta(days=1), time(0))
    return hold(lender, loan.customer_id, loan_id, HoldKind.DEDUCT, reason="customer", ends_at=ends)


@serves(ops.HOLD_DUNNING)
def hold_dunning(lender: Lender, customer_id: str, given: DunningHoldOrder) -> Hold:
    lender.need(CustomerRecord, customer_id)
    if not lender.now < given.until <= lender.now + LONGEST_DUNNING_HOLD:
        refuse("DateOutsideWindow", last=(lender.now + LONGEST_DUNNING_HOLD).isoformat())
    return hold(lender, customer_id, None, HoldKind.DUNNING, reason=given.reason, ends_at=given.until)


@serves(ops.HOLD)
def read_hold(lender: Lender, identifier: str, _given: Nothing) -> Hold:
    return lender.need(Hold, identifier)


@serves(ops.HOLDS)
def holds(lender: Lender, customer_id: str, _given: Nothing) -> Listed[Hold]:
    lender.need(CustomerRecord, customer_id)
    return Listed[Hold](items=tuple(lender.of_customer(Hold, customer_id)))


@serves(ops.RELEASE_HOLD)
def release_hold(lender: Lender, identifier: str, _given: Nothing) -> Hold:
    found = lender.need(Hold, identifier)
    # Holds that protect the customer from a thief end by time, not by asking.
    if found.kind not in {HoldKind.DEDUCT, HoldKind.DUNNING} or found.released_at or lender.now >= found.ends_at:
        refuse("HoldNotReleasable")
    released = lender.change(found, released_at=lender.now)
    lender.tell(
        "hold.released", customer_id=found.customer_id, loan_id=found.loan_id, resource_id=found.id, kind=found.kind
    )
    return released


@serves(ops.REQUEST_INVOICE)
def request_invoice(lender: Lender, loan_id: str, given: InvoiceOrder) -> InvoiceRequest:
    loan = lender.need(LoanRecord, loan_id)
    customer = lender.need(CustomerRecord, loan.customer_id)
    if given.title != customer.name:
        refuse("NotOwnName")
    email = given.email or customer.email
    if email is None:
        refuse("EmailMissing")
    if any(one.period == given.period for one in lender.of_loan(InvoiceRequest, loan_id)):
        refuse("AlreadyRequested", period=given.period)
    received = sum(
        entry.interest_fen + entry.penalty_fen
        for entry in loan.ledger
        if entry.kind == "payment" and f"{entry.on:%Y-%m}" == given.period
    )
    if received <= 0:
        refuse("NothingReceived", period=given.period)
    made = lender.keep(
        InvoiceRequest(
            id=lender.number("IV"),
            loan_id=loan_id,
            period=given.period,
            amount_fen=received,
            title=given.title,
            email=email,
            state="requested",
            created_at=lender.now,
        )
    )
    lender.tell(
        "invoice.requested", customer_id=loan.customer_id, loan_id=loan_id, resource_id=made.id, amount_fen=received
    )
    return made


@serves(ops.INVOICE)
def invoice(lender: Lender, identifier: str, _given: Nothing) -> InvoiceRequest:
    return lender.need(InvoiceRequest, identifier)


@serves(ops.BANK_FAULTS)
def bank_faults(lender: Lender, _subject: str, given: BankQuery) -> Listed[BankFault]:
    return Listed[BankFault](items=tuple(one for one in lender.store.all(BankFault) if given.bank in {None, one.bank}))
