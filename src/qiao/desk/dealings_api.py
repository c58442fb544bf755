"""What the customer in hand has had to do with the house, over HTTP: one list, and what was said in each contact."""

import base64
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request

from qiao import access, conversations
from qiao.access import DealingKind, Doorkeeper, Look, Stretch
from qiao.desk import looks
from qiao.desk.parts import Desk
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Invalid
from qiao.foundation.http import REFUSALS, Parts, source_of

SHOWN = (*looks.TALK, "loans", "overdue_notes", "complaint_file", "flags", "consents")
_PAGE = 30
_MESSAGES = 50


class PlaceUnreadable(Invalid):
    """The place in the list is not one that `next` gave; begin at the newest."""


def routes(parts: Parts, desk: Desk, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/desk/conversations/…/dealings`."""
    router = APIRouter(
        prefix="/api/v1/desk/conversations/{conversation_id}/dealings", tags=["desk"], responses=REFUSALS
    )

    @router.get("")
    @declared(Who.HOLDER, *SHOWN)
    async def dealings(
        conversation_id: UUID,
        request: Request,
        kind: Annotated[list[DealingKind] | None, Query(max_length=len(DealingKind))] = None,
        before: Annotated[str | None, Query(max_length=120)] = None,
    ) -> dict[str, Any]:
        """Her contacts, requests, complaints, promised calls, standing, records that were joined and the lender's news.

        Of each as much as the post may see; without `kind` all of them. `before` is the place that `next` gave.
        """
        place = _place(before) if before is not None else None
        staff = (await signed_in(request)).staff
        _, look = await looks.look_at(parts, desk, staff, conversation_id, SHOWN, source=source_of(request))
        async with parts.database.reading() as session:
            hers = await conversations.selves(session, look.about.customer_id)
            stretch = Stretch(hers, _PAGE, parts.clock.now(), place)
            found, has_more = await access.views.told(
                session, desk.tellers, look, stretch, kinds=frozenset(kind or DealingKind)
            )
        return {
            "dealings": [one.wire() for one in found],
            "next": _written(found[-1].place) if has_more else None,
            "kinds": [kind for kind in DealingKind if _is_told(desk, look, kind)],
        }

    @router.get("/contacts/{contact_id}")
    @declared(Who.HOLDER, *looks.TALK)
    async def contact(
        conversation_id: UUID,
        contact_id: UUID,
        request: Request,
        before: Annotated[int, Query(ge=0, le=2**31 - 1)] = 2**31 - 1,
    ) -> dict[str, Any]:
        """What was said in a contact of hers, masked as everything is: the last messages before a number."""
        staff = (await signed_in(request)).staff
        _, look = await looks.look_at(
            parts,
            desk,
            staff,
            conversation_id,
            looks.TALK,
            source=source_of(request),
            detail={"contact": str(contact_id)},
        )
        async with parts.database.reading() as session:
            hers = await conversations.selves(session, look.about.customer_id)
            row = await conversations.contact_of(session, hers, contact_id)
            if not look.shows("transcript"):
                return {"number": row.number, "entries": [], "has_more": False}
            entries, has_more = await conversations.said_in(session, row, before=before, limit=_MESSAGES)
        return {"number": row.number, "entries": looks.entry_wires(desk, look, entries), "has_more": has_more}

    _ = (dealings, contact)
    return router


def _is_told(desk: Desk, look: Look, kind: DealingKind) -> bool:
    """Whether there could be anything of the kind for this post."""
    return any(look.allows(field) for one in desk.tellers if one.kind is kind for field in one.fields)


def _written(place: tuple[datetime, UUID]) -> str:
    moment, last = place
    return base64.urlsafe_b64encode(f"{moment.isoformat()} {last.hex}".encode()).decode()


def _place(written: str) -> tuple[datetime, UUID]:
    """Raises PlaceUnreadable."""
    try:
        moment, _, last = base64.urlsafe_b64decode(written.encode()).decode().partition(" ")
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None:
            raise PlaceUnreadable
        return at, UUID(last)
    except ValueError:
        raise PlaceUnreadable from None
