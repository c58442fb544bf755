"""What could be said next, over HTTP: for whoever has the conversation in hand."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request

from qiao import conversations, knowledge
from qiao.access import Doorkeeper
from qiao.desk import looks
from qiao.desk.answers import suggestions
from qiao.desk.parts import Desk
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS, Parts, source_of


def routes(parts: Parts, desk: Desk, library: knowledge.Library, signed_in: Doorkeeper) -> APIRouter:
    """The route `/api/v1/desk/conversations/…/suggestions`."""
    router = APIRouter(
        prefix="/api/v1/desk/conversations/{conversation_id}/suggestions", tags=["desk"], responses=REFUSALS
    )

    @router.get("")
    @declared(Who.HOLDER, *looks.TALK)
    async def suggested(conversation_id: UUID, request: Request) -> dict[str, Any]:
        """At most three answers to what she asked last, in her language, each with its source; `about` is its number.

        None while she waits for no answer.
        """
        staff = (await signed_in(request)).staff
        state, look = await looks.look_at(parts, desk, staff, conversation_id, looks.TALK, source=source_of(request))
        if state.contact is None or not look.shows("transcript"):
            return {"about": None, "suggestions": []}
        async with parts.database.reading() as session:
            language = await conversations.language_of(session, conversation_id)
            about, found = await suggestions(session, desk, library, state.contact.id, language=language)
        return {"about": about, "suggestions": [one.wire() for one in found]}

    _ = suggested
    return router
