"""What the cases hold about a person, for her rights (`access.PersonalDataHolder`)."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Erased, Kept
from qiao.cases.model import CallStopRow, ComplaintRow
from qiao.cases.queries import details_place, phone_place
from qiao.foundation.database import rows_changed
from qiao.foundation.keys import KeyDestroyed, KeyId, KeyRing


class CasesHolder:
    """Fulfils `access.PersonalDataHolder`."""

    room = "cases"
    tables = frozenset({"complaints", "call_stops"})

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    async def export(self, session: AsyncSession, customer_id: UUID) -> dict[str, list[Any]]:
        complaints = await session.scalars(
            select(ComplaintRow).where(ComplaintRow.customer_id == customer_id).order_by(ComplaintRow.id)
        )
        stops = await session.scalars(
            select(CallStopRow).where(CallStopRow.customer_id == customer_id).order_by(CallStopRow.id)
        )
        return {
            "complaints": [await self._complaint(session, row) for row in complaints],
            "call_stops": [
                {
                    "since": row.since.isoformat(),
                    "ended_at": row.ended_at.isoformat() if row.ended_at else None,
                    "number": await self._opened(session, row.key_id, row.phone, phone_place(row.id)),
                }
                for row in stops
            ],
        }

    async def correct(self, session: AsyncSession, customer_id: UUID, field: str, value: str, *, now: datetime) -> bool:
        _ = (session, customer_id, field, value, now)
        return False

    async def erase(self, session: AsyncSession, customer_id: UUID, *, now: datetime) -> Erased:
        """The details of complaints go with her key; a stopped number stays stopped by an index nobody can read."""
        _ = now
        stops = await session.execute(
            update(CallStopRow).where(CallStopRow.customer_id == customer_id).values(phone=None, key_id=None)
        )
        return Erased(
            {"call_stops": rows_changed(stops)},
            (
                Kept("complaints", "complaints are counted, by number and subject; their words are unreadable"),
                Kept("call_stops", "so that the number is not called again"),
            ),
        )

    async def _complaint(self, session: AsyncSession, row: ComplaintRow) -> dict[str, Any]:
        details = await self._opened(session, row.key_id, row.details, details_place(row.id))
        return {
            "number": row.number,
            "subject": row.subject,
            "state": row.state,
            "opened_at": row.opened_at.isoformat(),
            **(json.loads(details) if details else {}),
        }

    async def _opened(self, session: AsyncSession, key: UUID | None, sealed: bytes | None, place: str) -> str | None:
        """None for what is not there, and for what her erasing has made unreadable."""
        if key is None or sealed is None:
            return None
        try:
            await self._ring.load(session, KeyId(key))
        except KeyDestroyed:
            return None
        return self._ring.open(KeyId(key), sealed, bound_to=place).decode()
