"""Telling events to targets: one call at a time to each, all targets side by side."""

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy.exc import NoResultFound

from qiao.delivery import signing
from qiao.delivery.webhooks import actions, queries
from qiao.delivery.webhooks.catalogue import Catalogue, body_of
from qiao.delivery.webhooks.queries import Ready
from qiao.foundation import events, jobs
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.foundation.errors import QiaoError
from qiao.foundation.keys import KeyDestroyed, KeyRing
from qiao.foundation.outbound import AddressRefused, Allowed, AnswerTooLarge, Outbound, OutsideAway

log = structlog.get_logger(__name__)

TARGET_JOB = actions.TARGET_JOB
ROOM = "webhooks"
"""The name under which the room hears of events."""
AT_MOST = 32
"""Targets called at a time in one process, each in a thread of its own."""
_DEADLINE_S = 5.0


@dataclass(frozen=True, slots=True)
class _Told:
    status: int | None = None
    trouble: str | None = None


class Caller:
    """Calls targets. Its threads are its own: a target that hangs keeps none that the rest of the house needs."""

    def __init__(
        self, allowed: Allowed, catalogue: Catalogue, clock: Clock, *, deadline_s: float = _DEADLINE_S
    ) -> None:
        self._threads = ThreadPoolExecutor(AT_MOST, thread_name_prefix="webhook")
        self._outbound = Outbound(allowed=allowed, deadline_s=deadline_s, threads=self._threads)
        self._catalogue = catalogue
        self._clock = clock

    def stop(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def call(self, ready: Ready, event: events.Event) -> _Told:
        body = body_of(event, str(ready.id), self._catalogue)
        signed = signing.signed_headers(ready.secret, str(ready.id), body, now_s=self._clock.now().timestamp())
        headers = {"Content-Type": "application/json", "User-Agent": "Qiao-Webhooks/1", **signed}
        try:
            answer = await self._outbound.post(ready.url, body, headers=headers)
        except (AddressRefused, OutsideAway, AnswerTooLarge) as trouble:
            return _Told(trouble=trouble.code)
        return _Told(status=answer.status)


def event_handler(clock: Clock) -> jobs.Handler:
    """Puts an event on its way to every target that hears of it."""

    async def hear(job: jobs.Job) -> None:
        async with job.transaction() as session:
            event_id, event_type = UUID(job.payload["event"]), job.payload["type"]
            await actions.put_on_its_way(session, event_id, event_type, now=clock.now())

    return hear


def target_handler(ring: KeyRing, clock: Clock, database: Database, caller: Caller) -> jobs.Handler:
    """Sends one target what is due, and queues what comes next for it."""

    async def serve(job: jobs.Job) -> None:
        target_id = UUID(job.payload["target"])
        ready, told = None, _Told()
        try:
            async with database.reading() as session:
                ready = await queries.next_ready(session, ring, target_id, now=clock.now())
                event = await events.read_event(session, ready.event_id) if ready is not None else None
            if ready is not None and event is not None:
                told = await caller.call(ready, event)
        except (KeyDestroyed, NoResultFound) as gone:
            told = _Told(trouble=gone.code if isinstance(gone, QiaoError) else "EventGone")
        async with job.transaction() as session:
            now = clock.now()
            if ready is not None:
                jitter = random.uniform(-1.0, 1.0)  # noqa: S311
                await actions.settle(
                    session, ready.id, status=told.status, trouble=told.trouble, jitter=jitter, now=now
                )
            await actions.go_on(session, target_id, now=now)

    return serve


def lost_handler(clock: Clock) -> jobs.Handler:
    """For a target whose every process was lost with it: its queue is looked at again."""

    async def take_over(job: jobs.Job) -> None:
        await asyncio.sleep(0)
        async with job.transaction() as session:
            await actions.go_on(session, UUID(job.payload["target"]), now=clock.now())

    return take_over
