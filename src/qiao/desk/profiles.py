"""What each agent can and how much she holds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.desk.model import AgentProfileRow
from qiao.desk.parts import Desk
from qiao.desk.routing import Skills
from qiao.foundation.errors import Invalid


class SkillUnknown(Invalid):
    """The pack's rules of routing name no such skill."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Skills with proficiency, None for every skill; units she holds at a time."""

    skills: Skills | None
    capacity: int
    is_usual: bool = False
    """Whether the capacity is what the settings say, and follows them."""

    def wire(self) -> dict[str, Any]:
        return {
            "skills": dict(self.skills) if self.skills is not None else None,
            "capacity": self.capacity,
            "usual": self.is_usual,
        }


async def profiles(session: AsyncSession, desk: Desk, staff_ids: Iterable[UUID]) -> dict[UUID, Profile]:
    """Of each of them, also of those of whom nothing is said."""
    ids = list(staff_ids)
    rows = await session.scalars(select(AgentProfileRow).where(AgentProfileRow.staff_id.in_(ids)))
    said = {row.staff_id: row for row in rows}
    return {one: _profile(said.get(one), desk) for one in ids}


async def profile(session: AsyncSession, desk: Desk, staff_id: UUID) -> Profile:
    return (await profiles(session, desk, [staff_id]))[staff_id]


async def set_profile(
    session: AsyncSession,
    desk: Desk,
    staff_id: UUID,
    *,
    skills: Mapping[str, int] | None,
    capacity: int | None,
    by: access.Staff,
    now: datetime,
) -> Profile:
    """Say what she can and how much she holds from the next decision on; what is in her hands stays there.

    Raises access.StaffNotFound or SkillUnknown.
    """
    await access.find_staff(session, staff_id)
    if unknown := sorted(set(skills or ()) - set(desk.routing.skills)):
        raise SkillUnknown(skills=unknown)
    row = await session.get(AgentProfileRow, staff_id)
    if row is None:
        row = AgentProfileRow(staff_id=staff_id)
        session.add(row)
    row.skills, row.capacity, row.changed_at = dict(skills) if skills is not None else None, capacity, now
    await session.flush()
    detail = {"staff": str(staff_id), "skills": len(skills) if skills is not None else "every"}
    act = access.audit.Record(f"staff:{by.id}", access.audit.Action.PLANNED, post=by.post, detail=detail)
    await access.audit.record(session, act, now=now)
    return _profile(row, desk)


def _profile(row: AgentProfileRow | None, desk: Desk) -> Profile:
    if row is None:
        return Profile(None, desk.capacity, is_usual=True)
    skills = tuple(sorted(row.skills.items())) if row.skills is not None else None
    if row.capacity is None:
        return Profile(skills, desk.capacity, is_usual=True)
    return Profile(skills, row.capacity)
