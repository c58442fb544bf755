"""Every SELECT of what holds of a customer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers.masks import comparable
from qiao.customers.merges import person_of
from qiao.customers.model import CustomerField
from qiao.customers.standing.model import Act, Kind, Source, StandingChangeRow, StandingProposalRow
from qiao.customers.standing.rules import NO_CALLS, WITHDRAWN, By, Change, Interval, Key, intervals, stricter
from qiao.foundation.database import Moment
from qiao.foundation.errors import NotFound
from qiao.foundation.keys import KeyRing
from qiao.foundation.statements import Statement

NUMBER_INDEX = "call_stops.phone"
"""The label of the index's key. Numbers were indexed under it before they stood here; another would lose them."""
_of = StandingChangeRow
_COLUMNS = (
    _of.id,
    _of.kind,
    _of.name,
    _of.scope,
    _of.origin,
    _of.act,
    _of.value,
    _of.from_at,
    _of.until,
    _of.ordinal,
    _of.source,
    _of.actor,
    _of.agreed_by,
    _of.reason,
    _of.cause,
    _of.version,
)


def _last_of_each_key() -> Statement:
    """What held at `moment`, of one kind. Rules of requests ask it at every step."""
    moment = bindparam("moment", type_=Moment())
    place = func.row_number().over(
        partition_by=(_of.name, _of.scope, _of.origin),
        order_by=(_of.from_at.desc(), _of.ordinal.desc(), _of.id.desc()),
    )
    ranked = (
        select(*_COLUMNS, place.label("place"))
        .where(_of.customer_id == bindparam("customer_id"), _of.kind == bindparam("kind"), _of.from_at <= moment)
        .subquery()
    )
    last = ranked.c
    is_over = last.until.is_not(None) & (last.until <= moment)
    return Statement(
        select(*(last[column.key] for column in _COLUMNS))
        .where(last.place == 1, last.act == Act.SET.value, ~is_over)
        .order_by(last.from_at, last.id)
    )


_STANDING = _last_of_each_key()


class ProposalNotFound(NotFound):
    """No such change waits for a second person."""


async def flags_at(session: AsyncSession, customer_id: UUID, moment: datetime) -> list[Change]:
    """The flags that stood on her."""
    return await standing_at(session, customer_id, moment, Kind.FLAG)


async def holds_at(session: AsyncSession, customer_id: UUID, moment: datetime) -> list[Change]:
    """What might not be done to her or her loans."""
    return await standing_at(session, customer_id, moment, Kind.HOLD)


async def consents_at(session: AsyncSession, customer_id: UUID, moment: datetime) -> list[Change]:
    """What she had allowed, and what she had taken back."""
    return await standing_at(session, customer_id, moment, Kind.CONSENT)


async def preferences_at(session: AsyncSession, customer_id: UUID, moment: datetime) -> list[Change]:
    """How she wanted to be served."""
    return await standing_at(session, customer_id, moment, Kind.PREFERENCE)


async def standing_at(session: AsyncSession, customer_id: UUID, moment: datetime, *kinds: Kind) -> list[Change]:
    """What held at a moment of her, of these kinds, under all records that are hers: of two the stricter."""
    person = await person_of(session, customer_id)
    if len(person.records) == 1:
        return await own_at(session, customer_id, moment, *kinds)
    found = [one for record in person.records for one in await own_at(session, record, moment, *kinds)]
    return stricter(found, since=person.since)


async def own_at(session: AsyncSession, customer_id: UUID, moment: datetime, *kinds: Kind) -> list[Change]:
    """Of one record alone: the last change of each key, without replaying what came before."""
    found: list[Change] = []
    for kind in kinds:
        rows = await _STANDING.rows(session, customer_id=customer_id, kind=kind, moment=moment)
        found += [_change(*row) for row in rows]
    return found


async def history(session: AsyncSession, customer_id: UUID, *kinds: Kind) -> list[Interval]:
    """All that ever held of her, of these kinds, from when to when; each record that is hers has its own history."""
    records = (await person_of(session, customer_id)).records
    found = [one for record in records for one in await own_history(session, record, *kinds)]
    return sorted(found, key=lambda one: one.opened.order)


async def own_history(session: AsyncSession, customer_id: UUID, *kinds: Kind) -> list[Interval]:
    """Of one record alone."""
    return intervals(await changes(session, customer_id, *kinds))


async def changes(session: AsyncSession, customer_id: UUID, *kinds: Kind) -> list[Change]:
    """Every change of these kinds under this record, as it was recorded."""
    query = select(*_COLUMNS).where(_of.customer_id == customer_id, _of.kind.in_(kinds)).order_by(_of.id)
    return [_change(*row) for row in await session.execute(query)]


async def is_known(session: AsyncSession, once: str) -> bool:
    """Whether this telling has been recorded."""
    return bool(await session.scalar(select(exists().where(StandingChangeRow.once == once))))


async def has_changed(session: AsyncSession, customer_id: UUID, key: Key, since: datetime) -> bool:
    """Whether anything of this key was recorded after a moment."""
    query = exists().where(
        _of.customer_id.in_((await person_of(session, customer_id)).records),
        _of.kind == key.kind,
        _of.name == key.name,
        _of.scope == key.scope,
        _of.origin == key.origin,
        _of.recorded_at > since,
    )
    return bool(await session.scalar(select(query)))


async def wants_no_calls(session: AsyncSession, customer_id: UUID, moment: datetime) -> bool:
    """Whether she wishes not to be called, on whatever number."""
    return any(one.key.name == NO_CALLS for one in await preferences_at(session, customer_id, moment))


def number_index(ring: KeyRing, number: str) -> str:
    """What stands for a telephone where it is counted or found and must not be read, however it is written."""
    return ring.blind_index(NUMBER_INDEX, comparable(CustomerField.PHONE, number))


async def is_stopped(session: AsyncSession, ring: KeyRing, number: str, moment: datetime) -> bool:
    """Whether somebody asked that this number be called no more, whoever she is."""
    return await is_index_stopped(session, number_index(ring, number), moment)


async def is_index_stopped(session: AsyncSession, index: str, moment: datetime) -> bool:
    """As `is_stopped`, by the index of the number alone."""
    query = select(StandingChangeRow.customer_id).where(
        StandingChangeRow.name == NO_CALLS, StandingChangeRow.scope == index
    )
    for customer_id in set(await session.scalars(query)):
        standing = await preferences_at(session, customer_id, moment)
        if any(one.key.name == NO_CALLS and one.key.scope == index for one in standing):
            return True
    return False


async def proposals(session: AsyncSession, customer_id: UUID) -> Sequence[StandingProposalRow]:
    """Those of one customer that nobody has decided, the oldest first."""
    records = (await person_of(session, customer_id)).records
    query = (
        select(StandingProposalRow)
        .where(StandingProposalRow.customer_id.in_(records), StandingProposalRow.decided_at.is_(None))
        .order_by(StandingProposalRow.id)
    )
    return (await session.scalars(query)).all()


async def lock_proposal(session: AsyncSession, customer_id: UUID, proposal_id: UUID) -> StandingProposalRow:
    """Raises ProposalNotFound, also for one that is decided."""
    records = (await person_of(session, customer_id)).records
    query = select(StandingProposalRow).where(
        StandingProposalRow.id == proposal_id,
        StandingProposalRow.customer_id.in_(records),
        StandingProposalRow.decided_at.is_(None),
    )
    found = await session.scalar(query.with_for_update())
    if found is None:
        raise ProposalNotFound
    return found


def _change(  # noqa: PLR0917  (a row of `_COLUMNS`)
    change_id: UUID,
    kind: str,
    name: str,
    scope: str,
    origin: str,
    act: str,
    value: str | None,
    from_at: datetime,
    until: datetime | None,
    ordinal: int,
    source: str,
    actor: str,
    agreed_by: str | None,
    reason: str,
    cause: str | None,
    version: str | None,
) -> Change:
    key, by = Key(Kind(kind), name, scope, origin), By(Source(source), actor, agreed_by)
    return Change(change_id, key, Act(act), value, from_at, until, ordinal, by, reason, cause, version)


async def withdrawn_between(session: AsyncSession, since: datetime, until: datetime) -> int:
    """How many customers took a consent back between two moments, as it was recorded."""
    query = select(func.count(_of.customer_id.distinct())).where(
        _of.kind == Kind.CONSENT, _of.value == WITHDRAWN, _of.recorded_at >= since, _of.recorded_at < until
    )
    return await session.scalar(query) or 0
