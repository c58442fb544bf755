"""Its letters as PDF, and the files that she added to it: each is opened by a look on record."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from qiao.access import Doorkeeper, Staff
from qiao.cases.complaints import acting, letters, showing
from qiao.cases.complaints.api import LetterWish
from qiao.cases.complaints.letters import Paper
from qiao.cases.complaints.parts import Handling
from qiao.cases.complaints.reading import Opened
from qiao.conversations import files
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Forbidden
from qiao.foundation.files import attachment
from qiao.foundation.http import REFUSALS, Parts, source_of

_PDF = "application/pdf"


class NotInHand(Forbidden):
    """Only whoever handles it, or is asked to agree, sees what belongs to it."""


class Opening(Body):
    """The address says all."""


def routes(parts: Parts, handling: Handling, cabinet: files.Cabinet, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/staff/complaints/…` that answer with a document.

    They are POSTs: there is no address that could be passed on, kept or guessed.
    """
    router = APIRouter(prefix="/api/v1/staff/complaints/{complaint_id}", tags=["complaints"], responses=REFUSALS)

    @router.post("/letter/paper", response_class=Response)
    @declared(Who.HOLDER, showing.FIELD)
    async def drafted(complaint_id: UUID, wish: LetterWish, request: Request) -> Response:
        """The letter that would be proposed, as it would look, marked as a draft; nothing is kept."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        found = await opened(staff, complaint_id, request)
        async with parts.database.reading() as session:
            draft = await acting.draft(session, handling, staff, complaint_id, wish.wish(), now=now)
        return _answer(await letters.paper(handling, found, draft.letter, draft.language, now=now, is_draft=True))

    @router.post("/proposal", response_class=Response)
    @declared(Who.HOLDER, showing.FIELD)
    async def proposed(complaint_id: UUID, _: Opening, request: Request) -> Response:
        """The letter that was proposed last, marked as a draft."""
        found = await opened((await signed_in(request)).staff, complaint_id, request)
        async with parts.database.reading() as session:
            return _answer(await letters.proposed(session, handling, found, now=parts.clock.now()))

    @router.post("/letters/{letter_id}", response_class=Response)
    @declared(Who.HOLDER, showing.FIELD)
    async def delivered(complaint_id: UUID, letter_id: UUID, _: Opening, request: Request) -> Response:
        """A letter as it was delivered."""
        found = await opened((await signed_in(request)).staff, complaint_id, request)
        async with parts.database.reading() as session:
            return _answer(await letters.delivered(session, handling.ring, found, letter_id))

    @router.post("/files/{file_id}", response_class=Response)
    @declared(Who.HOLDER, showing.FIELD)
    async def added(complaint_id: UUID, file_id: UUID, _: Opening, request: Request) -> Response:
        """A file that the complainant added."""
        found = await opened((await signed_in(request)).staff, complaint_id, request)
        async with parts.database.reading() as session:
            row = await files.sent_to(session, found.row.id, file_id)
        content = await files.contents(cabinet, parts.database, parts.ring, row)
        return Response(content, media_type=row.kind, headers=attachment(row.name))

    async def opened(staff: Staff, complaint_id: UUID, request: Request) -> Opened:
        """Raises ComplaintNotFound or NotInHand."""
        source, now = source_of(request), parts.clock.now()
        found, look = await showing.looked_at(parts, handling, staff, complaint_id, source=source, now=now)
        if not showing.is_whole(look):
            raise NotInHand
        return found

    _ = (drafted, proposed, delivered, added)
    return router


def _answer(paper: Paper) -> Response:
    return Response(paper.content, media_type=_PDF, headers=attachment(f"{paper.name}.pdf"))
