"""Work that people at the lender do: documents, tickets, post-loan cases, waivers, disputes at the credit bureau."""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from qiao.backoffice.contract.operation import Fen, Moment, Order, Resource


class DocumentKind(StrEnum):
    SETTLEMENT_CERTIFICATE = "settlement_certificate"
    REPAYMENT_STATEMENT = "repayment_statement"
    CONTRACT_COPY = "contract_copy"
    INVOICE_REQUEST = "invoice_request"


class DocumentOrder(Order):
    kind: DocumentKind
    since: date | None = None
    until: date | None = None
    deliver_to: Literal["app", "registered_email"] = "app"


class Document(Resource):
    """A PDF. Its bytes never change: the same document is the same file."""

    loan_id: str
    customer_id: str
    kind: DocumentKind
    number: str
    made_at: Moment
    since: date | None
    until: date | None
    deliver_to: str
    size_bytes: int
    sha256: str


class TicketKind(StrEnum):
    DISBURSEMENT = "disbursement"
    PAYMENT = "payment"
    COMPLAINT = "complaint"
    FRAUD = "fraud"
    FEE_REFUND = "fee_refund"
    DATA_RIGHTS = "data_rights"
    OTHER = "other"


class TicketOrder(Order):
    kind: TicketKind
    loan_id: str | None = None
    subject: str = Field(min_length=1, max_length=120)
    facts: str = Field(default="", max_length=2000)
    trace_no: str | None = None


class Ticket(Resource):
    customer_id: str
    loan_id: str | None
    kind: TicketKind
    subject: str
    facts: str
    trace_no: str | None
    department: str
    state: str = Field(description="open, answered, withdrawn or closed")
    opened_at: Moment
    due_at: Moment
    answer: str | None = None


class TicketsQuery(Order):
    kind: TicketKind | None = None


class CaseKind(StrEnum):
    DEFERRAL = "deferral"
    NEGOTIATION = "negotiation"
    WAIVER = "waiver"
    DISASTER = "disaster"


class CaseOrder(Order):
    """A need is registered, never granted: people decide within seven working days."""

    kind: CaseKind
    loan_ids: tuple[str, ...] = Field(min_length=1, max_length=20)
    cause: str = Field(min_length=1, max_length=200)
    ability_fen: int | None = Field(default=None, ge=0)
    ability_on: date | None = None
    contact_window: str | None = Field(default=None, max_length=60)
    region: str | None = Field(default=None, max_length=60)


class Case(Resource):
    customer_id: str
    kind: CaseKind
    loan_ids: tuple[str, ...]
    cause: str
    state: str = Field(description="registered, approved or refused")
    registered_at: Moment
    decide_by: date
    hold_id: str | None = Field(description="The protective hold on calls and messages.")
    decision: str | None = None
    schedule_versions: tuple[int, ...] = ()


class WaiverOrder(Order):
    reason: str = Field(min_length=1, max_length=200)


class Waiver(Resource):
    """Granted at once only for a proven fault of ours, up to 100 yuan, once in twelve months; else a case."""

    loan_id: str
    amount_fen: Fen
    state: str = Field(description="granted, registered or refused")
    fault_id: str | None
    case_id: str | None
    made_at: Moment


class DisputeOrder(Order):
    what: str = Field(min_length=1, max_length=400)


class BureauDispute(Resource):
    """The bureau's answer is due within twenty days; nobody promises a deletion."""

    loan_id: str
    customer_id: str
    what: str
    state: str = Field(description="registered, forwarded or answered")
    registered_at: Moment
    answer_by: date
    answer: str | None = None


class Incident(Resource):
    """Something that happens to many at once: a flood, a bank that fails on a day of many payments."""

    kind: str
    title: str
    region: str | None
    bank: str | None
    starts_at: Moment
    ends_at: Moment | None
    state: str


class Collector(Resource):
    """Who may call for the lender; for the question whether a caller is real."""

    agency: str
    calls_from: tuple[str, ...]
    is_authorised: bool
