"""Sessions that only read the embedded database, each on a snapshot and on a connection kept for readers.

To open and close a connection's transaction through SQLAlchemy takes longer than most of what is read in it, so a
reader's begins and ends at the driver; the session joins it where somebody uses more than a `Statement`.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from qiao.foundation.inline_sqlite import driver_of
from qiao.foundation.statements import RAW

_MOST = 16


class Readers:
    """Hands out sessions; more than 16 at once wait for each other."""

    def __init__(self, engine: AsyncEngine) -> None:
        """`engine` begins no transaction where the driver is in one already."""
        self._engine = engine
        self._free: list[AsyncConnection] = []
        self._turns = asyncio.Semaphore(_MOST)

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncGenerator[AsyncSession]:
        """A session on a snapshot taken now; nothing it does is kept."""
        async with self._turns:
            connection = self._free.pop() if self._free else await self._engine.connect()
            raw = driver_of(connection).raw
            raw.execute("BEGIN")
            session = AsyncSession(connection, expire_on_commit=False, info={RAW: raw})
            try:
                yield session
            finally:
                if session.in_transaction():
                    await session.close()  # Inline, like all that a reader does: nothing in it can be cancelled.
                if raw.in_transaction:
                    raw.execute("ROLLBACK")
                self._free.append(connection)

    async def close(self) -> None:
        for connection in self._free:
            await connection.close()
        self._free.clear()
