"""Mentions over HTTP: who can be mentioned, the list of whoever was, and the way to the note."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from qiao.access import Doorkeeper, Staff
from qiao.desk import in_hands, mentions
from qiao.desk.api import ServesNobody
from qiao.desk.parts import Desk
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS, Parts, source_of

_PAGE = 20


def routes(parts: Parts, desk: Desk, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/desk/mentions`."""
    router = APIRouter(prefix="/api/v1/desk/mentions", tags=["desk"], responses=REFUSALS)

    async def agent(request: Request) -> Staff:
        staff = (await signed_in(request)).staff
        if not desk.views.serves(staff.post):
            raise ServesNobody
        return staff

    @router.get("/colleagues")
    @declared(Who.STAFF)
    async def colleagues(request: Request) -> dict[str, Any]:
        """Whom a note can mention; whether each may see a conversation is decided when the note is written."""
        staff = await agent(request)
        async with parts.database.reading() as session:
            found = await mentions.colleagues(session, desk, staff)
        return {"colleagues": [{"id": str(one.id), "name": one.name, "post": one.post} for one in found]}

    @router.get("")
    @declared(Who.STAFF, *in_hands.LISTED)
    async def listed(request: Request, before: Annotated[UUID | None, Query()] = None) -> dict[str, Any]:
        """Where she was mentioned, newest first; `before` is the id of the last that she has."""
        staff, now = await agent(request), parts.clock.now()
        async with parts.database.transaction() as session:
            rows = await mentions.of_staff(session, staff.id, before=before, limit=_PAGE + 1)
            wires = await mentions.listed(session, desk, rows[:_PAGE], staff, source=source_of(request), now=now)
            unread = await mentions.unread_of(session, staff.id)
        return {"mentions": wires, "has_more": len(rows) > _PAGE, "unread": unread}

    @router.post("/{mention_id}/open")
    @declared(Who.STAFF)
    async def open_one(mention_id: UUID, request: Request) -> dict[str, Any]:
        """She reads it: where the note stands, which she may look at for half an hour."""
        staff, now = await agent(request), parts.clock.now()
        async with parts.database.transaction() as session:
            note = await mentions.open_one(session, desk, mention_id, by=staff, source=source_of(request), now=now)
        if note is None:
            raise mentions.MentionClosed
        return {"conversation": str(note.conversation_id), "seq": note.seq}

    @router.post("/read", status_code=204)
    @declared(Who.STAFF)
    async def read_all(request: Request) -> Response:
        """Mark all of them read."""
        staff, now = await agent(request), parts.clock.now()
        async with parts.database.transaction() as session:
            await mentions.read_all(session, staff.id, now=now)
        return Response(status_code=204)

    _ = (colleagues, listed, open_one, read_all)
    return router
