"""Keeping somebody out for a while, and letting her in again: her posts stay as they are."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit
from qiao.access.actions import outdate_sessions
from qiao.access.signin import tries
from qiao.access.signin.accounts import other
from qiao.foundation.keys import KeyRing


async def lock_out(session: AsyncSession, staff_id: UUID, *, by: str, now: datetime) -> bool:
    """She cannot sign in until the lock is lifted, and every session ends. False where she was locked before.

    Raises StaffNotFound or NotOneself.
    """
    row = await other(session, staff_id, by)
    if row.locked_at is not None:
        return False
    row.locked_at = now
    await session.flush()
    await outdate_sessions(session, staff_id, because="locked", now=now)
    act = audit.Record(by, audit.Action.LOCKED_OUT, detail={"account": f"staff:{staff_id}", "by": "somebody"})
    await audit.record(session, act, now=now)
    return True


async def let_in(session: AsyncSession, ring: KeyRing, staff_id: UUID, *, by: str, now: datetime) -> bool:
    """End a lock, whether somebody set it or wrong passwords did; what was counted counts no more.

    False where there was nothing to end. Raises StaffNotFound or NotOneself.
    """
    row = await other(session, staff_id, by)
    was_locked, row.locked_at = row.locked_at is not None, None
    await session.flush()
    lifted = await tries.lift(session, tries.account_key(ring, row.username), by=by, of=f"staff:{staff_id}", now=now)
    if was_locked and not lifted:
        act = audit.Record(by, audit.Action.LOCK_LIFTED, detail={"of": f"staff:{staff_id}"})
        await audit.record(session, act, now=now)
    return was_locked or lifted
