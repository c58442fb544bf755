"""Requests over HTTP, for staff: those that wait for a person, what happened to each, and the funnel of every flow.

Nothing of a customer is shown: a request is known by its number, and who serves her reads it in the conversation.
"""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime

from qiao import backoffice
from qiao.access import REQUEST_COUNTERS, REQUEST_READERS, Doorkeeper, Post, Staff
from qiao.backoffice import EffectId, EffectState
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Conflict, Forbidden
from qiao.foundation.http import REFUSALS, Parts
from qiao.requests import actions, queries
from qiao.requests.model import RequestRow, RequestState
from qiao.requests.records import Records

_UNFINISHED = frozenset({
    RequestState.OPEN, RequestState.CANCELLED, RequestState.EXPIRED, RequestState.HANDED_OVER,
})  # fmt: skip
_FUNNEL_SINCE = timedelta(days=7)


class NotForThisPost(Forbidden):
    """Requests are looked after by posts that answer for them."""


class RequestNotStuck(Conflict):
    """Only a request that waits for a person because an effect is stuck is tried again."""


class Nothing(Body):
    """The address says all."""


def routes(parts: Parts, records: Records, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/staff/requests`."""
    router = APIRouter(prefix="/api/v1/staff/requests", tags=["requests"], responses=REFUSALS)

    async def one_of(request: Request, posts: frozenset[Post]) -> Staff:
        """Who asks. Raises NotForThisPost."""
        staff = (await signed_in(request)).staff
        if staff.post not in posts:
            raise NotForThisPost
        return staff

    @router.get("")
    @declared(Who.DUTY)
    async def listed(
        request: Request,
        *,
        state: RequestState | None = None,
        flow: Annotated[str | None, Query(max_length=60)] = None,
        after: UUID | None = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
    ) -> dict[str, Any]:
        """Requests, the newest first; `after` is the cursor that `next` gave."""
        await one_of(request, REQUEST_READERS)
        async with parts.database.reading() as session:
            rows = await queries.page(session, state=state, flow=flow, after=after, limit=limit + 1)
        shown = rows[:limit]
        return {
            "items": [_item(records, row) for row in shown],
            "next": str(shown[-1].id) if len(rows) > limit else None,
        }

    @router.get("/funnel")
    @declared(Who.DUTY)
    async def funnel(request: Request, since: AwareDatetime | None = None) -> dict[str, Any]:
        """How far requests came, by flow; without `since`, those of the last seven days."""
        await one_of(request, REQUEST_COUNTERS)
        begun = since or parts.clock.now() - _FUNNEL_SINCE
        async with parts.database.reading() as session:
            rows = await queries.begun_since(session, begun)
        return {"since": begun.isoformat(), "flows": records.funnel(rows)}

    @router.get("/{request_id}")
    @declared(Who.DUTY)
    async def one(request_id: UUID, request: Request) -> dict[str, Any]:
        """One request with what happened to it, oldest first."""
        await one_of(request, REQUEST_READERS)
        async with parts.database.reading() as session:
            row = await queries.row(session, request_id)
            happened = await queries.timeline(session, row)
            effects = [await backoffice.effect(session, EffectId(UUID(effect))) for effect in row.effects]
        told: list[dict[str, Any]] = [
            {"at": at.isoformat(), "what": what, "by": by, "detail": detail} for at, what, by, detail in happened
        ]
        told += [
            {
                "at": (effect.ended_at or effect.intended_at).isoformat(),
                "what": f"effect.{effect.state}",
                "by": "house",
                "detail": effect.refusal or effect.trouble or effect.operation,
            }
            for effect in effects
        ]
        return {
            **_item(records, row),
            "stands_at": _stands_at(records, row),
            "timeline": sorted(told, key=lambda step: str(step["at"])),
            "card": None,
        }

    @router.post("/{request_id}/retry")
    @declared(Who.DUTY)
    async def retry(request_id: UUID, _: Nothing, request: Request) -> dict[str, Any]:
        """Let a stuck request go on; the lender is asked first what became of it. Raises RequestNotStuck."""
        staff = await one_of(request, REQUEST_READERS)
        now = parts.clock.now()
        async with parts.database.transaction() as session:
            row = await queries.row(session, request_id, lock=True)
            effects = [await backoffice.effect(session, EffectId(UUID(one))) for one in row.effects]
            stuck = [effect.id for effect in effects if effect.state is EffectState.STUCK]
            if row.state != RequestState.STUCK or not stuck:
                raise RequestNotStuck(state=row.state)
            for effect_id in stuck:
                await backoffice.take_up_again(session, effect_id, now=now)
            await actions.taken_up_again(session, row, by=f"staff:{staff.id}", now=now)
            return _item(records, row)

    _ = (listed, funnel, one, retry)
    return router


def _stands_at(records: Records, row: RequestRow) -> str | None:
    """The question that was asked last, while the request waits for the answer or where it ended without one."""
    return records.name_of_asked(row.flow, row.asked) if row.asked and row.state in _UNFINISHED else None


def _item(records: Records, row: RequestRow) -> dict[str, Any]:
    flow = records.book.flows.get(row.flow)
    return {
        "id": str(row.id),
        "number": row.number,
        "flow": row.flow,
        "name": flow.name.zh if flow else row.flow,
        "state": row.state,
        "stage": row.stage,
        "customer": None,
        "at": row.entered_at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        "trouble": row.trouble,
    }
