"""Touches of the customer in hand, over HTTP: why did she get this, and why not that."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request

from qiao import customers
from qiao.access import Doorkeeper
from qiao.customers import STANDING
from qiao.desk import looks
from qiao.desk.parts import Desk
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS, Parts, source_of
from qiao.outreach import queries, showing
from qiao.outreach.parts import Governor
from qiao.outreach.triggers.book import TRIGGERS

_PAGE = 50


def routes(parts: Parts, desk: Desk, governor: Governor, signed_in: Doorkeeper) -> APIRouter:
    """The route under `/api/v1/desk/conversations/…/touches`."""
    router = APIRouter(
        prefix="/api/v1/desk/conversations/{conversation_id}/touches", tags=["outreach"], responses=REFUSALS
    )
    book, file = desk.pack.section(STANDING), governor.rules.file
    names = {one.id: one.name for one in desk.pack.section(TRIGGERS).triggers.values()}

    @router.get("")
    @declared(Who.HOLDER, *showing.SHOWN)
    async def touches(
        conversation_id: UUID, request: Request, before: Annotated[UUID | None, Query()] = None
    ) -> dict[str, Any]:
        """What was sent to her unasked, held back or dropped, by the house and by others, and every reason for it.

        Reasons that this post may not know are there without their names. `before`: the `id` of the last one.
        """
        staff = (await signed_in(request)).staff
        _, look = await looks.look_at(parts, desk, staff, conversation_id, showing.SHOWN, source=source_of(request))
        async with parts.database.reading() as session:
            person = await customers.person_of(session, look.about.customer_id)
            found = await queries.touches_of(
                session, person.records, with_debts=showing.shows_debts(look), before=before, limit=_PAGE + 1
            )
            page = found[:_PAGE]
            decided = await queries.decisions_of(session, [row.id for row in page])
        wires = showing.touch_wires(look, book, file, page, decided, triggers=names)
        return {
            "touches": wires,
            "has_more": bool(wires) and len(found) > _PAGE,
            "view": desk.views.wire(look),
        }

    _ = touches
    return router
