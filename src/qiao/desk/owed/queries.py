"""Every SELECT of what is put aside."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.desk import queries
from qiao.desk.model import AsideOutcome, AsideRow, CallBackRow, CallBackState, ItemState, WorkItemRow


@dataclass(frozen=True, slots=True)
class Locked:
    """A promise, and the work it was made in; None when that is over."""

    row: AsideRow
    item: WorkItemRow | None


async def lock(session: AsyncSession, aside_id: UUID) -> Locked | None:
    """The item first, as whoever closes it does: two that lock both never wait for each other."""
    known = await session.get(AsideRow, aside_id)
    if known is None:
        return None
    item = await queries.lock_item(session, known.item_id)
    row = await session.get(AsideRow, aside_id, with_for_update=True, populate_existing=True)
    assert row is not None, "a promise that was just read"
    return Locked(row, item if item is not None and item.state != ItemState.DONE else None)


async def of_item(session: AsyncSession, item: WorkItemRow) -> AsideRow | None:
    """What was promised last in this locked item, while it stands; locked."""
    if item.aside_id is None:
        return None
    return await session.get(AsideRow, item.aside_id, with_for_update=True, populate_existing=True)


async def of_message(session: AsyncSession, message_id: UUID) -> AsideRow | None:
    return await session.scalar(select(AsideRow).where(AsideRow.message_id == message_id))


async def of_contact(session: AsyncSession, contact_id: UUID) -> Sequence[AsideRow]:
    """Everything that was promised in a contact, in its order."""
    query = select(AsideRow).where(AsideRow.contact_id == contact_id)
    return list(await session.scalars(query.order_by(AsideRow.set_at, AsideRow.id)))


async def broken(session: AsyncSession, customer_ids: Collection[UUID], *, since: datetime, now: datetime) -> int:
    """How many calls and answers that these customers were promised for a moment since then have not come in time."""
    answers = select(func.count()).where(
        AsideRow.customer_id.in_(customer_ids),
        AsideRow.promised_at >= since,
        (AsideRow.outcome == AsideOutcome.BROKEN) | (AsideRow.outcome.is_(None) & (AsideRow.promised_at < now)),
    )
    calls = select(func.count()).where(
        CallBackRow.customer_id.in_(customer_ids),
        CallBackRow.ends_at >= since,
        (CallBackRow.state == CallBackState.BROKEN)
        | ((CallBackRow.state == CallBackState.BOOKED) & (CallBackRow.ends_at < now)),
    )
    return (await session.scalar(answers) or 0) + (await session.scalar(calls) or 0)


async def count_aside(session: AsyncSession, agent_id: UUID) -> int:
    """How many conversations this agent has aside."""
    found = await session.scalar(
        select(func.count()).where(
            WorkItemRow.agent_id == agent_id, WorkItemRow.state == ItemState.ASSIGNED, WorkItemRow.is_aside
        )
    )
    return found or 0


async def move(session: AsyncSession, contact_id: UUID, conversation_id: UUID, customer_id: UUID) -> None:
    """A visitor signed in and her contact goes on in the customer's conversation: so does what was promised in it."""
    moved = update(AsideRow).where(AsideRow.contact_id == contact_id)
    await session.execute(moved.values(conversation_id=conversation_id, customer_id=customer_id))
