"""Every SELECT about what was opened."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.model import StaffRow
from qiao.access.reveals.model import GlassRow, MarkedRow, ProofKind, ProofRow, RevealRow
from qiao.foundation.errors import NotFound


class RevealNotFound(NotFound):
    """No such reveal, or not for the one who asks."""


class GlassNotFound(NotFound):
    """No such request to break the glass, or not for the one who asks."""


async def lock_staff(session: AsyncSession, staff_id: UUID) -> None:
    """Let one count of hers be made at a time."""
    await session.execute(select(StaffRow.id).where(StaffRow.id == staff_id).with_for_update())


async def opened_since(session: AsyncSession, staff_id: UUID, since: datetime) -> int:
    """How many values were opened for her, those behind broken glass left out."""
    query = select(func.count()).where(
        RevealRow.staff_id == staff_id, RevealRow.at >= since, RevealRow.glass_id.is_(None)
    )
    return await session.scalar(query) or 0


async def proved_since(session: AsyncSession, digest: str, since: datetime) -> bool:
    """Whether who sits before this session has proved again who she is."""
    query = select(ProofRow.id).where(
        ProofRow.kind == ProofKind.STEP_UP, ProofRow.session_digest == digest, ProofRow.fits, ProofRow.at > since
    )
    return await session.scalar(query.limit(1)) is not None


async def failed_matches(session: AsyncSession, customer_id: UUID, field: str, since: datetime) -> int:
    """Of everybody together: a value is not guessed by turns."""
    query = select(func.count()).where(
        ProofRow.customer_id == customer_id,
        ProofRow.kind == ProofKind.MATCH,
        ProofRow.field == field,
        ~ProofRow.fits,
        ProofRow.at > since,
    )
    return await session.scalar(query) or 0


async def failed_matches_of(session: AsyncSession, staff_id: UUID, since: datetime) -> int:
    query = select(func.count()).where(
        ProofRow.staff_id == staff_id, ProofRow.kind == ProofKind.MATCH, ~ProofRow.fits, ProofRow.at > since
    )
    return await session.scalar(query) or 0


async def glass(session: AsyncSession, glass_id: UUID) -> GlassRow | None:
    return await session.get(GlassRow, glass_id, with_for_update=True, populate_existing=True)


async def glasses(session: AsyncSession, *, limit: int) -> Sequence[GlassRow]:
    """The newest first."""
    return (await session.scalars(select(GlassRow).order_by(GlassRow.asked_at.desc()).limit(limit))).all()


async def glasses_of(session: AsyncSession, staff_id: UUID, customer_id: UUID) -> Sequence[GlassRow]:
    query = select(GlassRow).where(GlassRow.staff_id == staff_id, GlassRow.customer_id == customer_id)
    return (await session.scalars(query.order_by(GlassRow.asked_at.desc()).limit(10))).all()


async def lock_reveal(session: AsyncSession, reveal_id: UUID) -> RevealRow | None:
    return await session.get(RevealRow, reveal_id, with_for_update=True, populate_existing=True)


async def reveals(session: AsyncSession, *, reviewed: bool | None, limit: int) -> Sequence[RevealRow]:
    """The newest first."""
    query = select(RevealRow).order_by(RevealRow.at.desc(), RevealRow.id.desc()).limit(limit)
    if reviewed is not None:
        query = query.where(RevealRow.reviewed_at.is_not(None) if reviewed else RevealRow.reviewed_at.is_(None))
    return (await session.scalars(query)).all()


async def about(session: AsyncSession, customer_id: UUID) -> tuple[Sequence[RevealRow], Sequence[GlassRow]]:
    """What is kept about one customer: she may ask who looked."""
    opened = await session.scalars(select(RevealRow).where(RevealRow.customer_id == customer_id).order_by(RevealRow.id))
    broken = await session.scalars(select(GlassRow).where(GlassRow.customer_id == customer_id).order_by(GlassRow.id))
    return opened.all(), broken.all()


async def marked(session: AsyncSession) -> Sequence[MarkedRow]:
    """Every customer of whom looks are noticed, the newest first."""
    return (await session.scalars(select(MarkedRow).order_by(MarkedRow.marked_at.desc(), MarkedRow.customer_id))).all()


async def is_marked(session: AsyncSession, customer_id: UUID) -> bool:
    """Whether every look at her is noticed."""
    return await session.scalar(select(MarkedRow.customer_id).where(MarkedRow.customer_id == customer_id)) is not None


async def mark_of(session: AsyncSession, customer_id: UUID) -> MarkedRow | None:
    return await session.get(MarkedRow, customer_id, with_for_update=True, populate_existing=True)
