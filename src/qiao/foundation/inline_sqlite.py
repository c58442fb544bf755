"""SQLite statements on the event loop, commits beside it.

`aiosqlite` moves each statement to a thread and back, four hops a statement; a statement of ours takes
microseconds, a hop takes longer. Here a statement runs where it is called, and only what waits for a disk or for
another writer (`BEGIN IMMEDIATE`, `COMMIT`) goes to a thread. The object speaks as much of aiosqlite's connection
as SQLAlchemy's dialect asks of it (`async_creator`). Figures: docs/decisions/0003.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

from sqlalchemy.ext.asyncio import AsyncConnection

_WAITING = ("BEGIN IMMEDIATE", "COMMIT", "PRAGMA", "VACUUM")
BUSY_TIMEOUT_MS = 10_000


class InlineCursor:
    """One statement at a time on an `InlineConnection`."""

    def __init__(self, connection: "InlineConnection") -> None:
        self._connection = connection
        self._cursor = connection.raw.cursor()

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Sequence[object] = ()) -> None:
        if statement == "BEGIN IMMEDIATE" and self._connection.begins_at_once():
            return
        if statement.startswith(_WAITING):
            await self._connection.aside(self._cursor.execute, statement, parameters)
        else:
            self._cursor.execute(statement, parameters)

    async def executemany(self, statement: str, parameters: Sequence[Sequence[object]]) -> None:
        self._cursor.executemany(statement, parameters)

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def fetchone(self) -> Any:  # noqa: ANN401  (a row, as sqlite3 gives it)
        return self._cursor.fetchone()

    async def fetchmany(self, size: int) -> list[Any]:
        return self._cursor.fetchmany(size)

    async def close(self) -> None:
        self._cursor.close()

    @property
    def description(self) -> Any:  # noqa: ANN401  (DB-API's column tuples)
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid


class InlineConnection:
    """A connection whose statements run inline, one at a time, and whose waits happen in a thread."""

    def __init__(self, raw: sqlite3.Connection, thread: ThreadPoolExecutor) -> None:
        self.raw = raw
        self._thread = thread
        self._conn = raw
        self._connection: sqlite3.Connection | None = raw
        self._tx = self

    def run(self, statement: str) -> None:
        """A statement without values or rows that waits for nobody."""
        self.raw.execute(statement)

    def begins_at_once(self) -> bool:
        """Begin to write, unless another connection is writing."""
        self.raw.execute("PRAGMA busy_timeout=0")
        try:
            self.raw.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as trouble:
            if trouble.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            return False
        finally:
            self.raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        return True

    async def aside(self, call: Callable[..., object], *arguments: object) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, call, *arguments)

    def put_nowait(self, item: tuple["asyncio.Future[None]", Callable[[], object]]) -> None:
        """The dialect queues small settings on aiosqlite's thread; here they are done at once."""
        done, call = item
        call()
        done.set_result(None)

    def cursor(self) -> InlineCursor:
        return InlineCursor(self)

    @property
    def isolation_level(self) -> str | None:
        return self.raw.isolation_level

    async def create_function(self, name: str, arity: int, function: Callable[..., Any], **options: bool) -> None:
        self.raw.create_function(name, arity, function, **options)

    async def commit(self) -> None:
        if self.raw.in_transaction:
            await self.aside(self.raw.commit)

    async def rollback(self) -> None:
        self.raw.rollback()

    async def close(self) -> None:
        self.stop()

    def stop(self) -> None:
        if self._connection is not None:
            self._connection = None
            self.raw.close()


def driver_of(connection: AsyncConnection) -> InlineConnection:
    """The driver's connection behind one of SQLAlchemy's."""
    sync: Any = connection.sync_connection
    return sync.connection.driver_connection


class InlineSqlite:
    """Opens connections to one file; give `connect` to SQLAlchemy as `async_creator`."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(4, thread_name_prefix="sqlite")

    async def connect(self) -> InlineConnection:
        raw = sqlite3.connect(
            self._path, check_same_thread=False, isolation_level=None, timeout=10.0, cached_statements=512
        )
        return InlineConnection(raw, self._thread)

    def close(self) -> None:
        self._thread.shutdown(wait=False)
