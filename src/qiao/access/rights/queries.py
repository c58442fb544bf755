"""Every SELECT about a person's rights."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.rights.model import ExportRow, LegalHoldRow, RightsRequestRow, RightsState

_OPEN = (RightsState.RECEIVED, RightsState.VERIFIED, RightsState.WORKING)


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


async def closed_requests(session: AsyncSession, *, limit: int) -> Sequence[RightsRequestRow]:
    """What was answered, the newest first."""
    query = select(RightsRequestRow).where(RightsRequestRow.closed_at.is_not(None))
    return (await session.scalars(query.order_by(RightsRequestRow.closed_at.desc()).limit(limit))).all()


async def request(session: AsyncSession, request_id: UUID) -> RightsRequestRow | None:
    return await session.get(RightsRequestRow, request_id, populate_existing=True)


async def export_of(session: AsyncSession, request_id: UUID, *, now: datetime) -> ExportRow | None:
    """The copy made for a request, while it can be fetched."""
    query = select(ExportRow).where(ExportRow.request_id == request_id, ExportRow.expires_at > now)
    return await session.scalar(query)


async def standing_holds(session: AsyncSession, customer_id: UUID | None) -> Sequence[LegalHoldRow]:
    """Every legal hold that stands, the newest first; those of one customer where she is named."""
    query = select(LegalHoldRow).where(LegalHoldRow.to_at.is_(None)).order_by(LegalHoldRow.id.desc())
    if customer_id is not None:
        query = query.where(LegalHoldRow.customer_id == customer_id)
    return (await session.scalars(query)).all()


async def holds_of(session: AsyncSession, customer_id: UUID) -> Sequence[LegalHoldRow]:
    """The legal holds that stand for this customer."""
    query = select(LegalHoldRow).where(LegalHoldRow.customer_id == customer_id, LegalHoldRow.to_at.is_(None))
    return (await session.scalars(query.order_by(LegalHoldRow.id))).all()


async def under_hold(session: AsyncSession) -> set[UUID]:
    """Every customer of whom nothing may be deleted now."""
    return set(await session.scalars(select(LegalHoldRow.customer_id).where(LegalHoldRow.to_at.is_(None)).distinct()))
