"""Seeing what the masks of a work order hide, one value at a time."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from qiao.access import Doorkeeper, reveals
from qiao.cases.orders import reading, revealing
from qiao.cases.orders.parts import Ordering
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import QiaoError
from qiao.foundation.http import REFUSALS, Parts, source_of


class NewOrderReveal(Body):
    """Which mask (`part` and `span` as the order names it), and what for."""

    part: Annotated[str, Field(max_length=40, pattern=r"^(description|form\.[a-z_]+|act\.\d+)$")]
    span: Annotated[int, Field(ge=0, le=1000)] = 0
    reason: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z_]+$")]


def routes(parts: Parts, ordering: Ordering, opening: reveals.Reveals, signed_in: Doorkeeper) -> APIRouter:
    """The route under `/api/v1/staff/orders/{order_id}` that opens something."""
    router = APIRouter(prefix="/api/v1/staff/orders/{order_id}", tags=["orders"], responses=REFUSALS)

    @router.post("/reveals")
    @declared(Who.HOLDER)
    async def reveal(order_id: UUID, new: NewOrderReveal, request: Request, response: Response) -> dict[str, Any]:
        """One value in clear, for a short time, where the table of rights gives it. It is on record before."""
        response.headers["cache-control"] = "no-store"
        live, now = await signed_in(request), parts.clock.now()
        async with parts.database.transaction() as session:
            one = await reading.viewer(session, ordering, live.staff, now=now)
            found = await reading.for_viewer(session, ordering, one, order_id)
            wanted = (new.part, new.span, new.reason)
            opened, clear = await revealing.reveal(
                session, ordering, live, found, wanted, opening=opening, now=now, source=source_of(request)
            )
        if isinstance(opened, QiaoError):
            raise opened
        return reveals.wire(opened, clear, now=now)

    _ = (reveal,)
    return router
