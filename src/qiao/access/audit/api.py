"""The trail over HTTP, for those whose work it is to look after it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Protocol
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime

from qiao.access.audit import search
from qiao.access.audit.encoding import TrailKeys
from qiao.access.audit.model import AUDITORS, Action
from qiao.access.audit.queries import Sought
from qiao.access.audit.recording import Record
from qiao.access.audit.standing import standing
from qiao.access.model import Post
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Forbidden
from qiao.foundation.http import REFUSALS, Parts, source_of

_Word = Annotated[str | None, Query(max_length=40, pattern=r"^[a-z0-9_.\-]+$")]


class AuditorsOnly(Forbidden):
    """The audit trail is for auditors and compliance."""


class _Staff(Protocol):
    @property
    def id(self) -> UUID: ...

    @property
    def post(self) -> Post: ...


class _SignedIn(Protocol):
    @property
    def staff(self) -> _Staff: ...


def routes(parts: Parts, keys: TrailKeys, signed_in: Callable[[Request], Awaitable[_SignedIn]]) -> APIRouter:
    """The routes under `/api/v1/audit`."""
    router = APIRouter(prefix="/api/v1/audit", tags=["audit"], responses=REFUSALS)

    async def auditor(request: Request) -> Record:
        """Who asks, ready to be recorded. Raises AuditorsOnly."""
        staff = (await signed_in(request)).staff
        if staff.post not in AUDITORS:
            raise AuditorsOnly
        return Record(f"staff:{staff.id}", Action.SEARCHED, post=staff.post, source=source_of(request))

    @router.get("/records")
    @declared(Who.DUTY)
    async def records(
        request: Request,
        *,
        customer: UUID | None = None,
        staff: _Word = None,
        field: _Word = None,
        action: Action | None = None,
        purpose: _Word = None,
        reason: _Word = None,
        since: AwareDatetime | None = None,
        until: AwareDatetime | None = None,
        cursor: Annotated[str | None, Query(max_length=200)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> dict[str, Any]:
        """Who did what to whose data: the newest first. `staff` is a username; the search itself is recorded."""
        asker = await auditor(request)
        sought = Sought(
            customer_id=customer,
            field=field,
            action=action,
            purpose=purpose,
            reason=reason,
            since=_utc(since),
            until=_utc(until),
        )
        async with parts.database.transaction() as session:
            found = await search.find_records(
                session, sought, asker=asker, staff=staff, cursor=cursor, limit=limit, now=parts.clock.now()
            )
        return found.wire()

    @router.get("/state")
    @declared(Who.DUTY)
    async def state(request: Request) -> dict[str, Any]:
        """Where the chain stands, its last head, when it was last verified, and what is not sealed yet."""
        await auditor(request)
        async with parts.database.reading() as session:
            return (await standing(session, keys)).wire()

    _ = (records, state)
    return router


def _utc(moment: datetime | None) -> datetime | None:
    """Moments at the rim of the calendar have no counterpart in UTC; nothing was recorded there either."""
    if moment is None:
        return None
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return moment.replace(tzinfo=UTC)
