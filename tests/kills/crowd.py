"""What campaigns have in common: people who go on where the systems died under them, and a list of what is wrong."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, fields
from typing import Any, Self

import httpx
import orjson
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import WebSocketException

GONE = (OSError, TimeoutError, WebSocketException)


@dataclass(slots=True, kw_only=True)
class Crowd:
    """What all people of a campaign share: the dice, what they met, and when to leave."""

    dice: random.Random
    met: Counter[str] = field(default_factory=Counter[str])
    leave: asyncio.Event = field(default_factory=asyncio.Event)

    async def pause(self, shortest_s: float, longest_s: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.leave.wait(), self.dice.uniform(shortest_s, longest_s))

    async def insist(self, ask: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response | None:
        """Ask until somebody answers for good; None when it is time to leave."""
        while not self.leave.is_set():
            try:
                response = await ask()
            except httpx.TransportError:
                self.met["call cut"] += 1
            else:
                if response.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                    return response
                self.met[f"HTTP {response.status_code}"] += 1
            await self.pause(0.1, 0.5)
        return None


@dataclass(slots=True)
class Wrongs:
    """Everything that is wrong, by kind, one sentence each: every field is a kind."""

    @property
    def faultless(self) -> bool:
        return not any(self.by_kind().values())

    def by_kind(self) -> dict[str, list[str]]:
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def add(self, other: Self) -> None:
        for kind, found in other.by_kind().items():
            getattr(self, kind).extend(found)


@contextlib.asynccontextmanager
async def listening(listen: Coroutine[Any, Any, None]) -> AsyncGenerator[asyncio.Task[None]]:
    """Somebody listens meanwhile. Raises at the end what she met, where she has stopped by herself."""
    reading = asyncio.create_task(listen)
    try:
        yield reading
        if reading.done():
            reading.result()
    finally:
        reading.cancel()
        with contextlib.suppress(asyncio.CancelledError, *GONE):
            await reading


async def put(socket: ClientConnection, frame: dict[str, Any]) -> None:
    await socket.send(orjson.dumps(frame).decode())
