"""What befell the loans of a customer, for the list of what she has had to do with the house."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Dealing, DealingKind, Form, Look, Stretch, Teller
from qiao.backoffice.events import DEDUCTION_FAILED, LOAN_DISBURSED, LOAN_OVERDUE, LOAN_SETTLED
from qiao.foundation import events

_FIELD_OF = {
    LOAN_OVERDUE: "overdue_notes",
    DEDUCTION_FAILED: "overdue_notes",
    LOAN_DISBURSED: "loans",
    LOAN_SETTLED: "loans",
}
_ENOUGH = (None, Form.SUMMARY)
_STATES = {
    LOAN_OVERDUE: "overdue",
    DEDUCTION_FAILED: "deduction_failed",
    LOAN_DISBURSED: "disbursed",
    LOAN_SETTLED: "settled",
}


async def _befell(session: AsyncSession, look: Look, stretch: Stretch) -> Sequence[Dealing]:
    types = [one for one, field in _FIELD_OF.items() if look.shows(field) and look.form_of(field) in _ENOUGH]
    found = await events.of_customers(session, stretch.customer_ids, types, before=stretch.before, limit=stretch.limit)
    return [
        Dealing(DealingKind.NEWS, one.id, one.occurred_at, number=one.payload.get("loan"), state=_STATES[one.type])
        for one in found
    ]


LOANS_TELLER = Teller(DealingKind.NEWS, tuple(sorted({*_FIELD_OF.values()})), _befell)
"""Tells what the lender said of her loans; what is overdue to those who may know that."""
