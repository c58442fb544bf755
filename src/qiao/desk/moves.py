"""What happens to work items and is told to customers, whichever kind of work it is."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.conversations import content
from qiao.desk import consults, owed, participants
from qiao.desk.announcing import announce_item
from qiao.desk.assigning import why_wire
from qiao.desk.model import Back, ItemState, WorkItemRow
from qiao.desk.parts import Desk
from qiao.desk.routing import Kind, Reason


async def back_to_queue(
    session: AsyncSession, item: WorkItemRow, why: Reason, *, now: datetime, missed_by: UUID | None = None
) -> None:
    """Its place in the queue is the one it had: the wait counts from the beginning."""
    await leave_hands(session, item, now=now)
    item.why = why_wire(why)
    item.state, item.agent_id, item.reserved_until, item.assigned_at = ItemState.WAITING, None, None, None
    if missed_by is not None:
        item.missed_by = {**item.missed_by, str(missed_by): now.isoformat()}
    item.version += 1
    await session.flush()
    await announce_item(session, item)


async def finish(session: AsyncSession, item: WorkItemRow, *, now: datetime) -> None:
    """It is done, and out of the hands it was in."""
    await leave_hands(session, item, now=now)
    await owed.end_with(session, item, now=now)
    item.state, item.done_at, item.reserved_until = ItemState.DONE, now, None
    if item.answered_after_s is None:
        item.left_after_s = (now - item.waiting_since).total_seconds()
    item.version += 1
    await session.flush()
    await access.release_contact(session, item.contact_id, now=now)
    await announce_item(session, item)


async def leave_hands(session: AsyncSession, item: WorkItemRow, *, now: datetime) -> None:
    """Whoever had the locked item has it no more: a colleague looks at it no longer, nobody speaks
    beside her, and it is not aside for her.
    """
    if item.kind == Kind.CONVERSATION and item.state == ItemState.ASSIGNED:
        await consults.end_with(session, item, now=now)
        await participants.end_with(session, item, now=now)
        await owed.leave(session, item, Back.MOVED, now=now)


async def announce(
    session: AsyncSession,
    desk: Desk,
    conversation_id: UUID,
    key: str,
    *,
    now: datetime,
    contact_id: UUID | None = None,
    choices: Mapping[str, str] = MappingProxyType({}),
    **variables: str,
) -> None:
    """Tell the customer a fact, by the text `key`; `choices` are the texts of its buttons by what is pressed.

    Where no contact is open it belongs to `contact_id`; without that nothing is told.
    """
    language = await conversations.language_of(session, conversation_id)
    buttons = tuple(content.Button(id=press, label=desk.pack.text(text, language)) for press, text in choices.items())
    await conversations.announce(
        session,
        desk.ring,
        conversation_id,
        content.Notice(notice=key, text=desk.pack.text(key, language, **variables), buttons=buttons),
        template_version=desk.pack.version,
        language=language,
        now=now,
        contact_id=contact_id,
    )
