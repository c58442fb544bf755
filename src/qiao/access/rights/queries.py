"""Every SELECT about a person's rights."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.rights.model import LegalHoldRow, RightsRequestRow, RightsState

_OPEN = (RightsState.RECEIVED, RightsState.VERIFIED)


async def lock(session: AsyncSession, request_id: UUID) -> RightsRequestRow | None:
    return await session.get(RightsRequestRow, request_id, with_for_update=True, populate_existing=True)


async def requests_of(session: AsyncSession, customer_id: UUID) -> Sequence[RightsRequestRow]:
    """Her requests, the newest first."""
    query = select(RightsRequestRow).where(RightsRequestRow.customer_id == customer_id)
    return (await session.scalars(query.order_by(RightsRequestRow.id.desc()))).all()


async def open_requests(session: AsyncSession) -> Sequence[RightsRequestRow]:
    """What still needs an answer, the most urgent first."""
    query = select(RightsRequestRow).where(RightsRequestRow.state.in_(_OPEN))
    return (await session.scalars(query.order_by(RightsRequestRow.due_on, RightsRequestRow.id))).all()


async def holds_of(session: AsyncSession, customer_id: UUID) -> Sequence[LegalHoldRow]:
    """The legal holds that stand for this customer."""
    query = select(LegalHoldRow).where(LegalHoldRow.customer_id == customer_id, LegalHoldRow.to_at.is_(None))
    return (await session.scalars(query.order_by(LegalHoldRow.id))).all()


async def under_hold(session: AsyncSession) -> set[UUID]:
    """Every customer of whom nothing may be deleted now."""
    return set(await session.scalars(select(LegalHoldRow.customer_id).where(LegalHoldRow.to_at.is_(None)).distinct()))
