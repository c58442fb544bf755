"""The calls a customer is promised, over HTTP: seen, moved and cancelled by herself."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Response
from pydantic import AwareDatetime

from qiao import desk
from qiao.channels.web.admitting import require_pace
from qiao.channels.web.bearer import session_behind
from qiao.channels.web.hub import Hub
from qiao.conversations import ChannelSession
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS


class OtherTime(Body):
    """The beginning of the window she would rather be called in."""

    starts_at: AwareDatetime


def routes(hub: Hub, at_desk: desk.Desk) -> APIRouter:
    """Under `/api/v1/web/calls`, for the session behind the bearer token."""
    parts = hub.parts
    router = APIRouter(prefix="/api/v1/web/calls", tags=["web"], responses=REFUSALS)

    async def current(authorization: str | None) -> ChannelSession:
        """Raises SessionEnded, or TooManyRequests at more than a person's pace."""
        live = await session_behind(parts, authorization)
        require_pace(hub.session_rate, f"calls:{live.id}", now_s=parts.clock.monotonic(), cost=5)
        return live

    @router.get("")
    @declared(Who.CUSTOMER)
    async def own(authorization: Annotated[str | None, Header()] = None) -> dict[str, Any]:
        """The calls that are still to come, and the windows for which one can be promised."""
        live, now = await current(authorization), parts.clock.now()
        async with parts.database.reading() as session:
            calls = await desk.calls_of(session, live.customer_id)
        return {
            "calls": [
                {
                    "id": str(one.id),
                    "number": one.booked_as,
                    **_window(one.starts_at, one.ends_at),
                }
                for one in calls
            ],
            "windows": [_window(starts_at, ends_at) for starts_at, ends_at in desk.windows(now)],
        }

    @router.post("/{call_id}/cancel", status_code=204)
    @declared(Who.CUSTOMER)
    async def cancel(call_id: UUID, authorization: Annotated[str | None, Header()] = None) -> Response:
        """Not to be called after all; also while somebody is about to call."""
        live, now = await current(authorization), parts.clock.now()
        actor = f"customer:{live.customer_id}"
        async with parts.database.transaction() as session:
            await desk.cancel(session, at_desk, live.customer_id, call_id, actor=actor, now=now)
        return Response(status_code=204)

    @router.post("/{call_id}/move", status_code=204)
    @declared(Who.CUSTOMER)
    async def move(call_id: UUID, other: OtherTime, authorization: Annotated[str | None, Header()] = None) -> Response:
        """To be called in another window instead; not while somebody is about to call."""
        live, now = await current(authorization), parts.clock.now()
        actor = f"customer:{live.customer_id}"
        async with parts.database.transaction() as session:
            await desk.move(session, at_desk, live.customer_id, call_id, other.starts_at, actor=actor, now=now)
        return Response(status_code=204)

    _ = (own, cancel, move)
    return router


def _window(starts_at: datetime, ends_at: datetime) -> dict[str, str]:
    return {"starts_at": starts_at.astimezone(UTC).isoformat(), "ends_at": ends_at.astimezone(UTC).isoformat()}
