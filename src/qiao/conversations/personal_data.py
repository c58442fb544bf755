"""What this room holds about a person, for her rights (`access.PersonalDataHolder`)."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Erased, Kept
from qiao.conversations import content as contents
from qiao.conversations import files
from qiao.conversations.model import (
    BriefRow,
    ChannelSessionRow,
    ContactRow,
    ConversationRow,
    MessageRow,
    ReceivedFileRow,
)
from qiao.conversations.queries import sealed_place
from qiao.foundation.database import rows_changed
from qiao.foundation.keys import KeyId, KeyRing

_ERASED = contents.wire(contents.Notice(notice="erased", text=""))


class ConversationsHolder:
    """Fulfils `access.PersonalDataHolder`."""

    room = "conversations"
    tables = frozenset(
        {"conversations", "contacts", "messages", "briefs", "channel_sessions", "marks", "received_files"}
    )

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    async def export(self, session: AsyncSession, customer_id: UUID) -> dict[str, list[Any]]:
        ids = await _conversations(session, customer_id)
        messages = await session.scalars(
            select(MessageRow).where(MessageRow.conversation_id.in_(ids)).order_by(MessageRow.id)
        )
        contacts = await session.scalars(
            select(ContactRow).where(ContactRow.customer_id == customer_id).order_by(ContactRow.id)
        )
        sessions = await session.scalars(
            select(ChannelSessionRow).where(ChannelSessionRow.customer_id == customer_id).order_by(ChannelSessionRow.id)
        )
        briefs = await session.scalars(select(BriefRow).where(BriefRow.conversation_id.in_(ids)).order_by(BriefRow.id))
        return {
            "messages": [await self._message(session, row) for row in messages],
            "contacts": [
                {
                    "number": row.number,
                    "channel": row.channel,
                    "opened_at": row.opened_at.isoformat(),
                    "closed_at": row.closed_at.isoformat() if row.closed_at else None,
                    "score": row.score,
                    "comment": row.score_comment,
                }
                for row in contacts
            ],
            "channel_sessions": [
                {"channel": row.channel, "entrance": row.entrance, "level": row.level, "at": row.created_at.isoformat()}
                for row in sessions
            ],
            "briefs": [row.content for row in briefs],
            "received_files": [await self._file(session, row) for row in await files.of_customer(session, customer_id)],
        }

    async def correct(self, session: AsyncSession, customer_id: UUID, field: str, value: str, *, now: datetime) -> bool:
        _ = (session, customer_id, field, value, now)
        return False

    async def erase(self, session: AsyncSession, customer_id: UUID, *, now: datetime) -> Erased:
        """Words go, numbers stay: an entry keeps its place so that what was counted can be counted again."""
        ids = await _conversations(session, customer_id)
        told = await session.execute(
            update(MessageRow)
            .where(MessageRow.conversation_id.in_(ids))
            .values(content=_ERASED, sealed=None, key_id=None, spans=None, digest=None, author_name=None)
        )
        rated = await session.execute(
            update(ContactRow)
            .where(ContactRow.customer_id == customer_id)
            .values(score_comment=None, score_reasons=None, subject=None)
        )
        briefs = await session.execute(delete(BriefRow).where(BriefRow.conversation_id.in_(ids)))
        handed_over = await files.forget_files(session, customer_id)
        ways_in = await session.execute(
            update(ChannelSessionRow)
            .where(ChannelSessionRow.customer_id == customer_id, ChannelSessionRow.ended_at.is_(None))
            .values(ended_at=now, token_digest=None)
        )
        return Erased(
            {
                "messages": rows_changed(told),
                "contacts": rows_changed(rated),
                "briefs": rows_changed(briefs),
                "channel_sessions": rows_changed(ways_in),
                "received_files": handed_over,
            },
            (Kept("conversations", "numbers and owners, without words"), Kept("marks", "two numbers a side")),
        )

    async def _file(self, session: AsyncSession, row: ReceivedFileRow) -> dict[str, Any]:
        key_id = KeyId(row.key_id)
        await self._ring.load(session, key_id)
        name = self._ring.open(key_id, row.sealed_name, bound_to=files.name_place(row.id)).decode()
        return {"at": row.received_at.isoformat(), "name": name, "type": row.kind, "size_bytes": row.size_bytes}

    async def _message(self, session: AsyncSession, row: MessageRow) -> dict[str, Any]:
        content = row.content
        if row.sealed is not None and row.key_id is not None:
            key_id = KeyId(row.key_id)
            await self._ring.load(session, key_id)
            content = json.loads(self._ring.open(key_id, row.sealed, bound_to=sealed_place(row.id, row.revision)))
        return {"at": row.accepted_at.isoformat(), "by": row.author_kind, "content": content}


async def _conversations(session: AsyncSession, customer_id: UUID) -> Sequence[UUID]:
    return (await session.scalars(select(ConversationRow.id).where(ConversationRow.customer_id == customer_id))).all()
