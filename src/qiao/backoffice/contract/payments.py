"""Money that moves: payments, deductions, refunds, cards, invoices."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from qiao.backoffice.contract.operation import Fen, Moment, Order, PositiveFen, Resource


class PaymentKind(StrEnum):
    DEDUCTION = "deduction"
    REPAYMENT = "repayment"
    SETTLEMENT = "settlement"
    PREPAYMENT = "prepayment"
    TRANSFER = "transfer"
    CANCELLATION = "cancellation"


class PaymentState(StrEnum):
    """`processing` has no outcome yet; only `posted` has reached the ledger."""

    PROCESSING = "processing"
    POSTED = "posted"
    FAILED = "failed"
    RECEIVED = "received"
    """The bank has it, the ledger does not: paid but not posted."""


class Payment(Resource):
    loan_id: str
    customer_id: str
    kind: PaymentKind
    amount_fen: Fen
    card_id: str | None
    state: PaymentState
    created_at: Moment
    finished_at: Moment | None
    trace_no: str
    failure_code: str | None
    left_over_fen: Fen = Field(default=0, description="Posted, but nothing was owed for it: it can be refunded.")
    refunded_fen: Fen = 0


class PaymentsQuery(Order):
    state: PaymentState | None = None
    since: date | None = None


class RepaymentOrder(Order):
    """Paying from a bound card, or by the lender's own cashier page (`link`). Never to a private account."""

    amount_fen: PositiveFen
    method: Literal["card", "link"] = "card"
    card_id: str | None = None


class ClaimOrder(Order):
    """Paid, but not seen in the ledger."""

    paid_at: Moment
    amount_fen: PositiveFen
    voucher_sha256: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")


class PaymentClaim(Resource):
    """Matched with a receipt of the bank at once, or a ticket with a dunning hold until it is answered."""

    loan_id: str
    amount_fen: Fen
    paid_at: Moment
    state: str = Field(description="matched or ticket")
    payment_id: str | None
    ticket_id: str | None
    hold_id: str | None


class RefundOrder(Order):
    """Two posted payments of one sum, or one with something left over. Refunds go back to the card they came from."""

    payment_ids: tuple[str, ...] = Field(min_length=1, max_length=2)
    card_id: str


class Refund(Resource):
    loan_id: str
    payment_ids: tuple[str, ...]
    card_id: str
    amount_fen: Fen
    state: str = Field(description="processing, paid or review (a person decides)")
    created_at: Moment


class RedressOrder(Order):
    """Money back because of a decision on a complaint, to the customer's own default card."""

    amount_fen: PositiveFen
    complaint: str = Field(min_length=1, max_length=40, description="The house's number of the complaint.")


class Redress(Resource):
    customer_id: str
    card_id: str
    amount_fen: Fen
    complaint: str
    state: str = Field(description="processing, paid or failed")
    failure_code: str | None = None
    created_at: Moment


class CardState(StrEnum):
    BOUND = "bound"
    UNBOUND = "unbound"
    INVALID = "invalid"


class Card(Resource):
    customer_id: str
    bank: str
    tail: str
    is_default: bool
    state: CardState
    bound_at: Moment


class CardBinding(Order):
    """The four elements (name, identity number, card number, phone at the bank) are compared, never shown."""

    number: str = Field(pattern=r"^\d{13,19}$")
    bank: str = Field(min_length=1, max_length=40)
    holder_name: str = Field(min_length=1, max_length=40)
    id_number: str = Field(min_length=15, max_length=18)
    reserved_phone: str = Field(pattern=r"^1\d{10}$")


class InvoiceOrder(Order):
    """An invoice for interest received; the title is the customer's own name."""

    period: str = Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="The month, such as 2026-10.")
    title: str = Field(min_length=1, max_length=60)
    email: str | None = Field(
        default=None,
        pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
        max_length=120,
        description="The customer's own on file where it is left out.",
    )


class InvoiceRequest(Resource):
    loan_id: str
    period: str
    amount_fen: Fen
    title: str
    email: str
    state: str = Field(description="requested or issued")
    created_at: Moment


class HoldKind(StrEnum):
    DEDUCT = "deduct"
    DUNNING = "dunning"
    DRAW = "draw"
    CARD_CHANGE = "card_change"


class DeductHoldOrder(Order):
    until: date = Field(description="Last day without deduction; at most seven days away.")


class DunningHoldOrder(Order):
    until: Moment
    reason: str = Field(min_length=1, max_length=60)


class Hold(Resource):
    """What must not be done, from when to when."""

    customer_id: str
    loan_id: str | None
    kind: HoldKind
    reason: str
    starts_at: Moment
    ends_at: Moment
    released_at: Moment | None


class BankFault(Resource):
    """A fault of a bank or of the lender's own systems that is proven: ground for a waiver without asking."""

    bank: str
    code: str
    kind: str = Field(description="posting_delayed, double_deduction or deduction_failed")
    starts_at: Moment
    ends_at: Moment
    loan_ids: tuple[str, ...]


class BankQuery(Order):
    bank: Annotated[str | None, Field(max_length=40)] = None
