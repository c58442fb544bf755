"""A customer's screen without a network: the real socket code on one side, what she saw on the other."""

import asyncio
from typing import Any

import orjson

from qiao.channels.web.frames import Hello, Resume
from qiao.channels.web.hub import Hub
from qiao.channels.web.socket import CustomerSocket
from qiao.conversations import ChannelSession
from tests.conftest import TestHouse


class _Wire:
    """As much of a WebSocket as sending needs."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []

    async def send_text(self, text: str) -> None:
        self.frames.append(orjson.loads(text))

    async def close(self, code: int = 1000) -> None: ...


class Screen:
    """One device: keeps what it saw across lost connections and resumes from there."""

    def __init__(self, house: TestHouse, live: ChannelSession) -> None:
        self.house = house
        self.live = live
        self.seen: dict[int, dict[str, Any]] = {}
        self.doubles: list[int] = []
        self._socket: CustomerSocket | None = None
        self._wire = _Wire()
        self._read = 0

    @property
    def frames(self) -> list[dict[str, Any]]:
        """Everything that arrived on this connection."""
        return self._wire.frames

    @property
    def is_connected(self) -> bool:
        return self._socket is not None

    async def connect(self) -> None:
        """Connect, resuming after the last entry seen."""
        if self._socket is not None:
            return
        self._wire, self._read = _Wire(), 0
        self._socket = CustomerSocket(_hub(self.house), _no_queue, self._wire, self.live)  # pyright: ignore[reportArgumentType]
        last = max(self.seen, default=0)
        resume = Resume(conversation=str(self.live.conversation_id), seq=last) if last else None
        await self._socket.greet(Hello(type="hello", protocol=1, token="unused", locale="zh-CN", resume=resume))
        await self.look()

    async def disconnect(self) -> None:
        """The connection breaks: frames not yet sent are lost."""
        await self.look()
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    async def look(self) -> None:
        """Take in what has arrived."""
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        for frame in self._wire.frames[self._read :]:
            arrived = [frame["entry"]] if frame["type"] == "entry" else frame.get("entries", [])
            for entry in arrived:
                if entry["seq"] in self.seen:
                    self.doubles.append(entry["seq"])
                self.seen[entry["seq"]] = entry
        self._read = len(self._wire.frames)


def _hub(house: TestHouse) -> Hub:
    return house.house.hub


async def _no_queue(*_: object, **__: object) -> None:
    return None
