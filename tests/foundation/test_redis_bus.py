"""Wakes between processes; needs a Redis, named by QIAO_TEST_REDIS."""

import asyncio
import os

import pytest

from qiao.foundation.bus import Wake
from qiao.foundation.redis_bus import RedisBus

URL = os.environ.get("QIAO_TEST_REDIS")
pytestmark = pytest.mark.skipif(URL is None, reason="QIAO_TEST_REDIS names no Redis")


async def test_a_wake_reaches_the_other_process_once_and_carries_only_what_is_not_stored() -> None:
    assert URL is not None
    here, there = RedisBus(URL), RedisBus(URL)
    heard_here: list[Wake] = []
    heard_there: asyncio.Queue[Wake] = asyncio.Queue()
    here.watch("conversation:1", heard_here.append)
    there.watch("conversation:1", heard_there.put_nowait)
    await here.start()
    await there.start()
    try:
        # The first wakes may leave before the other side listens: repeat until one arrives.
        while heard_there.empty():
            here.publish(Wake("conversation:1", 1, "stored"))
            await asyncio.sleep(0.02)
        while not heard_there.empty():
            assert heard_there.get_nowait() == Wake("conversation:1", 1, None)
        here.publish(Wake("conversation:2", 7, None))
        here.publish(Wake("conversation:1", None, {"type": "typing"}))
        async with asyncio.timeout(5):
            while (wake := await heard_there.get()).seq is not None:
                pass
        assert wake == Wake("conversation:1", None, {"type": "typing"})
        assert heard_here[0].entry == "stored"
        assert heard_here[-1].entry == {"type": "typing"}
    finally:
        await here.stop()
        await there.stop()
