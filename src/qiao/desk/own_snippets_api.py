"""An agent's own ready texts over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from qiao.access import Doorkeeper
from qiao.desk import own_snippets
from qiao.desk.api import ServesNobody, worth_saying
from qiao.desk.parts import Desk
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS, Parts


class OwnSnippet(Body):
    """`key` is what she types after the slash; `text` has the same gaps and facts as the pack's ready texts."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]{0,15}$")]
    text: Annotated[str, Field(min_length=1, max_length=4000)]


def routes(parts: Parts, desk: Desk, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/desk/composing/own`."""
    router = APIRouter(prefix="/api/v1/desk/composing/own", tags=["desk"], responses=REFUSALS)

    async def agent(request: Request) -> UUID:
        staff = (await signed_in(request)).staff
        if not desk.views.serves(staff.post):
            raise ServesNobody
        return staff.id

    def saved(row: own_snippets.OwnSnippetRow) -> dict[str, Any]:
        findings = [finding.wire() for finding in desk.checker.findings(row.text)]
        return {"snippet": own_snippets.wire(desk, row), "findings": findings}

    @router.get("")
    @declared(Who.STAFF)
    async def kept(request: Request) -> dict[str, Any]:
        """Hers by key, and how many of what length she may keep."""
        staff_id = await agent(request)
        async with parts.database.reading() as session:
            rows = await own_snippets.kept_by(session, staff_id)
        return {
            "snippets": [own_snippets.wire(desk, row) for row in rows],
            "at_most": own_snippets.AT_MOST,
            "longest": own_snippets.LONGEST,
        }

    @router.post("")
    @declared(Who.STAFF)
    async def add(new: OwnSnippet, request: Request) -> dict[str, Any]:
        """Keep one; `findings` say what will stop or warn when it is to be sent as it is."""
        staff_id, now = await agent(request), parts.clock.now()
        async with parts.database.transaction() as session:
            row = await own_snippets.add(session, desk, staff_id, key=new.key, text=worth_saying(new.text), now=now)
        return saved(row)

    @router.put("/{snippet_id}")
    @declared(Who.STAFF)
    async def change(snippet_id: UUID, new: OwnSnippet, request: Request) -> dict[str, Any]:
        """Write it anew, as `add` does."""
        staff_id, now, text = await agent(request), parts.clock.now(), worth_saying(new.text)
        async with parts.database.transaction() as session:
            row = await own_snippets.change(session, desk, staff_id, snippet_id, key=new.key, text=text, now=now)
        return saved(row)

    @router.delete("/{snippet_id}", status_code=204)
    @declared(Who.STAFF)
    async def remove(snippet_id: UUID, request: Request) -> Response:
        """She keeps it no more."""
        staff_id = await agent(request)
        async with parts.database.transaction() as session:
            await own_snippets.remove(session, staff_id, snippet_id)
        return Response(status_code=204)

    _ = (kept, add, change, remove)
    return router
