"""A conversation's row while a transaction holds it: read once, changed in memory, written once at the end."""

from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.conversations.model import ConversationRow
from qiao.foundation.database import before_commit
from qiao.foundation.errors import NotFound
from qiao.foundation.statements import Statement


class ConversationNotFound(NotFound):
    """No such conversation, or not for the one who asks."""


@dataclass(slots=True)
class LockedConversation:
    """What may change of a conversation, as its transaction sees it; see ConversationRow."""

    id: UUID
    customer_id: UUID
    seq: int
    owner_kind: str
    owner_id: UUID | None
    owner_name: str | None
    epoch: int
    contact_id: UUID | None
    last_customer_at: datetime | None
    last_entry_at: datetime | None
    continued_in: UUID | None


_table = cast("Table", ConversationRow.__table__)
_names = tuple(field.name for field in fields(LockedConversation))
_changing = [name for name in _names if name not in {"id", "customer_id"}]
_changing_of = attrgetter(*_changing)
_LOCK = Statement(select(*(_table.c[name] for name in _names)).where(_table.c.id == bindparam("id")).with_for_update())
_its_changing = [f"its_{name}" for name in _changing]  # SQLAlchemy keeps the bare names of columns for itself.
_WRITE = Statement(
    update(_table)
    .where(_table.c.id == bindparam("its_id"))
    .values(
        {name: bindparam(its, type_=_table.c[name].type) for name, its in zip(_changing, _its_changing, strict=True)}
    )
)


async def lock(session: AsyncSession, conversation_id: UUID) -> LockedConversation:
    """The row, locked until the transaction ends; its `seq` is handed out under this lock.

    Locked again in the same transaction it is the same object. Raises ConversationNotFound.
    """
    held = _held(session)
    if conversation_id in held:
        return held[conversation_id][0]
    found = await _LOCK.first(session, id=conversation_id)
    if found is None:
        raise ConversationNotFound
    row = LockedConversation(*found)
    if not held:
        before_commit(session, lambda: write_locked(session))
    held[conversation_id] = (row, _changing_of(row))
    return row


async def write_locked(session: AsyncSession) -> None:
    """Write what has changed, so that statements of this transaction see it."""
    held = _held(session)
    for row, written in tuple(held.values()):
        now = _changing_of(row)
        if now != written:
            await _WRITE.run(session, its_id=row.id, **dict(zip(_its_changing, now, strict=True)))
            held[row.id] = (row, now)


_Held = dict[UUID, tuple[LockedConversation, tuple[object, ...]]]


def _held(session: AsyncSession) -> _Held:
    return cast("_Held", session.info.setdefault("locked_conversations", {}))
