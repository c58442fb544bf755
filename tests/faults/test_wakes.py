"""Another process's wakes say only "there is more". However they fall, the socket shows all of it, without waiting."""

import asyncio
import contextlib
from typing import Any, cast

import orjson
import pytest

from qiao import conversations
from qiao.channels.web.frames import Hello
from qiao.channels.web.socket import CustomerSocket
from qiao.foundation.bus import LocalBus, Wake
from qiao.foundation.events import Outlet, Subscriptions
from tests.conftest import TestHouse


class Sink:
    """As much of a WebSocket as sending needs."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    async def send_text(self, text: str) -> None:
        frame = orjson.loads(text)
        self.seen += [entry["seq"] for entry in frame.get("entries", ())]
        self.seen += [frame["entry"]["seq"]] if "entry" in frame else []


async def nowhere(*_: object, **__: object) -> None:
    return None


@pytest.mark.parametrize("when", ["greeting", "catching up"])
async def test_a_wake_during_a_read_is_not_forgotten(
    house: TestHouse, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    live = await house.visitor()
    await house.receive(live, "怎么还款")
    # From here on messages are written as another process would: nothing on this process's bus but bare wakes.
    house.database.session_info["outlet"] = Outlet(Subscriptions(), LocalBus(), None)
    topic = conversations.topic(live.conversation_id)
    sink, read, woken = Sink(), conversations.entries, asyncio.Event()
    customer = CustomerSocket(house.house.hub, nowhere, cast("Any", sink), live)

    async def read_and_be_woken(*arguments: Any, **more: Any) -> Any:
        found = await read(*arguments, **more)
        monkeypatch.setattr(conversations, "entries", read)
        await house.receive(live, "利息怎么算")
        house.house.parts.bus.publish(Wake(topic, 99))
        woken.set()
        return found

    hello = Hello(
        type="hello", protocol=1, token="", resume=cast("Any", {"conversation": str(live.conversation_id), "seq": 0})
    )
    if when == "catching up":
        await customer.greet(hello)
        await house.receive(live, "额度是多少")
    monkeypatch.setattr(conversations, "entries", read_and_be_woken)
    if when == "greeting":
        await customer.greet(hello)
    else:
        house.house.parts.bus.publish(Wake(topic, 98))

    await asyncio.wait_for(woken.wait(), 3)
    stored = (await house.state(live)).seq
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(3):
            while len(sink.seen) < stored:  # noqa: ASYNC110  (the socket tells nobody when it has caught up)
                await asyncio.sleep(0.01)
    assert sink.seen == list(range(1, stored + 1))
    customer.close()
