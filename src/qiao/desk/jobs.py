"""Background work of the desk: queueing what waits for a person, offers that run out, agents who vanish."""

import asyncio
import contextlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations
from qiao.bot import Forecast
from qiao.conversations import OwnerKind
from qiao.desk import actions, calling, queries
from qiao.desk.assigning import route
from qiao.desk.parts import LEASE, Desk
from qiao.desk.routing import Kind
from qiao.desk.rules import Heartbeats, next_opening
from qiao.foundation import events, jobs, telemetry
from qiao.foundation.bus import Bus, Wake
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.policy import Lane

log = structlog.get_logger(__name__)

_SWEEP_EVERY_S = 3.0


def event_handler(desk: Desk, clock: Clock) -> jobs.Handler:
    """The subscriber of owner changes, closings, continued conversations and messages masked later."""

    async def hear(job: jobs.Job) -> None:
        async with job.transaction() as session:
            known = job.at_hand
            event = known if isinstance(known, events.Event) else await _read(session, job)
            await _hear(session, desk, event, now=clock.now())

    return hear


async def _read(session: AsyncSession, job: jobs.Job) -> events.Event:
    return await events.read_event(session, UUID(job.payload["event"]))


async def _hear(session: AsyncSession, desk: Desk, event: events.Event, *, now: datetime) -> None:
    match event.type:
        case conversations.OWNER_CHANGED if event.payload["to"] == OwnerKind.NOBODY:
            await actions.enqueue(session, desk, event, now=now)
        case conversations.OWNER_CHANGED if event.payload["to"] == OwnerKind.BOT and event.contact_id is not None:
            await actions.finish_item_of(session, desk, event.contact_id, now=now)
        case conversations.CONTACT_CLOSED if event.contact_id is not None:
            await actions.finish_item_of(session, desk, event.contact_id, now=now)
        case conversations.MESSAGE_REVISED if event.contact_id is not None:
            await actions.quote_again(session, event.contact_id)
        case conversations.CONVERSATION_CONTINUED if event.conversation_id and event.customer_id:
            contact_id = UUID(event.payload["contact"])
            await actions.move_item(session, desk, contact_id, event.conversation_id, event.customer_id, now=now)
        case _:
            pass


def offer_handler(desk: Desk, clock: Clock) -> jobs.Handler:
    """An offer's time is over."""

    async def run_out(job: jobs.Job) -> None:
        async with job.transaction() as session:
            await actions.take_back_offers(session, desk, now=clock.now())

    return run_out


def call_handler(desk: Desk, clock: Clock) -> jobs.Handler:
    """A promised call has to be looked at: its time has come, is nearly over, or is over."""

    async def look(job: jobs.Job) -> None:
        async with job.transaction() as session:
            await calling.keep(session, desk, UUID(job.payload["call"]), now=clock.now())

    return look


class Sweeper:
    """Looks every few seconds for agents whose browser went silent, and tells those who wait their place."""

    def __init__(self, desk: Desk, database: Database, clock: Clock, bus: Bus) -> None:
        self._desk = desk
        self._database = database
        self._clock = clock
        self._bus = bus
        self._told: dict[UUID, int] = {}
        self._heartbeats = Heartbeats(LEASE.total_seconds(), look_s=2 * _SWEEP_EVERY_S)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_EVERY_S)
            try:
                await self.sweep()
            except Exception:
                log.warning("the desk could not be swept", exc_info=True)

    async def sweep(self) -> None:
        """One look at the leases and the queue."""
        now = self._clock.now()
        async with self._database.reading() as session:
            leases = await queries.leases(session)
            somebody_waits = await self.tell_places(session, now=now)
        gone = self._heartbeats.silent(leases, now_s=self._clock.monotonic())
        if gone:
            async with self._database.transaction() as session:
                await actions.sign_off_vanished(session, self._desk, gone, now=now)
        elif somebody_waits:
            # By now less skill may be asked for, or who was waited for is waited for no more.
            async with self._database.transaction() as session:
                await route(session, self._desk, now=now)

    async def tell_places(self, session: AsyncSession, *, now: datetime) -> bool:
        """Send each waiting customer her place where it changed since she was last told; whether anybody waits."""
        waiting = await queries.waiting(session)
        telemetry.waiting_items.set(len(waiting))
        told, self._told = self._told, {}
        people = [item for item in waiting if item.kind == Kind.CONVERSATION]
        for place, item in enumerate(people, 1):
            self._told[item.conversation_id] = place
            if told.get(item.conversation_id) != place:
                queue = await queue_place(session, self._desk, item.conversation_id, now=now)
                if queue is not None:
                    frame = {"type": "queue", **queue, "place": place}
                    self._bus.publish(Wake(conversations.topic(item.conversation_id), None, frame))
        return bool(waiting)


class QueueForecast:
    """Fulfils `bot.ports.HumanDesk` from the queue as it stands."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def forecast(self, session: AsyncSession, *, lane: str, now: datetime) -> Forecast:
        hours = self._desk.pack.manifest.human_hours
        is_open, opens_at = next_opening(now, hours.from_, hours.to)
        ready = await queries.ready_agents(session, now=now)
        band, turn = self._desk.routing.lanes[Lane(lane)].turn(now.timestamp(), returned=False)
        ahead = await queries.ahead_of(session, band, datetime.fromtimestamp(turn, UTC))
        return Forecast(
            open=is_open or bool(ready),
            ahead=ahead,
            wait_s=await queries.recent_wait_s(session, now=now),
            opens_at=None if is_open else opens_at,
        )


async def queue_place(
    session: AsyncSession, desk: Desk, conversation_id: UUID, *, now: datetime
) -> dict[str, Any] | None:
    """The protocol's `Queue`: where a waiting customer stands; None when she does not wait."""
    item = await queries.queue_item(session, conversation_id)
    if item is None:
        return None
    hours = desk.pack.manifest.human_hours
    is_open, opens_at = next_opening(now, hours.from_, hours.to)
    on_duty = is_open or bool(await queries.ready_agents(session, now=now))
    ahead = await queries.ahead_of(session, item.turn_band, item.turn_at or item.waiting_since)
    return {
        "place": ahead + 1,
        "wait_s": await queries.recent_wait_s(session, now=now),
        "open": on_duty,
        "opens_at": None if on_duty else opens_at.isoformat(),
    }
