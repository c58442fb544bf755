"""Leaving people alone: calls and reminders about debts pause at the lender, by the log of effects."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import payments as p
from qiao.requests import Order, Place, order_beside


async def pause_calls(
    session: AsyncSession, place: Place, reference: str, *, case: UUID, reason: str, until: datetime, now: datetime
) -> None:
    """Pause them for the customer whom the lender calls `reference`, once for each `case`; `reason`: at most 60 signs.

    It reaches the lender some seconds after this transaction, and is asked for until it does.
    """
    pause = Order(c.HOLD_DUNNING, reference, p.DunningHoldOrder(until=until, reason=reason))
    await order_beside(session, place, pause, key=f"{case}-dunning-hold", now=now)
