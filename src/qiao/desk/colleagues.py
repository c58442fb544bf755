"""To whom work can be handed on: who is here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.desk import profiles, queries
from qiao.desk.model import PresenceState
from qiao.desk.parts import Desk

_ORDER = (PresenceState.READY, PresenceState.BUSY, PresenceState.BREAK)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who serves customers and has not signed off; `units` of `capacity` are in her hands."""

    id: UUID
    name: str
    post: access.Post
    state: PresenceState
    units: int
    capacity: int

    def wire(self) -> Mapping[str, Any]:
        return {
            "id": str(self.id),
            "name": self.name,
            "post": self.post,
            "state": self.state,
            "units": self.units,
            "capacity": self.capacity,
        }


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
        Colleague(one.id, one.name, access.Post(one.post), here[one.id], units.get(one.id, 0), known[one.id].capacity)
        for one in staff
    ]
    return sorted(found, key=lambda one: (_ORDER.index(one.state), one.units / one.capacity, one.name))
