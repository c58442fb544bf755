"""Who is greeted next, where many come at once: so many at a time, in the order in which they came.

After an outage all who were cut off come back together, and to greet one costs as much as a turn of the robot. Greeted
all at once they took every connection to the database, and whatever had been accepted waited; whoever gave up waiting
came again, and was greeted twice.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from qiao.foundation.database import Database

Answer = TypeVar("Answer")

_AT_ONCE = 4
_TRIES_AFTER_S = (0.1, 0.3)


class Left(Exception):
    """She left before she was greeted."""


class Visitor:
    """Somebody who has said her hello and waits; `receive` gives her next frame, or None when she has gone."""

    def __init__(self, receive: Awaitable[str | None]) -> None:
        self._heard = asyncio.ensure_future(receive)

    def require(self) -> None:
        """Raises Left."""
        if self._heard.done() and self._heard.result() is None:
            raise Left

    async def first_frame(self) -> str | None:
        """What she said while she waited, which nobody has answered yet. Nothing is listened for after this."""
        # A task for each of thousands of silent sockets would keep a kilobyte or two for hours.
        self._heard.cancel()
        await asyncio.wait([self._heard])
        return None if self._heard.cancelled() else self._heard.result()


class Doorway:
    """Gives out turns to be greeted."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turns = asyncio.Semaphore(_AT_ONCE)

    @contextlib.asynccontextmanager
    async def turn(self, visitor: Visitor) -> AsyncGenerator[None]:
        """Wait for a turn, and keep it inside the block. Raises Left for one who did not wait for it."""
        async with self._turns:
            visitor.require()
            yield

    async def as_soon_as_it_can(self, visitor: Visitor, work: Callable[[], Awaitable[Answer]]) -> Answer:
        """Do `work`, and again while the database is away. Raises Left; how long to try is the caller's to say."""
        while True:
            try:
                return await work()
            except DBAPIError as trouble:
                if not (self._database.is_away or trouble.connection_invalidated):
                    raise
            await asyncio.sleep(random.uniform(*_TRIES_AFTER_S))  # noqa: S311
            visitor.require()
