"""Replacing the master key while the service runs: data keys are wrapped anew in small steps, nothing else moves.

The values stay as they are, sealed under data keys that do not change; so a rotation costs one short row a customer.
"""

from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.foundation.keys.ring import CustomerKey, KeyRing


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How many data keys are wrapped under each master key."""

    by_master: dict[str, int]

    def under_others(self, current: str) -> int:
        return sum(count for master, count in self.by_master.items() if master != current)


async def wrapping(session: AsyncSession) -> Wrapping:
    rows = await session.execute(
        select(CustomerKey.master_id, func.count())
        .where(CustomerKey.wrapped.is_not(None))
        .group_by(CustomerKey.master_id)
    )
    return Wrapping({row[0]: row[1] for row in rows})


async def rewrap(session: AsyncSession, ring: KeyRing, *, limit: int = 500) -> int:
    """Wrap up to `limit` data keys under the current master key; returns how many there were. 0: all done.

    Safe beside a running service and beside another rewrap: a key that changed meanwhile is left to the next step.
    Raises MasterKeyUnknown when an old master key is missing; nothing is lost then.
    """
    rows = await session.execute(
        select(CustomerKey.id, CustomerKey.master_id, CustomerKey.wrapped)
        .where(CustomerKey.wrapped.is_not(None), CustomerKey.master_id != ring.master_id)
        .order_by(CustomerKey.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = rows.all()
    for key_id, master_id, wrapped in found:
        assert wrapped is not None
        anew = await ring.rewrapped(key_id, master_id, wrapped)
        await session.execute(
            update(CustomerKey)
            .where(CustomerKey.id == key_id, CustomerKey.wrapped == wrapped)
            .values(master_id=ring.master_id, wrapped=anew)
        )
    return len(found)
