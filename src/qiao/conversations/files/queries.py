"""Every SELECT on the files that customers handed over."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.conversations.model import MessageRow, ReceivedFileRow


async def by_client(session: AsyncSession, session_id: UUID, client_id: str) -> ReceivedFileRow | None:
    """What this channel session uploaded under this id."""
    return await session.scalar(
        select(ReceivedFileRow).where(ReceivedFileRow.session_id == session_id, ReceivedFileRow.client_id == client_id)
    )


async def of_session(session: AsyncSession, file_id: UUID, session_id: UUID) -> ReceivedFileRow | None:
    """A file by its id; None for what another session uploaded."""
    return await session.scalar(
        select(ReceivedFileRow).where(ReceivedFileRow.id == file_id, ReceivedFileRow.session_id == session_id)
    )


async def sent(session: AsyncSession, conversation_id: UUID, file_id: UUID) -> ReceivedFileRow | None:
    """A file that stands in a message of this conversation."""
    return await session.scalar(
        select(ReceivedFileRow).where(
            ReceivedFileRow.id == file_id,
            ReceivedFileRow.conversation_id == conversation_id,
            ReceivedFileRow.message_id.is_not(None),
        )
    )


async def of_case(session: AsyncSession, case_id: UUID, file_id: UUID) -> ReceivedFileRow | None:
    """A file that was sent to this case."""
    return await session.scalar(
        select(ReceivedFileRow).where(ReceivedFileRow.id == file_id, ReceivedFileRow.case_id == case_id)
    )


async def in_messages_of(session: AsyncSession, contact_id: UUID) -> Sequence[ReceivedFileRow]:
    """The files that were sent in a contact, in the order in which they came."""
    query = select(ReceivedFileRow).join(MessageRow, MessageRow.id == ReceivedFileRow.message_id)
    return (await session.scalars(query.where(MessageRow.contact_id == contact_id).order_by(MessageRow.seq))).all()


async def taken_since(session: AsyncSession, conversation_id: UUID, since: datetime) -> int:
    found = await session.scalar(
        select(func.count()).where(
            ReceivedFileRow.conversation_id == conversation_id, ReceivedFileRow.received_at >= since
        )
    )
    return found or 0


async def of_customer(session: AsyncSession, customer_id: UUID) -> Sequence[ReceivedFileRow]:
    query = select(ReceivedFileRow).where(ReceivedFileRow.customer_id == customer_id)
    return (await session.scalars(query.order_by(ReceivedFileRow.id))).all()


async def named(session: AsyncSession, stored_ids: Iterable[str]) -> set[str]:
    """Those of these addresses that some row still names."""
    query = select(ReceivedFileRow.stored_id).where(ReceivedFileRow.stored_id.in_(list(stored_ids)))
    return set((await session.scalars(query)).all())
