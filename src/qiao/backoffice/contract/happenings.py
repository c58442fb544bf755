"""What the lender tells of itself: a feed of events, and what became of a request whose answer was lost."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from qiao.backoffice.contract.operation import Moment, Order, Shape

_FACTS = {
    "loan.state_changed": "before after days_past_due due_on",
    "loan.schedule_changed": "version reason due_on",
    "loan.settled": "how",
    **dict.fromkeys(("payment.created", "payment.received"), "kind amount_fen state due_on"),
    "payment.posted": "kind amount_fen state left_over_fen due_on",
    "payment.failed": "kind amount_fen state failure_code due_on",
    "refund.created": "amount_fen state",
    "refund.paid": "amount_fen",
    "redress.ordered": "amount_fen state",
    "redress.paid": "amount_fen",
    "redress.failed": "amount_fen failure_code",
    "quote.created": "total_fen",
    "settlement.ordered": "settle_on total_fen",
    "settlement.failed": "failure_code",
    "prepayment.done": "amount_fen",
    "prepayment.failed": "failure_code",
    "cancellation.failed": "failure_code",
    **dict.fromkeys(("card.bound", "card.unbound", "card.default_changed"), "tail"),
    "hold.placed": "kind ends_at",
    "hold.released": "kind",
    "document.made": "kind",
    "invoice.requested": "amount_fen",
    "ticket.opened": "kind due_at",
    **dict.fromkeys(("ticket.answered", "ticket.withdrawn"), ""),
    "case.registered": "kind",
    "case.decided": "kind state",
    "waiver.granted": "amount_fen by_person",
    "waiver.registered": "amount_fen",
    "waiver.refused": "",
    **dict.fromkeys(("dispute.registered", "dispute.answered"), ""),
    "code.sent": "purpose",
    "face.asked": "",
    "face.decided": "state",
    "phone.changed": "risk by_person",
    "phone.change_held": "risk",
    "phone.change_refused": "",
    "customer.corrected": "field state",
    **dict.fromkeys(("customer.flagged", "customer.unflagged"), "flag"),
    **dict.fromkeys(("customer.frozen", "customer.unfrozen"), ""),
    "closure.scheduled": "closes_at",
    "closure.cancelled": "lapsed",
    "account.closed": "",
    "consent.changed": "channel purpose granted",
    "message.sent": "template",
    "callback.booked": "starts_at",
    "callback.cancelled": "",
    "application.changed": "state node",
    "limit.changed": "state to_fen",
    "password.reset_sent": "",
    "claim.registered": "state",
    "claim.answered": "",
}  # fmt: skip
EVENT_FACTS: Mapping[str, frozenset[str]] = {name: frozenset(facts.split()) for name, facts in _FACTS.items()}
"""What can be told, and the facts that each kind of event may carry."""


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
