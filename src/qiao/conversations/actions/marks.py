"""How far each side has received and read: shown at once, written down once a second."""

import asyncio
import contextlib
from typing import Literal
from uuid import UUID

from sqlalchemy import case
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.conversations.events import topic
from qiao.conversations.model import MarkRow
from qiao.foundation.bus import Bus, Wake
from qiao.foundation.database import Database, insert_into

Side = Literal["customer", "staff"]
_FLUSH_EVERY_S = 1.0


class MarkBook:
    """Gathers marks in memory and writes them together: a mark lost in a crash is only a grey tick."""

    def __init__(self, database: Database, bus: Bus) -> None:
        self._database = database
        self._bus = bus
        self._unwritten: dict[tuple[UUID, Side], tuple[int, int]] = {}
        self._writer: asyncio.Task[None] | None = None

    def mark(self, conversation_id: UUID, side: Side, *, delivered: int, read: int) -> None:
        """Note that `side` has received up to `delivered` and read up to `read`, and tell the watchers."""
        before = self._unwritten.get((conversation_id, side), (0, 0))
        self._unwritten[conversation_id, side] = (max(before[0], delivered, read), max(before[1], read))
        self._bus.publish(
            Wake(
                topic(conversation_id),
                None,
                {"type": "marks", "side": side, "delivered": max(delivered, read), "read": read},
            )
        )
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_soon())

    async def flush(self) -> None:
        pending, self._unwritten = self._unwritten, {}
        if not pending:
            return
        async with self._database.transaction() as session:
            for (conversation_id, side), (delivered, read) in sorted(pending.items()):
                await _raise_mark(session, conversation_id, side, delivered=delivered, read=read)

    async def _write_soon(self) -> None:
        await asyncio.sleep(_FLUSH_EVERY_S)
        with contextlib.suppress(Exception):  # Without the database these marks are lost, which harms nobody.
            await self.flush()


async def _raise_mark(session: AsyncSession, conversation_id: UUID, side: Side, *, delivered: int, read: int) -> None:
    """Marks only rise."""
    row = insert_into(session, MarkRow).values(
        conversation_id=conversation_id, side=side, delivered=delivered, read=read
    )
    marks = MarkRow.__table__.c
    await session.execute(
        row.on_conflict_do_update(
            index_elements=["conversation_id", "side"],
            set_={
                "delivered": case((marks.delivered < delivered, delivered), else_=marks.delivered),
                "read": case((marks.read < read, read), else_=marks.read),
            },
        )
    )
