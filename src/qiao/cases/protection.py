"""Leaving people alone: calls and reminders about debts pause here at once, and at the lender by the log of effects."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import backoffice, customers
from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import payments as p
from qiao.foundation.keys import KeyRing
from qiao.requests import Order, Place, order_beside


async def pause_calls(
    session: AsyncSession,
    place: Place,
    reference: str,
    *,
    case: UUID,
    reason: str,
    until: datetime,
    now: datetime,
    why: str = "duty_of_care",
    once: str = "dunning-hold",
) -> UUID:
    """Pause them for the customer whom the lender calls `reference`, and say who that is here.

    It is done once for each `case` and `once`; `reason`: at most 60 signs. `why` is a reason of the pack.

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
        because=customers.Because(why, f"request:{place.request_id}"),
        now=now,
    )
    pause = Order(c.HOLD_DUNNING, reference, p.DunningHoldOrder(until=until, reason=reason))
    await order_beside(session, place, pause, key=f"{case}-{once}", now=now)
    return whose


async def hold_back(
    session: AsyncSession,
    ring: KeyRing,
    customer_id: UUID,
    reference: str,
    *,
    case: UUID,
    by: customers.By,
    reason: str,
    until: datetime,
    at_lender: bool,
    now: datetime,
) -> None:
    """As `pause_calls`, where no request asked for it; `at_lender`: there is one to tell."""
    because = customers.Because("duty_of_care", f"case:{case}")
    await customers.place_hold(
        session, customer_id, "collection", origin=f"case:{case}", until=until, by=by, because=because, now=now
    )
    if at_lender:
        intended = backoffice.Intended(
            key=f"{case}-dunning-hold",
            operation=c.HOLD_DUNNING,
            subject=reference,
            body=p.DunningHoldOrder(until=until, reason=reason),
            customer_id=customer_id,
            data_key=await customers.data_key(session, ring, customer_id, now=now),
            cause=f"case:{case}",
        )
        await backoffice.perform(session, ring, intended, now=now)
