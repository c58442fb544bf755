"""Saying over HTTP who speaks in a conversation."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from qiao.access import Doorkeeper
from qiao.desk import looks, speakers
from qiao.desk.api import Words, worth_saying
from qiao.desk.parts import Desk
from qiao.desk.speakers import Speaker
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS, Parts


class SpeakerSeen(Words):
    """Who speaks; `text` is the note that says how it showed."""

    party: Speaker


def routes(parts: Parts, desk: Desk, signed_in: Doorkeeper) -> APIRouter:
    """The route `/api/v1/desk/conversations/…/party`."""
    router = APIRouter(prefix="/api/v1/desk/conversations/{conversation_id}", tags=["desk"], responses=REFUSALS)

    @router.put("/party", status_code=204)
    @declared(Who.HOLDER)
    async def set_party(conversation_id: UUID, seen: SpeakerSeen, request: Request) -> Response:
        """Say that somebody else speaks, or that it is the customer herself again."""
        live, now = await signed_in(request), parts.clock.now()
        async with parts.database.transaction() as session:
            await looks.require_in_hand(session, desk, live.staff, conversation_id, now=now)
            await speakers.say_who_speaks(
                session,
                desk,
                conversation_id,
                seen.party,
                worth_saying(seen.text),
                by=live.staff,
                client_id=seen.client_id,
                now=now,
            )
        return Response(status_code=204)

    _ = set_party
    return router
