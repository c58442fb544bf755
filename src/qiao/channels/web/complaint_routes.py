"""The customer's own complaints over HTTP: how they stand, and what she does about them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Response
from pydantic import Field

from qiao.cases.complaints import Handling, voice
from qiao.channels.web.admitting import require_pace
from qiao.channels.web.bearer import session_behind
from qiao.channels.web.hub import Hub
from qiao.conversations import ChannelSession
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.files import attachment
from qiao.foundation.http import REFUSALS

_PDF = "application/pdf"
_MOST_FILES = 5
_Words = Annotated[str, Field(max_length=2_000)]


class Added(Body):
    """What she adds, in words or files that were uploaded before. The same `client_id` again adds nothing more."""

    client_id: str = Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_\-]+$")
    words: _Words = ""
    files: Annotated[tuple[UUID, ...], Field(max_length=_MOST_FILES)] = ()


class Rating(Body):
    """How she found the handling, from 1 to 5, and for what."""

    score: Annotated[int, Field(ge=1, le=5)]
    reasons: Annotated[tuple[voice.Reason, ...], Field(max_length=8)] = ()


class Verifying(Body):
    """Why she does not agree; she need not say it."""

    words: _Words = ""


class ByNumber(Body):
    """The number of a complaint, and the last four digits of the registered phone or of the number she left."""

    number: str = Field(min_length=2, max_length=16)
    digits: str = Field(pattern=r"^\d{4}$")


class Nothing(Body):
    """The address says all."""


def routes(hub: Hub, handling: Handling, asking: voice.Asking) -> APIRouter:
    """Under `/api/v1/web`, for the session behind the bearer token."""
    parts = hub.parts
    router = APIRouter(prefix="/api/v1/web", tags=["web"], responses=REFUSALS)

    async def current(authorization: str | None, *, cost: int = 5) -> ChannelSession:
        """Raises SessionEnded, or TooManyRequests at more than a person's pace."""
        live = await session_behind(parts, authorization)
        require_pace(hub.session_rate, f"complaints:{live.id}", now_s=parts.clock.monotonic(), cost=cost)
        return live

    async def shown(live: ChannelSession, complaint_id: UUID) -> dict[str, Any]:
        async with parts.database.reading() as session:
            return await voice.whole(session, handling, live, complaint_id, now=parts.clock.now())

    @router.get("/complaints")
    @declared(Who.CUSTOMER)
    async def own(authorization: Annotated[str | None, Header()] = None) -> dict[str, Any]:
        """Those she made, the newest first."""
        live = await current(authorization)
        async with parts.database.reading() as session:
            return {"items": await voice.listed(session, live)}

    @router.post("/complaints/by-number")
    @declared(Who.CUSTOMER)
    async def by_number(asked: ByNumber, authorization: Annotated[str | None, Header()] = None) -> dict[str, Any]:
        """State and next date of one, for whoever has not signed in; no words. Wrong digits are counted."""
        live = await current(authorization, cost=20)
        return await asking.state(live, asked.number, asked.digits, now=parts.clock.now())

    @router.get("/complaints/{complaint_id}")
    @declared(Who.CUSTOMER)
    async def one(complaint_id: UUID, authorization: Annotated[str | None, Header()] = None) -> dict[str, Any]:
        """How it stands, what happened, and what she can do."""
        return await shown(await current(authorization), complaint_id)

    @router.post("/complaints/{complaint_id}/facts")
    @declared(Who.CUSTOMER)
    async def add(
        complaint_id: UUID, added: Added, authorization: Annotated[str | None, Header()] = None
    ) -> dict[str, Any]:
        """Add to it; the complaint as it stands then."""
        live = await current(authorization, cost=20)
        adding = voice.Adding(added.client_id, added.words, added.files)
        async with parts.database.transaction() as session:
            await voice.add_facts(session, handling, live, complaint_id, adding, now=parts.clock.now())
        return await shown(live, complaint_id)

    @router.post("/complaints/{complaint_id}/withdrawal")
    @declared(Who.CUSTOMER)
    async def withdraw(
        complaint_id: UUID, _: Nothing, authorization: Annotated[str | None, Header()] = None
    ) -> dict[str, Any]:
        """Take it back; it is over the same day."""
        live = await current(authorization, cost=20)
        async with parts.database.transaction() as session:
            await voice.withdraw(session, handling, live, complaint_id, now=parts.clock.now())
        return await shown(live, complaint_id)

    @router.post("/complaints/{complaint_id}/rating")
    @declared(Who.CUSTOMER)
    async def rate(
        complaint_id: UUID, rating: Rating, authorization: Annotated[str | None, Header()] = None
    ) -> dict[str, Any]:
        """Rate the handling, once for each decision."""
        live, now = await current(authorization, cost=20), parts.clock.now()
        async with parts.database.transaction() as session:
            await voice.rate(session, handling, live, complaint_id, score=rating.score, reasons=rating.reasons, now=now)
        return await shown(live, complaint_id)

    @router.post("/complaints/{complaint_id}/verification")
    @declared(Who.CUSTOMER)
    async def verify(
        complaint_id: UUID, asked: Verifying, authorization: Annotated[str | None, Header()] = None
    ) -> dict[str, Any]:
        """Have the decision verified by others."""
        live, now = await current(authorization, cost=20), parts.clock.now()
        async with parts.database.transaction() as session:
            await voice.ask_verification(session, handling, live, complaint_id, asked.words, now=now)
        return await shown(live, complaint_id)

    @router.get("/letters/{letter_id}", response_class=Response)
    @declared(Who.CUSTOMER)
    async def letter(letter_id: UUID, authorization: Annotated[str | None, Header()] = None) -> Response:
        """The letter of a decision; that she opened it is on record."""
        live = await current(authorization, cost=10)
        async with parts.database.transaction() as session:
            paper = await voice.open_letter(session, handling, live, letter_id, now=parts.clock.now())
        return Response(paper.content, media_type=_PDF, headers=attachment(f"{paper.name}.pdf"))

    _ = (own, by_number, one, add, withdraw, rate, verify, letter)
    return router
