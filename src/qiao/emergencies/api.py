"""Incidents over HTTP, for those whose post declares them, and what everybody who serves has to know of them."""

from datetime import UTC
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, Field

from qiao import access
from qiao.access import Doorkeeper
from qiao.emergencies import showing
from qiao.emergencies.incidents import Act, Incidents, Wish, concerning, move, queries, rewrite, write
from qiao.emergencies.office import PREFIX, Office
from qiao.foundation import events, regions
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS, Parts

_MOST_REGIONS_FOUND = 20
_Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,23}$")]
_Region = Annotated[str, Field(pattern=r"^[1-9]\d{5}$")]


class IncidentBody(Body):
    """An incident as it is written down; `playbook` and `kind` are those of the pack, `regions` codes of GB/T 2260."""

    playbook: _Code
    kind: _Code
    level: Annotated[int, Field(ge=1, le=4)]
    regions: Annotated[tuple[_Region, ...], Field(max_length=200)] = ()
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    is_rehearsal: bool = False

    def wish(self) -> Wish:
        values = self.model_dump(exclude={"starts_at", "ends_at"})
        return Wish(**values, starts_at=self.starts_at.astimezone(UTC), ends_at=self.ends_at.astimezone(UTC))


class ActBody(Body):
    act: Act


def routes(parts: Parts, incidents: Incidents, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/staff/incidents`."""
    router = APIRouter(prefix=PREFIX, tags=["incidents"], responses=REFUSALS)
    office = Office(parts, incidents, incidents.pack.section(access.GRANTS), signed_in)
    _add_knowing(router, office)
    _add_writing(router, office)
    _add_looking(router, office)
    return router


def _add_knowing(router: APIRouter, office: Office) -> None:
    parts, incidents = office.parts, office.incidents

    @router.get("/current")
    @declared(Who.STAFF)
    async def current(request: Request) -> dict[str, Any]:
        """What goes on now, for everybody who serves: what customers are told, what to say, and whom else to call."""
        await office.anybody(request)
        now = parts.clock.now()
        async with parts.database.reading() as session:
            rows = [row for row in await queries.going_on(session) if showing.is_current(row, now)]
        return {"incidents": [showing.script_wire(incidents, row) for row in rows]}

    @router.get("/playbooks")
    @declared(Who.DUTY)
    async def playbooks(request: Request) -> dict[str, Any]:
        """What can be declared."""
        await office.declarer(request)
        return {"playbooks": [showing.playbook_wire(name, one) for name, one in incidents.book.playbooks.items()]}

    @router.get("/regions")
    @declared(Who.DUTY)
    async def places(request: Request, name: Annotated[str, Query(min_length=2, max_length=40)]) -> dict[str, Any]:
        """Regions by their name, long or short, the larger ones first."""
        await office.declarer(request)
        found = regions.search(name)[:_MOST_REGIONS_FOUND]
        return {"regions": concerning.known_codes([one.code for one in found])}

    _ = (current, playbooks, places)


def _add_writing(router: APIRouter, office: Office) -> None:
    parts, incidents = office.parts, office.incidents

    @router.get("")
    @declared(Who.DUTY)
    async def listed(request: Request) -> dict[str, Any]:
        """The newest first, drafts and rehearsals too."""
        staff = await office.declarer(request)
        async with parts.database.reading() as session:
            return {"items": await office.all_shown(session, await queries.newest(session), staff)}

    @router.post("", status_code=201)
    @declared(Who.DUTY)
    async def drafted(body: IncidentBody, request: Request) -> dict[str, Any]:
        """A draft: nobody sees anything of it yet."""
        staff, now = await office.declarer(request), parts.clock.now()
        async with parts.database.transaction() as session:
            row = await write(session, incidents, body.wish(), staff.id, now=now)
            return await office.shown(session, row, staff)

    @router.put("/{incident_id}")
    @declared(Who.DUTY)
    async def rewritten(incident_id: UUID, body: IncidentBody, request: Request) -> dict[str, Any]:
        """Change a draft; 409 for anything else."""
        staff, now = await office.declarer(request), parts.clock.now()
        async with parts.database.transaction() as session:
            row = await rewrite(session, incidents, incident_id, body.wish(), staff.id, now=now)
            return await office.shown(session, row, staff)

    @router.post("/{incident_id}/acts")
    @declared(Who.DUTY)
    async def moved(incident_id: UUID, body: ActBody, request: Request) -> dict[str, Any]:
        """Submit it, agree to it as the second person, take it back, wind it down, close it."""
        staff, now = await office.declarer(request), parts.clock.now()
        async with parts.database.transaction() as session:
            row = await move(session, incidents, incident_id, body.act, staff.id, now=now)
            return await office.shown(session, row, staff)

    _ = (listed, drafted, rewritten, moved)


def _add_looking(router: APIRouter, office: Office) -> None:
    parts = office.parts

    @router.get("/{incident_id}")
    @declared(Who.DUTY)
    async def one(incident_id: UUID, request: Request) -> dict[str, Any]:
        """All of it: what customers see or would see, what was done with it, and how many needs stand how."""
        staff = await office.declarer(request)
        async with parts.database.reading() as session:
            row = await queries.incident(session, incident_id)
            return {
                **await office.shown(session, row, staff),
                "entrance": showing.entrance_wire(office.incidents, row),
                "history": showing.history_wire(await events.of_subject(session, f"incident:{incident_id}")),
                "needs": await showing.need_counts(session, incident_id),
            }

    @router.get("/{incident_id}/preview")
    @declared(Who.DUTY)
    async def preview(incident_id: UUID, request: Request) -> dict[str, Any]:
        """How many people it would concern, by how they are known. Nobody is named."""
        await office.declarer(request)
        async with parts.database.reading() as session:
            return await concerning.preview(session, await queries.incident(session, incident_id))

    @router.get("/{incident_id}/needs")
    @declared(Who.DUTY)
    async def needs(
        incident_id: UUID, request: Request, before: Annotated[UUID | None, Query()] = None
    ) -> dict[str, Any]:
        """The needs by their numbers, the newest first: how each is protected, told and decided. Nobody is named."""
        await office.declarer(request)
        async with parts.database.reading() as session:
            await queries.incident(session, incident_id)
            items, has_more = await showing.need_wires(session, incident_id, before=before)
        return {"items": items, "has_more": has_more}

    _ = (one, preview, needs)
