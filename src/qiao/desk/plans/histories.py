"""Histories of calls that were loaded from files."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Staff, audit
from qiao.desk.planning import Came
from qiao.desk.plans import queries
from qiao.desk.plans.model import CallHistoryRow
from qiao.foundation.database import rows_changed
from qiao.foundation.errors import Conflict, NotFound
from qiao.foundation.ids import new_id

_MOST = 12


class HistoryNotFound(NotFound):
    """There is no such history of calls."""


class TooManyHistories(Conflict):
    """So many histories are kept at most; remove one that is of no more use."""


async def load(session: AsyncSession, name: str, came: Came, *, by: Staff, now: datetime) -> CallHistoryRow:
    """Keep what a file said. Raises TooManyHistories."""
    if len(await queries.histories(session)) >= _MOST:
        raise TooManyHistories(most=_MOST)
    row = CallHistoryRow(
        id=new_id(),
        name=name,
        first_slot=came.first,
        calls={day.isoformat(): calls for day, calls in came.calls.items()},
        from_on=min(came.calls),
        to_on=max(came.calls),
        loaded_by=by.id,
        loaded_at=now,
    )
    session.add(row)
    await session.flush()
    await record(session, {"history": str(row.id), "days": len(came.calls)}, by=by, now=now)
    return row


async def remove(session: AsyncSession, history_id: UUID, *, by: Staff, now: datetime) -> None:
    """Raises HistoryNotFound."""
    gone = await session.execute(delete(CallHistoryRow).where(CallHistoryRow.id == history_id))
    if rows_changed(gone) == 0:
        raise HistoryNotFound
    await record(session, {"history": str(history_id), "removed": "yes"}, by=by, now=now)


async def find(session: AsyncSession, history_id: UUID) -> Came:
    """Raises HistoryNotFound."""
    row = await session.get(CallHistoryRow, history_id)
    if row is None:
        raise HistoryNotFound
    return Came({date.fromisoformat(day): calls for day, calls in row.calls.items()}, row.first_slot)


def history_wire(row: CallHistoryRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "name": row.name,
        "from": row.from_on.isoformat(),
        "to": row.to_on.isoformat(),
        "loaded_at": row.loaded_at.isoformat(),
    }


async def record(session: AsyncSession, detail: dict[str, str | int], *, by: Staff, now: datetime) -> None:
    """What a planner did, in the trail."""
    act = audit.Record(f"staff:{by.id}", audit.Action.PLANNED, post=by.post, detail=detail)
    await audit.record(session, act, now=now)
