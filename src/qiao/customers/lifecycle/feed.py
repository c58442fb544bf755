"""What the lender's feed says of a customer's life, as events of a lifecycle: pure.

The feed tells in which state a loan is by its own reckoning. Of a loan that is being repaid only the earliest unpaid
due date is taken: whether that is soon, today or long ago follows here, from the date.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from qiao.customers.lifecycle.machine import day_of

_BY_STATE = {
    "submitted": "draw.submitted",
    "risk_review": "draw.reviewing",
    "manual_review": "draw.manual_review",
    "approved": "draw.approved",
    "rejected": "draw.rejected",
    "cancelled": "draw.cancelled",
    "expired": "draw.expired",
    "contract_signed": "loan.contract_signed",
    "funding_queued": "loan.funding_queued",
    "disbursing": "loan.disbursing",
    "disburse_failed": "loan.disburse_failed",
    "disbursed": "loan.disbursed",
    "relief": "loan.relief_granted",
    "legal": "loan.legal",
    "written_off": "loan.written_off",
    "assigned": "loan.assigned",
    "settled": "loan.settled",
    "certificate_issued": "loan.certificate_issued",
    "archived": "loan.archived",
}
_REPAYING = "loan.repaying"
_WITH_DUE = frozenset({"loan.disbursed", "loan.relief_granted", _REPAYING})
_OF_PAYMENTS = {
    "payment.created": "submitted",
    "payment.failed": "failed",
    "payment.received": "received",
    "payment.posted": "posted",
}

_OF_DEDUCTIONS = frozenset({"submitted", "failed"})


@dataclass(frozen=True, slots=True)
class FromFeed:
    """An event of the lender's feed about one customer; `number` rises with what happened there."""

    number: int
    type: str
    reference: str
    at: datetime
    loan: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])


def of_feed(event: FromFeed) -> dict[str, Any] | None:
    """The event as the lender would have told it by a call; None where it says nothing of a lifecycle."""
    meant = _meant(event)
    if meant is None:
        return None
    type_, facts = meant
    about = {"loan": event.loan} if event.loan is not None else {}
    return {
        "id": f"feed:{event.number}",
        "type": type_,
        "version": 1,
        "customer": event.reference,
        "at": event.at.isoformat(),
        "number": event.number,
        "facts": facts,
        **about,
    }


def _meant(event: FromFeed) -> tuple[str, dict[str, Any]] | None:
    if event.type == "account.closed":
        return event.type, {}
    if event.loan is None:
        return None
    if event.type == "loan.state_changed":
        type_ = _BY_STATE.get(str(event.facts["after"]), _REPAYING)
        return type_, _due(event) if type_ in _WITH_DUE else {}
    if event.type == "loan.settled":
        return event.type, {"how": event.facts["how"]}
    if event.type == "loan.schedule_changed" and "due_on" in event.facts:
        return event.type, {"version": event.facts["version"], "due_on": event.facts["due_on"]}
    if event.type in _OF_PAYMENTS:
        return _payment(event)
    return None


def _due(event: FromFeed) -> dict[str, Any]:
    """The earliest due date that is unpaid. A lender that does not tell it says by how many days it is past."""
    if "due_on" in event.facts:
        return {"due_on": event.facts["due_on"]}
    late = int(event.facts.get("days_past_due", 0))
    return {"due_on": (day_of(event.at) - timedelta(days=late)).isoformat()} if late else {"due_on": None}


def _payment(event: FromFeed) -> tuple[str, dict[str, Any]] | None:
    what, is_deduction = _OF_PAYMENTS[event.type], event.facts["kind"] == "deduction"
    facts = {name: event.facts[name] for name in ("amount_fen", "due_on") if name in event.facts}
    if what == "failed":
        facts["reason"] = event.facts["failure_code"]
    if what == "posted" and "due_on" not in facts:
        return None
    return f"{'deduction' if is_deduction and what in _OF_DEDUCTIONS else 'payment'}.{what}", facts
