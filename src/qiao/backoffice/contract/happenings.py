"""What the lender tells of itself: a feed of events, and what became of a request whose answer was lost."""

from typing import Annotated, Any

from pydantic import Field

from qiao.backoffice.contract.operation import Moment, Order, Shape

EVENT_TYPES = (
    "loan.state_changed", "loan.schedule_changed", "loan.settled", "payment.created", "payment.posted",
    "payment.failed", "payment.received", "refund.created", "refund.paid", "quote.created", "settlement.ordered",
    "settlement.failed", "card.bound", "card.unbound", "card.default_changed", "hold.placed", "hold.released",
    "document.made", "invoice.requested", "ticket.opened", "ticket.answered", "ticket.withdrawn", "case.registered",
    "case.decided", "waiver.granted", "waiver.registered", "dispute.registered", "code.sent", "face.asked",
    "face.decided", "phone.changed", "phone.change_held", "customer.corrected", "customer.frozen",
    "customer.unfrozen", "closure.scheduled", "closure.cancelled", "account.closed", "consent.changed",
    "message.sent", "callback.booked", "callback.cancelled", "application.changed", "limit.changed",
    "password.reset_sent", "claim.registered",
)  # fmt: skip


class Event(Shape):
    """A fact, in the past. The same event may come twice, and late: `number` says which was first."""

    number: Annotated[int, Field(description="Rises by commit; the cursor of the feed.")]
    type: str
    occurred_at: Moment
    customer_id: str | None
    loan_id: str | None
    resource_id: str | None
    facts: dict[str, Any] = Field(default={}, description="Ids, states, amounts; no identifying values.")


class FeedQuery(Order):
    after: int = Field(default=0, ge=0)
    limit: int = Field(default=200, ge=1, le=1000)


class Feed(Shape):
    """Events after a cursor. `next_after` is the cursor to come back with, also when nothing was found."""

    items: tuple[Event, ...]
    next_after: int


class Outcome(Shape):
    """What became of a write, by its key. A key the lender has not seen is a 404."""

    key: str
    operation: str
    status: int = Field(description="The status that was answered: 200, or that of a refusal.")
    answer: dict[str, Any]
    recorded_at: Moment
