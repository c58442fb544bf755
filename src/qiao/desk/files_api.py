"""Opening at the desk what a customer sent: a look, on record before a byte leaves the house."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from qiao.access import Because, Doorkeeper, Hidden
from qiao.conversations import files
from qiao.desk import looks
from qiao.desk.actions import Desk
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.files import attachment
from qiao.foundation.http import REFUSALS, Parts, source_of

FIELD = "files"


class Opening(Body):
    """For which purpose; without one, that of the contact in hand."""

    purpose: Annotated[str, Field(max_length=40)] | None = None


def routes(parts: Parts, desk: Desk, cabinet: files.Cabinet, signed_in: Doorkeeper) -> APIRouter:
    """The route under `/api/v1/desk/conversations/…` that opens a file.

    It is a POST that answers with the bytes: there is no address that could be passed on, kept or guessed.
    """
    router = APIRouter(prefix="/api/v1/desk/conversations/{conversation_id}", tags=["desk"], responses=REFUSALS)

    @router.post("/files/{file_id}", response_class=Response)
    @declared(Who.HOLDER, FIELD)
    async def open_file(conversation_id: UUID, file_id: UUID, opening: Opening, request: Request) -> Response:
        """One file, to be saved or looked at; the same refusal for one that is not there and one that is another's."""
        live = await signed_in(request)
        state, look = await looks.look_at(
            parts,
            desk,
            live.staff,
            conversation_id,
            (FIELD,),
            purpose=opening.purpose,
            source=source_of(request),
            detail={"file": str(file_id)},
        )
        answer = look.answers[FIELD]
        if not look.shows(FIELD):
            raise desk.reveals.refused(answer if isinstance(answer, Hidden) else Hidden(Because.NO_GRANT))
        async with parts.database.reading() as session:
            row = await files.sent_in(session, state.id, file_id)
        content = await files.contents(cabinet, parts.database, parts.ring, row)
        return Response(content, media_type=row.kind, headers=attachment(row.name))

    _ = open_file
    return router
