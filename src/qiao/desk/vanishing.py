"""Agents whose browser falls silent: their customers wait at the front, and are theirs again if they are back soon."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.conversations import OwnerKind
from qiao.desk import actions, calling, consults, in_hands, presences, queries
from qiao.desk.assigning import put_in_turn, route
from qiao.desk.model import ItemState, PresenceState
from qiao.desk.moves import announce, back_to_queue
from qiao.desk.parts import LEASE, Desk
from qiao.desk.routing import HasAnInterest, Kind, Reason

_VANISHED = Reason("vanished")


async def sign_off_vanished(session: AsyncSession, desk: Desk, gone: Mapping[UUID, datetime], *, now: datetime) -> None:
    """Customers of agents whose heartbeat stopped go to the front of the queue; `gone` holds their last leases.

    An agent who came back meanwhile has another lease, and keeps what she holds.
    """
    for staff_id, lease in sorted(gone.items()):
        presence = await queries.lock_presence(session, staff_id)
        if presence is None or presence.state == PresenceState.OFFLINE or presence.lease_until != lease:
            continue
        # Writing up has an end of its own, which means nothing to whoever was away meanwhile.
        was = PresenceState.READY if presence.state == PresenceState.WRAP_UP else presence.state
        presence.before = {"state": was, "reason": presence.reason}
        presence.state, presence.since, presence.reason = PresenceState.OFFLINE, now, None
        await session.flush()
        await requeue_all(session, desk, staff_id, now=now)
        await presences.tell_presence(session, desk, staff_id, now=now)
    await route(session, desk, now=now)


async def requeue_all(
    session: AsyncSession,
    desk: Desk,
    staff_id: UUID,
    *,
    now: datetime,
    to: Sequence[UUID] = (),
    why: Reason = _VANISHED,
    actor: str = "house",
) -> int:
    """Everything in this agent's hands waits for another, first of all others, or for these in turn; each customer is
    told. What a vanished one has aside stays hers until its time. How many there were.
    """
    items = await queries.items_of(session, staff_id)
    for place, item in enumerate(items):
        if item.is_aside and why is _VANISHED:
            # Nobody waits for her: it is hers until its time, and where she is not back by then goes to the next.
            continue
        if item.kind == Kind.CONSULT:
            await consults.put_to_the_next(session, desk, item.id, now=now)
            continue
        if to:
            item.preferred = to[place % len(to)]
        if item.state == ItemState.ASSIGNED:
            if item.kind != Kind.CALL_BACK:
                item.lost_by = staff_id if why is _VANISHED else None
                await conversations.hand_over(
                    session,
                    item.conversation_id,
                    to=OwnerKind.NOBODY,
                    actor=actor,
                    reason="agent_gone",
                    now=now,
                    lane=item.lane,
                )
                await announce(session, desk, item.conversation_id, "queue_next", now=now)
            await access.release_contact(session, item.contact_id, now=now)
            item.queued_at = now
            put_in_turn(desk, item, returned=True)
        await back_to_queue(session, item, why, now=now)
        if item.kind == Kind.CALL_BACK:
            await calling.keep(session, desk, item.contact_id, now=now)
    return len(items)


async def hear(session: AsyncSession, desk: Desk, heard: Iterable[UUID], *, now: datetime) -> None:
    """These agents' browsers were heard of: their presence holds for another lease, and who had vanished is back."""
    staff_ids = sorted(heard)
    await presences.beat(session, staff_ids, now=now)
    since = now - desk.floor.back_within
    for staff_id in await queries.vanished(session, staff_ids, since=since):
        await _come_back(session, desk, staff_id, now=now)


async def _come_back(session: AsyncSession, desk: Desk, staff_id: UUID, *, now: datetime) -> None:
    """She is what she was before she fell silent, and has in hand what nobody took meanwhile."""
    presence = await queries.lock_presence(session, staff_id)
    if presence is None or presence.state != PresenceState.OFFLINE or presence.before is None:
        return
    by = await access.find_staff(session, staff_id)
    # Before she is offered anything else, which would fill her hands.
    for waiting in await queries.lost_by(session, staff_id):
        item = await queries.lock_waiting(session, waiting.id, version=waiting.version)
        if item is not None:
            try:
                await actions.put_into_hands(session, desk, item, by, reason=actions.BACK, now=now)
            except (in_hands.OffShift, actions.AtCapacity, HasAnInterest):
                # It stays at the front of the queue, where anybody may take it.
                break
    before, presence.before = presence.before, None
    presence.state, presence.reason = before["state"], before["reason"]
    presence.since, presence.lease_until = now, now + LEASE
    await session.flush()
    await presences.tell_presence(session, desk, staff_id, now=now)
    await route(session, desk, now=now)
