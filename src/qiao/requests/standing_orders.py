"""What was set of a customer here and the lender has to do: told to it by the log of effects, in one transaction."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import backoffice, customers
from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import customers as cu
from qiao.backoffice.contract import payments as p
from qiao.customers.standing import GRANTED, Act, Kind, Wanted
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyRing
from qiao.requests.lender import Order

_PAUSE = "collection"


async def order_as_standing(
    session: AsyncSession, ring: KeyRing, customer_id: UUID, wanted: Wanted, *, now: datetime
) -> None:
    """Have the lender pause calls, or give or take back a consent, as was just done here.

    What the house ends early goes on at the lender until its time is over: only the lender ends its own holds.
    """
    customer_id = (await customers.person_of(session, customer_id)).id
    reference = await customers.open_reference(session, ring, customer_id)
    told = _told(reference, wanted) if reference is not None else None
    if told is None:
        return
    effect_key = f"standing-{new_id()}"
    await backoffice.perform(
        session,
        ring,
        backoffice.Intended(
            key=effect_key,
            operation=told.operation,
            subject=told.subject,
            body=told.body,
            customer_id=customer_id,
            data_key=await customers.data_key(session, ring, customer_id, now=now),
            cause=f"standing:{wanted.key.kind}",
        ),
        now=now,
    )


def _told(reference: str, wanted: Wanted) -> Order | None:
    key = wanted.key
    if wanted.act is Act.END:
        return None
    if key.kind is Kind.HOLD and key.name == _PAUSE and wanted.until is not None:
        return Order(c.HOLD_DUNNING, reference, p.DunningHoldOrder(until=wanted.until, reason=wanted.reason))
    if key.kind is Kind.CONSENT:
        body = cu.ConsentOrder.model_validate(
            {"channel": key.scope, "purpose": key.name, "granted": wanted.value == GRANTED}
        )
        return Order(c.SET_CONSENT, reference, body)
    return None
