"""To whom work can be handed on: who is here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.desk import profiles, queries
from qiao.desk.model import PresenceState
from qiao.desk.parts import Desk

_ORDER = (PresenceState.READY, PresenceState.WRAP_UP, PresenceState.BUSY, PresenceState.BREAK)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who serves customers and has not signed off; `units` of `capacity` are in her hands."""

    id: UUID
    name: str
    post: access.Post
    state: PresenceState
    units: int
    capacity: int
    team_id: UUID | None = None

    def wire(self) -> Mapping[str, Any]:
        return {
            "id": str(self.id),
            "name": self.name,
            "post": self.post,
            "state": self.state,
            "units": self.units,
            "capacity": self.capacity,
        }


@dataclass(frozen=True, slots=True)
class TeamHere:
    """A team: how many of it are at work and signed on, how many of those take work now, and how much waits for it."""

    id: UUID
    name: str
    here: int
    ready: int
    waiting: int

    def wire(self) -> Mapping[str, Any]:
        return {"id": str(self.id), "name": self.name, "here": self.here, "ready": self.ready, "waiting": self.waiting}


async def teams_here(session: AsyncSession, desk: Desk, but: Collection[UUID], *, now: datetime) -> list[TeamHere]:
    """Every team by its name; these people are not counted."""
    states = await queries.here(session, now=now)
    at_work = await desk.views.rota.at_work(session, states, now=now)
    counted = {one for one in states if one not in but and at_work(one, now)}
    staff = await access.all_staff(session)
    here = [one for one in staff if one.active and one.id in counted and desk.views.serves(one.post)]
    waiting = await queries.waiting_for_teams(session)
    return [
        TeamHere(
            team.id,
            team.name,
            sum(one.team_id == team.id for one in here),
            sum(one.team_id == team.id and states[one.id] is PresenceState.READY for one in here),
            waiting.get(team.id, 0),
        )
        for team in await access.teams(session)
    ]


async def colleagues(session: AsyncSession, desk: Desk, but: access.Staff, *, now: datetime) -> list[Colleague]:
    """Everybody here but her: who is ready and least loaded first."""
    here = await queries.here(session, now=now)
    staff = [
        one
        for one in await access.all_staff(session)
        if one.active and one.id in here and one.id != but.id and desk.views.serves(one.post)
    ]
    ids = [one.id for one in staff]
    units, known = await queries.units_of(session, ids), await profiles.profiles(session, desk, ids)
    found = [
        Colleague(
            one.id,
            one.name,
            access.Post(one.post),
            here[one.id],
            units.get(one.id, 0),
            known[one.id].capacity,
            one.team_id,
        )
        for one in staff
    ]
    return sorted(found, key=lambda one: (_ORDER.index(one.state), one.units / one.capacity, one.name))
