"""What the cases hold about a person, for her rights (`access.PersonalDataHolder`)."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Erased, Kept
from qiao.cases.model import ComplaintRow
from qiao.cases.queries import details_place
from qiao.foundation.keys import KeyDestroyed, KeyId, KeyRing


class CasesHolder:
    """Fulfils `access.PersonalDataHolder`."""

    room = "cases"
    tables = frozenset({"complaints"})

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    async def export(self, session: AsyncSession, customer_id: UUID) -> dict[str, list[Any]]:
        complaints = await session.scalars(
            select(ComplaintRow).where(ComplaintRow.customer_id == customer_id).order_by(ComplaintRow.id)
        )
        return {
            "complaints": [await self._complaint(session, row) for row in complaints],
        }

    async def correct(self, session: AsyncSession, customer_id: UUID, field: str, value: str, *, now: datetime) -> bool:
        _ = (session, customer_id, field, value, now)
        return False

    async def erase(self, session: AsyncSession, customer_id: UUID, *, now: datetime) -> Erased:
        """The details go with her key."""
        _ = (session, customer_id, now)
        kept = Kept("complaints", "complaints are counted, by number and subject; their words are unreadable")
        return Erased({}, (kept,))

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
