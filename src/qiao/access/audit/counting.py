"""How much somebody has looked at lately, as the trail knows it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.audit.model import Action, AuditRecordRow
from qiao.access.audit.recording import AuditUnavailable


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
