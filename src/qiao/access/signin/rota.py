"""Who is at work and with whom, by the plan of shifts and the teams: what the looks at customers ask."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.model import Post, StaffPostRow, StaffRow
from qiao.access.queries import Staff
from qiao.access.signin.model import ShiftExceptionRow, ShiftRow, TeamRow
from qiao.access.signin.planning import plan_of, plans_of
from qiao.access.signin.shifts import Plan, is_at_work
from qiao.foundation.business_calendar import BusinessCalendar


class PlannedRota:
    """Fulfils `access.Rota` by the planned hours and the teams of the accounts."""

    def __init__(self, calendar: BusinessCalendar) -> None:
        self._calendar = calendar

    async def on_shift(self, session: AsyncSession, staff: Staff, *, now: datetime) -> bool:
        """Whether she is at work; a post in which nobody has planned hours is always at work."""
        plan = await plan_of(session, staff.id)
        post_is_planned = plan.has_hours or staff.post in await _planned_posts(session, now=now)
        return is_at_work(plan, self._calendar, now, post_is_planned=post_is_planned)

    async def team_of(self, session: AsyncSession, staff_id: UUID, *, now: datetime) -> frozenset[UUID]:
        """Everybody of her team and of the teams she leads, herself left out."""
        _ = now
        hers = select(StaffRow.team_id).where(StaffRow.id == staff_id, StaffRow.team_id.is_not(None))
        led = select(TeamRow.id).where(TeamRow.leader_id == staff_id)
        mates = select(StaffRow.id).where(
            or_(StaffRow.team_id.in_(hers), StaffRow.team_id.in_(led)), StaffRow.id != staff_id
        )
        return frozenset(await session.scalars(mates))

    async def led_by(self, session: AsyncSession, staff_id: UUID) -> frozenset[UUID]:
        """Everybody in the teams she leads, herself left out."""
        led = select(TeamRow.id).where(TeamRow.leader_id == staff_id)
        query = select(StaffRow.id).where(StaffRow.team_id.in_(led), StaffRow.id != staff_id, StaffRow.active)
        return frozenset(await session.scalars(query))

    async def leaders_of(self, session: AsyncSession, staff_ids: Iterable[UUID]) -> frozenset[UUID]:
        """Who leads a team that one of them is in."""
        query = (
            select(TeamRow.leader_id)
            .join(StaffRow, StaffRow.team_id == TeamRow.id)
            .where(StaffRow.id.in_(list(staff_ids)), TeamRow.leader_id.is_not(None))
        )
        return frozenset(leader for leader in await session.scalars(query) if leader is not None)

    async def at_work(
        self, session: AsyncSession, staff_ids: Iterable[UUID], *, now: datetime
    ) -> Callable[[UUID, datetime], bool]:
        """For many moments of the past: by the plan as it stands now, and by the post of her account."""
        ids = set(staff_ids)
        plans, planned = await plans_of(session, ids), await _planned_posts(session, now=now)
        accounts = await session.execute(select(StaffRow.id, StaffRow.post).where(StaffRow.id.in_(ids)))
        by_post = {row.id: row.post in planned for row in accounts}

        def asked(staff_id: UUID, at: datetime) -> bool:
            plan = plans.get(staff_id, Plan())
            return is_at_work(plan, self._calendar, at, post_is_planned=plan.has_hours or by_post.get(staff_id, False))

        return asked


async def _planned_posts(session: AsyncSession, *, now: datetime) -> frozenset[Post]:
    """The posts in which somebody who works here has hours."""
    weekly = select(ShiftRow.staff_id)
    by_day = select(ShiftExceptionRow.staff_id).where(ShiftExceptionRow.from_minute.is_not(None))
    has_hours = StaffRow.active & or_(StaffRow.id.in_(weekly), StaffRow.id.in_(by_day))
    given = (
        select(StaffPostRow.post)
        .join(StaffRow, StaffRow.id == StaffPostRow.staff_id)
        .where(
            has_hours, StaffPostRow.from_at <= now, or_(StaffPostRow.until_at.is_(None), StaffPostRow.until_at > now)
        )
    )
    # An account without any row of posts has the post that stands in itself.
    of_account = select(StaffRow.post).where(has_hours, StaffRow.id.not_in(select(StaffPostRow.staff_id)))
    return frozenset(Post(post) for post in await session.scalars(given.union(of_account)))
