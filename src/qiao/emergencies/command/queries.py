"""Every SELECT of the command page that asks about needs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.emergencies.incidents.model import AffectedRow
from qiao.emergencies.model import EmergencyRow

_of = EmergencyRow
_APPROVED = "approved"
_HAS_CASE = _of.case_key.is_not(None)
_UNDECIDED = _of.decision.is_(None)


@dataclass(frozen=True, slots=True)
class Needs:
    """How the needs of an incident stand; every need is in one of the first five, or `told` to post-loan undecided.

    `unlinked`: of somebody the lender does not know by it. `held_only`: she is left in peace, and there is no loan that
    post-loan could decide about.
    """

    all: int
    tellings: int
    unlinked: int
    held_only: int
    approved: int
    refused: int
    told: int
    first_at: datetime | None
    last_at: datetime | None
    oldest_undecided_at: datetime | None
    first_decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Holds:
    """The pauses of calls that stand, and those that have ended."""

    standing: int
    ending_soon: int
    ended: int
    next_ends_at: datetime | None
    last_ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class OneNeed:
    """What the figures want of one need."""

    opened_at: datetime
    held_id: UUID | None
    held_until: datetime | None
    case_key: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class InProvince:
    needs: int
    undecided: int


async def needs(session: AsyncSession, incident_id: UUID) -> Needs:
    """How they stand, by the table of needs alone."""
    undecided = and_(_HAS_CASE, _UNDECIDED)
    row = (
        await session.execute(
            select(
                func.count(),
                func.coalesce(func.sum(_of.times), 0),
                _count(and_(_of.case_key.is_(None), _of.held_id.is_(None), _UNDECIDED)),
                _count(and_(_of.case_key.is_(None), _of.held_id.is_not(None), _UNDECIDED)),
                _count(_of.decision == _APPROVED),
                _count(and_(_of.decision.is_not(None), _of.decision != _APPROVED)),
                _count(undecided),
                func.min(_of.opened_at),
                func.max(_of.opened_at),
                func.min(case((undecided, _of.opened_at))),
                func.min(_of.decided_at),
            ).where(_of.incident_id == incident_id)
        )
    ).one()
    return Needs(*row)


async def holds(session: AsyncSession, incident_id: UUID, *, now: datetime, soon: datetime) -> Holds:
    """Pauses by the dates that were set with the needs; `ending_soon` are those that end before `soon`."""
    stands, ended = _of.held_until > now, _of.held_until <= now
    row = (
        await session.execute(
            select(
                _count(stands),
                _count(and_(stands, _of.held_until <= soon)),
                _count(ended),
                func.min(case((stands, _of.held_until))),
                func.max(_of.held_until),
            ).where(_of.incident_id == incident_id, _of.held_id.is_not(None))
        )
    ).one()
    return Holds(*row)


async def by_province(session: AsyncSession, incident_id: UUID) -> Mapping[str | None, InProvince]:
    """The needs by the first two figures of the place that was named; None where none was."""
    province = func.substr(_of.region, 1, 2)
    rows = await session.execute(
        select(province, func.count(), _count(and_(_HAS_CASE, _UNDECIDED)))
        .where(_of.incident_id == incident_id)
        .group_by(province)
    )
    return {code: InProvince(all_, undecided) for code, all_, undecided in rows}


async def sample(session: AsyncSession, incident_id: UUID, *, newest: bool, limit: int) -> Sequence[OneNeed]:
    """The newest needs, or the oldest."""
    order = _of.opened_at.desc() if newest else _of.opened_at
    rows = await session.execute(
        select(_of.opened_at, _of.held_id, _of.held_until, _of.case_key, _of.decided_at)
        .where(_of.incident_id == incident_id)
        .order_by(order)
        .limit(limit)
    )
    return [OneNeed(*row) for row in rows]


async def undecided_among(session: AsyncSession, incident_id: UUID, keys: Collection[str]) -> frozenset[str]:
    """Which of these orders to the lender are about needs of this incident that nobody has decided."""
    if not keys:
        return frozenset()
    rows = await session.scalars(
        select(_of.case_key).where(_of.case_key.in_(keys), _of.incident_id == incident_id, _UNDECIDED)
    )
    return frozenset(key for key in rows if key is not None)


async def said(session: AsyncSession, incident_id: UUID) -> Mapping[bool, int]:
    """How many people said that it concerns them, and that it does not."""
    rows = await session.execute(
        select(AffectedRow.is_affected, func.count())
        .where(AffectedRow.incident_id == incident_id)
        .group_by(AffectedRow.is_affected)
    )
    return {bool(is_affected): count for is_affected, count in rows}


def _count(what: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((what, 1), else_=0)), 0)
