"""The customer's own requests over HTTP: proofs of who she is, what became of what she asked for, her documents."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Response
from pydantic import Field

from qiao import requests
from qiao.channels.web.admitting import require_pace
from qiao.channels.web.bearer import session_behind
from qiao.channels.web.hub import Hub
from qiao.conversations import ChannelSession
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.files import attachment
from qiao.foundation.http import REFUSALS

_PDF = "application/pdf"


class CodeTry(Body):
    """The six digits that were sent."""

    id: UUID
    code: str = Field(pattern=r"^\d{6}$")


class IdTail(Body):
    """The last four signs of the identity number."""

    tail: str = Field(pattern=r"^\d{3}[\dXx]$")


class Nothing(Body):
    """The address says all."""


def routes(hub: Hub, proving: requests.Proving, records: requests.Records) -> APIRouter:
    """Under `/api/v1/web`, for the session behind the bearer token."""
    parts = hub.parts
    router = APIRouter(prefix="/api/v1/web", tags=["web"], responses=REFUSALS)

    async def current(authorization: str | None, *, cost: int = 5) -> ChannelSession:
        """Raises SessionEnded, or TooManyRequests at more than a person's pace."""
        live = await session_behind(parts, authorization)
        require_pace(hub.session_rate, f"requests:{live.id}", now_s=parts.clock.monotonic(), cost=cost)
        return live

    @router.post("/proofs/code")
    @declared(Who.CUSTOMER)
    async def send_code(_: Nothing, authorization: Annotated[str | None, Header()] = None) -> dict[str, Any]:
        """Have a one-time code sent to the registered phone."""
        return await proving.send_code(await current(authorization, cost=20))

    @router.post("/proofs/number")
    @declared(Who.CUSTOMER)
    async def send_to_number(_: Nothing, authorization: Annotated[str | None, Header()] = None) -> dict[str, Any]:
        """Have a one-time code sent to the phone number that the request at hand waits for."""
        return await proving.send_to_number(await current(authorization, cost=20))

    @router.post("/proofs/code/tries")
    @declared(Who.CUSTOMER)
    async def try_code(given: CodeTry, authorization: Annotated[str | None, Header()] = None) -> dict[str, Any]:
        """Try a code that was sent to the registered phone or to a new number. A wrong one is an answer."""
        return await proving.try_code(await current(authorization, cost=10), given.id, given.code)

    @router.post("/proofs/id-tail")
    @declared(Who.CUSTOMER)
    async def id_tail(given: IdTail, authorization: Annotated[str | None, Header()] = None) -> dict[str, Any]:
        """Compare the last four signs of the identity number."""
        return await proving.match_id_tail(await current(authorization, cost=20), given.tail)

    @router.post("/proofs/face")
    @declared(Who.CUSTOMER)
    async def ask_face(_: Nothing, authorization: Annotated[str | None, Header()] = None) -> dict[str, Any]:
        """Ask for a face check; `url` is where it is done."""
        return await proving.ask_face(await current(authorization, cost=20))

    @router.get("/proofs/face/{proof_id}")
    @declared(Who.CUSTOMER)
    async def face(proof_id: UUID, authorization: Annotated[str | None, Header()] = None) -> dict[str, Any]:
        """How the face check stands."""
        return await proving.face(await current(authorization), proof_id)

    @router.get("/requests")
    @declared(Who.CUSTOMER)
    async def own(authorization: Annotated[str | None, Header()] = None) -> dict[str, Any]:
        """What was asked for, newest first."""
        live = await current(authorization)
        return {"items": await records.of_session(live)}

    @router.get("/documents/{document_id}", response_class=Response)
    @declared(Who.CUSTOMER)
    async def document(document_id: str, authorization: Annotated[str | None, Header()] = None) -> Response:
        """A document that one of her requests made."""
        live = await current(authorization, cost=10)
        content = await records.document(live, document_id)
        return Response(content, media_type=_PDF, headers=attachment(f"{document_id}.pdf"))

    _ = (send_code, send_to_number, try_code, id_tail, ask_face, face, own, document)
    return router
