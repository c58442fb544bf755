"""Leaving people alone: calls and reminders about debts pause here at once, and at the lender by the log of effects."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import payments as p
from qiao.requests import Order, Place, order_beside


async def pause_calls(
    session: AsyncSession, place: Place, reference: str, *, case: UUID, reason: str, until: datetime, now: datetime
) -> None:
    """Pause them for the customer whom the lender calls `reference`, once for each `case`; `reason`: at most 60 signs.

    The house holds back from now on. It reaches the lender some seconds after this transaction, and is asked for until
    it does.
    """
    whose, _ = await customers.identify(session, place.ring, reference=reference, name=None, now=now)
    await customers.place_hold(
        session,
        whose,
        "collection",
        origin=f"case:{case}",
        until=until,
        by=customers.By(customers.Source.ROBOT, "bot"),
        because=customers.Because("duty_of_care", f"request:{place.request_id}"),
        now=now,
    )
    pause = Order(c.HOLD_DUNNING, reference, p.DunningHoldOrder(until=until, reason=reason))
    await order_beside(session, place, pause, key=f"{case}-dunning-hold", now=now)
