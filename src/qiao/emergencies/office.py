"""Whom the routes about incidents serve."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.access import Doorkeeper, Duty, GrantBook, Staff
from qiao.emergencies import showing
from qiao.emergencies.incidents import Incidents, queries
from qiao.foundation.errors import Forbidden
from qiao.foundation.http import Parts

PREFIX = "/api/v1/staff/incidents"


class DeclaresNothing(Forbidden):
    """The post in which you work neither declares incidents nor agrees to them."""


class Office:
    """Whom a route serves."""

    def __init__(self, parts: Parts, incidents: Incidents, grants: GrantBook, signed_in: Doorkeeper) -> None:
        self.parts, self.incidents, self._grants, self._signed_in = parts, incidents, grants, signed_in

    async def declarer(self, request: Request) -> Staff:
        """Raises DeclaresNothing."""
        staff = (await self._signed_in(request)).staff
        if Duty.DISASTER_ACTIVATION not in self._grants.posts[staff.post].duties:
            raise DeclaresNothing
        return staff

    async def anybody(self, request: Request) -> Staff:
        return (await self._signed_in(request)).staff

    async def shown(self, session: AsyncSession, row: queries.IncidentRow, staff: Staff) -> dict[str, Any]:
        return (await self.all_shown(session, [row], staff))[0]

    async def all_shown(
        self, session: AsyncSession, rows: Sequence[queries.IncidentRow], staff: Staff
    ) -> list[dict[str, Any]]:
        people = {one for row in rows for one in (row.written_by, row.submitted_by, row.agreed_by) if one is not None}
        names = await access.staff_names(session, people)
        return [showing.incident_wire(self.incidents, row, names, staff.id) for row in rows]
