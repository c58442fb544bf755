"""Background work of the desk: queueing what waits for a person, offers that run out, agents who vanish."""

import asyncio
import contextlib
import math
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import bot, conversations, requests
from qiao.conversations import OwnerKind
from qiao.desk import (
    actions,
    alerts,
    asides,
    calling,
    onlookers,
    own_snippets,
    participants,
    places,
    presences,
    queries,
    risks,
    vanishing,
)
from qiao.desk import events as happened
from qiao.desk.aside_rules import Until
from qiao.desk.assigning import route
from qiao.desk.open_desks import OpenDesks
from qiao.desk.parts import LEASE, Desk, dealings_topic
from qiao.desk.routing import Kind
from qiao.desk.rules import Heartbeats
from qiao.foundation import events, jobs, telemetry
from qiao.foundation.bus import Bus, Wake
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database, after_commit

log = structlog.get_logger(__name__)

_SWEEP_EVERY_S = 3.0


def event_handler(desk: Desk, clock: Clock, *, complaints: Collection[str] = ()) -> jobs.Handler:
    """The subscriber of owner changes, closings, continued conversations, messages masked later and requests, and of
    `complaints`: the events by which one began or ended.
    """

    async def hear(job: jobs.Job) -> None:
        async with job.transaction() as session:
            known = job.at_hand
            event = known if isinstance(known, events.Event) else await _read(session, job)
            if event.type in complaints:
                await _complained(session, desk, event, now=clock.now())
            await _hear(session, desk, event, now=clock.now())

    return hear


async def _read(session: AsyncSession, job: jobs.Job) -> events.Event:
    return await events.read_event(session, UUID(job.payload["event"]))


async def _hear(session: AsyncSession, desk: Desk, event: events.Event, *, now: datetime) -> None:
    match event.type:
        case conversations.OWNER_CHANGED if event.payload["to"] == OwnerKind.NOBODY:
            await actions.enqueue(session, desk, event, now=now)
        case conversations.OWNER_CHANGED if event.payload["to"] == OwnerKind.BOT and event.contact_id is not None:
            await _went_to_the_robot(session, desk, event.payload["reason"], event.contact_id, now=now)
        case happened.CALL_BACK_BOOKED if event.contact_id is not None:
            await places.rather_call(session, desk, event, now=now)
        case conversations.CONTACT_CLOSED if event.contact_id is not None:
            await actions.finish_item_of(session, desk, event.contact_id, now=now)
        case conversations.MESSAGE_REVISED if event.contact_id is not None:
            await actions.quote_again(session, event.contact_id)
        case conversations.CONVERSATION_CONTINUED if event.conversation_id and event.customer_id:
            contact_id = UUID(event.payload["contact"])
            await actions.move_item(session, desk, contact_id, event.conversation_id, event.customer_id, now=now)
        case kind if kind in requests.REQUEST_EVENTS and event.conversation_id is not None:
            item = await queries.live_item_of_conversation(session, event.conversation_id)
            if item is not None and item.is_aside and (item := await queries.lock_item(session, item.id)) is not None:
                await asides.event_came(session, desk, item, Until.REQUEST, at=event.occurred_at, now=now)
        case _:
            pass


async def _complained(session: AsyncSession, desk: Desk, event: events.Event, *, now: datetime) -> None:
    """What is foreseen in her conversation counts it from now on."""
    place = await conversations.conversation_of(session, event.customer_id) if event.customer_id else None
    item = await queries.live_item_of_conversation(session, place) if place is not None else None
    if item is not None:
        await risks.look(session, desk, item, now=now)


async def _went_to_the_robot(
    session: AsyncSession, desk: Desk, reason: str, contact_id: UUID, *, now: datetime
) -> None:
    match reason:
        case bot.MEANWHILE:
            # It only helps while she waits: her place is hers.
            return
        case bot.LEFT:
            await places.leave(session, desk, contact_id, now=now)
        case _:
            await actions.finish_item_of(session, desk, contact_id, now=now)


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


def aside_handler(desk: Desk, clock: Clock) -> jobs.Handler:
    """What was put aside has to be looked at: it is back, its promise is nearly over, or is over."""

    async def look(job: jobs.Job) -> None:
        async with job.transaction() as session:
            await asides.keep(session, desk, UUID(job.payload["aside"]), now=clock.now())

    return look


def account_handler() -> jobs.Handler:
    """Somebody's account has ended."""

    async def forget(job: jobs.Job) -> None:
        async with job.transaction() as session:
            await own_snippets.forget(session, UUID(job.payload["staff"]))

    return forget


def dealings_handler(bus: Bus) -> jobs.Handler:
    """Something is new of a customer: whoever has her conversation on the screen reads it anew."""

    async def tell(job: jobs.Job) -> None:
        async with job.transaction() as session:
            known = job.at_hand
            event = known if isinstance(known, events.Event) else await _read(session, job)
            if event.customer_id is None:
                return
            place = await conversations.conversation_of(session, event.customer_id)
            if place is not None:
                wake = Wake(dealings_topic(place), None, {"type": "dealings"})
                after_commit(session, lambda: bus.publish(wake))

    return tell


def wrap_up_handler(desk: Desk, clock: Clock) -> jobs.Handler:
    """The time to write up what has ended is over."""

    async def end(job: jobs.Job) -> None:
        staff_id, since = UUID(job.payload["staff"]), datetime.fromisoformat(job.payload["since"])
        async with job.transaction() as session:
            await presences.end_wrap_up(session, desk, staff_id, since, now=clock.now())

    return end


class Sweeper:
    """Looks every few seconds for agents whose browser went silent, and tells those who wait their place."""

    def __init__(self, desk: Desk, desks: OpenDesks, database: Database, clock: Clock, bus: Bus) -> None:
        self._desk = desk
        self._desks = desks
        self._database = database
        self._clock = clock
        self._bus = bus
        self._told: dict[UUID, dict[str, Any]] = {}
        self._heartbeats = Heartbeats(LEASE.total_seconds(), look_s=2 * _SWEEP_EVERY_S)
        self._joined = Heartbeats(LEASE.total_seconds(), look_s=2 * _SWEEP_EVERY_S)
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
        heard = self._desks.heard()
        if heard:
            async with self._database.transaction() as session:
                await vanishing.hear(session, self._desk, {*heard.values()}, now=now)
                await onlookers.hold(session, list(heard), now=now)
            # On its own: whoever closes a conversation has locked who joined it before she asks for a presence.
            async with self._database.transaction() as session:
                await participants.hold(session, {*heard.values()}, now=now)
        async with self._database.reading() as session:
            leases, joined = await queries.leases(session), await participants.leases(session)
            somebody_waits = await self.tell_places(session, now=now)
        gone = self._heartbeats.silent(leases, now_s=self._clock.monotonic())
        for participant_id, lease in self._joined.silent(joined, now_s=self._clock.monotonic()).items():
            async with self._database.transaction() as session:
                await participants.lose(session, self._desk, participant_id, lease, now=now)
        if gone:
            async with self._database.transaction() as session:
                await vanishing.sign_off_vanished(session, self._desk, gone, now=now)
        elif somebody_waits:
            # By now less skill may be asked for, or who was waited for is waited for no more.
            async with self._database.transaction() as session:
                await alerts.look_at_waits(session, self._desk, await queries.waiting(session), now=now)
                await route(session, self._desk, now=now)

    async def tell_places(self, session: AsyncSession, *, now: datetime) -> bool:
        """Send each waiting customer her place and forecast where they changed since she was last told.

        Says whether anybody waits.
        """
        rows = await queries.waiting(session)
        telemetry.waiting_items.set(len(rows))
        told, self._told = self._told, {}
        people = [item for item in rows if item.kind == Kind.CONVERSATION]
        standing = await places.duty(session, self._desk, now=now) if people else None
        for ahead, item in enumerate(people):
            assert standing is not None
            queue = places.queue_wire(self._desk, item, standing, ahead)
            shown = {**queue, "wait_s": _in_minutes(queue["wait_s"]), "wait_from_s": _in_minutes(queue["wait_from_s"])}
            self._told[item.id] = shown
            if told.get(item.id) != shown:
                self._bus.publish(Wake(conversations.topic(item.conversation_id), None, {"type": "queue", **queue}))
        return bool(rows)


def _in_minutes(seconds: float | None) -> int | None:
    """As finely as a wait is shown: whoever waits is told what she sees change."""
    return None if seconds is None else math.ceil(seconds / 60)
