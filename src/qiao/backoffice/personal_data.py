"""What the effect log holds about a person, for her rights (`access.PersonalDataHolder`)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Erased, Kept
from qiao.backoffice.model import EffectRow


class BackOfficeHolder:
    """Fulfils `access.PersonalDataHolder`."""

    room = "backoffice"
    tables = frozenset({"effects"})

    async def export(self, session: AsyncSession, customer_id: UUID) -> dict[str, list[Any]]:
        rows = await session.scalars(
            select(EffectRow).where(EffectRow.customer_id == customer_id).order_by(EffectRow.id)
        )
        return {
            "effects": [
                {
                    "what": row.operation,
                    "state": row.state,
                    "refused_because": row.refusal,
                    "asked_at": row.intended_at.isoformat(),
                    "ended_at": row.ended_at.isoformat() if row.ended_at else None,
                }
                for row in rows
            ]
        }

    async def correct(self, session: AsyncSession, customer_id: UUID, field: str, value: str, *, now: datetime) -> bool:
        _ = (session, customer_id, field, value, now)
        return False

    async def erase(self, session: AsyncSession, customer_id: UUID, *, now: datetime) -> Erased:
        """The bodies go with her key; what was done stays, without saying what was asked."""
        _ = (session, customer_id, now)
        return Erased({}, (Kept("effects", "what was done to the lender's systems is counted, by ids alone"),))
