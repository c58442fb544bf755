"""What is aside comes back into hands, and what was promised is over."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.desk import events, queries
from qiao.desk.model import AsideOutcome, AsideRow, Back, WorkItemRow
from qiao.desk.owed.queries import of_item
from qiao.desk.owed.wires import tell


async def leave(session: AsyncSession, item: WorkItemRow, because: Back, *, now: datetime) -> None:
    """The locked item is aside no more, and fills hands as it did; what was promised stands."""
    row = await of_item(session, item)
    if not item.is_aside or row is None:
        return
    item.is_aside, item.weight = False, row.weight
    row.back_at, row.back_because = now, because
    await session.flush()


async def end_with(session: AsyncSession, item: WorkItemRow, *, now: datetime) -> None:
    """The locked item is done: nothing more is owed in it."""
    row = await of_item(session, item)
    if row is None:
        return
    await _close(session, item, row, AsideOutcome.CLOSED, now=now)


async def lock_owed(session: AsyncSession, conversation_id: UUID) -> WorkItemRow | None:
    """The work of the conversation in which the customer is owed an answer, locked before its messages are."""
    item = await queries.live_item_of_conversation(session, conversation_id)
    return await queries.lock_item(session, item.id) if item is not None and item.aside_id is not None else None


async def answered(session: AsyncSession, item: WorkItemRow, *, by: str, now: datetime) -> bool:
    """Somebody of the house has written to the customer since: what was promised in the locked item is kept.

    Says whether there was anything. A promise that broke before stays broken.
    """
    row = await of_item(session, item)
    if row is None:
        return False
    await leave(session, item, Back.HAND, now=now)
    outcome = AsideOutcome(row.outcome) if row.outcome else AsideOutcome.KEPT
    await _close(session, item, row, outcome, now=now)
    item.version += 1
    await session.flush()
    await tell(session, row, events.ASIDE_ENDED, "kept" if outcome is AsideOutcome.KEPT else "late", actor=by, now=now)
    return True


async def _close(
    session: AsyncSession, item: WorkItemRow, row: AsideRow, outcome: AsideOutcome, *, now: datetime
) -> None:
    row.outcome, row.ended_at = row.outcome or outcome, now
    item.aside_id, item.due_at, item.is_aside = None, None, False
    await session.flush()
