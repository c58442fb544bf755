"""Deleting what is over, as the tables declare and the pack's terms say; what is under a legal hold stays."""

from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.foundation.database import Base, Database
from qiao.foundation.keys import KeyRing
from qiao.foundation.retention import Retention, declared

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Due:
    """Rows of one table whose term is over: `rows` of them, kept since before `before`."""

    table: str
    kind: str
    before: datetime
    rows: int


async def due(
    session: AsyncSession, terms: Mapping[str, timedelta], *, now: datetime, held: Collection[UUID] = ()
) -> list[Due]:
    """What a run would delete now; customers in `held` are under a legal hold and lose nothing.

    A row that others still refer to is counted only once those are gone, so a later run may find more.
    """
    found: list[Due] = []
    for table, retention in declared().items():
        if retention.since is not None and retention.kind in terms:
            before = now - terms[retention.kind]
            query = _over(table, retention, before=before, held=held, columns=[func.count()])
            found.append(Due(table.name, retention.kind, before, await session.scalar(query) or 0))
    return found


async def run(
    database: Database, ring: KeyRing, terms: Mapping[str, timedelta], *, now: datetime, held: Collection[UUID] = ()
) -> AsyncIterator[Due]:
    """Delete what is over, in short transactions that a running service does not notice; yields each step."""
    for table, retention in declared().items():
        if retention.since is None or retention.kind not in terms:
            continue
        before = now - terms[retention.kind]
        keys = list(table.primary_key.columns)
        query = _over(table, retention, before=before, held=held, columns=keys).limit(_BATCH)
        while True:
            async with database.transaction() as session:
                rows = (await session.execute(query)).all()
                for row in rows:
                    await session.execute(
                        delete(table).where(*(key == value for key, value in zip(keys, row, strict=True)))
                    )
                    if retention.owns_keys:
                        await ring.destroy(session, row[0], now=now)
            if rows:
                yield Due(table.name, retention.kind, before, len(rows))
            if len(rows) < _BATCH:
                break


def _over(
    table: Table, retention: Retention, *, before: datetime, held: Collection[UUID], columns: list[Any]
) -> Select[*tuple[Any, ...]]:
    """The rows of `table` whose term is over, that nobody refers to and no legal hold keeps."""
    assert retention.since is not None
    query = select(*columns).select_from(table).where(table.c[retention.since] < before)
    if retention.only is not None:
        query = query.where(retention.only(table))
    if held and retention.whose is not None:
        query = query.where(retention.whose(table).not_in(list(held)))
    for other in Base.metadata.tables.values():
        for foreign in other.foreign_keys:
            if foreign.column.table is table and other is not table:
                query = query.where(~exists().where(foreign.parent == foreign.column).correlate(table))
    return query
