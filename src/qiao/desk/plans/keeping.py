"""Plans that are kept as they were shown, and those of them that hold."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.access import Staff
from qiao.desk.plans import queries
from qiao.desk.plans.histories import record
from qiao.desk.plans.model import DayPlanRow
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.errors import Conflict, NotFound
from qiao.foundation.ids import new_id


class PlanNotFound(NotFound):
    """There is no such plan."""


class PlanPublished(Conflict):
    """The plan is published already."""


async def keep(
    session: AsyncSession, figures: dict[str, Any], note: str, *, on: date, by: Staff, now: datetime
) -> DayPlanRow:
    """Keep a day as it was reckoned."""
    row = DayPlanRow(id=new_id(), on_date=on, figures=figures, note=note, made_by=by.id, made_at=now)
    session.add(row)
    await session.flush()
    await record(session, {"plan": str(row.id), "on": on.isoformat()}, by=by, now=now)
    return row


async def publish(session: AsyncSession, plan_id: UUID, *, by: Staff, now: datetime) -> DayPlanRow:
    """Let leaders see it; from now on it is the one that holds for its day. Raises PlanNotFound or PlanPublished."""
    row = await session.get(DayPlanRow, plan_id, with_for_update=True)
    if row is None:
        raise PlanNotFound
    if row.published_at is not None:
        raise PlanPublished
    row.published_by, row.published_at = by.id, now
    await session.flush()
    await record(session, {"plan": str(plan_id), "published": row.on_date.isoformat()}, by=by, now=now)
    return row


async def planned_now(session: AsyncSession, *, now: datetime) -> int | None:
    """The agents on duty whom the published plan has for this half hour; None where none speaks of it."""
    local = now.astimezone(SHANGHAI)
    row = await queries.published(session, local.date())
    start = f"{local.hour:02}:{local.minute // 30 * 30:02}"
    slots = row.figures["slots"] if row is not None else []
    return next((slot["agents"] for slot in slots if slot["start"] == start), None)


async def plan_wires(session: AsyncSession, rows: Sequence[DayPlanRow]) -> list[dict[str, Any]]:
    """The protocol's `KeptPlan`s."""
    people = {row.made_by for row in rows} | {row.published_by for row in rows if row.published_by}
    names = await access.staff_names(session, people)
    return [
        {
            "id": str(row.id),
            "on": row.on_date.isoformat(),
            "by": names.get(row.made_by),
            "at": row.made_at.isoformat(),
            "note": row.note,
            "published": {"by": names.get(row.published_by), "at": row.published_at.isoformat()}
            if row.published_by and row.published_at
            else None,
            "figures": row.figures,
        }
        for row in rows
    ]
