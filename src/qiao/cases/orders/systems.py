"""A department's own system answers a work order: signed with the secret of the webhook by which it hears of orders.

What it says is done once for each delivery id, as what the house tells it is: whoever lost the answer says it again.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit
from qiao.cases.orders import acting, reading
from qiao.cases.orders.acting import ActWish, OrderActNotPossible, OrderErased
from qiao.cases.orders.history import Kind, State
from qiao.cases.orders.model import WorkOrderRow
from qiao.cases.orders.parts import Ordering
from qiao.cases.orders.reading import Opened, OrderNotFound
from qiao.cases.orders.rules import Because
from qiao.delivery import signing, webhooks
from qiao.delivery.webhooks import TargetId, TargetNotFound
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Invalid
from qiao.foundation.http import REFUSALS, Parts
from qiao.foundation.keys import KeyDestroyed

_OPEN = frozenset({State.NEW, State.WORKING, State.WAITING})
_LONGEST_ID = 80


class DeliveryUnnamed(Invalid):
    """What a system says carries an id of its own in `Qiao-Delivery`: at most 80 signs, the same on every try."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What a system said; `delivery` is its own id of it."""

    system: UUID
    number: str
    words: str
    delivery: str


class SystemAnswer(Body):
    """The answer to an order, in words."""

    words: str = Field(min_length=1, max_length=4_000)


def routes(parts: Parts, ordering: Ordering) -> APIRouter:
    """The route under `/api/v1/systems`."""
    router = APIRouter(prefix="/api/v1/systems", tags=["orders"], responses=REFUSALS)

    @router.post("/{target_id}/orders/{number}/answers")
    @declared(Who.ANYBODY)
    async def answered(target_id: UUID, number: str, body: SystemAnswer, request: Request) -> dict[str, str]:
        """Answer an order of its department; signed, and done once however often it is said."""
        raw, now = await request.body(), parts.clock.now()
        delivery = request.headers.get(signing.DELIVERY, "")
        signature = request.headers.get(signing.SIGNATURE, "")
        async with parts.database.transaction() as session:
            try:
                secret = await webhooks.secret_of(session, parts.ring, TargetId(target_id))
            except TargetNotFound:
                raise signing.NotSigned from None
            signing.check([secret], delivery, signature, raw, now_s=now.timestamp())
            if not 0 < len(delivery) <= _LONGEST_ID:
                raise DeliveryUnnamed
            found = await _answer(session, ordering, _Said(target_id, number, body.words, delivery), now=now)
        return {"number": found.row.number, "state": found.row.state}

    _ = answered
    return router


async def _answer(session: AsyncSession, ordering: Ordering, said: _Said, *, now: datetime) -> Opened:
    """Raises OrderNotFound, also for an order of another department, OrderActNotPossible or OrderErased."""
    query = select(WorkOrderRow).where(WorkOrderRow.number == said.number).with_for_update()
    row = await session.scalar(query)
    department = ordering.departments.get(row.department) if row is not None else None
    if row is None or department is None or said.system not in department.systems:
        raise OrderNotFound
    found = await reading.with_history(session, ordering, row)
    if any(act.kind == Kind.ANSWERED and act.facts.get("delivery") == said.delivery for act in found.acts):
        return found
    if found.order.state not in _OPEN:
        raise OrderActNotPossible(act=Kind.ANSWERED.value, because=Because.NOT_NOW.value, instead=[])
    by, wish = f"system:{said.system}", ActWish(Kind.ANSWERED, words=said.words)
    try:
        after = await acting.done(session, ordering, found, wish, {"delivery": said.delivery}, by=by, now=now)
    except KeyDestroyed:
        raise OrderErased from None
    record = audit.Record(
        "house",
        audit.Action.ORDER_HANDLED,
        customer_id=row.customer_id,
        contact_id=row.contact_id,
        detail={"order": str(row.id), "act": Kind.ANSWERED.value, "system": str(said.system)},
    )
    await audit.record(session, record, now=now)
    return after
