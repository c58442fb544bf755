"""What the desk holds about a person, for her rights (`access.PersonalDataHolder`)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Erased, Kept
from qiao.desk.model import WorkItemRow
from qiao.foundation.database import rows_changed


class DeskHolder:
    """Fulfils `access.PersonalDataHolder`."""

    room = "desk"
    tables = frozenset({"work_items"})

    async def export(self, session: AsyncSession, customer_id: UUID) -> dict[str, list[Any]]:
        rows = await session.scalars(
            select(WorkItemRow).where(WorkItemRow.customer_id == customer_id).order_by(WorkItemRow.id)
        )
        return {
            "work_items": [
                {"number": row.number, "topic": row.topic, "about": row.preview, "at": row.waiting_since.isoformat()}
                for row in rows
            ]
        }

    async def correct(self, session: AsyncSession, customer_id: UUID, field: str, value: str, *, now: datetime) -> bool:
        _ = (session, customer_id, field, value, now)
        return False

    async def erase(self, session: AsyncSession, customer_id: UUID, *, now: datetime) -> Erased:
        _ = now
        blanked = await session.execute(
            update(WorkItemRow).where(WorkItemRow.customer_id == customer_id).values(preview="", topic=None)
        )
        return Erased({"work_items": rows_changed(blanked)}, (Kept("work_items", "waits and hand-overs are counted"),))
