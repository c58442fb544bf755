"""Every SELECT of outreach."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.foundation.database import hold
from qiao.foundation.errors import NotFound
from qiao.outreach.model import TouchDecisionRow, TouchRow, TriggerSwitchRow
from qiao.outreach.terms import HOUSE, Kind, Ruling, State

_of = TouchRow
_LEFT = (State.PERMITTED, State.SENT)
_ALIVE = (State.HELD, *_LEFT)


class TouchNotFound(NotFound):
    """There is no such touch."""


async def touch(session: AsyncSession, touch_id: UUID) -> TouchRow:
    """As it stands now, whatever this session has read before. Raises TouchNotFound."""
    query = select(_of).where(_of.id == touch_id).execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise TouchNotFound
    return found


async def switch(session: AsyncSession, trigger: str, *, alone: bool) -> TriggerSwitchRow | None:
    """Whether a trigger runs, as it stands now, held until the transaction ends: shared, or by one alone.

    None where nobody has ever switched it; that is held as well.
    """
    await hold(session, f"outreach.switch:{trigger}", alone=alone)
    query = select(TriggerSwitchRow).where(TriggerSwitchRow.trigger == trigger)
    return await session.scalar(query.execution_options(populate_existing=True))


async def switches(session: AsyncSession) -> dict[str, TriggerSwitchRow]:
    """All that were ever asked about, by trigger."""
    return {row.trigger: row for row in await session.scalars(select(TriggerSwitchRow))}


@dataclass(frozen=True, slots=True)
class Count:
    """How many touches of one trigger, channel and kind stand in one state."""

    trigger: str
    channel: str
    kind: str
    state: str
    is_ours: bool
    number: int


async def counts(session: AsyncSession, since: datetime, until: datetime) -> list[Count]:
    """Of the touches that were wanted, or reported, between two moments: how many stand where."""
    is_ours = _of.source == HOUSE
    of = (_of.trigger, _of.channel, _of.kind, _of.state, is_ours)
    query = select(*of, func.count()).where(_of.asked_at >= since, _of.asked_at < until).group_by(*of)
    return [Count(*row) for row in await session.execute(query)]


async def drops(session: AsyncSession, since: datetime, until: datetime) -> list[tuple[list[dict[str, Any]], int]]:
    """Of those of them that were dropped: the reasons that were given together, and how often."""
    reasons = TouchDecisionRow.reasons
    query = (
        select(reasons, func.count())
        .join(_of, _of.id == TouchDecisionRow.touch_id)
        .where(
            _of.asked_at >= since,
            _of.asked_at < until,
            _of.state == State.DROPPED,
            TouchDecisionRow.ruling == Ruling.DROP,
        )
        .group_by(reasons)
    )
    return [(given, number) for given, number in await session.execute(query)]


async def known(session: AsyncSession, once: str) -> TouchRow | None:
    """The touch of this wish or report."""
    return await session.scalar(select(_of).where(_of.once == once).execution_options(populate_existing=True))


async def last_of_topic(
    session: AsyncSession, records: Collection[UUID], topic: str, *, besides: UUID, until: datetime
) -> datetime | None:
    """When the last other touch about the same left, up to a moment."""
    query = select(func.max(_of.left_at)).where(
        _of.customer_id.in_(records), _of.topic == topic, _of.id != besides, _of.state.in_(_LEFT), _of.left_at <= until
    )
    return await session.scalar(query)


async def next_of_topic(
    session: AsyncSession, records: Collection[UUID], topic: str, *, besides: UUID, after: datetime
) -> datetime | None:
    """When another touch about the same, which was not dropped, was wanted after a moment: the earliest."""
    query = select(func.min(_of.asked_at)).where(
        _of.customer_id.in_(records), _of.topic == topic, _of.id != besides, _of.state.in_(_ALIVE), _of.asked_at > after
    )
    return await session.scalar(query)


async def held_of(session: AsyncSession, records: Collection[UUID]) -> Sequence[TouchRow]:
    """What of hers is to be judged again."""
    return (await session.scalars(select(_of).where(_of.customer_id.in_(records), _of.state == State.HELD))).all()


async def more_pressing_due(
    session: AsyncSession, records: Collection[UUID], kind: Kind, *, now: datetime
) -> datetime | None:
    """Since when a more pressing touch of hers is due and waits to be judged: of several the one that came last."""
    above = [one for one in Kind if one.rank < kind.rank]
    if not above:
        return None
    query = select(func.max(_of.due_at)).where(
        _of.customer_id.in_(records), _of.kind.in_(above), _of.state == State.HELD, _of.due_at <= now
    )
    return await session.scalar(query)


async def touches_of(
    session: AsyncSession, records: Collection[UUID], *, with_debts: bool, before: UUID | None, limit: int
) -> Sequence[TouchRow]:
    """Hers, the newest first; those that come after the one that is named. Raises TouchNotFound where it is not hers.

    Those about what she owes are among them `with_debts` alone.
    """
    query = select(_of).where(_of.customer_id.in_(records))
    if not with_debts:
        query = query.where(_of.is_about_debt.is_(False))
    if before is not None:
        last = await touch(session, before)
        if last.customer_id not in records:
            raise TouchNotFound
        query = query.where(or_(_of.asked_at < last.asked_at, and_(_of.asked_at == last.asked_at, _of.id < last.id)))
    return (await session.scalars(query.order_by(_of.asked_at.desc(), _of.id.desc()).limit(limit))).all()


@dataclass(frozen=True, slots=True)
class Left:
    """A touch about what somebody owes that left, or was permitted to."""

    customer_id: UUID
    left_at: datetime


async def counted_of(
    session: AsyncSession, records: Sequence[UUID], *, since: datetime
) -> Mapping[tuple[str, State], int]:
    """How many touches of these people (a few thousand at most) were asked for since then, by channel and by what
    became of them.
    """
    query = (
        select(_of.channel, _of.state, func.count())
        .where(_of.customer_id.in_(records), _of.asked_at >= since)
        .group_by(_of.channel, _of.state)
    )
    return {(channel, State(state)): count for channel, state, count in await session.execute(query)}


async def debts_left(session: AsyncSession, records: Sequence[UUID], *, since: datetime) -> list[Left]:
    """What of these people's touches about debts left since then, whenever it was asked for."""
    query = select(_of.customer_id, _of.left_at).where(
        _of.customer_id.in_(records),
        _of.left_at >= since,
        _of.is_about_debt.is_(True),
        _of.state.in_(_LEFT),
    )
    return [Left(customer, at) for customer, at in await session.execute(query) if at is not None]


async def decisions_of(session: AsyncSession, touch_ids: Collection[UUID]) -> dict[UUID, list[TouchDecisionRow]]:
    """What was decided about each, the oldest first."""
    rows = await session.scalars(
        select(TouchDecisionRow).where(TouchDecisionRow.touch_id.in_(touch_ids)).order_by(TouchDecisionRow.id)
    )
    found: dict[UUID, list[TouchDecisionRow]] = {}
    for row in rows:
        found.setdefault(row.touch_id, []).append(row)
    return found
