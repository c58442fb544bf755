"""Every SELECT of colleagues' questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.desk import queries
from qiao.desk.model import ConsultRow, ConsultState, ItemState, WorkItemRow
from qiao.foundation.errors import NotFound


class ConsultNotFound(NotFound):
    """There is no such question, or it is somebody else's."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A question, the work it is for the asked one, and the conversation in the hands of whoever asked (None when it
    is in nobody's).
    """

    row: ConsultRow
    work: WorkItemRow
    owned: WorkItemRow | None


async def lock(session: AsyncSession, consult_id: UUID) -> Locked | None:
    """The conversation's item first, as whoever closes it does: two that lock both never wait for each other."""
    known = await session.get(ConsultRow, consult_id)
    if known is None:
        return None
    owned = await queries.live_item_of_contact(session, known.contact_id)
    work = await queries.lock_item(session, consult_id)
    row = await session.get(ConsultRow, consult_id, with_for_update=True, populate_existing=True)
    assert work is not None, "a question is a work item as long as it is kept"
    assert row is not None, "a question that was just read"
    return Locked(row, work, owned)


async def live_of_contact(session: AsyncSession, contact_id: UUID) -> tuple[ConsultRow, WorkItemRow] | None:
    """The question that is asked or talked over at this moment, locked."""
    row = await session.scalar(
        select(ConsultRow)
        .where(ConsultRow.contact_id == contact_id, ConsultRow.state != ConsultState.ENDED)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    work = await queries.lock_item(session, row.id) if row is not None else None
    return (row, work) if row is not None and work is not None else None


async def of_contact(session: AsyncSession, contact_id: UUID) -> Sequence[ConsultRow]:
    """Everything that was asked in a contact, in its order."""
    query = select(ConsultRow).where(ConsultRow.contact_id == contact_id)
    return list(await session.scalars(query.order_by(ConsultRow.asked_at, ConsultRow.id)))


async def last_of_contact(session: AsyncSession, contact_id: UUID) -> ConsultRow | None:
    asked = await of_contact(session, contact_id)
    return asked[-1] if asked else None


async def overdue(session: AsyncSession, *, now: datetime) -> Sequence[UUID]:
    """Questions that nobody has answered in time."""
    query = (
        select(ConsultRow.id)
        .join(WorkItemRow, WorkItemRow.id == ConsultRow.id)
        .where(
            ConsultRow.state == ConsultState.ASKED,
            WorkItemRow.state == ItemState.RESERVED,
            WorkItemRow.reserved_until <= now,
        )
    )
    return list(await session.scalars(query))


async def open_one(session: AsyncSession, conversation_id: UUID, asked_id: UUID, *, lock: bool) -> ConsultRow | None:
    """What she was asked in this conversation and has accepted; locked, it does not end meanwhile."""
    query = select(ConsultRow).where(
        ConsultRow.conversation_id == conversation_id,
        ConsultRow.asked_id == asked_id,
        ConsultRow.state == ConsultState.OPEN,
    )
    return await session.scalar(query.with_for_update().execution_options(populate_existing=True) if lock else query)
