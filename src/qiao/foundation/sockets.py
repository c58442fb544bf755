"""Sending on a socket without waiting for its reader: a bounded queue, drained by a task while it holds something."""

import asyncio
import contextlib
from types import MappingProxyType
from typing import Any

import orjson
from starlette.websockets import WebSocket, WebSocketDisconnect

# How uvicorn serves our sockets; benchmarks serve their baseline the same way.
UVICORN = MappingProxyType[str, Any](
    {
        "log_config": None,
        "access_log": False,
        "ws_per_message_deflate": False,
        "ws_max_size": 70_000,
        "ws_ping_interval": None,
        "timeout_graceful_shutdown": 5,
        "lifespan": "on",
    }
)

_MOST_FRAMES = 512
_MOST_BYTES = 1 << 20


class Outgoing:
    """The frames on their way to one reader. One who does not keep up is told to resume, and let go."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._frames: list[str] = []  # A deque would keep 760 bytes for each of thousands of silent sockets.
        self._bytes = 0
        self._drain: asyncio.Task[None] | None = None
        self.closed = False

    def put(self, frame: dict[str, Any]) -> None:
        """Queue a frame. Past 512 frames or 1 MiB the reader is too slow and the socket is closed."""
        if self.closed:
            return
        text = orjson.dumps(frame).decode()
        self._frames.append(text)
        self._bytes += len(text)
        if len(self._frames) > _MOST_FRAMES or self._bytes > _MOST_BYTES:
            self._frames.clear()
            self.close("SlowReader")
        elif self._drain is None or self._drain.done():
            self._drain = asyncio.create_task(self._send_all())

    def close(self, error: str) -> None:
        """Say goodbye and close, once."""
        if not self.closed:
            self.closed = True
            self._goodbye = asyncio.create_task(self._say_goodbye(error))

    async def _send_all(self) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError, OSError):
            while self._frames and not self.closed:
                text = self._frames.pop(0)
                self._bytes -= len(text)
                await self._socket.send_text(text)

    async def _say_goodbye(self, error: str) -> None:
        with contextlib.suppress(Exception):  # Whoever has gone already needs no goodbye.
            async with asyncio.timeout(2):
                await self._socket.send_text(orjson.dumps({"type": "bye", "error": error}).decode())
                await self._socket.close(code=1013 if error != "SignedOut" else 1000)
