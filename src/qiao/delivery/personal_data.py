"""What the deliveries hold about a person, for her rights (`access.PersonalDataHolder`)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Erased, Kept
from qiao.delivery import queries
from qiao.delivery.model import DeliveryRow
from qiao.foundation.database import rows_changed
from qiao.foundation.keys import KeyDestroyed, KeyRing


class DeliveryHolder:
    """Fulfils `access.PersonalDataHolder`."""

    room = "delivery"
    tables = frozenset({"deliveries", "delivery_parts"})

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    async def export(self, session: AsyncSession, customer_id: UUID) -> dict[str, list[Any]]:
        """To where, when and with what end; what it said is not kept, but for what waits to be sent."""
        query = select(DeliveryRow).where(DeliveryRow.customer_id == customer_id).order_by(DeliveryRow.id)
        return {"deliveries": [await self._told(session, row) for row in await session.scalars(query)]}

    async def _told(self, session: AsyncSession, row: DeliveryRow) -> dict[str, Any]:
        try:
            destination: str | None = await queries.destination(session, self._ring, row)
            text = (await queries.message(session, self._ring, row)).content.text if row.body is not None else None
        except KeyDestroyed:
            destination = text = None
        return {
            "kind": row.kind,
            "purpose": row.purpose,
            "destination": destination,
            "text": text,
            "template": row.template,
            "state": row.state,
            "asked_at": row.created_at.isoformat(),
            "sent_at": row.sent_at.isoformat() if row.sent_at else None,
        }

    async def correct(self, session: AsyncSession, customer_id: UUID, field: str, value: str, *, now: datetime) -> bool:
        _ = (session, customer_id, field, value, now)
        return False

    async def erase(self, session: AsyncSession, customer_id: UUID, *, now: datetime) -> Erased:
        """Destination and body go with her key, the mask at once; that something was sent stays."""
        _ = now
        blanked = await session.execute(
            update(DeliveryRow).where(DeliveryRow.customer_id == customer_id).values(masked="", body=None)
        )
        kept = Kept("deliveries", "that something was sent, when and with what end is counted, by ids alone")
        return Erased({"deliveries": rows_changed(blanked)}, (kept,))
