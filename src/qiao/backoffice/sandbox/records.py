"""What the sandbox lender knows beyond what the contract shows."""

from datetime import date, datetime
from enum import StrEnum

from qiao.backoffice.contract.customers import CodeChallenge, FaceCheck
from qiao.backoffice.contract.loans import LedgerEntry, LoanState, Product, SettledHow
from qiao.backoffice.contract.operation import Resource, Shape
from qiao.backoffice.contract.payments import Card
from qiao.backoffice.sandbox.interest import Allocation, Instalment, Terms


class ProductRecord(Resource):
    product: Product


class CustomerRecord(Resource):
    """A synthetic person in clear. What leaves is masked in `serve_customers`."""

    name: str
    phone: str
    id_number: str
    id_expires_on: date | None
    region: str
    address: str
    workplace: str
    email: str | None
    born_on: date
    stage: str
    flags: tuple[str, ...] = ()
    is_frozen: bool = False
    version: int = 1
    limit_fen: int = 0
    limit_state: str = "none"
    limit_expires_on: date | None = None
    sim_changed_on: date | None = None
    """When the mobile operator last changed the SIM card; a recent change looks like theft."""
    phone_changed_on: date | None = None
    face_outcome: str = "passed"
    wrong_matches: int = 0
    matches_locked_until: datetime | None = None


class HeldPhone(Resource):
    """The new number of a change that waits for a person; its id is that of the change."""

    new_phone: str


class Behaviour(StrEnum):
    """What a bank says when it is asked to take money from a card."""

    PAYS = "pays"
    INSUFFICIENT = "insufficient_funds"
    CLOSED = "card_closed"


class CardRecord(Card):
    number: str
    behaviour: Behaviour


class ScheduleVersion(Shape):
    """A schedule and what was paid on it. A later version begins with what this one left open."""

    version: int
    reason: str
    made_on: date
    lines: tuple[Instalment, ...]
    paid: tuple[Allocation, ...] = ()


class LoanRecord(Resource):
    customer_id: str
    product_code: str
    state: LoanState
    principal_fen: int
    months: int
    terms: Terms
    funding_partner: str
    guarantor: str | None
    disbursed_on: date | None = None
    due_day: int | None = None
    schedules: tuple[ScheduleVersion, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    card_id: str | None = None
    trace_no: str | None = None
    sent_at: datetime | None = None
    bank_receipt_at: datetime | None = None
    failure_code: str | None = None
    settled_on: date | None = None
    settled_how: SettledHow | None = None
    assigned_to: str | None = None
    relief_until: date | None = None
    deduct_failed_on: date | None = None
    due_day_changed_on: date | None = None
    was_late: bool = False
    version: int = 1

    @property
    def standing(self) -> ScheduleVersion:
        return self.schedules[-1]


class CodeRecord(CodeChallenge):
    code: str
    phone: str


class FaceRecord(FaceCheck):
    outcome: str


class InboxMessage(Resource):
    """A text message that would have gone to a phone."""

    phone: str
    text: str
    at: datetime


class FaultKind(StrEnum):
    """What can be made to go wrong."""

    SLOW = "slow"
    ERROR = "error"
    """An error 500, before anything has happened."""
    TIMEOUT_AFTER = "timeout_after"
    """It takes effect; the answer never comes."""
    DUPLICATE = "duplicate"
    """A gateway delivers the request twice; the feed repeats events."""
    OUT_OF_ORDER = "out_of_order"
    """The feed gives a page of events in the wrong order."""
    DOWN = "down"


class FaultRecord(Resource):
    """A fault that is switched on. `operation` names one operation, a prefix (`payments.`), or all (`*`)."""

    kind: FaultKind
    operation: str
    delay_ms: int
    left: int | None
    """How often still; None is until it is switched off."""
