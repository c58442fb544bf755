"""How much somebody has looked at lately, as the trail knows it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.audit.model import Action, AuditRecordRow
from qiao.access.audit.recording import AuditUnavailable

_MOST_LOOKS = 200_000


async def customers_seen(session: AsyncSession, actor: str, *, since: datetime, besides: UUID) -> int:
    """How many customers the actor has looked at since then, `besides` not counted. Raises AuditUnavailable."""
    query = select(func.count(AuditRecordRow.customer_id.distinct())).where(
        AuditRecordRow.actor == actor,
        AuditRecordRow.at > since,
        AuditRecordRow.action.in_((Action.VIEWED, Action.REVEALED)),
        AuditRecordRow.customer_id != besides,
    )
    try:
        return await session.scalar(query) or 0
    except DBAPIError as trouble:
        raise AuditUnavailable from trouble


async def looks_since(session: AsyncSession, since: datetime) -> Sequence[tuple[datetime, str, UUID | None, bool]]:
    """Moment, actor, customer and whether it was refused, of looks by staff since then, oldest first."""
    query = (
        select(AuditRecordRow.at, AuditRecordRow.actor, AuditRecordRow.customer_id, AuditRecordRow.action)
        .where(AuditRecordRow.at >= since, AuditRecordRow.action.in_((Action.VIEWED, Action.REVEALED, Action.DENIED)))
        .order_by(AuditRecordRow.at, AuditRecordRow.id)
        .limit(_MOST_LOOKS)
    )
    rows = await session.execute(query)
    return [(row.at, row.actor, row.customer_id, row.action == Action.DENIED) for row in rows]
