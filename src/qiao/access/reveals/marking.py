"""Customers of whom every look is noticed: prominent ones, and colleagues who are customers themselves."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit
from qiao.access.queries import Staff
from qiao.access.reveals import queries
from qiao.access.reveals.model import Mark, MarkedRow


async def mark(session: AsyncSession, customer_id: UUID, because: Mark, *, by: Staff, now: datetime) -> None:
    """From now on looks at her are noticed; marked again, the newer reason holds."""
    row = await queries.mark_of(session, customer_id)
    if row is None:
        row = MarkedRow(customer_id=customer_id, because=because, marked_by=by.id, marked_at=now)
        session.add(row)
    row.because, row.marked_by, row.marked_at = because, by.id, now
    await session.flush()
    await _record(session, customer_id, because, by=by, now=now)


async def unmark(session: AsyncSession, customer_id: UUID, *, by: Staff, now: datetime) -> None:
    """Looks at her are like others again; of whoever was not marked nothing changes."""
    row = await queries.mark_of(session, customer_id)
    if row is not None:
        await session.delete(row)
        await session.flush()
        await _record(session, customer_id, "not any more", by=by, now=now)


async def _record(session: AsyncSession, customer_id: UUID, because: str, *, by: Staff, now: datetime) -> None:
    act = audit.Record(
        f"staff:{by.id}",
        audit.Action.MARKED,
        post=by.post,
        customer_id=customer_id,
        purpose="audit",
        detail={"because": str(because)},
    )
    await audit.record(session, act, now=now)
