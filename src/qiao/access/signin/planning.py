"""Teams and shifts: who works with whom, and when."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit
from qiao.access.model import Post, StaffRow
from qiao.access.signin.accounts import account
from qiao.access.signin.model import ShiftExceptionRow, ShiftRow, TeamRow
from qiao.access.signin.shifts import DAY_MINUTES, Hours, Plan, ShiftDay, hours_on
from qiao.foundation.business_calendar import BusinessCalendar
from qiao.foundation.errors import Conflict, NotFound
from qiao.foundation.ids import new_id


class TeamNotFound(NotFound):
    """There is no such team."""


class TeamNameTaken(Conflict):
    """There is a team of this name."""


async def teams(session: AsyncSession) -> Sequence[TeamRow]:
    return (await session.scalars(select(TeamRow).order_by(TeamRow.name))).all()


async def team_of(session: AsyncSession, staff_id: UUID) -> dict[str, str | None] | None:
    """The name of her team and that of its leader; None while she is in none."""
    query = select(TeamRow).join(StaffRow, StaffRow.team_id == TeamRow.id).where(StaffRow.id == staff_id)
    team = await session.scalar(query)
    if team is None:
        return None
    leader = await session.get(StaffRow, team.leader_id) if team.leader_id else None
    return {"name": team.name, "leader": leader.name if leader else None}


async def make_team(session: AsyncSession, name: str, *, leader_id: UUID | None, by: str, now: datetime) -> TeamRow:
    """Raises TeamNameTaken, or StaffNotFound for the leader."""
    if await session.scalar(select(TeamRow.id).where(TeamRow.name == name)) is not None:
        raise TeamNameTaken
    if leader_id is not None:
        await account(session, leader_id)
    row = TeamRow(id=new_id(), name=name, leader_id=leader_id, created_at=now)
    session.add(row)
    await session.flush()
    await _record(session, {"team": str(row.id), "leader": str(leader_id or "nobody")}, by=by, now=now)
    return row


async def join_team(session: AsyncSession, staff_id: UUID, team_id: UUID | None, *, by: str, now: datetime) -> None:
    """Put her into a team, or into none. Raises StaffNotFound or TeamNotFound."""
    staff = await account(session, staff_id)
    if team_id is not None and await session.get(TeamRow, team_id) is None:
        raise TeamNotFound
    staff.team_id = team_id
    await session.flush()
    await _record(session, {"staff": str(staff_id), "team": str(team_id or "none")}, by=by, now=now)


async def plan_of(session: AsyncSession, staff_id: UUID) -> Plan:
    return (await plans_of(session, [staff_id])).get(staff_id, Plan())


async def plans_of(session: AsyncSession, staff_ids: Iterable[UUID]) -> dict[UUID, Plan]:
    """The plans of those of them who have one."""
    ids = list(staff_ids)
    weekly: dict[UUID, list[tuple[ShiftDay, Hours]]] = {}
    for row in await session.scalars(select(ShiftRow).where(ShiftRow.staff_id.in_(ids)).order_by(ShiftRow.id)):
        weekly.setdefault(row.staff_id, []).append((ShiftDay(row.day), Hours(row.from_minute, row.to_minute)))
    days: dict[UUID, dict[date, list[Hours]]] = {}
    query = select(ShiftExceptionRow).where(ShiftExceptionRow.staff_id.in_(ids))
    for row in await session.scalars(query.order_by(ShiftExceptionRow.on_date, ShiftExceptionRow.id)):
        hours = days.setdefault(row.staff_id, {}).setdefault(row.on_date, [])
        if row.from_minute is not None and row.to_minute is not None:
            hours.append(Hours(row.from_minute, row.to_minute))
    return {one: Plan(weekly.get(one, ()), days.get(one, {})) for one in {*weekly, *days}}


async def hours_of_day(
    session: AsyncSession, calendar: BusinessCalendar, on: date, posts: Iterable[Post]
) -> list[Hours] | None:
    """When those of these posts are on duty that day by the plan of shifts, in its minutes; what last night's shifts
    have left of it stands before midnight's. None where nobody has planned hours.
    """
    works = select(StaffRow.id).where(StaffRow.active, StaffRow.post.in_([str(post) for post in posts]))
    plans = [plan for plan in (await plans_of(session, await session.scalars(works))).values() if plan.has_hours]
    if not plans:
        return None
    last_night = on - timedelta(days=1)
    return [
        *(hours for plan in plans for hours in hours_on(plan, calendar, on)),
        *(
            Hours(hours.from_minute - DAY_MINUTES, hours.to_minute - DAY_MINUTES)
            for plan in plans
            for hours in hours_on(plan, calendar, last_night)
            if hours.to_minute > DAY_MINUTES
        ),
    ]


async def plan_week(
    session: AsyncSession, staff_id: UUID, weekly: Sequence[tuple[ShiftDay, Hours]], *, by: str, now: datetime
) -> None:
    """The weekly hours from now on, instead of those before. Raises StaffNotFound."""
    await account(session, staff_id)
    await session.execute(delete(ShiftRow).where(ShiftRow.staff_id == staff_id))
    session.add_all(
        ShiftRow(id=new_id(), staff_id=staff_id, day=day, from_minute=hours.from_minute, to_minute=hours.to_minute)
        for day, hours in weekly
    )
    await session.flush()
    await _record(session, {"staff": str(staff_id), "shifts": len(weekly)}, by=by, now=now)


async def plan_day(
    session: AsyncSession, staff_id: UUID, on: date, hours: Sequence[Hours] | None, *, by: str, now: datetime
) -> None:
    """Other hours on this one day, none for a day off; None goes back to the weekly plan. Raises StaffNotFound."""
    await account(session, staff_id)
    await session.execute(
        delete(ShiftExceptionRow).where(ShiftExceptionRow.staff_id == staff_id, ShiftExceptionRow.on_date == on)
    )
    if hours is not None:
        times = [(one.from_minute, one.to_minute) for one in hours] or [(None, None)]
        session.add_all(
            ShiftExceptionRow(id=new_id(), staff_id=staff_id, on_date=on, from_minute=begin, to_minute=end)
            for begin, end in times
        )
    await session.flush()
    what = "as planned" if hours is None else len(hours)
    await _record(session, {"staff": str(staff_id), "day": on.isoformat(), "hours": what}, by=by, now=now)


async def _record(session: AsyncSession, detail: dict[str, str | int], *, by: str, now: datetime) -> None:
    await audit.record(session, audit.Record(by, audit.Action.PLANNED, detail=detail), now=now)
