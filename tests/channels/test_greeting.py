"""Whatever happens while a snapshot is being read: the snapshot comes first."""

import asyncio
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import orjson
import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations
from qiao.channels.web.frames import Hello
from qiao.channels.web.socket import CustomerSocket
from qiao.foundation.bus import Wake
from tests.conftest import TestHouse


class _Screen:
    """The far end of a socket: keeps what was sent to it."""

    def __init__(self) -> None:
        self.types: list[str] = []

    async def send_text(self, text: str) -> None:
        self.types.append(orjson.loads(text)["type"])


@pytest.mark.parametrize("frame", [{"type": "queue", "place": 2}, {"type": "typing", "on": True}])
async def test_what_passes_by_while_the_snapshot_is_read_comes_after_it(
    house: TestHouse, frame: dict[str, object]
) -> None:
    bus = house.house.parts.bus
    visitor = await house.visitor()

    async def slow_place(session: AsyncSession, conversation_id: UUID, *, now: datetime) -> dict[str, object]:  # noqa: ARG001
        bus.publish(Wake(conversations.topic(conversation_id), None, frame))
        await asyncio.sleep(0)
        return {"place": 1, "wait_s": 60, "open": True, "opens_at": None}

    await house.receive(visitor, "转人工")
    await house.settle()
    screen = _Screen()
    socket = CustomerSocket(house.house.hub, slow_place, cast("Any", screen), visitor)
    await socket.greet(Hello(type="hello", protocol=1, token="t"))
    await asyncio.sleep(0)
    socket.close()

    assert screen.types == ["welcome", frame["type"]]
