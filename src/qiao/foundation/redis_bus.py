"""The bus of a deployment with several processes: wakes travel over Redis (or Valkey), the truth stays in the database.

A wake that is lost costs a moment: the next one shows the gap, and whoever reconnects resumes from the database.
"""

import asyncio
import contextlib
import random
from collections.abc import Callable
from typing import Any

import orjson
import structlog

from qiao.foundation.bus import LocalBus, Wake, Watcher
from qiao.foundation.errors import Unavailable
from qiao.foundation.ids import new_id

log = structlog.get_logger(__name__)

_CHANNEL = "qiao:wakes"
_MOST_WAITING = 10_000


class RedisMissing(Unavailable):
    """Several processes need the `redis` extra: install `qiao[redis]`, or unset QIAO_REDIS_URL."""


class RedisBus:
    """Wakes watchers here at once and those of other processes through one Redis channel."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._local = LocalBus()
        self._name = new_id().hex
        self._leaving: asyncio.Queue[bytes] = asyncio.Queue(_MOST_WAITING)
        self._tasks: list[asyncio.Task[None]] = []

    def publish(self, wake: Wake) -> None:
        self._local.publish(wake)
        # An entry that is stored is read from the database elsewhere; only what is not stored travels.
        passing = wake.entry if wake.seq is None else None
        try:
            self._leaving.put_nowait(orjson.dumps([self._name, wake.topic, wake.seq, passing], default=str))
        except asyncio.QueueFull:
            log.warning("a wake for other processes was dropped", topic=wake.topic)

    def watch(self, topic: str, watcher: Watcher) -> Callable[[], None]:
        return self._local.watch(topic, watcher)

    async def start(self) -> None:
        """Raises RedisMissing without the library."""
        try:
            from redis.asyncio import Redis  # noqa: PLC0415  (an optional part)
        except ImportError:
            raise RedisMissing from None
        for work in (self._send, self._listen):
            self._tasks.append(asyncio.create_task(self._keep(work, lambda: Redis.from_url(self._url))))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._tasks.clear()

    async def _keep(self, work: Callable[[Any], Any], connect: Callable[[], Any]) -> None:
        """Do `work` on a connection, and again on a new one when that breaks."""
        while True:
            redis = connect()
            try:
                await work(redis)
            except (OSError, asyncio.IncompleteReadError) as trouble:
                log.warning("the bus to other processes is broken", trouble=type(trouble).__name__)
            except Exception:
                log.warning("the bus to other processes failed", exc_info=True)
            finally:
                with contextlib.suppress(Exception):  # It may be broken; a new one is made anyway.
                    await redis.aclose()
            await asyncio.sleep(random.uniform(0.2, 1.0))  # noqa: S311

    async def _send(self, redis: Any) -> None:  # noqa: ANN401  (redis-py's client)
        while True:
            await redis.publish(_CHANNEL, await self._leaving.get())

    async def _listen(self, redis: Any) -> None:  # noqa: ANN401  (redis-py's client)
        async with redis.pubsub() as subscription:
            await subscription.subscribe(_CHANNEL)
            async for message in subscription.listen():
                if message["type"] == "message":
                    sender, topic, seq, passing = orjson.loads(message["data"])
                    if sender != self._name:
                        self._local.publish(Wake(topic, seq, passing))
