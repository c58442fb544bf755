"""Rectifications over HTTP: opened from a report, done as work orders, checked by its figures."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from qiao.access import Doorkeeper
from qiao.cases.complaints import Handling
from qiao.cases.orders.parts import Ordering
from qiao.cases.orders.reading import Opened
from qiao.cases.reports import names, rectifying
from qiao.cases.reports.rectifying import Effect, Stage
from qiao.foundation.bodies import Body
from qiao.foundation.business_calendar import business_date
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS, Parts

_Code = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,23}$")]
_Words = Annotated[str, Field(min_length=1, max_length=4_000)]


class RectificationBody(Body):
    """What is to be changed because of complaints of one cause; `complaints` are some that show it."""

    cause: _Code
    what: _Words
    department: _Code
    due_on: date
    check_on: date
    complaints: Annotated[tuple[UUID, ...], Field(max_length=20)] = ()


class CheckBody(Body):
    is_effective: bool
    words: _Words


def routes(parts: Parts, handling: Handling, ordering: Ordering, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/staff/complaint-reports/rectifications`."""
    path = "/api/v1/staff/complaint-reports/rectifications"
    router = APIRouter(prefix=path, tags=["complaint-reports"], responses=REFUSALS)

    @router.get("")
    @declared(Who.DUTY)
    async def listed(request: Request) -> dict[str, Any]:
        """The newest first, with complaints of their cause a week before and after; nothing that was written."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.reading() as session:
            found = await rectifying.rectifications(session, handling, ordering, staff, now=now)
        return {"items": [_wire(one, effect, business_date(now)) for one, effect in found]}

    @router.post("", status_code=201)
    @declared(Who.DUTY)
    async def opened(body: RectificationBody, request: Request) -> dict[str, str]:
        """Open one for a department; it is a work order from then on."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.transaction() as session:
            wish = rectifying.Wish(**dict(body))
            found = await rectifying.rectify(session, handling, ordering, staff, wish, now=now)
            return {"id": str(found.row.id), "number": found.row.number}

    @router.post("/{order_id}/check", status_code=204)
    @declared(Who.DUTY)
    async def checked(order_id: UUID, body: CheckBody, request: Request) -> None:
        """Say whether it helped, once it is done and its day has come."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.transaction() as session:
            await rectifying.check(session, handling, ordering, staff, order_id, **dict(body), now=now)

    def _wire(found: Opened, effect: Effect, today: date) -> dict[str, Any]:
        row, stage = found.row, rectifying.stage_of(found)
        return {
            "id": str(row.id),
            "number": row.number,
            "cause": names.code_name(handling.classes, "cause", str(row.form["cause"])).model_dump(),
            "department": handling.rules.departments[row.department].name.model_dump(),
            "stage": stage.value,
            "opened_at": row.opened_at.isoformat(),
            "due_on": row.form["due_on"],
            "check_on": row.form["check_on"],
            "is_late": stage is Stage.OPEN and today > date.fromisoformat(row.form["due_on"]),
            "can_check": stage is Stage.DONE and today >= rectifying.check_day(found),
            "complaints": len(row.links["complaints"]),
            "before": effect.before,
            "after": effect.after,
            "weeks": effect.weeks,
        }

    _ = (listed, opened, checked)
    return router
