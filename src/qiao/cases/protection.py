"""Leaving people alone: calls and reminders about debts pause at the lender, by the log of effects."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import backoffice
from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import payments as p
from qiao.requests import Place


async def pause_calls(
    session: AsyncSession, place: Place, reference: str, *, case: UUID, reason: str, until: datetime, now: datetime
) -> None:
    """Pause them for the customer whom the lender calls `reference`, once for each `case`; `reason`: at most 60 signs.

    It reaches the lender some seconds after this transaction, and is asked for until it does.
    """
    await backoffice.perform(
        session,
        place.ring,
        backoffice.Intended(
            key=f"{case}-dunning-hold",
            operation=c.HOLD_DUNNING,
            subject=reference,
            body=p.DunningHoldOrder(until=until, reason=reason),
            customer_id=place.customer_id,
            data_key=place.data_key,
            cause=f"case:{case}",
        ),
        now=now,
    )
