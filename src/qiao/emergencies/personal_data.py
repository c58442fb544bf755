"""What the emergencies hold about a person, for her rights (`access.PersonalDataHolder`)."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Erased, Kept
from qiao.emergencies.actions import details_place
from qiao.emergencies.incidents.model import AffectedRow
from qiao.emergencies.model import EmergencyRow
from qiao.foundation.database import rows_changed
from qiao.foundation.keys import KeyDestroyed, KeyId, KeyRing


class EmergenciesHolder:
    """Fulfils `access.PersonalDataHolder`."""

    room = "emergencies"
    tables = frozenset({"emergencies", "incident_affected"})

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    async def export(self, session: AsyncSession, customer_id: UUID) -> dict[str, list[Any]]:
        rows = await session.scalars(
            select(EmergencyRow).where(EmergencyRow.customer_id == customer_id).order_by(EmergencyRow.id)
        )
        said = await session.scalars(select(AffectedRow).where(AffectedRow.customer_id == customer_id))
        return {
            "emergencies": [await self._told(session, row) for row in rows],
            "incident_affected": [
                {"incident": str(row.incident_id), "affected": row.is_affected, "at": row.said_at.isoformat()}
                for row in said
            ],
        }

    async def correct(self, session: AsyncSession, customer_id: UUID, field: str, value: str, *, now: datetime) -> bool:
        _ = (session, customer_id, field, value, now)
        return False

    async def erase(self, session: AsyncSession, customer_id: UUID, *, now: datetime) -> Erased:
        """The details go with her key, and what she said of incidents at once."""
        _ = now
        said = await session.execute(delete(AffectedRow).where(AffectedRow.customer_id == customer_id))
        kept = "emergencies are counted, by kind and region; details are unreadable"
        return Erased({"incident_affected": rows_changed(said)}, (Kept("emergencies", kept),))

    async def _told(self, session: AsyncSession, row: EmergencyRow) -> dict[str, Any]:
        held = {"number": row.number, "kind": row.kind, "region": row.region, "at": row.opened_at.isoformat()}
        key_id = KeyId(row.key_id)
        try:
            await self._ring.load(session, key_id)
        except KeyDestroyed:
            return held
        return held | json.loads(self._ring.open(key_id, row.details, bound_to=details_place(row.id)))
