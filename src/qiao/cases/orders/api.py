"""One work order over HTTP: opened by the service, answered by a department."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Doorkeeper, Staff, audit
from qiao.cases.orders import acting, opening, reading, showing
from qiao.cases.orders.parts import Ordering
from qiao.cases.orders.reading import Opened, OrderNotFound, Viewer
from qiao.cases.orders.shapes import ActBody, OrderBody
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS, Parts, source_of


def routes(parts: Parts, ordering: Ordering, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/staff/orders` that are about one."""
    router = APIRouter(prefix="/api/v1/staff/orders", tags=["orders"], responses=REFUSALS)

    @router.post("")
    @declared(Who.HOLDER)
    async def opened(body: OrderBody, request: Request) -> dict[str, Any]:
        """Open one; `similar` are orders of the same customer and type that are likely the same matter."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.transaction() as session:
            one = await reading.viewer(session, ordering, staff, now=now)
            found = await opening.open_order(session, ordering, one, body.wish(), now=now)
            return await _shown(session, one, found, request, now=now)

    @router.get("/similar")
    @declared(Who.HOLDER)
    async def similar(request: Request, conversation: UUID, type: str) -> dict[str, Any]:  # noqa: A002  (a query's name)
        """Before one is opened: orders of this customer and type that are likely the same matter."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.reading() as session:
            await reading.viewer(session, ordering, staff, now=now)
            state = await opening.customer_in_hand(session, ordering, staff, conversation, now=now)
            rows = await opening.similar(session, ordering, state.customer_id, type, now=now)
        return {"similar": [showing.similar_wire(row) for row in rows]}

    @router.get("/{order_id}")
    @declared(Who.HOLDER)
    async def order(order_id: UUID, request: Request) -> dict[str, Any]:
        """How it stands, what was written, and what may be done; that it was read is on record."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        try:
            async with parts.database.transaction() as session:
                one = await reading.viewer(session, ordering, staff, now=now)
                found = await reading.for_viewer(session, ordering, one, order_id)
                return await _shown(session, one, found, request, now=now)
        except OrderNotFound:
            async with parts.database.transaction() as session:
                await audit.record(session, _refusal(staff, order_id, source_of(request)), now=now)
            raise

    @router.post("/{order_id}/acts")
    @declared(Who.HOLDER)
    async def act(order_id: UUID, body: ActBody, request: Request) -> dict[str, Any]:
        """Do something; the order as it stands then. What cannot be done is refused with what can."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.transaction() as session:
            one = await reading.viewer(session, ordering, staff, now=now)
            found = await acting.act(session, ordering, one, order_id, body.wish(), now=now)
            try:
                found = await reading.for_viewer(session, ordering, one, found.row.id)
            except OrderNotFound:  # She gave it to a department that is not hers.
                return {"id": str(order_id), "number": found.row.number, "gone": True}
            return await _shown(session, one, found, request, now=now)

    async def _shown(
        session: AsyncSession, one: Viewer, found: Opened, request: Request, *, now: datetime
    ) -> dict[str, Any]:
        await showing.record(session, one, found, source=source_of(request), now=now)
        return await showing.wire(session, ordering, one, found, now=now)

    _ = (opened, similar, order, act)
    return router


def _refusal(staff: Staff, order_id: UUID, source: str) -> audit.Record:
    """Somebody asked for what is not there, for her."""
    detail = {"because": "no_holding", "order": str(order_id)}
    return audit.Record(f"staff:{staff.id}", audit.Action.DENIED, post=staff.post, source=source, detail=detail)
