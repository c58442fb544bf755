"""Putting a conversation aside over HTTP, and taking it back."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, Field

from qiao.access import Doorkeeper
from qiao.desk import asides, looks, queries
from qiao.desk.api import Reply, ServesNobody, worth_saying
from qiao.desk.aside_rules import Until
from qiao.desk.parts import Desk
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS, Parts


class PuttingAside(Reply):
    """What the customer is told, why, and what brings it back: a moment that is promised, an event, or both."""

    reason: Annotated[str, Field(min_length=1, max_length=40)]
    until: AwareDatetime | None = None
    events: Annotated[frozenset[Until], Field(max_length=4)] = frozenset()


def routes(parts: Parts, desk: Desk, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/desk/…aside`."""
    router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=REFUSALS)
    hours = desk.pack.manifest.human_hours
    choices = {**desk.asides.wire(), "opens": f"{hours.from_:%H:%M}", "closes": f"{hours.to:%H:%M}"}

    @router.get("/asides")
    @declared(Who.STAFF)
    async def reasons(request: Request) -> dict[str, Any]:
        """Why something may be put aside, the sentence that goes with it, and when an answer can be promised."""
        if not desk.views.serves((await signed_in(request)).staff.post):
            raise ServesNobody
        return choices

    @router.post("/conversations/{conversation_id}/aside")
    @declared(Who.HOLDER)
    async def put(conversation_id: UUID, wish: PuttingAside, request: Request) -> dict[str, Any]:
        """Tell the customer, and keep it out of the way until then: the protocol's `Aside`."""
        live, now = await signed_in(request), parts.clock.now()
        async with parts.database.transaction() as session:
            await looks.require_in_hand(session, desk, live.staff, conversation_id, now=now)
            row = await asides.put_aside(
                session,
                desk,
                conversation_id,
                asides.Plan(wish.reason, _to_the_minute(wish.until), wish.events),
                worth_saying(wish.text),
                by=live.staff,
                client_id=wish.client_id,
                confirmed=wish.confirmed,
                now=now,
            )
            return (await queries.aside_wires(session, [row.id]))[row.id]

    @router.post("/conversations/{conversation_id}/aside/end", status_code=204)
    @declared(Who.HOLDER)
    async def take(conversation_id: UUID, request: Request) -> Response:
        """Go on with it now; what was promised stands."""
        live, now = await signed_in(request), parts.clock.now()
        async with parts.database.transaction() as session:
            await looks.require_in_hand(session, desk, live.staff, conversation_id, now=now)
            await asides.take_back(session, desk, conversation_id, by=live.staff, now=now)
        return Response(status_code=204)

    _ = (reasons, put, take)
    return router


def _to_the_minute(moment: datetime | None) -> datetime | None:
    """As the customer reads it."""
    return moment.replace(second=0, microsecond=0) if moment is not None else None
