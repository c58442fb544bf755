"""Loans as the lender's ledger shows them, and what changes their schedule."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from qiao.backoffice.contract.operation import Fen, Moment, Order, PositiveFen, Rate, Resource, Shape


class LoanState(StrEnum):
    """Where a loan is in its life."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RISK_REVIEW = "risk_review"
    MANUAL_REVIEW = "manual_review"
    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    CONTRACT_SIGNED = "contract_signed"
    FUNDING_QUEUED = "funding_queued"
    DISBURSING = "disbursing"
    DISBURSE_FAILED = "disburse_failed"
    DISBURSED = "disbursed"
    CURRENT = "current"
    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    DEDUCT_FAILED = "deduct_failed"
    GRACE = "grace"
    OVERDUE_1_30 = "overdue_1_30"
    OVERDUE_31_60 = "overdue_31_60"
    OVERDUE_61_90 = "overdue_61_90"
    OVERDUE_90_PLUS = "overdue_90_plus"
    RELIEF = "relief"
    LEGAL = "legal"
    WRITTEN_OFF = "written_off"
    ASSIGNED = "assigned"
    SETTLED = "settled"
    CERTIFICATE_ISSUED = "certificate_issued"
    ARCHIVED = "archived"


REPAYING = frozenset({
    LoanState.DISBURSED, LoanState.CURRENT, LoanState.DUE_SOON, LoanState.DUE_TODAY, LoanState.DEDUCT_FAILED,
    LoanState.GRACE, LoanState.OVERDUE_1_30, LoanState.OVERDUE_31_60, LoanState.OVERDUE_61_90,
    LoanState.OVERDUE_90_PLUS, LoanState.RELIEF,
})  # fmt: skip
"""The states in which a customer herself can pay and change things."""

DISBURSED = REPAYING | {
    LoanState.LEGAL, LoanState.WRITTEN_OFF, LoanState.ASSIGNED, LoanState.SETTLED, LoanState.CERTIFICATE_ISSUED,
    LoanState.ARCHIVED,
}  # fmt: skip
FINISHED = frozenset({LoanState.SETTLED, LoanState.CERTIFICATE_ISSUED, LoanState.ARCHIVED})


class SettledHow(StrEnum):
    EARLY = "early"
    ON_SCHEDULE = "on_schedule"
    AFTER_OVERDUE = "after_overdue"
    WAIVED = "waived"
    CANCELLED = "cancelled"


class Product(Shape):
    """What can be borrowed, on which terms. `allows_*` are terms of the product, not favours."""

    code: str
    name: str
    method: str
    day_count: str
    annual_rate: Rate
    penalty_rate: Rate
    grace_days: int
    early_fee_rate: Rate
    terms_months: tuple[int, ...]
    least_fen: Fen
    most_fen: Fen
    allows_prepayment: bool
    allows_due_day_change: bool
    cooling_days: int = Field(description="Days after disbursement within which the loan can be given back.")


class TrialQuery(Order):
    amount_fen: PositiveFen
    months: Annotated[int, Field(ge=1, le=60)]
    start_on: date | None = Field(default=None, description="Day of disbursement; today where it is left out.")


class ScheduleLine(Shape):
    """One instalment: what it was to be, and what is still open on the day of the answer."""

    number: int
    since: date
    due_on: date
    principal_fen: Fen
    interest_fen: Fen
    carried_fen: Fen = Field(description="Interest and penalty of an earlier schedule that falls due here.")
    penalty_fen: Fen = Field(description="Penalty interest run up so far.")
    open_fen: Fen
    paid_on: date | None


class Trial(Shape):
    """What a loan would cost. `annual_cost_rate` counts everything the customer pays, as simple interest a year."""

    amount_fen: Fen
    months: int
    lines: tuple[ScheduleLine, ...]
    first_payment_fen: Fen
    total_interest_fen: Fen
    annual_rate: Rate


class Loan(Resource):
    """A loan on the day of the answer. Amounts are none before disbursement."""

    customer_id: str
    product_code: str
    state: LoanState
    principal_fen: Fen
    months: int
    annual_rate: Rate
    penalty_rate: Rate
    method: str
    day_count: str
    disbursed_on: date | None
    due_day: int | None
    schedule_version: int
    outstanding_principal_fen: Fen
    due_now_fen: Fen = Field(description="What is late, with penalty, and the bill that is running.")
    overdue_fen: Fen
    penalty_fen: Fen
    days_past_due: int
    next_due_on: date | None
    next_due_fen: Fen
    payment_in_flight: bool
    settled_on: date | None = None
    settled_how: SettledHow | None = None
    assigned_to: str | None = None
    funding_partner: str
    guarantor: str | None
    version: int


class ScheduleQuery(Order):
    version: int | None = Field(default=None, ge=1, description="An earlier schedule; the standing one if left out.")


class Schedule(Shape):
    loan_id: str
    version: int
    standing_version: int
    reason: str
    made_on: date
    lines: tuple[ScheduleLine, ...]


class LedgerKind(StrEnum):
    DISBURSEMENT = "disbursement"
    PAYMENT = "payment"
    WAIVER = "waiver"
    REFUND = "refund"
    FEE = "fee"


class LedgerEntry(Shape):
    """One line of the loan's ledger. Parts sum to the amount; `left_over_fen` is overpaid."""

    on: date
    kind: LedgerKind
    amount_fen: Fen
    principal_fen: Fen
    interest_fen: Fen
    penalty_fen: Fen
    fee_fen: Fen
    left_over_fen: Fen
    reference: str


class DaysQuery(Order):
    since: date
    until: date


class Accrual(Shape):
    """Interest and penalty that a day added, in the rounding of the running totals."""

    on: date
    interest_fen: Fen
    penalty_fen: Fen


class Disbursement(Shape):
    loan_id: str
    state: LoanState
    amount_fen: Fen
    card_tail: str | None
    trace_no: str | None
    sent_at: Moment | None
    bank_receipt_at: Moment | None
    failure_code: str | None


class QuoteOrder(Order):
    settle_on: date


class SettlementQuote(Resource):
    """What ends the loan on a day. Valid until the end of the day it was made, Asia/Shanghai."""

    loan_id: str
    settle_on: date
    principal_fen: Fen
    interest_fen: Fen = Field(description="Negative where interest paid ahead is given back.")
    penalty_fen: Fen
    fee_fen: Fen
    total_fen: Fen
    saved_interest_fen: Fen
    valid_until: Moment
    schedule_version: int


class SettlementOrderRequest(Order):
    quote_id: str
    card_id: str


class SettlementOrderState(StrEnum):
    SCHEDULED = "scheduled"
    PROCESSING = "processing"
    SETTLED = "settled"
    FAILED = "failed"


class SettlementOrder(Resource):
    loan_id: str
    quote_id: str
    card_id: str
    settle_on: date
    total_fen: Fen
    state: SettlementOrderState
    payment_id: str | None
    failure_code: str | None = None


class PrepaymentMode(StrEnum):
    KEEP_TERM = "keep_term"
    SHORTEN = "shorten"


class PrepaymentQuery(Order):
    amount_fen: PositiveFen
    mode: PrepaymentMode


class PrepaymentOrder(PrepaymentQuery):
    card_id: str


class SchedulePreview(Shape):
    """What a change would make of the schedule, next to what stands."""

    loan_id: str
    interest_now_fen: Fen = Field(description="Accrued interest that is paid with the change.")
    principal_part_fen: Fen
    total_cost_before_fen: Fen
    total_cost_after_fen: Fen
    next_due_on: date
    next_due_fen: Fen
    last_due_on: date
    lines: tuple[ScheduleLine, ...]


class ChangeState(StrEnum):
    PROCESSING = "processing"
    DONE = "done"
    FAILED = "failed"


class Prepayment(Resource):
    loan_id: str
    payment_id: str
    amount_fen: Fen
    mode: PrepaymentMode
    state: ChangeState
    schedule_version: int | None


class DueDayQuery(Order):
    new_day: Annotated[int, Field(ge=1, le=28)]


class DueDayChange(Resource):
    loan_id: str
    old_day: int
    new_day: int
    schedule_version: int
    next_due_on: date
    made_at: Moment


class LoanCancellation(Resource):
    """The loan given back within the cooling days: principal and the interest of the days it was used."""

    loan_id: str
    total_fen: Fen
    payment_id: str
    state: ChangeState


class CardOrder(Order):
    card_id: str


class Application(Resource):
    """An application for a loan or a limit. `node` is what the customer may know; no score, no inner reason."""

    customer_id: str
    loan_id: str | None
    kind: str
    state: LoanState
    node: str
    amount_fen: Fen
    submitted_at: Moment
    expected_by: Moment | None
    missing_documents: tuple[str, ...]
    review_call_window: str | None
    reschedules: int
    supplements: tuple[str, ...]
    result_text: str | None
    reapply_from: date | None


class ReviewCallOrder(Order):
    starts_at: Moment
    ends_at: Moment


class SupplementOrder(Order):
    kind: str = Field(min_length=1, max_length=40)
    file_name: str = Field(min_length=1, max_length=120)
    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="Of the file, which travels by the lender's file port.")


class CreditLimit(Shape):
    customer_id: str
    limit_fen: Fen
    used_fen: Fen
    available_fen: Fen
    state: str = Field(description="active, frozen, expired or none")
    expires_on: date | None


class LimitOrder(Order):
    limit_fen: Annotated[int, Field(ge=0)]


class LimitChange(Resource):
    """Lowering takes effect at once; raising is registered and decided by risk."""

    customer_id: str
    from_fen: Fen
    to_fen: Fen
    state: str = Field(description="done or registered")
