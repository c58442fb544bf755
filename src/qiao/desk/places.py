"""The side of waiting that a customer sees: her place, the wait she has to expect, and what she may choose instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import bot, conversations
from qiao.bot import Forecast, PromisedCall, Waiting, WaitingChoice
from qiao.conversations import OwnerKind
from qiao.desk import call_backs, calling, queries
from qiao.desk.assigning import route, why_wire
from qiao.desk.model import ItemState, WorkItemRow
from qiao.desk.moves import announce, finish
from qiao.desk.parts import Desk
from qiao.desk.routing import Reason
from qiao.desk.rules import Pace, next_opening
from qiao.foundation import events
from qiao.policy import Lane

_LEFT = "left"


@dataclass(frozen=True, slots=True)
class Duty:
    """Whether people are on duty, when they are next, and how fast they take whom."""

    open: bool
    opens_at: datetime | None
    pace: Pace | None

    def wait_s(self, ahead: int) -> tuple[float, float] | None:
        """From and to, in seconds; None where it is not known."""
        return self.pace.wait_s(ahead) if self.open and self.pace is not None else None


async def duty(session: AsyncSession, desk: Desk, *, now: datetime) -> Duty:
    """How the desk stands for whoever waits. Without anybody here there is no pace, whatever it was before."""
    hours = desk.pack.manifest.human_hours
    is_open, opens_at = next_opening(now, hours.from_, hours.to)
    on_duty = is_open or bool(await queries.ready_agents(session, now=now))
    pace = await queries.pace(session, now=now) if await queries.here(session, now=now) else None
    return Duty(on_duty, None if on_duty else opens_at, pace)


def choices(desk: Desk, lane: str) -> frozenset[WaitingChoice]:
    """What somebody in this lane may choose beside waiting."""
    rules, here = desk.routing.waiting, Lane(lane)
    found: set[WaitingChoice] = set()
    if desk.books_calls and here in rules.call:
        found.add("call")
    if here in rules.robot:
        found.add("robot")
    if here in rules.leave:
        found.add("leave")
    return frozenset(found)


def queue_wire(desk: Desk, item: WorkItemRow, standing: Duty, ahead: int) -> dict[str, Any]:
    """The protocol's `Queue` of one who waits."""
    wait = standing.wait_s(ahead)
    return {
        "place": ahead + 1,
        "wait_s": wait[1] if wait else None,
        "wait_from_s": wait[0] if wait else None,
        "open": standing.open,
        "opens_at": standing.opens_at.isoformat() if standing.opens_at else None,
        "choices": sorted(choices(desk, item.lane)),
    }


async def queue_place(
    session: AsyncSession, desk: Desk, conversation_id: UUID, *, now: datetime
) -> dict[str, Any] | None:
    """The protocol's `Queue`: where a waiting customer stands; None when she does not wait."""
    item = await queries.queue_item(session, conversation_id)
    if item is None:
        return None
    ahead = await queries.ahead_of(session, item.turn_band, item.turn_at or item.waiting_since)
    return queue_wire(desk, item, await duty(session, desk, now=now), ahead)


async def leave(session: AsyncSession, desk: Desk, contact_id: UUID, *, now: datetime) -> None:
    """She waits no more. Whoever has her in hand by now keeps her."""
    item = await queries.live_item_of_contact(session, contact_id)
    if item is None or item.state == ItemState.ASSIGNED:
        return
    item.why, item.agent_id = why_wire(Reason(_LEFT)), None
    await finish(session, item, now=now)
    await route(session, desk, now=now)


async def rather_call(session: AsyncSession, desk: Desk, event: events.Event, *, now: datetime) -> None:
    """A call was promised to somebody who waits in the queue: she waits no more, and is told how to come back."""
    assert event.conversation_id is not None
    assert event.contact_id is not None
    item = await queries.queue_item(session, event.conversation_id)
    state = await conversations.state(session, event.conversation_id)
    if item is None or state.owner.kind is OwnerKind.AGENT or state.contact is None:
        return
    await conversations.hand_over(
        session, event.conversation_id, to=OwnerKind.BOT, actor=event.actor, reason=bot.LEFT, now=now
    )
    await leave(session, desk, event.contact_id, now=now)
    await announce(
        session,
        desk,
        event.conversation_id,
        "queue_left_for_call",
        choices={bot.STAY: "button_stay"},
        minutes=str(desk.routing.waiting.keep_place_min),
        now=now,
    )


async def left_lately(session: AsyncSession, desk: Desk, conversation_id: UUID, *, now: datetime) -> WorkItemRow | None:
    """The place she gave up so shortly ago that it is still hers."""
    since = now - timedelta(minutes=desk.routing.waiting.keep_place_min)
    last = await queries.last_done(session, conversation_id, since=since)
    return last if last is not None and last.why is not None and last.why["code"] == _LEFT else None


class CustomersDesk:
    """Fulfils `bot.HumanDesk` from the queue and the promised calls as they stand."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def forecast(self, session: AsyncSession, conversation_id: UUID, *, lane: str, now: datetime) -> Forecast:
        """By the place she has, or had shortly ago; else as a newcomer."""
        item = await queries.queue_item(session, conversation_id)
        item = item or await left_lately(session, self._desk, conversation_id, now=now)
        since = item.waiting_since if item is not None else now
        served_as = self._desk.routing.lanes[Lane(lane)]
        band, turn = served_as.turn(since.timestamp(), returned=False)
        ahead = await queries.ahead_of(session, band, datetime.fromtimestamp(turn, UTC))
        standing = await duty(session, self._desk, now=now)
        return Forecast(standing.open, ahead, standing.wait_s(ahead), standing.opens_at)

    async def waiting(self, session: AsyncSession, conversation_id: UUID) -> Waiting | None:
        item = await queries.queue_item(session, conversation_id)
        if item is None:
            return None
        return Waiting(item.lane, choices(self._desk, item.lane), self._desk.routing.waiting.keep_place_min)

    async def calls(self, session: AsyncSession, customer_id: UUID) -> Sequence[PromisedCall]:
        rows = await queries.calls_of(session, customer_id)
        return [PromisedCall(row.id, row.booked_as, row.starts_at, row.ends_at) for row in rows]

    async def cancel_call(self, session: AsyncSession, customer_id: UUID, call_id: UUID, *, now: datetime) -> None:
        actor = f"customer:{customer_id}"
        await calling.cancel(session, self._desk, customer_id, call_id, actor=actor, now=now)

    def call_windows(self, now: datetime) -> Sequence[tuple[datetime, datetime]]:
        return call_backs.windows(now)

    async def move_call(
        self, session: AsyncSession, customer_id: UUID, call_id: UUID, starts_at: datetime, *, now: datetime
    ) -> None:
        actor = f"customer:{customer_id}"
        await calling.move(session, self._desk, customer_id, call_id, starts_at, actor=actor, now=now)
