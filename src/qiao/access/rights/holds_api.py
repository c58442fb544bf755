"""Legal holds over HTTP: reasons for which nothing of a customer is deleted."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from qiao.access.queries import StaffSession, staff_names
from qiao.access.rights import actions, queries
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import Parts


class NewHold(Body):
    """Whose data stays, and why."""

    customer: UUID
    reason: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*\S[^\x00]*$")]


def add_holds(router: APIRouter, parts: Parts, officer: Callable[[Request], Awaitable[StaffSession]]) -> None:
    """The routes of legal holds; `officer` raises for everybody else."""

    @router.get("/holds")
    @declared(Who.DUTY)
    async def standing(request: Request, customer: UUID | None = None) -> dict[str, Any]:
        """Those that stand, the newest first; of one customer where she is named."""
        await officer(request)
        async with parts.database.reading() as session:
            rows = await queries.standing_holds(session, customer)
            names = await staff_names(session, {row.placed_by for row in rows})
        return {
            "holds": [
                {
                    "id": str(row.id),
                    "customer": str(row.customer_id),
                    "reason": row.reason,
                    "by": names.get(row.placed_by),
                    "from": row.from_at.isoformat(),
                }
                for row in rows
            ]
        }

    @router.post("/holds", status_code=201)
    @declared(Who.DUTY)
    async def place(new: NewHold, request: Request) -> dict[str, Any]:
        """From now on nothing of hers is deleted, neither by request nor because its time is over."""
        live = await officer(request)
        async with parts.database.transaction() as session:
            hold_id = await actions.place_hold(
                session, new.customer, new.reason.strip(), by=live.staff.id, now=parts.clock.now()
            )
        return {"id": str(hold_id)}

    @router.post("/holds/{hold_id}/lift", status_code=204)
    @declared(Who.DUTY)
    async def lift(hold_id: UUID, request: Request) -> Response:
        """The reason is over."""
        live = await officer(request)
        async with parts.database.transaction() as session:
            await actions.lift_hold(session, hold_id, by=f"staff:{live.staff.id}", now=parts.clock.now())
        return Response(status_code=204)

    _ = (standing, place, lift)
