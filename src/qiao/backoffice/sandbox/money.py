"""Money on its way: taking it from a card, what the bank says, and what happens then."""

from datetime import time, timedelta

from qiao.backoffice.contract.loans import (
    REPAYING,
    ChangeState,
    LoanCancellation,
    LoanState,
    Prepayment,
    SettledHow,
    SettlementOrder,
    SettlementOrderState,
    SettlementQuote,
)
from qiao.backoffice.contract.payments import (
    BankFault,
    CardState,
    Hold,
    HoldKind,
    Payment,
    PaymentKind,
    PaymentState,
    Redress,
    Refund,
)
from qiao.backoffice.sandbox import book
from qiao.backoffice.sandbox.interest import Allocation
from qiao.backoffice.sandbox.lender import NIGHTLY_AT, Lender, moment, refuse
from qiao.backoffice.sandbox.records import Behaviour, CardRecord, CustomerRecord, LoanRecord

DEDUCT_AT, RETRY_AT, SETTLE_AT = time(10), time(18), time(9)
DEDUCTION_TAKES = timedelta(minutes=30)
PAYMENT_TAKES = timedelta(seconds=5)
_LAST_DAY_OF_DEDUCTION = 30


def usable_card(lender: Lender, card_id: str, customer_id: str) -> CardRecord:
    """The card, if it is the customer's and bound. Refuses with CardNotUsable."""
    card = lender.store.find(CardRecord, card_id)
    if card is None or card.customer_id != customer_id or card.state is not CardState.BOUND:
        refuse("CardNotUsable")
    return card


def default_card(lender: Lender, customer_id: str) -> CardRecord | None:
    cards = [one for one in lender.of_customer(CardRecord, customer_id) if one.state is CardState.BOUND]
    return next((one for one in cards if one.is_default), None)


def take(
    lender: Lender,
    loan: LoanRecord,
    amount_fen: int,
    card_id: str | None,
    kind: PaymentKind,
    *,
    takes: timedelta,
) -> Payment:
    """Begin a payment. Its outcome comes by the agenda."""
    identifier = lender.number("P")
    payment = lender.keep(
        Payment(
            id=identifier,
            loan_id=loan.id,
            customer_id=loan.customer_id,
            kind=kind,
            amount_fen=amount_fen,
            card_id=card_id,
            state=PaymentState.PROCESSING,
            created_at=lender.now,
            finished_at=None,
            trace_no=f"TX{lender.today:%Y%m%d}{identifier[1:]}",
            failure_code=None,
        )
    )
    _tell(lender, "payment.created", payment)
    lender.plan(lender.now + takes, "payment-outcome", payment.id)
    return payment


def decide_payment(lender: Lender, payment_id: str) -> None:
    """What the bank says, at the moment it says it."""
    payment = lender.need(Payment, payment_id)
    if payment.state is PaymentState.RECEIVED:
        _post(lender, payment)
    if payment.state is not PaymentState.PROCESSING:
        return
    card = lender.store.find(CardRecord, payment.card_id) if payment.card_id else None
    fault = _fault_of(lender, card, payment)
    if fault is not None and fault.kind == "posting_delayed":
        received = lender.change(payment, state=PaymentState.RECEIVED)
        _tell(lender, "payment.received", received)
        lender.plan(fault.ends_at, "payment-outcome", payment.id)
    elif fault is not None and fault.kind == "deduction_failed":
        _fail(lender, payment, fault.code)
    elif card is not None and card.behaviour is not Behaviour.PAYS:
        _fail(lender, payment, card.behaviour)
    else:
        _post(lender, payment)
        if fault is not None:
            # The bank answers the same deduction twice: the customer has paid double. No order asks for the second one.
            kind = PaymentKind.REPAYMENT if payment.kind is PaymentKind.PREPAYMENT else payment.kind
            again = take(
                lender, lender.need(LoanRecord, payment.loan_id), payment.amount_fen, payment.card_id, kind,
                takes=timedelta(0),
            )  # fmt: skip
            _post(lender, again)


def _fault_of(lender: Lender, card: CardRecord | None, payment: Payment) -> BankFault | None:
    if card is None:
        return None
    return next(
        (
            one
            for one in lender.store.all(BankFault)
            if one.bank == card.bank and one.starts_at <= lender.now < one.ends_at and payment.loan_id in one.loan_ids
        ),
        None,
    )


def _post(lender: Lender, payment: Payment) -> None:
    if payment.state is PaymentState.POSTED:
        return
    posted = lender.change(payment, state=PaymentState.POSTED, finished_at=lender.now)
    loan = lender.need(LoanRecord, payment.loan_id)
    # The day the money came counts, not the day it was posted: a slow bank costs the customer nothing.
    came_on = payment.created_at.date()
    left = 0
    if loan.state not in REPAYING:
        left = payment.amount_fen
    elif payment.kind is PaymentKind.SETTLEMENT:
        left = _settle(lender, loan, posted)
    elif payment.kind is PaymentKind.PREPAYMENT:
        _prepay(lender, loan, posted)
    elif payment.kind is PaymentKind.CANCELLATION:
        order = next(one for one in lender.of_loan(LoanCancellation, loan.id) if one.payment_id == payment.id)
        book.settle(lender, loan, came_on, payment.id, SettledHow.CANCELLED, order_id=order.id, with_fee=False)
        lender.change(order, state=ChangeState.DONE)
    else:
        _, left = book.post(lender, loan, payment.amount_fen, came_on, payment.id)
    if left:
        posted = lender.change(posted, left_over_fen=left)
    _tell(lender, "payment.posted", posted, left_over_fen=left)


def _settle(lender: Lender, loan: LoanRecord, payment: Payment) -> int:
    """End the loan by its order; gives what was paid too much, where a penalty was waived on the way.

    Where the money is not enough any more, it is an ordinary payment and the order has failed.
    """
    order = next(one for one in lender.of_loan(SettlementOrder, loan.id) if one.payment_id == payment.id)
    left = payment.amount_fen - book.settlement(loan, order.settle_on).total_fen
    if left < 0:
        lender.change(order, state=SettlementOrderState.FAILED, failure_code="amount_changed")
        lender.tell("settlement.failed", loan_id=loan.id, resource_id=order.id, failure_code="amount_changed")
        return book.post(lender, loan, payment.amount_fen, payment.created_at.date(), payment.id)[1]
    book.settle(lender, loan, order.settle_on, payment.id, SettledHow.EARLY, order_id=order.id, left=left)
    lender.change(order, state=SettlementOrderState.SETTLED)
    return left


def _prepay(lender: Lender, loan: LoanRecord, payment: Payment) -> None:
    order = next(one for one in lender.of_loan(Prepayment, loan.id) if one.payment_id == payment.id)
    on = payment.created_at.date()
    cost, lines = book.after_prepayment(loan, payment.amount_fen, order.mode, on)
    line = book.running_line(loan, on)
    assert line is not None
    part = Allocation(line.number, on, interest_fen=cost, principal_fen=payment.amount_fen - cost)
    paid = book.prepaid(loan, part, payment.id)
    changed = book.replace_schedule(lender, paid, lines, f"prepayment {order.id}")
    lender.change(order, state=ChangeState.DONE, schedule_version=changed.standing.version)
    lender.tell(
        "prepayment.done", customer_id=loan.customer_id, loan_id=loan.id, resource_id=order.id,
        amount_fen=order.amount_fen,
    )  # fmt: skip


def _fail(lender: Lender, payment: Payment, code: str) -> None:
    failed = lender.change(payment, state=PaymentState.FAILED, finished_at=lender.now, failure_code=code)
    _tell(lender, "payment.failed", failed, failure_code=code)
    for order in lender.of_loan(SettlementOrder, payment.loan_id):
        if order.payment_id == payment.id:
            lender.change(order, state=SettlementOrderState.FAILED, failure_code=code)
            lender.tell("settlement.failed", loan_id=order.loan_id, resource_id=order.id, failure_code=code)
    for kind, what in ((Prepayment, "prepayment.failed"), (LoanCancellation, "cancellation.failed")):
        for change in lender.of_loan(kind, payment.loan_id):
            if change.payment_id == payment.id:
                lender.change(change, state=ChangeState.FAILED)
                lender.tell(what, loan_id=payment.loan_id, resource_id=change.id, failure_code=code)
    loan = lender.need(LoanRecord, payment.loan_id)
    if payment.kind is PaymentKind.DEDUCTION:
        loan = lender.change(loan, deduct_failed_on=lender.today)
        if lender.now.time() < RETRY_AT:
            lender.plan(moment(lender.today, RETRY_AT), "deduct", loan.id)
    book.refresh(lender, loan)


def _tell(lender: Lender, what: str, payment: Payment, **facts: object) -> None:
    due_on = book.due_on(lender.need(LoanRecord, payment.loan_id))
    lender.tell(
        what, customer_id=payment.customer_id, loan_id=payment.loan_id, resource_id=payment.id, kind=payment.kind,
        amount_fen=payment.amount_fen, state=payment.state, due_on=due_on, **facts,
    )  # fmt: skip


def is_held(lender: Lender, loan_id: str) -> bool:
    return any(
        one.kind is HoldKind.DEDUCT and one.released_at is None and one.starts_at <= lender.now < one.ends_at
        for one in lender.of_loan(Hold, loan_id)
    )


def settlement_standing(lender: Lender, loan_id: str) -> SettlementOrder | None:
    standing = {SettlementOrderState.SCHEDULED, SettlementOrderState.PROCESSING}
    return next((one for one in lender.of_loan(SettlementOrder, loan_id) if one.state in standing), None)


def deduct(lender: Lender, loan_id: str) -> None:
    """Take what is due from the default card, unless something forbids it."""
    loan = lender.need(LoanRecord, loan_id)
    due = [one for one in book.owed(loan, lender.today) if one.instalment.due_on <= lender.today and one.total_fen]
    card = default_card(lender, loan.customer_id)
    if loan.state not in REPAYING or loan.state is LoanState.RELIEF or not due or card is None:
        return
    if is_held(lender, loan.id) or book.money_on_its_way(lender, loan.id) or settlement_standing(lender, loan.id):
        return
    take(lender, loan, sum(one.total_fen for one in due), card.id, PaymentKind.DEDUCTION, takes=DEDUCTION_TAKES)


def begin_settlement(lender: Lender, order_id: str) -> None:
    """On its day a settlement order takes its money; if the sum has changed meanwhile, it fails honestly."""
    order = lender.need(SettlementOrder, order_id)
    if order.state is not SettlementOrderState.SCHEDULED:
        return
    loan = lender.need(LoanRecord, order.loan_id)
    quote = lender.need(SettlementQuote, order.quote_id)
    if loan.state not in REPAYING or book.settlement(loan, order.settle_on).total_fen != quote.total_fen:
        lender.change(order, state=SettlementOrderState.FAILED, failure_code="amount_changed")
        lender.tell("settlement.failed", loan_id=loan.id, resource_id=order.id, failure_code="amount_changed")
        return
    payment = take(lender, loan, order.total_fen, order.card_id, PaymentKind.SETTLEMENT, takes=PAYMENT_TAKES)
    lender.change(order, state=SettlementOrderState.PROCESSING, payment_id=payment.id)


def nightly(lender: Lender, _subject: str) -> None:
    """At 00:05: every loan to its state of the day, today's deductions planned, the next night planned."""
    for loan in lender.store.all(LoanRecord):
        if loan.state not in REPAYING:
            continue
        current = book.refresh(lender, loan)
        late = book.days_past_due(current, lender.today)
        due_today = any(line.due_on == lender.today for line in current.standing.lines)
        if due_today or 0 < late <= _LAST_DAY_OF_DEDUCTION:
            lender.plan(moment(lender.today, DEDUCT_AT), "deduct", loan.id)
    lender.plan(moment(lender.today + timedelta(days=1), NIGHTLY_AT), "nightly", "")


def pay_refund(lender: Lender, refund_id: str) -> None:
    refund = lender.need(Refund, refund_id)
    lender.change(refund, state="paid")
    lender.tell("refund.paid", loan_id=refund.loan_id, resource_id=refund.id, amount_fen=refund.amount_fen)


def pay_redress(lender: Lender, redress_id: str) -> None:
    """The card may have gone since it was ordered: then nothing is paid, and it is ordered anew."""
    redress = lender.need(Redress, redress_id)
    card = lender.need(CardRecord, redress.card_id)
    is_paid = card.state is CardState.BOUND
    failure_code = None if is_paid else "CardNotUsable"
    lender.change(redress, state="paid" if is_paid else "failed", failure_code=failure_code)
    lender.tell(
        "redress.paid" if is_paid else "redress.failed", customer_id=redress.customer_id, resource_id=redress.id,
        amount_fen=redress.amount_fen, **({} if is_paid else {"failure_code": failure_code}),
    )  # fmt: skip


def owes_anything(lender: Lender, customer: CustomerRecord) -> bool:
    """Whether a loan of hers is not over, in whatever hands it is."""
    return any(
        bool(loan.schedules) and any(one.total_fen for one in book.owed(loan, lender.today))
        for loan in lender.of_customer(LoanRecord, customer.id)
    )
