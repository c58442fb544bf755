"""What the cases hold about a person, for her rights (`access.PersonalDataHolder`)."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Erased, Kept
from qiao.cases.complaints import Kind, words_place
from qiao.cases.model import ComplaintActRow, ComplaintRow
from qiao.cases.queries import details_place
from qiao.foundation.keys import KeyDestroyed, KeyId, KeyRing

_INNER = frozenset({Kind.NOTED, Kind.OPINION_ASKED, Kind.OPINION_GIVEN, Kind.REFUSED, Kind.DECISION_PROPOSED})


class CasesHolder:
    """Fulfils `access.PersonalDataHolder`."""

    room = "cases"
    tables = frozenset({"complaints", "complaint_acts"})

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    async def export(self, session: AsyncSession, customer_id: UUID) -> dict[str, list[Any]]:
        complaints = await session.scalars(
            select(ComplaintRow).where(ComplaintRow.customer_id == customer_id).order_by(ComplaintRow.id)
        )
        acts = await session.scalars(
            select(ComplaintActRow)
            .where(ComplaintActRow.customer_id == customer_id)
            .order_by(ComplaintActRow.complaint_id, ComplaintActRow.seq)
        )
        return {
            "complaints": [await self._complaint(session, row) for row in complaints],
            "complaint_acts": [await self._act(session, row) for row in acts],
        }

    async def correct(self, session: AsyncSession, customer_id: UUID, field: str, value: str, *, now: datetime) -> bool:
        _ = (session, customer_id, field, value, now)
        return False

    async def erase(self, session: AsyncSession, customer_id: UUID, *, now: datetime) -> Erased:
        """The details go with her key."""
        _ = (session, customer_id, now)
        kept = Kept("complaints", "complaints are counted, by number and subject; their words are unreadable")
        acts = Kept("complaint_acts", "how they were handled, and how fast, is recomputed; the words are unreadable")
        return Erased({}, (kept, acts))

    async def _complaint(self, session: AsyncSession, row: ComplaintRow) -> dict[str, Any]:
        details = await self._opened(session, row.key_id, row.details, details_place(row.id))
        return {
            "number": row.number,
            "subject": row.subject,
            "state": row.state,
            "opened_at": row.opened_at.isoformat(),
            **(json.loads(details) if details else {}),
        }

    async def _act(self, session: AsyncSession, row: ComplaintActRow) -> dict[str, Any]:
        """What colleagues noted among themselves while they looked into it is not told."""
        words = None if row.kind in _INNER else await self._opened(session, row.key_id, row.words, words_place(row.id))
        return {"kind": row.kind, "at": row.at.isoformat(), **(json.loads(words) if words else {})}

    async def _opened(self, session: AsyncSession, key: UUID | None, sealed: bytes | None, place: str) -> str | None:
        """None for what is not there, and for what her erasing has made unreadable."""
        if key is None or sealed is None:
            return None
        try:
            await self._ring.load(session, KeyId(key))
        except KeyDestroyed:
            return None
        return self._ring.open(KeyId(key), sealed, bound_to=place).decode()
