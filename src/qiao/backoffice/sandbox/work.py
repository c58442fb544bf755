"""Things several operations make: holds, tickets, cases."""

from datetime import datetime, time, timedelta

from qiao.backoffice.contract.payments import Hold, HoldKind
from qiao.backoffice.contract.service import Case, CaseKind, CaseOrder, Ticket, TicketKind
from qiao.backoffice.sandbox.lender import Lender, moment
from qiao.foundation.business_calendar import BusinessCalendar

DECIDE_WITHIN_WORKING_DAYS = 7
PROTECTED_FOR = timedelta(hours=24)
_CALENDAR = BusinessCalendar()


def hold(
    lender: Lender, customer_id: str, loan_id: str | None, kind: HoldKind, *, reason: str, ends_at: datetime
) -> Hold:
    placed = lender.keep(
        Hold(
            id=lender.number("H"),
            customer_id=customer_id,
            loan_id=loan_id,
            kind=kind,
            reason=reason,
            starts_at=lender.now,
            ends_at=ends_at,
            released_at=None,
        )
    )
    lender.tell(
        "hold.placed", customer_id=customer_id, loan_id=loan_id, resource_id=placed.id, kind=kind,
        ends_at=ends_at.isoformat(),
    )  # fmt: skip
    lender.plan(ends_at, "hold-end", placed.id)
    return placed


def end_hold(lender: Lender, hold_id: str) -> None:
    """A hold whose time is over ends with an event, unless it was released before."""
    found = lender.need(Hold, hold_id)
    if found.released_at is None:
        lender.change(found, released_at=found.ends_at)
        lender.tell(
            "hold.released",
            customer_id=found.customer_id,
            loan_id=found.loan_id,
            resource_id=found.id,
            kind=found.kind,
        )


def standing_hold(lender: Lender, customer_id: str, kind: HoldKind) -> Hold | None:
    return next(
        (
            one
            for one in lender.of_customer(Hold, customer_id)
            if one.kind is kind and one.released_at is None and one.ends_at > lender.now
        ),
        None,
    )


def open_ticket(
    lender: Lender,
    customer_id: str,
    kind: TicketKind,
    department: str,
    *,
    subject: str,
    facts: str,
    days: int,
    loan_id: str | None = None,
    trace_no: str | None = None,
) -> Ticket:
    """A ticket that is to be answered within `days` working days."""
    due = _CALENDAR.add_working_days(lender.today, days).on
    ticket = lender.keep(
        Ticket(
            id=lender.number("TK"),
            customer_id=customer_id,
            loan_id=loan_id,
            kind=kind,
            subject=subject,
            facts=facts,
            trace_no=trace_no,
            department=department,
            state="open",
            opened_at=lender.now,
            due_at=moment(due, time(18)),
        )
    )
    lender.tell(
        "ticket.opened", customer_id=customer_id, loan_id=loan_id, resource_id=ticket.id, kind=kind,
        due_at=ticket.due_at.isoformat(),
    )  # fmt: skip
    return ticket


def register_case(lender: Lender, customer_id: str, order: CaseOrder) -> Case:
    """Register a need and protect the customer from calls for a day; nothing is promised."""
    placed = None
    if order.kind is not CaseKind.WAIVER:
        placed = hold(
            lender, customer_id, None, HoldKind.DUNNING, reason=f"case {order.kind}", ends_at=lender.now + PROTECTED_FOR
        )
    case = lender.keep(
        Case(
            id=lender.number("CS"),
            customer_id=customer_id,
            kind=order.kind,
            loan_ids=order.loan_ids,
            cause=order.cause,
            state="registered",
            registered_at=lender.now,
            decide_by=_CALENDAR.add_working_days(lender.today, DECIDE_WITHIN_WORKING_DAYS).on,
            hold_id=placed.id if placed else None,
        )
    )
    lender.tell("case.registered", customer_id=customer_id, resource_id=case.id, kind=order.kind)
    return case
