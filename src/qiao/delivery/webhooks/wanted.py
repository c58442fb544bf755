"""Which types of events any target hears of: looked up now and then, so that the rest of the house pays nothing."""

import asyncio
import contextlib

from qiao.delivery.webhooks import queries
from qiao.foundation.database import Database

_LOOKS_EVERY_S = 2.0


class Wanted:
    """One for a process. A target that was added a moment ago hears from the next look on."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._types: frozenset[str] = frozenset()
        self._looking: asyncio.Task[None] | None = None

    def has(self, event_type: str) -> bool:
        return event_type in self._types

    async def look(self) -> None:
        async with self._database.reading() as session:
            self._types = await queries.wanted_types(session)

    async def start(self) -> None:
        await self.look()
        self._looking = asyncio.create_task(self._keep_looking())

    async def stop(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._looking

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(_LOOKS_EVERY_S)
            with contextlib.suppress(Exception):  # A database that is away for a moment; what is known holds on.
                await self.look()
