"""Every SELECT of the audit trail."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, Table, Text, and_, func, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.audit.encoding import Batch, RawRecord, State
from qiao.access.audit.model import Action, AuditBatchRow, AuditRecordRow, AuditStateRow
from qiao.access.model import StaffRow

_PAGE = 2_000
_records = cast("Table", AuditRecordRow.__table__)
_batches = cast("Table", AuditBatchRow.__table__)
_AUTHENTICATED = (
    "id",
    "at",
    "actor",
    "post",
    "action",
    "customer_id",
    "contact_id",
    "purpose",
    "fields",
    "reason",
    "source",
    "detail",
)
_IDS, _MOMENTS = {"id", "customer_id", "contact_id"}, {"at", "sealed_at"}


def _plain(column: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    """A column in the form that is authenticated, made by the database: converting here would take half the time."""
    if dialect == "sqlite":
        return type_coerce(column, String) if column.key in _IDS | _MOMENTS else column
    if column.key in _IDS:
        return func.replace(func.cast(column, Text), "-", "")
    if column.key in _MOMENTS:
        return func.to_char(func.timezone("UTC", column), "YYYY-MM-DD HH24:MI:SS.US")
    return column


def _dialect(session: AsyncSession) -> str:
    return session.get_bind().dialect.name


def _raw_columns(session: AsyncSession) -> list[ColumnElement[Any]]:
    dialect = _dialect(session)
    return [_plain(_records.c[name], dialect) for name in _AUTHENTICATED]


async def unsealed(session: AsyncSession, *, limit: int) -> list[RawRecord]:
    """Committed records without a number, by id."""
    query = select(*_raw_columns(session)).where(_records.c.seq.is_(None)).order_by(_records.c.id).limit(limit)
    return [tuple(row) for row in await session.execute(query)]


async def has_unsealed(session: AsyncSession) -> bool:
    return await session.scalar(select(_records.c.id).where(_records.c.seq.is_(None)).limit(1)) is not None


@dataclass(frozen=True, slots=True)
class Tail:
    """Committed records that no batch holds yet."""

    count: int
    first_at: datetime | None
    last_at: datetime | None


async def tail(session: AsyncSession) -> Tail:
    query = select(func.count(), func.min(AuditRecordRow.at), func.max(AuditRecordRow.at)).where(
        AuditRecordRow.seq.is_(None)
    )
    return Tail(*(await session.execute(query)).one())


async def lock_state(session: AsyncSession, *, wait: bool) -> AuditStateRow | None:
    """The state's row, for this transaction alone; None where there is none, or somebody has it and `wait` is off."""
    query = select(AuditStateRow).where(AuditStateRow.id == 1).with_for_update(skip_locked=not wait)
    return await session.scalar(query)


async def state_row(session: AsyncSession) -> AuditStateRow | None:
    return await session.scalar(select(AuditStateRow).where(AuditStateRow.id == 1))


def state_of(row: AuditStateRow) -> State:
    return State(row.batch, row.seq, row.chain, row.head_batch, row.verified_at, row.verified_batch, row.findings)


async def last_batch(session: AsyncSession) -> Batch | None:
    async for batch in _batches_where(session, _batches.c.number > 0, descending=True, limit=1):
        return batch
    return None


async def batches_by_number(session: AsyncSession, numbers: Iterable[int]) -> dict[int, Batch]:
    found = _batches_where(session, _batches.c.number.in_(list(numbers)))
    return {batch.number: batch async for batch in found}


async def batch_pages(session: AsyncSession, *, after: int = 0) -> AsyncIterator[list[Batch]]:
    """The batches behind number `after`, in their order."""
    while True:
        page = [batch async for batch in _batches_where(session, _batches.c.number > after, limit=_PAGE)]
        if page:
            yield page
        if len(page) < _PAGE:
            return
        after = page[-1].number


async def _batches_where(
    session: AsyncSession, condition: ColumnElement[bool], *, descending: bool = False, limit: int | None = None
) -> AsyncIterator[Batch]:
    columns = [_plain(column, _dialect(session)) for column in _batches.columns]
    order = _batches.c.number.desc() if descending else _batches.c.number
    for row in await session.execute(select(*columns).where(condition).order_by(order).limit(limit)):
        yield Batch(*row)


async def sealed_pages(session: AsyncSession) -> AsyncIterator[list[tuple[Any, ...]]]:
    """Every numbered record in the order of its number: `RawRecord`'s columns, then MAC, number, batch and seal."""
    columns = (*_raw_columns(session), _records.c.mac, _records.c.seq, _records.c.batch, _records.c.seal)
    query = select(*columns).where(_records.c.seq.is_not(None)).order_by(_records.c.seq).limit(_PAGE)
    after: int | None = None
    while True:
        rows = await session.execute(query if after is None else query.where(_records.c.seq > after))
        page = cast("list[tuple[Any, ...]]", rows.all())
        if page:
            yield page
        if len(page) < _PAGE:
            return
        after = page[-1][13]


async def records_of(session: AsyncSession, batch: Batch) -> Sequence[RawRecord]:
    """What a batch was sealed over, in the order of the numbers."""
    numbers = _records.c.seq.between(batch.first_seq, batch.first_seq + batch.count - 1)
    rows = await session.execute(select(*_raw_columns(session)).where(numbers).order_by(_records.c.seq))
    return [tuple(row) for row in rows]


async def tail_records(session: AsyncSession) -> AsyncIterator[tuple[RawRecord, bytes]]:
    """The records without a number and their MACs, by id, read in pages."""
    columns, after = _raw_columns(session), None
    while True:
        query = select(*columns, _records.c.mac).where(_records.c.seq.is_(None)).order_by(columns[0]).limit(_PAGE)
        page = (await session.execute(query if after is None else query.where(columns[0] > after))).all()
        for row in page:
            yield tuple(row[:-1]), row[-1]
        if len(page) < _PAGE:
            return
        after = page[-1][0]


async def place_of(session: AsyncSession, record_id: UUID) -> tuple[int | None, int | None] | None:
    """Number and batch of a record; None where there is no such record."""
    query = select(AuditRecordRow.seq, AuditRecordRow.batch).where(AuditRecordRow.id == record_id)
    row = (await session.execute(query)).one_or_none()
    return (row.seq, row.batch) if row else None


async def last_of_house(session: AsyncSession, action: Action) -> AuditRecordRow | None:
    """The newest record of something the house itself did."""
    return await session.scalar(
        select(AuditRecordRow)
        .where(AuditRecordRow.actor == "house", AuditRecordRow.action == action)
        .order_by(AuditRecordRow.at.desc(), AuditRecordRow.id.desc())
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class Sought:
    """What an auditor asks for; everything given must hold. `until` is excluded."""

    customer_id: UUID | None = None
    actor: str | None = None
    field: str | None = None
    action: Action | None = None
    purpose: str | None = None
    reason: str | None = None
    since: datetime | None = None
    until: datetime | None = None


Place = tuple[datetime, UUID]
"""Where a page ended: moment and id of its last record."""


async def found(session: AsyncSession, sought: Sought, *, before: Place | None, limit: int) -> Sequence[AuditRecordRow]:
    """The newest `limit` records that fit and stand before `before`, newest first."""
    return (await session.scalars(asking(sought, before=before, limit=limit))).all()


def asking(sought: Sought, *, before: Place | None, limit: int) -> Select[AuditRecordRow]:
    """The one query that answers: whose field, who, what, why, in which period."""
    query = select(AuditRecordRow).order_by(AuditRecordRow.at.desc(), AuditRecordRow.id.desc()).limit(limit)
    equal: tuple[tuple[Any, object], ...] = (
        (AuditRecordRow.customer_id, sought.customer_id),
        (AuditRecordRow.actor, sought.actor),
        (AuditRecordRow.action, sought.action),
        (AuditRecordRow.purpose, sought.purpose),
        (AuditRecordRow.reason, sought.reason),
    )
    query = query.where(*(column == value for column, value in equal if value is not None))
    if sought.field is not None:
        query = query.where(AuditRecordRow.fields.contains(f" {sought.field}:", autoescape=True))
    if sought.since is not None:
        query = query.where(AuditRecordRow.at >= sought.since)
    if sought.until is not None:
        query = query.where(AuditRecordRow.at < sought.until)
    if before is not None:
        at, record_id = before
        query = query.where(
            AuditRecordRow.at <= at,
            or_(AuditRecordRow.at < at, and_(AuditRecordRow.at == at, AuditRecordRow.id < record_id)),
        )
    return query


async def records_about(session: AsyncSession, customer_id: UUID) -> Sequence[AuditRecordRow]:
    """Everything on record about one customer, oldest first: she may ask who looked."""
    query = select(AuditRecordRow).where(AuditRecordRow.customer_id == customer_id)
    return (await session.scalars(query.order_by(AuditRecordRow.at, AuditRecordRow.id))).all()


async def staff_named(session: AsyncSession, username: str) -> UUID | None:
    return await session.scalar(select(StaffRow.id).where(StaffRow.username == username.lower()))


async def names_of(session: AsyncSession, actors: Iterable[str]) -> dict[str, str]:
    """Names of the members of staff among `actors`."""
    ids = {UUID(actor.removeprefix("staff:")) for actor in actors if actor.startswith("staff:")}
    rows = await session.execute(select(StaffRow.id, StaffRow.name).where(StaffRow.id.in_(ids))) if ids else ()
    return {f"staff:{row.id}": row.name for row in rows}
