"""The overlays as this process knows them: read when the bus tells, and every few seconds for what the bus lost."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from qiao.foundation.bus import Bus, Wake
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.policy.overlays.actions import TOPIC, laid
from qiao.policy.overlays.shape import Overlay

log = structlog.get_logger(__name__)

_READ_EVERY_S = 2.0


@dataclass(frozen=True, slots=True)
class Dated:
    """An overlay with what it was laid for and its dates."""

    source: str
    overlay: Overlay
    from_at: datetime
    until: datetime


class Overlays:
    """Asked at every greeting, so it answers from memory; the dates are looked at with each question."""

    def __init__(self, database: Database, bus: Bus, clock: Clock) -> None:
        self._database, self._bus, self._clock = database, bus, clock
        self._known: tuple[Dated, ...] = ()
        self._told: tuple[Dated, ...] = ()
        self._watchers: list[Callable[[], None]] = []
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stop_watching: Callable[[], None] = lambda: None

    def at(self, now: datetime) -> tuple[Dated, ...]:
        """Those that hold at `now`, the one to be shown first before the others."""
        return tuple(one for one in self._known if one.from_at <= now < one.until)

    def when_changed(self, tell: Callable[[], None]) -> None:
        """Call `tell` whenever others hold than before. It must be quick and must not raise."""
        self._watchers.append(tell)

    async def start(self) -> None:
        self._stop_watching = self._bus.watch(TOPIC, self._wake)
        await self._read_if_possible()
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        self._stop_watching()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def read(self) -> None:
        """Read them anew, and tell those who watch where others hold than before."""
        now = self._clock.now()
        async with self._database.reading() as session:
            rows = await laid(session, now=now)
        found = [Dated(row.source, Overlay.model_validate(row.shows), row.from_at, row.until) for row in rows]
        self._known = tuple(sorted(found, key=lambda one: (one.overlay.rank, one.from_at)))
        holding = self.at(now)
        if holding != self._told:
            self._told = holding
            for tell in self._watchers:
                tell()

    def _wake(self, _wake: Wake) -> None:
        self._woken.set()

    async def _run(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_READ_EVERY_S):
                    await self._woken.wait()
            self._woken.clear()
            await self._read_if_possible()

    async def _read_if_possible(self) -> None:
        try:
            await self.read()
        except (SQLAlchemyError, OSError):
            # What was known stands until the database answers again.
            log.warning("overlays could not be read", exc_info=True)
