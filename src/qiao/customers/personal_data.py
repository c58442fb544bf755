"""What this room holds about a person, for her rights (`access.PersonalDataHolder`)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Erased, Kept
from qiao.customers import queries
from qiao.customers.actions import data_key
from qiao.customers.rules import masked_name
from qiao.foundation.keys import KeyId, KeyRing


class CustomersHolder:
    """Fulfils `access.PersonalDataHolder`."""

    room = "customers"
    tables = frozenset({"customers"})

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    async def export(self, session: AsyncSession, customer_id: UUID) -> dict[str, Any]:
        row = await queries.lock(session, customer_id)
        opened = {"reference": row.reference_sealed, "name": row.name_sealed}
        held: dict[str, Any] = {"kind": row.kind, "since": row.created_at.isoformat()}
        if row.key_id is not None and any(opened.values()):
            key_id = KeyId(row.key_id)
            await self._ring.load(session, key_id)
            for column, sealed in opened.items():
                if sealed is not None:
                    held[column] = self._ring.open(key_id, sealed, bound_to=f"customers.{column}:{row.id}").decode()
        return {"customers": [held]}

    async def correct(self, session: AsyncSession, customer_id: UUID, field: str, value: str, *, now: datetime) -> bool:
        if field != "name":
            return False
        row = await queries.lock(session, customer_id)
        key_id = await data_key(session, self._ring, row.id, now=now)
        row.name_masked = masked_name(value)[:40]
        row.name_sealed = self._ring.seal(key_id, value.encode(), bound_to=f"customers.name:{row.id}")
        await session.flush()
        return True

    async def erase(self, session: AsyncSession, customer_id: UUID, *, now: datetime) -> Erased:
        """The id stays as a pseudonym; the lender's reference no longer finds it, so she would be somebody new."""
        _ = now
        row = await queries.lock(session, customer_id)
        row.reference_index = row.reference_sealed = row.name_masked = row.name_sealed = row.key_id = None
        await session.flush()
        return Erased({"customers": 1}, (Kept("customers.id", "a pseudonym, so that figures stay recomputable"),))
