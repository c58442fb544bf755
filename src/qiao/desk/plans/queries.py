"""Every SELECT of planning."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, extract, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import load_only

from qiao.desk.model import WorkItemRow
from qiao.desk.plans.model import CallHistoryRow, CheckState, DayPlanRow, PlanCheckRow
from qiao.desk.routing import Kind

_HALF_HOUR_S = 1800
_SHOWN = 50


async def offered_by_half_hour(session: AsyncSession, since: datetime, until: datetime) -> list[tuple[datetime, int]]:
    """How many conversations began to wait for people in each half hour of this time in which any did."""
    # Counted in seconds, which both databases do alike, whatever zone they keep.
    second = extract("epoch", WorkItemRow.waiting_since)
    half_hour = (second - second % _HALF_HOUR_S).label("half_hour")
    rows = await session.execute(
        select(half_hour, func.count()).where(*_offered(since, until)).group_by(half_hour).order_by(half_hour)
    )
    return [(datetime.fromtimestamp(int(began), UTC), count) for began, count in rows]


async def mean_in_hand_s(session: AsyncSession, since: datetime, until: datetime) -> float | None:
    """For how long somebody had a conversation of this time, where that is over; None where none is."""
    seconds = extract("epoch", WorkItemRow.done_at) - extract("epoch", WorkItemRow.assigned_at)
    mean = await session.scalar(select(func.avg(seconds)).where(*_offered(since, until), seconds > 0))
    return float(mean) if mean is not None else None


async def histories(session: AsyncSession) -> Sequence[CallHistoryRow]:
    """Those that were loaded, the latest first, without their calls."""
    about = (CallHistoryRow.name, CallHistoryRow.from_on, CallHistoryRow.to_on, CallHistoryRow.loaded_at)
    query = select(CallHistoryRow).options(load_only(*about, raiseload=True)).order_by(CallHistoryRow.loaded_at.desc())
    return (await session.scalars(query)).all()


async def plans(session: AsyncSession, on: date, *, published_only: bool) -> Sequence[DayPlanRow]:
    """The plans of a day, the latest first."""
    query = select(DayPlanRow).where(DayPlanRow.on_date == on)
    if published_only:
        query = query.where(DayPlanRow.published_at.is_not(None))
    return (await session.scalars(query.order_by(DayPlanRow.made_at.desc(), DayPlanRow.id.desc()).limit(_SHOWN))).all()


async def published(session: AsyncSession, on: date) -> DayPlanRow | None:
    """The plan that holds for a day: what was published last."""
    query = select(DayPlanRow).where(DayPlanRow.on_date == on, DayPlanRow.published_at.is_not(None))
    return await session.scalar(query.order_by(DayPlanRow.published_at.desc(), DayPlanRow.id.desc()).limit(1))


async def latest_check(session: AsyncSession, on: date) -> PlanCheckRow | None:
    newest = (PlanCheckRow.asked_at.desc(), PlanCheckRow.id.desc())
    query = select(PlanCheckRow).where(PlanCheckRow.on_date == on).order_by(*newest)
    return await session.scalar(query.limit(1))


async def check(session: AsyncSession, check_id: UUID) -> PlanCheckRow | None:
    return await session.get(PlanCheckRow, check_id, populate_existing=True)


async def running_checks(session: AsyncSession) -> int:
    query = select(func.count()).where(PlanCheckRow.state == CheckState.RUNNING)
    return await session.scalar(query) or 0


def _offered(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    is_then = (WorkItemRow.waiting_since >= since, WorkItemRow.waiting_since < until)
    return (WorkItemRow.kind == Kind.CONVERSATION, *is_then)
