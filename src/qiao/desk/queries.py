"""Every SELECT of the desk."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations, customers
from qiao.desk.model import (
    AlertKind,
    AlertRow,
    AsideRow,
    Attempt,
    CallAttemptRow,
    CallBackRow,
    CallBackState,
    ItemState,
    PresenceRow,
    PresenceState,
    WorkItemRow,
)
from qiao.desk.routing import Kind
from qiao.desk.rules import Pace
from qiao.policy import Lane

_LIVE = (ItemState.WAITING, ItemState.RESERVED, ItemState.ASSIGNED)
_RECENT = timedelta(minutes=30)
_ENOUGH_TAKEN = 3
_LONG_ENOUGH_S = 60.0
# What an older version queues beside this one has no turn of its own.
_TURN_AT = func.coalesce(WorkItemRow.turn_at, WorkItemRow.waiting_since)


@dataclass(frozen=True, slots=True)
class Presence:
    """An agent's presence, with the units in her hands."""

    state: PresenceState
    since: datetime
    units: int
    capacity: int
    reason: str | None = None

    def wire(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "since": self.since.isoformat(),
            "units": self.units,
            "capacity": self.capacity,
            "reason": self.reason,
        }


async def lock_item(session: AsyncSession, item_id: UUID) -> WorkItemRow | None:
    return await session.scalar(
        select(WorkItemRow).where(WorkItemRow.id == item_id).with_for_update().execution_options(populate_existing=True)
    )


async def live_item_of_contact(session: AsyncSession, contact_id: UUID) -> WorkItemRow | None:
    return await session.scalar(
        select(WorkItemRow)
        .where(
            WorkItemRow.contact_id == contact_id, WorkItemRow.kind == Kind.CONVERSATION, WorkItemRow.state.in_(_LIVE)
        )
        .with_for_update()
    )


async def live_call_item(session: AsyncSession, call_id: UUID) -> WorkItemRow | None:
    """The work that a promised call is at this moment, locked."""
    return await session.scalar(
        select(WorkItemRow)
        .where(WorkItemRow.contact_id == call_id, WorkItemRow.kind == Kind.CALL_BACK, WorkItemRow.state.in_(_LIVE))
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def lock_call(session: AsyncSession, call_id: UUID) -> CallBackRow | None:
    return await session.get(CallBackRow, call_id, with_for_update=True, populate_existing=True)


async def call_of(session: AsyncSession, item: WorkItemRow) -> CallBackRow:
    """The promised call behind an item of that kind."""
    return await session.get_one(CallBackRow, item.contact_id)


async def calls_by_id(session: AsyncSession, call_ids: Iterable[UUID]) -> dict[UUID, CallBackRow]:
    rows = await session.scalars(select(CallBackRow).where(CallBackRow.id.in_(list(call_ids))))
    return {row.id: row for row in rows}


async def calls_made_in(session: AsyncSession, contact_id: UUID) -> Sequence[CallBackRow]:
    """The calls that were promised in this contact and are still to be made, locked."""
    booked = (CallBackRow.contact_id == contact_id, CallBackRow.state == CallBackState.BOOKED)
    return list(await session.scalars(select(CallBackRow).where(*booked).order_by(CallBackRow.id).with_for_update()))


async def calls_of(session: AsyncSession, customer_id: UUID) -> Sequence[CallBackRow]:
    """The calls that a customer is promised, the next first."""
    booked = (CallBackRow.customer_id == customer_id, CallBackRow.state == CallBackState.BOOKED)
    return list(await session.scalars(select(CallBackRow).where(*booked).order_by(CallBackRow.starts_at)))


async def calls_between(session: AsyncSession, since: datetime, until: datetime) -> Sequence[CallBackRow]:
    """The calls whose windows begin then, in their order."""
    begins = (CallBackRow.starts_at >= since, CallBackRow.starts_at < until)
    query = select(CallBackRow).where(*begins).order_by(CallBackRow.starts_at, CallBackRow.id).limit(500)
    return list(await session.scalars(query))


async def attempts(session: AsyncSession, call_id: UUID) -> Sequence[CallAttemptRow]:
    query = select(CallAttemptRow).where(CallAttemptRow.call_id == call_id)
    return list(await session.scalars(query.order_by(CallAttemptRow.at, CallAttemptRow.id)))


async def was_reached(session: AsyncSession, item_id: UUID) -> bool:
    """Whether somebody answered while this item was in hand."""
    reached = (CallAttemptRow.item_id == item_id, CallAttemptRow.outcome == Attempt.REACHED)
    return bool(await session.scalar(select(func.count()).select_from(CallAttemptRow).where(*reached)))


async def live_item_of_conversation(session: AsyncSession, conversation_id: UUID) -> WorkItemRow | None:
    return await session.scalar(
        select(WorkItemRow).where(
            WorkItemRow.conversation_id == conversation_id,
            WorkItemRow.kind == Kind.CONVERSATION,
            WorkItemRow.state.in_(_LIVE),
        )
    )


async def waiting(session: AsyncSession, *, limit: int | None = 200) -> Sequence[WorkItemRow]:
    """The queue in order of service."""
    query = (
        select(WorkItemRow)
        .where(WorkItemRow.state == ItemState.WAITING)
        .order_by(WorkItemRow.turn_band, _TURN_AT, WorkItemRow.id)
        .limit(limit)
    )
    return list(await session.scalars(query))


@dataclass(frozen=True, slots=True)
class LaneWaits:
    """How many wait in a lane, and since when the one who has waited longest."""

    count: int
    since: datetime


async def waits_by_lane(session: AsyncSession) -> dict[Lane, LaneWaits]:
    """The conversations that wait for a person now; a lane in which nobody waits is left out."""
    rows = await session.execute(
        select(WorkItemRow.lane, func.count(), func.min(WorkItemRow.waiting_since))
        .where(WorkItemRow.state == ItemState.WAITING, WorkItemRow.kind == Kind.CONVERSATION)
        .group_by(WorkItemRow.lane)
    )
    return {Lane(lane): LaneWaits(count, since) for lane, count, since in rows}


async def waiting_for_teams(session: AsyncSession) -> dict[UUID, int]:
    """How much waits that was handed on to each team."""
    rows = await session.execute(
        select(WorkItemRow.team_id, func.count())
        .where(WorkItemRow.state == ItemState.WAITING, WorkItemRow.team_id.is_not(None))
        .group_by(WorkItemRow.team_id)
    )
    return {team_id: count for team_id, count in rows if team_id is not None}


async def lock_waiting(session: AsyncSession, item_id: UUID, *, version: int) -> WorkItemRow | None:
    """The item while it still waits as it did in that version; None when somebody has it, or is about to."""
    return await session.scalar(
        select(WorkItemRow)
        .where(WorkItemRow.id == item_id, WorkItemRow.state == ItemState.WAITING, WorkItemRow.version == version)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


async def in_hands(session: AsyncSession, agent_ids: Iterable[UUID]) -> Sequence[WorkItemRow]:
    """What is offered to these agents or in their hands."""
    query = select(WorkItemRow).where(
        WorkItemRow.agent_id.in_(list(agent_ids)), WorkItemRow.state.in_((ItemState.RESERVED, ItemState.ASSIGNED))
    )
    return list(await session.scalars(query))


async def last_ended(session: AsyncSession, agent_ids: Iterable[UUID], *, since: datetime) -> dict[UUID, datetime]:
    """When each of these agents last ended something."""
    rows = await session.execute(
        select(WorkItemRow.agent_id, func.max(WorkItemRow.done_at))
        .where(
            WorkItemRow.agent_id.in_(list(agent_ids)),
            WorkItemRow.state == ItemState.DONE,
            WorkItemRow.done_at >= since,
        )
        .group_by(WorkItemRow.agent_id)
    )
    return {agent_id: ended for agent_id, ended in rows if agent_id is not None and ended is not None}


async def last_agent(session: AsyncSession, conversation_id: UUID, *, since: datetime) -> UUID | None:
    """Who served this conversation last."""
    return await session.scalar(
        select(WorkItemRow.agent_id)
        .where(
            WorkItemRow.conversation_id == conversation_id,
            WorkItemRow.kind != Kind.CONSULT,
            WorkItemRow.state == ItemState.DONE,
            WorkItemRow.agent_id.is_not(None),
            WorkItemRow.done_at >= since,
        )
        .order_by(WorkItemRow.done_at.desc())
        .limit(1)
    )


async def last_done(session: AsyncSession, conversation_id: UUID, *, since: datetime) -> WorkItemRow | None:
    """The last time this conversation was through with the queue, where that was not before `since`."""
    return await session.scalar(
        select(WorkItemRow)
        .where(
            WorkItemRow.conversation_id == conversation_id,
            WorkItemRow.kind == Kind.CONVERSATION,
            WorkItemRow.state == ItemState.DONE,
            WorkItemRow.done_at >= since,
        )
        .order_by(WorkItemRow.done_at.desc())
        .limit(1)
    )


async def items_of(session: AsyncSession, agent_id: UUID) -> Sequence[WorkItemRow]:
    """What is offered to an agent or in her hands."""
    return list(
        await session.scalars(
            select(WorkItemRow)
            .where(
                WorkItemRow.agent_id == agent_id,
                WorkItemRow.state.in_((ItemState.RESERVED, ItemState.ASSIGNED)),
            )
            .order_by(WorkItemRow.waiting_since, WorkItemRow.id)
        )
    )


async def items_of_contact(session: AsyncSession, contact_id: UUID) -> Sequence[WorkItemRow]:
    """Every time this contact was in somebody's hands, or waits to be; what colleagues were asked left out."""
    query = select(WorkItemRow).where(WorkItemRow.contact_id == contact_id, WorkItemRow.kind != Kind.CONSULT)
    return list(await session.scalars(query))


async def served_by(session: AsyncSession, conversation_id: UUID) -> list[UUID]:
    """The members of staff who have served this conversation."""
    return await _served(session, WorkItemRow.conversation_id == conversation_id)


async def served_customer(session: AsyncSession, records: Collection[UUID]) -> list[UUID]:
    """The members of staff who have served a customer, under any of these records of hers."""
    return await _served(session, WorkItemRow.customer_id.in_(records))


async def _served(session: AsyncSession, whom: ColumnElement[bool]) -> list[UUID]:
    query = select(WorkItemRow.agent_id).where(
        whom,
        WorkItemRow.kind != Kind.CONSULT,
        WorkItemRow.agent_id.is_not(None),
        WorkItemRow.state.in_((ItemState.ASSIGNED, ItemState.DONE)),
    )
    return sorted({one for one in await session.scalars(query) if one is not None})


async def closed_since(session: AsyncSession, agent_id: UUID, since: datetime) -> int:
    found = await session.scalar(
        select(func.count()).where(
            WorkItemRow.agent_id == agent_id,
            WorkItemRow.kind != Kind.CONSULT,
            WorkItemRow.state == ItemState.DONE,
            WorkItemRow.done_at >= since,
        )
    )
    return found or 0


async def presence(session: AsyncSession, staff_id: UUID, *, capacity: int, now: datetime) -> Presence:
    row = await session.get(PresenceRow, staff_id)
    # A call fills the hands of anybody: it weighs more than anybody holds.
    units = {one: min(held, capacity) for one, held in (await units_of(session, [staff_id])).items()}
    if row is None or row.lease_until <= now:
        return Presence(PresenceState.OFFLINE, row.since if row else now, units.get(staff_id, 0), capacity)
    return Presence(PresenceState(row.state), row.since, units.get(staff_id, 0), capacity, row.reason)


async def ready_agents(session: AsyncSession, *, now: datetime, lock: bool = False) -> Sequence[PresenceRow]:
    """Who takes work; locked, nobody else can fill their hands meanwhile."""
    query = (
        select(PresenceRow)
        .where(PresenceRow.state == PresenceState.READY, PresenceRow.lease_until > now)
        .order_by(PresenceRow.staff_id)
    )
    return list(await session.scalars(query.with_for_update() if lock else query))


async def here(session: AsyncSession, *, now: datetime) -> dict[UUID, PresenceState]:
    """Whoever has not signed off and whose browser is heard of."""
    rows = await session.execute(
        select(PresenceRow.staff_id, PresenceRow.state).where(
            PresenceRow.state != PresenceState.OFFLINE, PresenceRow.lease_until > now
        )
    )
    return {row.staff_id: PresenceState(row.state) for row in rows}


async def lock_presence(session: AsyncSession, staff_id: UUID) -> PresenceRow | None:
    return await session.get(PresenceRow, staff_id, with_for_update=True, populate_existing=True)


async def leases(session: AsyncSession) -> dict[UUID, datetime]:
    """The lease of everybody who has not signed off."""
    rows = await session.execute(
        select(PresenceRow.staff_id, PresenceRow.lease_until).where(PresenceRow.state != PresenceState.OFFLINE)
    )
    return {row.staff_id: row.lease_until for row in rows}


async def vanished(session: AsyncSession, staff_ids: Collection[UUID], *, since: datetime) -> Sequence[UUID]:
    """Those of them who fell silent since then and have not said anything else."""
    query = select(PresenceRow.staff_id).where(
        PresenceRow.staff_id.in_(staff_ids),
        PresenceRow.state == PresenceState.OFFLINE,
        PresenceRow.since >= since,
        PresenceRow.before.is_not(None),
    )
    return list(await session.scalars(query))


async def lost_by(session: AsyncSession, staff_id: UUID) -> Sequence[WorkItemRow]:
    """What was in her hands when she fell silent, and still waits."""
    query = (
        select(WorkItemRow)
        .where(WorkItemRow.state == ItemState.WAITING, WorkItemRow.lost_by == staff_id)
        .order_by(WorkItemRow.turn_band, WorkItemRow.turn_at, WorkItemRow.id)
    )
    return list(await session.scalars(query))


async def units_of(session: AsyncSession, agent_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Units in the hands of each agent, offers counted."""
    rows = await session.execute(
        select(WorkItemRow.agent_id, func.sum(WorkItemRow.weight))
        .where(
            WorkItemRow.agent_id.in_(list(agent_ids)),
            WorkItemRow.state.in_((ItemState.RESERVED, ItemState.ASSIGNED)),
        )
        .group_by(WorkItemRow.agent_id)
    )
    return {agent_id: int(units) for agent_id, units in rows if agent_id is not None}


async def overdue_offers(session: AsyncSession, *, now: datetime) -> Sequence[WorkItemRow]:
    """Offers of what waits in the queue that nobody has taken in time, locked."""
    return list(
        await session.scalars(
            select(WorkItemRow)
            .where(
                WorkItemRow.kind != Kind.CONSULT,
                WorkItemRow.state == ItemState.RESERVED,
                WorkItemRow.reserved_until <= now,
            )
            .with_for_update(skip_locked=True)
        )
    )


async def ahead_of(session: AsyncSession, band: int, turn_at: datetime) -> int:
    """How many are served before somebody whose turn is then."""
    found = await session.scalar(
        select(func.count()).where(
            WorkItemRow.state == ItemState.WAITING,
            WorkItemRow.kind == Kind.CONVERSATION,
            (WorkItemRow.turn_band < band) | ((WorkItemRow.turn_band == band) & (turn_at > _TURN_AT)),
        )
    )
    return found or 0


async def pace(session: AsyncSession, *, now: datetime) -> Pace | None:
    """How fast conversations were taken from the queue in the last half hour; None when too little was seen to tell.

    Counted from the first of them on, which is therefore none of `taken`: before it the doors may have been closed.
    """
    taken = (WorkItemRow.assigned_at > now - _RECENT, WorkItemRow.kind == Kind.CONVERSATION)
    query = select(func.count(), func.min(WorkItemRow.assigned_at)).where(*taken)
    count, first = (await session.execute(query)).one()
    over_s = (now - first).total_seconds() if first is not None else 0.0
    return Pace(count - 1, over_s) if count > _ENOUGH_TAKEN and over_s >= _LONG_ENOUGH_S else None


async def bare_wires(session: AsyncSession, rows: Sequence[WorkItemRow]) -> list[dict[str, Any]]:
    """The protocol's `Item`s without anything of the customer: neither her name nor what she said."""
    people = await customers.find_many(session, {row.customer_id for row in rows})
    unread = await conversations.unread_by_staff(session, {row.conversation_id for row in rows})
    contacts = await conversations.contacts(session, {row.contact_id for row in rows})
    calls = await calls_by_id(session, {row.contact_id for row in rows if row.kind == Kind.CALL_BACK})
    promises = await aside_wires(session, [row.aside_id for row in rows if row.aside_id is not None])
    wires: list[dict[str, Any]] = []
    for row in rows:
        level = contacts[row.contact_id].level if row.contact_id in contacts else "A0"
        card = access.customer_card(row.customer_id, kind=people[row.customer_id].kind, masked_name=None, level=level)
        wires.append(
            {
                "id": str(row.id),
                "kind": row.kind,
                "state": row.state,
                "lane": row.lane,
                "conversation": str(row.conversation_id),
                "number": row.number,
                "customer": card.wire(),
                "topic": row.topic,
                "preview": "",
                "unread": unread.get(row.conversation_id, 0),
                "waiting_since": row.waiting_since.isoformat(),
                "due_at": row.due_at.isoformat() if row.due_at else None,
                "reserved_until": row.reserved_until.isoformat() if row.reserved_until else None,
                "assigned_at": row.assigned_at.isoformat() if row.assigned_at else None,
                "holder": str(row.agent_id) if row.agent_id else None,
                "why": {"zh": row.why["zh"], "en": row.why["en"]} if row.why else None,
                "is_aside": row.is_aside,
                "fills": row.weight if row.is_aside else None,
                "aside": promises.get(row.aside_id) if row.aside_id is not None else None,
                "call": _call_wire(calls[row.contact_id]) if row.contact_id in calls else None,
            }
        )
    return wires


def _call_wire(call: CallBackRow) -> dict[str, Any]:
    """When a promised call may come, and how often it was tried."""
    return {
        "starts_at": call.starts_at.isoformat(),
        "ends_at": call.ends_at.isoformat(),
        "tries": call.tries,
        "reminded": call.reminded_at is not None,
    }


async def aside_wires(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """The protocol's `Aside`s by id: who promised what until when; no word of what was said."""
    if not ids:
        return {}
    rows = list(await session.scalars(select(AsideRow).where(AsideRow.id.in_(ids))))
    names = await access.staff_names(session, {row.agent_id for row in rows})
    return {
        row.id: {
            "id": str(row.id),
            "by": {"id": str(row.agent_id), "name": names.get(row.agent_id, "")},
            "reason": row.reason,
            "until": row.promised_at.isoformat() if row.promised_at else None,
            "returns_at": row.returns_at.isoformat(),
            "events": list(row.events),
            "set_at": row.set_at.isoformat(),
            "back": {"because": row.back_because, "at": row.back_at.isoformat()} if row.back_at else None,
            "outcome": row.outcome,
        }
        for row in rows
    }


async def alert_of(session: AsyncSession, item_id: UUID, kind: AlertKind, *, about: UUID | None) -> AlertRow | None:
    of_it = AlertRow.about_id.is_(None) if about is None else AlertRow.about_id == about
    return await session.scalar(select(AlertRow).where(AlertRow.item_id == item_id, AlertRow.kind == kind, of_it))


async def case_alerts(session: AsyncSession, case_id: UUID) -> Sequence[AlertRow]:
    """What stands of a complaint, locked."""
    query = select(AlertRow).where(AlertRow.item_id == case_id, AlertRow.ended_at.is_(None))
    return (await session.scalars(query.order_by(AlertRow.id).with_for_update())).all()


async def alerted(session: AsyncSession, item_ids: Iterable[UUID], kind: AlertKind) -> set[UUID]:
    """Of which of these items leaders were told."""
    query = select(AlertRow.item_id).where(AlertRow.item_id.in_(list(item_ids)), AlertRow.kind == kind)
    return set(await session.scalars(query))


async def item(session: AsyncSession, item_id: UUID) -> WorkItemRow | None:
    return await session.get(WorkItemRow, item_id)


async def queue_item(session: AsyncSession, conversation_id: UUID) -> WorkItemRow | None:
    """The item of a conversation that waits or is being offered."""
    return await session.scalar(
        select(WorkItemRow).where(
            WorkItemRow.conversation_id == conversation_id,
            WorkItemRow.kind == Kind.CONVERSATION,
            WorkItemRow.state.in_((ItemState.WAITING, ItemState.RESERVED)),
        )
    )
