"""The views of work orders that people keep, over HTTP."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request

from qiao import access
from qiao.access import Doorkeeper, Staff
from qiao.cases.orders import reading, saved
from qiao.cases.orders.model import OrderViewRow
from qiao.cases.orders.parts import Ordering
from qiao.cases.orders.shapes import ViewBody
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS, Parts


def routes(parts: Parts, ordering: Ordering, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/staff/orders/views`."""
    router = APIRouter(prefix="/api/v1/staff/orders/views", tags=["orders"], responses=REFUSALS)

    @router.get("")
    @declared(Who.STAFF)
    async def views(request: Request) -> dict[str, Any]:
        """The views that she keeps, and those that others share."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.reading() as session:
            one = await reading.viewer(session, ordering, staff, now=now)
            rows = await saved.views_for(session, one)
            names = await access.staff_names(session, {row.staff_id for row in rows})
        return {"views": [_view_wire(row, staff, names.get(row.staff_id, "")) for row in rows]}

    @router.post("")
    @declared(Who.STAFF)
    async def keep_view(body: ViewBody, request: Request) -> dict[str, Any]:
        """Keep a way to look at the list, for her alone or shared; it gives nobody a right."""
        return await _kept(body, request, None)

    @router.put("/{view_id}")
    @declared(Who.STAFF)
    async def change_view(view_id: UUID, body: ViewBody, request: Request) -> dict[str, Any]:
        """Change one of hers."""
        return await _kept(body, request, view_id)

    @router.delete("/{view_id}")
    @declared(Who.STAFF)
    async def drop_view(view_id: UUID, request: Request) -> dict[str, Any]:
        """Remove one of hers."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.transaction() as session:
            one = await reading.viewer(session, ordering, staff, now=now)
            await saved.drop(session, one, view_id)
        return {"id": str(view_id)}

    async def _kept(body: ViewBody, request: Request, view_id: UUID | None) -> dict[str, Any]:
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.transaction() as session:
            one = await reading.viewer(session, ordering, staff, now=now)
            row = await saved.keep(session, one, body.wish(), now=now, view_id=view_id)
            return _view_wire(row, staff, staff.name)

    _ = (views, keep_view, change_view, drop_view)
    return router


def _view_wire(row: OrderViewRow, staff: Staff, name: str) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "name": row.name,
        "wanted": row.wanted,
        "is_shared": row.is_shared,
        "is_mine": row.staff_id == staff.id,
        "by": name,
    }
