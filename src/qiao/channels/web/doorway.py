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

    def __init__(self, receive: Awaitable[str | None], *, waits_s: float) -> None:
        self.gives_up_at_s = asyncio.get_running_loop().time() + waits_s
        self._heard = asyncio.ensure_future(receive)

    def require(self) -> None:
        """Raises Left, or TimeoutError where she has waited as long as she will."""
        if self._heard.done() and self._heard.result() is None:
            raise Left
        if asyncio.get_running_loop().time() > self.gives_up_at_s:
            raise TimeoutError

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
        """Wait for a turn, and keep it inside the block. Raises Left or TimeoutError for who did not wait."""
        # A greeting that has begun is not cut short: to break off a question costs its connection to the database.
        async with asyncio.timeout_at(visitor.gives_up_at_s):
            await self._turns.acquire()
        try:
            visitor.require()
            yield
        finally:
            self._turns.release()

    async def as_soon_as_it_can(self, visitor: Visitor, work: Callable[[], Awaitable[Answer]]) -> Answer:
        """Do `work`, and again while the database is away. Raises Left or TimeoutError."""
        while True:
            try:
                return await work()
            except DBAPIError as trouble:
                if not (self._database.is_away or trouble.connection_invalidated):
                    raise
            await asyncio.sleep(random.uniform(*_TRIES_AFTER_S))  # noqa: S311
            visitor.require()
