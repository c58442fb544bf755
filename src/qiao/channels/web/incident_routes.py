"""What befalls many, over HTTP: seen by a customer, who says whether it concerns her."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header

from qiao import emergencies
from qiao.channels.web.admitting import require_pace
from qiao.channels.web.bearer import session_behind
from qiao.channels.web.entrance import banner_wire
from qiao.channels.web.hub import Hub
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS
from qiao.policy.overlays import Overlays


class Saying(Body):
    is_affected: bool


def routes(hub: Hub, overlays: Overlays) -> APIRouter:
    """Under `/api/v1/web/incidents`, for the session behind the bearer token; nobody need be signed in."""
    parts = hub.parts
    router = APIRouter(prefix="/api/v1/web/incidents", tags=["web"], responses=REFUSALS)

    @router.get("")
    @declared(Who.CUSTOMER)
    async def going_on(authorization: Annotated[str | None, Header()] = None) -> dict[str, Any]:
        """What goes on, whether it concerns her, how sure that is and how it is known."""
        live = await session_behind(parts, authorization)
        language, shown = live.locale[:2], list[dict[str, Any]]()
        async with parts.database.reading() as session:
            for one in overlays.at(parts.clock.now()):
                concern = await emergencies.concern_about(session, one.source, live.customer_id)
                if concern is not None:
                    shown.append({**banner_wire(one, language), **concern})
        return {"incidents": shown}

    @router.post("/{incident_id}/affected")
    @declared(Who.CUSTOMER)
    async def say(
        incident_id: UUID, saying: Saying, authorization: Annotated[str | None, Header()] = None
    ) -> dict[str, Any]:
        """Say that it concerns her, or that it does not: believed without proof, and taken back as easily."""
        live = await session_behind(parts, authorization)
        require_pace(hub.session_rate, f"incidents:{live.id}", now_s=parts.clock.monotonic(), cost=5)
        async with parts.database.transaction() as session:
            await emergencies.say_affected(
                session, incident_id, live.customer_id, is_affected=saying.is_affected, now=parts.clock.now()
            )
        return {"is_affected": saying.is_affected}

    _ = (going_on, say)
    return router
