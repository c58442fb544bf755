"""Outreach for those who answer for it, over HTTP: what left and what did not, and the switch of each trigger."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.access import Doorkeeper, Staff
from qiao.access.pages import TOUCH_STEERERS
from qiao.customers import STANDING
from qiao.desk.parts import Desk
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Forbidden, NotFound
from qiao.foundation.http import REFUSALS, Parts
from qiao.outreach import queries, switching
from qiao.outreach.figures import figures
from qiao.outreach.model import TriggerSwitchRow
from qiao.outreach.parts import Governor
from qiao.outreach.switching import Running, Switch, Why
from qiao.outreach.triggers.book import TRIGGERS
from qiao.outreach.triggers.definition import Trigger


class SteersNoTouches(Forbidden):
    """The post in which you work neither sets up outreach nor answers for its rules."""


class TriggerNotFound(NotFound):
    """The pack in use has no such trigger."""


class SwitchBody(Body):
    """`reason`: of a pause, and needed there."""

    act: Switch
    reason: Why | None = None


def routes(parts: Parts, desk: Desk, governor: Governor, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/staff/outreach`."""
    router = APIRouter(prefix="/api/v1/staff/outreach", tags=["outreach"], responses=REFUSALS)
    book, triggers = desk.pack.section(STANDING), desk.pack.section(TRIGGERS).triggers
    names = {one.id: one.name for one in triggers.values()}

    async def steerer(request: Request) -> Staff:
        staff = (await signed_in(request)).staff
        if staff.post not in TOUCH_STEERERS:
            raise SteersNoTouches
        return staff

    async def shown(session: AsyncSession, rows: Mapping[str, TriggerSwitchRow], staff: Staff) -> list[dict[str, Any]]:
        people = {one for row in rows.values() for one in (row.paused_by, row.asked_by) if one is not None}
        known = await access.staff_names(session, people)
        return [_trigger(one, rows.get(one.id), known, staff.id) for one in triggers.values()]

    @router.get("/figures")
    @declared(Who.DUTY)
    async def counted(request: Request, days: Annotated[int, Query(ge=1, le=7)] = 1) -> dict[str, Any]:
        """Of the touches wanted today, or in seven days: how many were sent, held and dropped, and for what reasons."""
        await steerer(request)
        async with parts.database.reading() as session:
            return await figures(session, governor.rules.file, book, names, days=days, now=parts.clock.now())

    @router.get("/triggers")
    @declared(Who.DUTY)
    async def listed(request: Request) -> dict[str, Any]:
        """Every trigger of the pack, whether it runs, and what whoever asks can do with it."""
        staff = await steerer(request)
        async with parts.database.reading() as session:
            return {"items": await shown(session, await queries.switches(session), staff)}

    @router.post("/triggers/{trigger}/acts")
    @declared(Who.DUTY)
    async def switched(trigger: str, body: SwitchBody, request: Request) -> dict[str, Any]:
        """Pause it at once; ask for it to run again; agree to that as another person, or keep it paused."""
        staff = await steerer(request)
        if trigger not in triggers:
            raise TriggerNotFound
        async with parts.database.transaction() as session:
            row = await switching.switch(
                session, trigger, body.act, staff.id, reason=body.reason, now=parts.clock.now()
            )
            (found,) = [one for one in await shown(session, {trigger: row}, staff) if one["id"] == trigger]
        return found

    _ = (counted, listed, switched)
    return router


def _trigger(trigger: Trigger, row: TriggerSwitchRow | None, names: Mapping[UUID, str], asks: UUID) -> dict[str, Any]:
    state = Running(row.state) if row is not None else Running.RUNNING
    off = row if state is not Running.RUNNING else None
    return {
        "id": trigger.id,
        "number": trigger.number,
        "name": {"zh": trigger.name.zh, "en": trigger.name.en},
        "kind": trigger.kind,
        "steps": len(trigger.steps),
        "channels": list(dict.fromkeys(way for step in trigger.steps for way in step.channels)),
        "hold_out": trigger.hold_out,
        "state": state,
        "reason": off.reason if off else None,
        "paused": _signed(off.paused_by, off.paused_at, names) if off else None,
        "asked": _signed(off.asked_by, off.asked_at, names) if off else None,
        "may": switching.open_to(state, off.asked_by if off else None, asks),
    }


def _signed(by: UUID | None, at: datetime | None, names: Mapping[UUID, str]) -> dict[str, Any] | None:
    return {"by": names.get(by), "at": at.isoformat()} if by is not None and at is not None else None
