"""The customer sockets of this process: who is connected, and how busy the house is."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID

from qiao.channels.web.admitting import Gate, require_pace
from qiao.channels.web.doorway import Doorway
from qiao.conversations import ChannelSession, MarkBook
from qiao.foundation import jobs, telemetry
from qiao.foundation.admission import Load, RateLimit
from qiao.foundation.errors import Unavailable
from qiao.foundation.http import Parts
from qiao.foundation.sockets import Outgoing

SILENT_AFTER_S = 75.0
_LOOK_EVERY_S = 1.0


class Overloaded(Unavailable):
    """This process has as many connections as it may hold; try again after a pause."""


class Connected(Protocol):
    """A customer's open socket, as the hub needs it."""

    session: ChannelSession
    outgoing: Outgoing
    heard_at: float

    def moved(self, conversation_id: UUID) -> None: ...


class Hub:
    """Shared by all customer sockets of a process."""

    def __init__(self, parts: Parts, marks: MarkBook) -> None:
        self.parts = parts
        self.marks = marks
        self.doorway = Doorway(parts.database)
        self.gate = Gate(parts.settings.messages_per_minute / 60)
        self.load = Load(0, 0.0)
        self.session_rate = RateLimit(rate_per_s=5, burst=300)
        arrivals = parts.settings.sessions_per_minute
        self._arrival_rate = RateLimit(rate_per_s=arrivals / 60, burst=arrivals)
        self._sockets: dict[UUID, set[Connected]] = {}
        self.connected = 0
        self._task: asyncio.Task[None] | None = None

    def admit_arrival(self, source: str) -> None:
        """Let somebody unknown in from this address. Raises Overloaded or SlowDown."""
        if self.connected >= self.parts.settings.max_sockets:
            raise Overloaded
        require_pace(self._arrival_rate, source, now_s=self.parts.clock.monotonic())

    def enter(self, socket: Connected) -> None:
        """Raises Overloaded."""
        if self.connected >= self.parts.settings.max_sockets:
            raise Overloaded
        self._sockets.setdefault(socket.session.id, set()).add(socket)
        self.connected += 1
        telemetry.sockets.labels("customer").inc()

    def leave(self, socket: Connected) -> None:
        sockets = self._sockets.get(socket.session.id)
        if sockets and socket in sockets:
            sockets.remove(socket)
            if not sockets:
                del self._sockets[socket.session.id]
            self.connected -= 1
            telemetry.sockets.labels("customer").dec()

    def end_session(self, session_id: UUID) -> None:
        """Close every socket of a session that signed out."""
        for socket in tuple(self._sockets.get(session_id, ())):
            socket.outgoing.close("SignedOut")

    def tell_moved(self, session_id: UUID, conversation_id: UUID) -> None:
        for socket in tuple(self._sockets.get(session_id, ())):
            socket.moved(conversation_id)

    def tell_everybody(self, frame_for: Callable[[str], dict[str, Any]]) -> None:
        """Send every open page the frame for its locale."""
        for sockets in tuple(self._sockets.values()):
            for socket in tuple(sockets):
                socket.outgoing.put(frame_for(socket.session.locale))

    def start(self) -> None:
        self._task = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        for sockets in tuple(self._sockets.values()):
            for socket in tuple(sockets):
                socket.outgoing.close("Restarting")
        await self.marks.flush()

    async def _watch(self) -> None:
        """Measure the backlog every second, and let go of sockets that have been silent too long."""
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            with contextlib.suppress(Exception):  # Without the database the last known load stands.
                async with self.parts.database.reading() as session:
                    backlog = await jobs.backlog(session, now=self.parts.clock.now())
                self.load = Load(backlog.due, backlog.oldest_s)
                telemetry.jobs_due.set(backlog.due)
                telemetry.jobs_oldest_seconds.set(backlog.oldest_s)
                telemetry.jobs_dead.set(backlog.dead)
            silent_before = self.parts.clock.monotonic() - SILENT_AFTER_S
            for sockets in tuple(self._sockets.values()):
                for socket in tuple(sockets):
                    if socket.heard_at < silent_before:
                        socket.outgoing.close("Silent")
