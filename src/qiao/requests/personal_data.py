"""What the room holds about a person, for her rights (`access.PersonalDataHolder`)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Erased, Kept
from qiao.foundation.database import rows_changed
from qiao.foundation.keys import KeyRing
from qiao.requests import queries
from qiao.requests.model import DialogueRow, ProofRow, RequestRow


class RequestsHolder:
    """Fulfils `access.PersonalDataHolder`."""

    room = "requests"
    tables = frozenset({"dialogues", "requests", "customer_proofs"})

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    async def export(self, session: AsyncSession, customer_id: UUID) -> dict[str, list[Any]]:
        rows = await session.scalars(
            select(RequestRow).where(RequestRow.customer_id == customer_id).order_by(RequestRow.id)
        )
        return {"requests": [_exported(row, await queries.details(session, self._ring, row)) for row in rows]}

    async def correct(self, session: AsyncSession, customer_id: UUID, field: str, value: str, *, now: datetime) -> bool:
        _ = (session, customer_id, field, value, now)
        return False

    async def erase(self, session: AsyncSession, customer_id: UUID, *, now: datetime) -> Erased:
        """Dialogues and proofs go; requests stay without what was agreed to, which went with the key."""
        _ = now
        dialogues = await session.execute(delete(DialogueRow).where(DialogueRow.customer_id == customer_id))
        proofs = await session.execute(delete(ProofRow).where(ProofRow.customer_id == customer_id))
        return Erased(
            {"dialogues": rows_changed(dialogues), "customer_proofs": rows_changed(proofs)},
            (Kept("requests", "what was asked for and what came of it is counted, by ids and codes alone"),),
        )


def _exported(row: RequestRow, details: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "number": row.number,
        "what": row.flow,
        "state": row.state,
        "asked_at": row.entered_at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        "agreed_to": details.get("arguments"),
        "files": details.get("files", []),
    }
