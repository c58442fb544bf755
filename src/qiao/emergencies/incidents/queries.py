"""Every SELECT of incidents."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.emergencies.incidents.machine import TAKES_NEEDS
from qiao.emergencies.incidents.model import AffectedRow, IncidentRow
from qiao.foundation.errors import NotFound

_MOST = 200


class IncidentNotFound(NotFound):
    """There is no such incident."""


async def incident(session: AsyncSession, incident_id: UUID, *, lock: bool = False) -> IncidentRow:
    """Raises IncidentNotFound."""
    query = select(IncidentRow).where(IncidentRow.id == incident_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = await session.scalar(query)
    if row is None:
        raise IncidentNotFound
    return row


async def newest(session: AsyncSession) -> Sequence[IncidentRow]:
    """The newest first."""
    return (await session.scalars(select(IncidentRow).order_by(IncidentRow.id.desc()).limit(_MOST))).all()


async def going_on(session: AsyncSession) -> Sequence[IncidentRow]:
    """Real incidents that are active or wound down, the newest first."""
    query = (
        select(IncidentRow)
        .where(IncidentRow.state.in_(TAKES_NEEDS), IncidentRow.is_rehearsal.is_(False))
        .order_by(IncidentRow.id.desc())
    )
    return (await session.scalars(query)).all()


async def taking_needs(session: AsyncSession) -> Sequence[IncidentRow]:
    """Those of them for which needs are registered."""
    return [row for row in await going_on(session) if row.hold_days]


async def of_source(session: AsyncSession, source_id: str) -> IncidentRow | None:
    """The one that was proposed because of this warning."""
    return await session.scalar(select(IncidentRow).where(IncidentRow.source_id == source_id))


async def said(session: AsyncSession, incident_id: UUID, customers: Collection[UUID]) -> bool | None:
    """What she said last of whether it concerns her; None where she has said nothing."""
    return await session.scalar(
        select(AffectedRow.is_affected)
        .where(AffectedRow.incident_id == incident_id, AffectedRow.customer_id.in_(customers))
        .order_by(AffectedRow.said_at.desc())
        .limit(1)
    )
