"""Whether an agent takes work: said by herself, for a while after a conversation, and held by her heartbeat."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.desk import consults, profiles, queries
from qiao.desk.announcing import tell_floor
from qiao.desk.assigning import route
from qiao.desk.model import ItemState, PresenceRow, PresenceState
from qiao.desk.moves import back_to_queue
from qiao.desk.parts import LEASE, WRAP_UP_JOB, Desk, presence_topic
from qiao.desk.routing import Kind, Reason
from qiao.foundation import jobs
from qiao.foundation.bus import Wake
from qiao.foundation.database import after_commit
from qiao.foundation.errors import Invalid


class BreakUnknown(Invalid):
    """A break has one of the reasons that the pack names, and nothing else has one."""


async def set_presence(
    session: AsyncSession,
    desk: Desk,
    staff_id: UUID,
    state: PresenceState,
    *,
    now: datetime,
    reason: str | None = None,
) -> None:
    """Say whether one takes work. Who does not hands back what is offered; conversations in hand stay in hand.

    `reason` is why she is away, for a break alone. Raises BreakUnknown.
    """
    if reason is not None and (state is not PresenceState.BREAK or reason not in desk.floor.breaks):
        raise BreakUnknown(reason=reason)
    row = await queries.lock_presence(session, staff_id)
    if row is None:
        session.add(PresenceRow(staff_id=staff_id, state=state, reason=reason, since=now, lease_until=now + LEASE))
    else:
        if (row.state, row.reason) != (state, reason) or row.lease_until <= now:
            row.since = now
        row.state, row.reason, row.before, row.lease_until = state, reason, None, now + LEASE
    await session.flush()
    if state is not PresenceState.READY:
        for item in await queries.items_of(session, staff_id):
            if item.state == ItemState.RESERVED and item.kind == Kind.CONSULT:
                await consults.put_to_the_next(session, desk, item.id, now=now)
            elif item.state == ItemState.RESERVED:
                await back_to_queue(session, item, Reason("away"), now=now)
    await tell_presence(session, desk, staff_id, now=now)
    await route(session, desk, now=now)


async def presence_of(session: AsyncSession, desk: Desk, staff_id: UUID, *, now: datetime) -> queries.Presence:
    """How an agent's presence stands, with what she holds of what she can hold."""
    hers = await profiles.profile(session, desk, staff_id)
    return await queries.presence(session, staff_id, capacity=hers.capacity, now=now)


async def beat(session: AsyncSession, staff_ids: Collection[UUID], *, now: datetime) -> None:
    """The heartbeats of agents' browsers: their presence holds for another lease."""
    await session.execute(
        update(PresenceRow)
        .where(PresenceRow.staff_id.in_(staff_ids), PresenceRow.state != PresenceState.OFFLINE)
        .values(lease_until=now + LEASE)
        .execution_options(synchronize_session=False)
    )


async def begin_wrap_up(session: AsyncSession, desk: Desk, staff_id: UUID, *, now: datetime) -> None:
    """She has ended something: for a moment she is offered nothing, where she was ready and the pack says so."""
    row = await queries.lock_presence(session, staff_id)
    lasts_s = desk.floor.wrap_up_s
    if row is None or row.state != PresenceState.READY or lasts_s == 0:
        return
    row.state, row.since = PresenceState.WRAP_UP, now
    await session.flush()
    key = f"{staff_id.hex}:{now.isoformat()}"
    await jobs.ensure(
        session,
        kind=WRAP_UP_JOB,
        key=key,
        lane=f"{WRAP_UP_JOB}:{key}",
        due_at=now + timedelta(seconds=lasts_s),
        payload={"staff": str(staff_id), "since": now.isoformat()},
    )
    await tell_presence(session, desk, staff_id, now=now)


async def end_wrap_up(session: AsyncSession, desk: Desk, staff_id: UUID, since: datetime, *, now: datetime) -> None:
    """Its time is over: she is ready again, unless she has said something else meanwhile."""
    row = await queries.lock_presence(session, staff_id)
    if row is None or row.state != PresenceState.WRAP_UP or row.since != since:
        return
    row.state, row.since = PresenceState.READY, now
    await session.flush()
    await tell_presence(session, desk, staff_id, now=now)
    await route(session, desk, now=now)


async def tell_presence(session: AsyncSession, desk: Desk, staff_id: UUID, *, now: datetime) -> None:
    """Show the agent, on every desk she has open, how her presence stands now, and her leader as well."""
    outlet: Any = session.info.get("outlet")
    if outlet is None:
        return
    tell_floor(session)
    presence = await presence_of(session, desk, staff_id, now=now)
    after_commit(session, lambda: outlet.bus.publish(Wake(presence_topic(staff_id), None, presence.wire())))
