"""Mentioning colleagues in a note."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.desk.mentions import queries
from qiao.desk.mentions.announcing import tell_unread
from qiao.desk.mentions.model import MentionRow
from qiao.desk.mentions.whom import matter_of, may_look
from qiao.desk.parts import Desk
from qiao.foundation.errors import Conflict
from qiao.foundation.ids import new_id


class CannotBeMentioned(Conflict):
    """These colleagues (`names`) may not see this conversation: write the note without them."""


async def check(
    session: AsyncSession,
    desk: Desk,
    state: conversations.ConversationState,
    staff_ids: Collection[UUID],
    *,
    now: datetime,
) -> None:
    """Whether all of them may see the open contact. Raises CannotBeMentioned, access.StaffNotFound or NotOwner."""
    if state.contact is None:
        raise conversations.NotOwner
    matter = await matter_of(session, state.contact.id, state.customer_id)
    people = [await access.find_staff(session, one) for one in sorted(staff_ids)]
    refused = [one.name for one in people if not await may_look(session, desk, one, matter, now=now)]
    if refused:
        raise CannotBeMentioned(names="、".join(refused))


async def mention(
    session: AsyncSession,
    state: conversations.ConversationState,
    said: conversations.Said,
    staff_ids: Collection[UUID],
    *,
    by: access.Staff,
    now: datetime,
) -> None:
    """They are mentioned in the note that was just written, and each is told so, without its words."""
    assert state.contact is not None, "nothing is noted without an open contact"
    for staff_id in sorted(staff_ids):
        session.add(
            MentionRow(
                id=new_id(),
                staff_id=staff_id,
                by_id=by.id,
                message_id=said.id,
                conversation_id=state.id,
                contact_id=state.contact.id,
                customer_id=state.customer_id,
                at=now,
            )
        )
    await session.flush()
    for staff_id in staff_ids:
        await tell_unread(session, staff_id, await queries.unread_of(session, staff_id))


async def move(session: AsyncSession, contact_id: UUID, conversation_id: UUID, customer_id: UUID) -> None:
    """A visitor signed in and her contact goes on in the customer's conversation: so do the mentions made in it."""
    moved = update(MentionRow).where(MentionRow.contact_id == contact_id)
    await session.execute(moved.values(conversation_id=conversation_id, customer_id=customer_id))
