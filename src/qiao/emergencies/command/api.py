"""The command page of an incident over HTTP, and its report as PDF, for those whose post declares incidents."""

import asyncio
from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response

from qiao import access, outreach
from qiao.access import Doorkeeper, audit
from qiao.emergencies.command import paper, showing
from qiao.emergencies.command.reading import Census, report
from qiao.emergencies.incidents import Incidents
from qiao.emergencies.office import PREFIX, Office
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.files import attachment
from qiao.foundation.http import REFUSALS, Parts, source_of

_PDF = "application/pdf"


class ReportBody(Body):
    """The report as PDF, in this language."""

    language: Literal["zh", "en"] = "zh"


def routes(parts: Parts, incidents: Incidents, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/staff/incidents` by which somebody commands."""
    router = APIRouter(prefix=PREFIX, tags=["incidents"], responses=REFUSALS)
    office = Office(parts, incidents, incidents.pack.section(access.GRANTS), signed_in)
    governor, census = incidents.pack.section(outreach.GOVERNOR), Census()

    @router.get("/{incident_id}/command")
    @declared(Who.DUTY)
    async def commanded(incident_id: UUID, request: Request) -> dict[str, Any]:
        """How it stands now, each figure with what it means; 409 while it was never agreed to. Nobody is named."""
        staff, now = await office.declarer(request), parts.clock.now()
        async with parts.database.reading() as session:
            found = await report(session, incidents, census, incident_id, now=now)
            return {
                "incident": await office.shown(session, found.row, staff),
                **showing.wire(found, governor),
            }

    @router.post("/{incident_id}/report", response_class=Response)
    @declared(Who.DUTY)
    async def printed(incident_id: UUID, body: ReportBody, request: Request) -> Response:
        """The same on paper: while it goes on as a situation report, afterwards with all of it; that it was taken is
        on record.
        """
        staff, now = await office.declarer(request), parts.clock.now()
        async with parts.database.reading() as session:
            found = await report(session, incidents, census, incident_id, now=now)
        detail = {"report": found.sort.value, "incident": found.row.number}
        one = audit.Record(
            f"staff:{staff.id}", audit.Action.EXPORTED, post=staff.post, source=source_of(request), detail=detail
        )
        async with parts.database.transaction() as session:
            await audit.record(session, one, now=now)
        content = await asyncio.to_thread(paper.drawn, incidents, governor, found, body.language)
        name = f"{found.row.number}-{found.sort}.pdf"
        return Response(content, media_type=_PDF, headers=attachment(name))

    _ = (commanded, printed)
    return router
