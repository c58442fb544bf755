"""Where the lender tells of its customers' lives by itself: batches, signed as everything between it and the house."""

from collections.abc import Mapping
from typing import Any, Protocol

from fastapi import APIRouter, Request
from pydantic import Field
from sqlalchemy.exc import IntegrityError

from qiao.customers.lifecycle.taking_in import Intake, Taken, take_in
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS, Parts

_MOST = 200  # One transaction, and others wait for it: a quarter of a second.


class Signatures(Protocol):
    """Lets through what the lender signed. `app` hands in the contract's own."""

    def check(self, headers: Mapping[str, str], *, method: str, path: str, body: bytes, now_s: float) -> str:
        """The key that signed; raises a kind of Unauthenticated."""
        ...


class Told(Body):
    """Events as `lifecycle/events.yaml` of the pack names them; each is looked at by itself."""

    events: list[Any] = Field(min_length=1, max_length=_MOST)


def routes(parts: Parts, intake: Intake, signatures: Signatures) -> APIRouter:
    """The route under `/api/v1/lender`."""
    router = APIRouter(prefix="/api/v1/lender", tags=["lender"], responses=REFUSALS)

    @router.post("/events")
    @declared(Who.ANYBODY)
    async def told(body: Told, request: Request) -> dict[str, Any]:
        """Take in a batch, in whatever order; what was taken before is `repeated`, what cannot be taken is named."""
        raw, now = await request.body(), parts.clock.now()
        query = f"?{request.url.query}" if request.url.query else ""
        signatures.check(
            request.headers,
            method=request.method,
            path=request.url.path + query,
            body=raw,
            now_s=now.timestamp(),
        )
        try:
            async with parts.database.transaction() as session:
                done = await take_in(session, intake, body.events, now=now)
        except IntegrityError:
            # Somebody told the same of somebody new at the same moment. Now she is known, and it is found.
            async with parts.database.transaction() as session:
                done = await take_in(session, intake, body.events, now=now)
        return _wire(done)

    _ = told
    return router


def _wire(done: Taken) -> dict[str, Any]:
    return {
        "taken": done.taken,
        "repeated": done.repeated,
        "shelved": [
            {"place": place, "id": unfit.event_id, "reason": unfit.reason, "field": unfit.field}
            for place, unfit in sorted(done.shelved, key=lambda one: one[0])
        ],
    }
