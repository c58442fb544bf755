"""What helps an agent to write, over HTTP: ready texts, and the check of what she is about to say."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field

from qiao.access import Doorkeeper
from qiao.desk.api import ServesNobody
from qiao.desk.parts import Desk
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS


class Draft(Body):
    """What she is about to say; nothing of it is kept."""

    text: Annotated[str, Field(max_length=4000)]


def routes(desk: Desk, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/desk/composing`."""
    router = APIRouter(prefix="/api/v1/desk/composing", tags=["desk"], responses=REFUSALS)
    ready = desk.snippets.wire(desk.pack)

    async def require_agent(request: Request) -> None:
        if not desk.views.serves((await signed_in(request)).staff.post):
            raise ServesNobody

    @router.get("/snippets")
    @declared(Who.STAFF)
    async def snippets(request: Request) -> dict[str, Any]:
        """Ready texts in both languages, and how the gap of each variable is called where nothing fills it."""
        await require_agent(request)
        return ready

    @router.post("/check")
    @declared(Who.STAFF)
    async def check(draft: Draft, request: Request) -> dict[str, Any]:
        """What is to be said against a text; places are counted in characters. Sending it checks it again."""
        await require_agent(request)
        return {"findings": [finding.wire() for finding in desk.checker.findings(draft.text)]}

    _ = (snippets, check)
    return router
