"""Every SELECT of mentions."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.desk.mentions.model import MentionRow
from qiao.foundation.errors import NotFound


class MentionNotFound(NotFound):
    """There is no such mention, or it is somebody else's."""


async def unread_of(session: AsyncSession, staff_id: UUID) -> int:
    """How many she has not read."""
    query = select(func.count()).where(MentionRow.staff_id == staff_id, MentionRow.read_at.is_(None))
    return await session.scalar(query) or 0


async def of_staff(session: AsyncSession, staff_id: UUID, *, before: UUID | None, limit: int) -> Sequence[MentionRow]:
    """Hers, newest first, from one of them on into the past."""
    query = select(MentionRow).where(MentionRow.staff_id == staff_id)
    if before is not None:
        query = query.where(MentionRow.id < before)
    return list(await session.scalars(query.order_by(MentionRow.id.desc()).limit(limit).with_for_update()))


async def lock_hers(session: AsyncSession, mention_id: UUID, staff_id: UUID) -> MentionRow:
    """Raises MentionNotFound."""
    row = await session.get(MentionRow, mention_id, with_for_update=True, populate_existing=True)
    if row is None or row.staff_id != staff_id:
        raise MentionNotFound
    return row
