"""Every SELECT of lifecycles, and the rows that keep a state."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers.lifecycle.folding import Placed, State, Told
from qiao.customers.lifecycle.machine import Mark, Marks
from qiao.customers.lifecycle.model import (
    ImportPartRow,
    LifecycleAlertRow,
    LifecycleEventRow,
    LifecycleLoanRow,
    LifecycleStateRow,
    ShelvedEventRow,
)
from qiao.foundation.database import insert_into

_event = LifecycleEventRow
_TOLD = (
    _event.event_id, _event.type, _event.version, _event.at, _event.loan, _event.number, _event.facts,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """A state as it is kept, and which machines made it."""

    state: State
    machines: str


async def contents(session: AsyncSession, event_ids: Collection[str]) -> dict[str, str]:
    """What was told under these ids before, by the index of its content."""
    query = select(_event.event_id, _event.content).where(_event.event_id.in_(event_ids))
    return {row.event_id: row.content for row in await session.execute(query)}


async def log_of(session: AsyncSession, customer_id: UUID) -> list[Told]:
    """All that was told of a customer, in the order in which it happened."""
    query = select(*_TOLD).where(_event.customer_id == customer_id).order_by(_event.at, _event.number, _event.event_id)
    return [
        Told(event_id, type_, version, "", at, loan or None, number, facts)
        for event_id, type_, version, at, loan, number, facts in await session.execute(query)
    ]


async def kept(session: AsyncSession, customer_id: UUID) -> Kept | None:
    """The state that is kept of a customer."""
    query = select(LifecycleStateRow).where(LifecycleStateRow.customer_id == customer_id)
    row = await session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        return None
    loans = await session.execute(
        select(LifecycleLoanRow.loan, LifecycleLoanRow.stage, LifecycleLoanRow.since, LifecycleLoanRow.marks).where(
            LifecycleLoanRow.customer_id == customer_id
        )
    )
    placed = {loan: Placed(stage, since, _read(marks)) for loan, stage, since, marks in loans}
    own = Placed(row.stage, row.since, _read(row.marks))
    last = row.last_at, row.last_number, row.last_event_id
    return Kept(State(own, placed, row.day, last, row.next_on), row.machines)


async def keep(session: AsyncSession, customer_id: UUID, before: State | None, after: State, machines: str) -> None:
    """Write what is another than before."""
    columns: dict[str, Any] = {
        "stage": after.own.stage,
        "since": after.own.since,
        "marks": _written(after.own.marks),
        "day": after.day,
        "next_on": after.next_on,
        "last_at": after.last[0],
        "last_number": after.last[1],
        "last_event_id": after.last[2],
        "machines": machines,
    }
    await _put(session, LifecycleStateRow, {"customer_id": customer_id}, columns)
    known = before.loans if before is not None else {}
    for loan, placed in after.loans.items():
        if known.get(loan) != placed:
            columns = {"stage": placed.stage, "since": placed.since, "marks": _written(placed.marks)}
            await _put(session, LifecycleLoanRow, {"customer_id": customer_id, "loan": loan}, columns)


async def _put(session: AsyncSession, table: Any, key: Mapping[str, object], columns: Mapping[str, object]) -> None:  # noqa: ANN401  (a mapped class)
    statement = insert_into(session, table).values(**key, **columns)
    await session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=dict(columns)))


async def due(session: AsyncSession, day: date, *, limit: int) -> list[UUID]:
    """Customers who stand elsewhere by `day` although nothing was told, by the index of when that happens."""
    query = (
        select(LifecycleStateRow.customer_id)
        .where(LifecycleStateRow.next_on <= day)
        .order_by(LifecycleStateRow.next_on, LifecycleStateRow.customer_id)
        .limit(limit)
    )
    return list(await session.scalars(query))


async def after(session: AsyncSession, customer_id: UUID | None, *, limit: int) -> list[UUID]:
    """The next customers of whom anything was told, in the order of their ids."""
    query = select(_event.customer_id).distinct().order_by(_event.customer_id).limit(limit)
    if customer_id is not None:
        query = query.where(_event.customer_id > customer_id)
    return list(await session.scalars(query))


async def alerts_of(session: AsyncSession, customer_id: UUID) -> Sequence[LifecycleAlertRow]:
    query = select(LifecycleAlertRow).where(LifecycleAlertRow.customer_id == customer_id)
    return (await session.scalars(query.order_by(LifecycleAlertRow.at, LifecycleAlertRow.id))).all()


async def open_alerts(session: AsyncSession, *, limit: int) -> Sequence[LifecycleAlertRow]:
    """Those that nothing has explained yet, the oldest first."""
    query = select(LifecycleAlertRow).where(LifecycleAlertRow.cleared_at.is_(None))
    return (await session.scalars(query.order_by(LifecycleAlertRow.raised_at, LifecycleAlertRow.id).limit(limit))).all()


async def shelved(session: AsyncSession, *, reason: str | None = None) -> list[UUID]:
    """What lies on the shelf, the oldest first."""
    query = select(ShelvedEventRow.id).order_by(ShelvedEventRow.id)
    if reason is not None:
        query = query.where(ShelvedEventRow.reason == reason)
    return list(await session.scalars(query))


async def on_shelf(session: AsyncSession, ids: Collection[UUID]) -> Sequence[ShelvedEventRow]:
    query = select(ShelvedEventRow).where(ShelvedEventRow.id.in_(ids)).order_by(ShelvedEventRow.id)
    return (await session.scalars(query.with_for_update())).all()


async def shelf_by_reason(session: AsyncSession) -> dict[str, int]:
    query = select(ShelvedEventRow.reason, func.count().label("number")).group_by(ShelvedEventRow.reason)
    return {row.reason: row.number for row in await session.execute(query)}


async def parts_in(session: AsyncSession, manifest: str) -> dict[int, ImportPartRow]:
    """The parts of a file that are in."""
    rows = await session.scalars(select(ImportPartRow).where(ImportPartRow.manifest == manifest))
    return {row.part: row for row in rows}


def _written(marks: Marks) -> dict[str, list[str | None]]:
    return {name: [mark.value, mark.on.isoformat()] for name, mark in marks.items()}


def _read(marks: Mapping[str, Sequence[Any]]) -> dict[str, Mark]:
    return {name: Mark(value, date.fromisoformat(on)) for name, (value, on) in marks.items()}
