"""Every SELECT of those who have joined."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.desk.participants.model import ParticipantRow
from qiao.desk.parts import LEASE
from qiao.foundation.errors import NotFound


class NotJoinedYet(NotFound):
    """You have not joined this conversation."""


async def of_contact(session: AsyncSession, contact_id: UUID, *, lock: bool = False) -> ParticipantRow | None:
    """Whoever speaks in this contact beside its owner now."""
    query = select(ParticipantRow).where(ParticipantRow.contact_id == contact_id, ParticipantRow.left_at.is_(None))
    return await session.scalar(query.with_for_update().execution_options(populate_existing=True) if lock else query)


async def speaks_beside(session: AsyncSession, conversation_id: UUID, staff_id: UUID) -> UUID | None:
    """Beside whom she speaks to this customer; None where she has not joined."""
    return await session.scalar(
        select(ParticipantRow.owner_id).where(
            ParticipantRow.conversation_id == conversation_id,
            ParticipantRow.staff_id == staff_id,
            ParticipantRow.left_at.is_(None),
        )
    )


async def speaking(session: AsyncSession, conversation_ids: Collection[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """Who has joined each of these conversations."""
    rows = await session.execute(
        select(ParticipantRow.conversation_id, ParticipantRow.staff_id).where(
            ParticipantRow.conversation_id.in_(conversation_ids), ParticipantRow.left_at.is_(None)
        )
    )
    found: dict[UUID, set[UUID]] = defaultdict(set)
    for conversation_id, staff_id in rows:
        found[conversation_id].add(staff_id)
    return {conversation_id: frozenset(people) for conversation_id, people in found.items()}


async def leases(session: AsyncSession) -> dict[UUID, datetime]:
    """Until when each joining holds without another heartbeat."""
    rows = await session.execute(
        select(ParticipantRow.id, ParticipantRow.lease_until).where(ParticipantRow.left_at.is_(None))
    )
    return dict(rows.all())


async def hold(session: AsyncSession, staff_ids: Collection[UUID], *, now: datetime) -> None:
    """Their desks were heard of: whatever they have joined holds for another lease."""
    await session.execute(
        update(ParticipantRow)
        .where(ParticipantRow.staff_id.in_(staff_ids), ParticipantRow.left_at.is_(None))
        .values(lease_until=now + LEASE)
        .execution_options(synchronize_session=False)
    )


async def move(session: AsyncSession, contact_id: UUID, conversation_id: UUID, customer_id: UUID) -> None:
    """A visitor signed in and her contact goes on in the customer's conversation: so does who spoke in it."""
    moved = update(ParticipantRow).where(ParticipantRow.contact_id == contact_id)
    await session.execute(moved.values(conversation_id=conversation_id, customer_id=customer_id))
