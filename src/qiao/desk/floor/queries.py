"""Every SELECT of the floor."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import case, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.desk.model import AlertRow, ConsultRow, ConsultState, ItemState, PresenceRow, PresenceState, WorkItemRow
from qiao.desk.participants import ParticipantRow
from qiao.desk.routing import Kind
from qiao.policy import Lane


@dataclass(frozen=True, slots=True)
class Waits:
    """What came into one lane since a moment and waits no more: how many were answered, how many of those within the
    seconds that were asked about, and how many left before anybody had taken them.
    """

    kind: Kind
    lane: Lane
    answered: int
    left: int
    within: dict[float, int]


@dataclass(frozen=True, slots=True)
class Answers:
    """How the waits of conversations ended: taken by a person (`soon` of them in that time), or ended before that
    (`at_once` of them in that time); `late` still wait, longer than that. `waited_s` is the wait of all taken together.
    """

    answered: int
    soon: int
    left: int
    at_once: int
    late: int
    waited_s: float


async def answers(
    session: AsyncSession, *, since: datetime, until: datetime, soon_s: float, at_once_s: float
) -> Answers:
    """Of the conversations that began to wait then."""
    waits_late = (
        WorkItemRow.answered_after_s.is_(None)
        & WorkItemRow.left_after_s.is_(None)
        & (WorkItemRow.waiting_since < until - timedelta(seconds=soon_s))
    )
    row = (
        await session.execute(
            select(
                func.count(WorkItemRow.answered_after_s),
                func.count(case((WorkItemRow.answered_after_s <= soon_s, 1))),
                func.count(WorkItemRow.left_after_s),
                func.count(case((WorkItemRow.left_after_s < at_once_s, 1))),
                func.count(case((waits_late, 1))),
                func.coalesce(func.sum(WorkItemRow.answered_after_s), 0.0),
            ).where(
                WorkItemRow.kind == Kind.CONVERSATION,
                WorkItemRow.waiting_since >= since,
                WorkItemRow.waiting_since <= until,
            )
        )
    ).one()
    return Answers(*row)


async def waiting_now(session: AsyncSession) -> tuple[int, datetime | None]:
    """How many wait, offers counted, and since when the first of them."""
    query = select(func.count(), func.min(WorkItemRow.waiting_since)).where(
        WorkItemRow.kind != Kind.CONSULT, WorkItemRow.state.in_((ItemState.WAITING, ItemState.RESERVED))
    )
    waiting, longest = (await session.execute(query)).one()
    return waiting, longest


async def count_by_state(session: AsyncSession, *, now: datetime) -> dict[str, int]:
    """How many are here, by state; whoever has signed off or vanished is not."""
    rows = await session.execute(
        select(PresenceRow.state, func.count())
        .where(PresenceRow.state != PresenceState.OFFLINE, PresenceRow.lease_until > now)
        .group_by(PresenceRow.state)
    )
    return {str(state): count for state, count in rows}


async def presences(session: AsyncSession, staff_ids: Iterable[UUID]) -> dict[UUID, PresenceRow]:
    rows = await session.scalars(select(PresenceRow).where(PresenceRow.staff_id.in_(list(staff_ids))))
    return {row.staff_id: row for row in rows}


async def waits(session: AsyncSession, *, since: datetime, within_s: Sequence[float]) -> list[Waits]:
    """How those waits ended that began since then, by kind and lane."""
    rows = await session.execute(
        select(
            WorkItemRow.kind,
            WorkItemRow.lane,
            func.count(WorkItemRow.answered_after_s),
            func.count(WorkItemRow.left_after_s),
            *(func.count(case((WorkItemRow.answered_after_s <= seconds, 1))) for seconds in within_s),
        )
        .where(WorkItemRow.kind != Kind.CONSULT, WorkItemRow.waiting_since >= since)
        .group_by(WorkItemRow.kind, WorkItemRow.lane)
    )
    return [
        Waits(Kind(kind), Lane(lane), answered, left, dict(zip(within_s, counted, strict=True)))
        for kind, lane, answered, left, *counted in rows
    ]


async def alerts(session: AsyncSession) -> list[tuple[AlertRow, WorkItemRow | None]]:
    """What leaders were told of work and complaints that are not over, those nobody has answered for first, then the
    latest. Complaints are no work of the floor and stand with nothing beside.
    """
    is_case = AlertRow.case_number.is_not(None) & AlertRow.ended_at.is_(None)
    rows = await session.execute(
        select(AlertRow, WorkItemRow)
        .outerjoin(WorkItemRow, WorkItemRow.id == AlertRow.item_id)
        .where((WorkItemRow.state != ItemState.DONE) | is_case)
        .order_by(AlertRow.acknowledged_at.is_not(None), AlertRow.raised_at.desc(), AlertRow.id)
        .limit(200)
    )
    return [(alert, item) for alert, item in rows]


async def speaking_beside(session: AsyncSession, contact_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """Who speaks in these contacts beside whoever has them in hand: leaders who joined, and colleagues who were let."""
    leaders = select(ParticipantRow.contact_id, ParticipantRow.staff_id).where(
        ParticipantRow.contact_id.in_(contact_ids), ParticipantRow.left_at.is_(None)
    )
    colleagues = select(ConsultRow.contact_id, ConsultRow.asked_id).where(
        ConsultRow.contact_id.in_(contact_ids),
        ConsultRow.state == ConsultState.OPEN,
        ConsultRow.joined_at.is_not(None),
        ConsultRow.left_at.is_(None),
    )
    found: dict[UUID, list[UUID]] = {}
    for contact_id, staff_id in await session.execute(union_all(leaders, colleagues)):
        found.setdefault(contact_id, []).append(staff_id)
    return found


async def lock_alert(session: AsyncSession, alert_id: UUID) -> tuple[AlertRow, WorkItemRow | None] | None:
    alert = await session.get(AlertRow, alert_id, with_for_update=True, populate_existing=True)
    if alert is None:
        return None
    item = await session.get(WorkItemRow, alert.item_id)
    return (alert, item) if item is not None or alert.case_number is not None else None
