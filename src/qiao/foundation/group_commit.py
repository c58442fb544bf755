"""SQLite's only writer: transactions pass one at a time, and those that wait share one durable `COMMIT`.

SQLAlchemy sees one transaction that never ends, in which each section has a savepoint; where it truly begins and ends
is between the driver and us, because SQLAlchemy takes longer about it than SQLite does.
"""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncGenerator, Awaitable
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from qiao.foundation.inline_sqlite import driver_of
from qiao.foundation.statements import RAW

_MOST_SECTIONS_IN_A_COMMIT = 64
_LONGEST_BATCH_S = 0.01
_SAVEPOINT = "section"


class NotCommitted(OperationalError):
    """The shared commit failed, or was given up by the database: nothing of it is kept."""


class _Batch:
    def __init__(self) -> None:
        self.began_at = time.monotonic()
        self.sections = 0
        self.durable: asyncio.Future[None] = asyncio.get_running_loop().create_future()


class GroupCommit:
    """Gives sections of the one writing connection, each with a session and a savepoint of its own."""

    def __init__(self, connection: AsyncConnection) -> None:
        """`connection` is in a transaction in SQLAlchemy's eyes only."""
        self._connection = connection
        self._driver = driver_of(connection)
        self._gate = asyncio.Lock()
        self._waiting = 0
        self._batch: _Batch | None = None

    @contextlib.asynccontextmanager
    async def section(self, info: dict[str, Any]) -> AsyncGenerator[AsyncSession]:
        """A session whose work is kept when the block ends, and gone alone when it raises."""
        await self._enter()
        try:
            batch = self._batch or await self._begin()
            async with self._savepoint() as raw:
                session = AsyncSession(
                    self._connection,
                    expire_on_commit=False,
                    info={**info, RAW: raw},
                    join_transaction_mode="create_savepoint",
                )
                try:
                    yield session
                    if session.in_transaction():  # Who used statements alone never woke the session.
                        await session.commit()
                finally:
                    if session.in_transaction():
                        await session.close()  # Ends its savepoint inline; nothing in it can be cancelled.
            batch.sections += 1
        except BaseException as trouble:
            if self._batch is not None and not self._driver.raw.in_transaction:
                # A full disk or a broken file ends the whole transaction at once, with all who share it.
                await self._lose(self._batch, trouble)
            raise
        finally:
            await self._leave()
        await asyncio.shield(batch.durable)

    @contextlib.asynccontextmanager
    async def _savepoint(self) -> AsyncGenerator[sqlite3.Connection]:
        raw = self._driver.raw
        raw.execute(f"SAVEPOINT {_SAVEPOINT}")
        try:
            yield raw
        except BaseException:
            if raw.in_transaction:  # Else all of it has been rolled back already.
                raw.execute(f"ROLLBACK TO {_SAVEPOINT}")
                raw.execute(f"RELEASE {_SAVEPOINT}")
            raise
        raw.execute(f"RELEASE {_SAVEPOINT}")

    async def _begin(self) -> _Batch:
        if not self._driver.begins_at_once():
            await self._driver.aside(self._driver.raw.execute, "BEGIN IMMEDIATE")
        self._batch = _Batch()
        return self._batch

    async def _enter(self) -> None:
        self._waiting += 1
        try:
            await self._gate.acquire()
        except asyncio.CancelledError:
            self._waiting -= 1
            if self._waiting == 0 and self._batch is not None and not self._gate.locked():
                await finish(self._commit_abandoned())
            raise
        self._waiting -= 1

    async def _leave(self) -> None:
        """Commit, or leave it to the next in the queue; open the gate."""
        batch = self._batch
        try:
            if batch is not None and self._is_full(batch):
                await finish(self._commit(batch))
        finally:
            self._gate.release()

    def _is_full(self, batch: _Batch) -> bool:
        return (
            self._waiting == 0
            or batch.sections >= _MOST_SECTIONS_IN_A_COMMIT
            or time.monotonic() - batch.began_at > _LONGEST_BATCH_S
        )

    async def _commit_abandoned(self) -> None:
        """The one who was to commit went away while waiting."""
        async with self._gate:
            if self._batch is not None:
                await self._commit(self._batch)

    async def _commit(self, batch: _Batch) -> None:
        try:
            await self._driver.commit()
        except BaseException as trouble:  # noqa: BLE001  (whatever it was, everyone in this batch must hear it)
            await self._lose(batch, trouble)
        else:
            self._batch = None
            batch.durable.set_result(None)

    async def _lose(self, batch: _Batch, trouble: BaseException) -> None:
        self._batch = None
        with contextlib.suppress(Exception):
            await self._driver.rollback()
        # Not the trouble itself: it may be somebody's own cancellation, or be raised to many at once.
        batch.durable.set_exception(NotCommitted("COMMIT", None, trouble))
        batch.durable.exception()

    async def close(self) -> None:
        async with self._gate:
            if self._batch is not None:
                await self._commit(self._batch)
            await self._connection.close()


async def finish(work: Awaitable[None]) -> None:
    """Do `work` to its end even when this task is cancelled meanwhile."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
