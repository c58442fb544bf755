"""Joining complaints that were made apart, and parting joint ones, for whoever handles them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from qiao.access import Doorkeeper
from qiao.cases.complaints.apart import join_apart, part
from qiao.cases.complaints.parts import Handling
from qiao.cases.model import ComplaintRow
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS, Parts


class Joining(Body):
    """The number of the one that joins; `speaks`: she is one of those who speak for the others."""

    number: Annotated[str, Field(min_length=2, max_length=16)]
    speaks: bool = False


class Parting(Body):
    """Which of those that follow goes on by itself."""

    complaint: UUID


def routes(parts: Parts, handling: Handling, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/staff/complaints/{complaint_id}` about the one that leads."""
    router = APIRouter(prefix="/api/v1/staff/complaints/{complaint_id}", tags=["complaints"], responses=REFUSALS)

    @router.post("/joinings")
    @declared(Who.HOLDER)
    async def joined(complaint_id: UUID, wish: Joining, request: Request) -> dict[str, Any]:
        """A complaint that was made apart follows this one from now on, with its own number, clocks and letter."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.transaction() as session:
            row = await join_apart(session, handling, staff, complaint_id, wish.number, speaks=wish.speaks, now=now)
            return _wire(row)

    @router.post("/partings")
    @declared(Who.HOLDER)
    async def parted(complaint_id: UUID, wish: Parting, request: Request) -> dict[str, Any]:
        """One that followed this one goes on by itself."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.transaction() as session:
            return _wire(await part(session, handling, staff, complaint_id, wish.complaint, now=now))

    _ = (joined, parted)
    return router


def _wire(row: ComplaintRow) -> dict[str, Any]:
    return {"id": str(row.id), "number": row.number}
