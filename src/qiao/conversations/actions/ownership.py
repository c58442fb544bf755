"""Who may speak: the one token of a conversation, and how it changes hands."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.conversations import queries
from qiao.conversations.actions.stream import append_fact
from qiao.conversations.entries import owner_wire
from qiao.conversations.events import OWNER_CHANGED
from qiao.conversations.locked import LockedConversation, lock
from qiao.conversations.model import BriefRow, ContactRow, OwnerKind
from qiao.conversations.queries import Owner
from qiao.foundation.errors import Conflict
from qiao.foundation.ids import new_id
from qiao.foundation.statements import store


class NotOwner(Conflict):
    """Somebody else may speak in this conversation now."""


class NothingOpen(Conflict):
    """There is no open contact to hand over."""


async def hand_over(
    session: AsyncSession,
    conversation_id: UUID,
    *,
    to: OwnerKind,
    actor: str,
    reason: str,
    now: datetime,
    agent: tuple[UUID, str] | None = None,
    expected: Owner | None = None,
    brief: dict[str, Any] | None = None,
    lane: str | None = None,
    waits: bool = False,
) -> Owner:
    """Give the conversation to the robot, to nobody (it waits for a person) or to an agent (id, name).

    `waits`: she keeps her place in the queue for a person while the robot speaks with her, and is shown it.
    `expected` is whom the caller believes to be the owner; raises NotOwner when that changed meanwhile, and
    NothingOpen without an open contact.
    """
    row = await lock(session, conversation_id)
    if row.contact_id is None:
        raise NothingOpen
    if expected is not None and not is_owner(row, expected):
        raise NotOwner
    row.owner_kind = to
    row.owner_id, row.owner_name = agent or (None, None)
    row.epoch += 1
    if brief is not None:
        if brief.get("topic"):
            await _note_subject(session, row.contact_id, brief["topic"])
        await store(
            session,
            BriefRow,
            id=new_id(),
            conversation_id=row.id,
            contact_id=row.contact_id,
            content=brief,
            created_at=now,
        )
    await append_fact(
        session,
        row,
        OWNER_CHANGED,
        actor=actor,
        now=now,
        entry={"kind": "owner", "owner": owner_wire(to, row.owner_name), **({"waits": True} if waits else {})},
        facts={"to": to, "reason": reason, "lane": lane, "topic": (brief or {}).get("topic")},
    )
    return queries.owner_of(row)


async def set_subject(session: AsyncSession, conversation_id: UUID, subject: str) -> None:
    """Say what the open contact is about: an intent of the pack. Raises NothingOpen."""
    row = await lock(session, conversation_id)
    if row.contact_id is None:
        raise NothingOpen
    await session.execute(update(ContactRow).where(ContactRow.id == row.contact_id).values(subject=subject))


async def set_party(session: AsyncSession, conversation_id: UUID, party: str) -> bool:
    """Say for whom somebody speaks in the open contact; whether that was said anew. Raises NothingOpen."""
    row = await lock(session, conversation_id)
    if row.contact_id is None:
        raise NothingOpen
    changed = await session.execute(
        update(ContactRow)
        .where(ContactRow.id == row.contact_id, ContactRow.party != party)
        .values(party=party)
        .returning(ContactRow.id)
    )
    return changed.first() is not None


async def _note_subject(session: AsyncSession, contact_id: UUID, subject: str) -> None:
    """What was understood at the hand-over, unless somebody has said what it is about."""
    unsaid = (ContactRow.id == contact_id, ContactRow.subject.is_(None))
    await session.execute(update(ContactRow).where(*unsaid).values(subject=subject))


def is_owner(row: LockedConversation, owner: Owner) -> bool:
    """Whether `owner` still holds: same hand, same epoch."""
    return (row.owner_kind, row.owner_id, row.epoch) == (owner.kind, owner.id, owner.epoch)
