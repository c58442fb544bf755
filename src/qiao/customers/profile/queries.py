"""Every SELECT of profiles, and the rows that keep one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers.lifecycle import Told
from qiao.customers.lifecycle import queries as lifecycle
from qiao.customers.lifecycle.model import LifecycleEventRow, LifecycleStateRow
from qiao.customers.profile.book import ProfileBook
from qiao.customers.profile.knowing import Known, Memory, read
from qiao.customers.profile.model import ProfileEventRow, ProfileRow, ProfileTagRow
from qiao.foundation.database import insert_into

_JOINED = ","


@dataclass(frozen=True, slots=True)
class Kept:
    """A profile as it is kept, and which rules made it."""

    memory: Memory
    tags: frozenset[str]
    next_on: date | None
    rules: str


async def log_of(session: AsyncSession, customer_id: UUID) -> list[Told]:
    """All that the lender told of a customer and that happened in the house."""
    row = ProfileEventRow
    query = select(row.id, row.type, row.at, row.facts).where(row.customer_id == customer_id).order_by(row.at, row.id)
    here = [as_told(event_id, type_, at, facts) for event_id, type_, at, facts in await session.execute(query)]
    return [*await lifecycle.log_of(session, customer_id), *here]


def as_told(event_id: UUID, type_: str, at: datetime, facts: Mapping[str, object]) -> Told:
    """An event of the house in the shape of the lender's."""
    return Told(event_id.hex, type_, 1, "", at.astimezone(UTC), facts=facts)


async def log(session: AsyncSession, customer_id: UUID, event_id: UUID, told: Told) -> bool:
    """Put an event of the house into the log; false where it stands there."""
    statement = insert_into(session, ProfileEventRow).values(
        id=event_id, customer_id=customer_id, type=told.type, at=told.at, facts=dict(told.facts)
    )
    new = statement.on_conflict_do_nothing(index_elements=["id"]).returning(ProfileEventRow.id)
    return await session.scalar(new) is not None


async def kept(session: AsyncSession, book: ProfileBook, customer_id: UUID) -> Kept | None:
    row = ProfileRow
    query = select(row.traits, row.days, row.next_on, row.rules).where(row.customer_id == customer_id)
    found = (await session.execute(query)).one_or_none()
    if found is None:
        return None
    tags = await session.scalars(select(ProfileTagRow.tag).where(ProfileTagRow.customer_id == customer_id))
    is_current = found.rules == book.fingerprint
    memory = _read(book, found.traits, found.days) if is_current else Memory()
    return Kept(memory, frozenset(tags), found.next_on, found.rules)


async def keep(session: AsyncSession, customer_id: UUID, before: Kept | None, after: Kept) -> None:
    """Write what is another than before."""
    columns = {**_written(after.memory), "next_on": after.next_on, "rules": after.rules}
    statement = insert_into(session, ProfileRow).values(customer_id=customer_id, **columns)
    await session.execute(statement.on_conflict_do_update(index_elements=["customer_id"], set_=columns))
    had = before.tags if before is not None else frozenset[str]()
    if lost := had - after.tags:
        gone = ProfileTagRow.customer_id == customer_id, ProfileTagRow.tag.in_(lost)
        await session.execute(delete(ProfileTagRow).where(*gone))
    if gained := sorted(after.tags - had):
        await session.execute(insert(ProfileTagRow), [{"customer_id": customer_id, "tag": one} for one in gained])


async def due(session: AsyncSession, day: date, *, limit: int) -> list[UUID]:
    """Whose tags are others by `day` although nothing was told, by the index of when that happens."""
    row = ProfileRow
    query = select(row.customer_id).where(row.next_on <= day).order_by(row.next_on, row.customer_id).limit(limit)
    return list(await session.scalars(query))


async def after(session: AsyncSession, customer_id: UUID | None, *, limit: int) -> list[UUID]:
    """The next customers of whom anything is known, in the order of their ids."""
    query = union(select(LifecycleEventRow.customer_id), select(ProfileEventRow.customer_id)).subquery()
    ids = select(query.c.customer_id).order_by(query.c.customer_id).limit(limit)
    if customer_id is not None:
        ids = ids.where(query.c.customer_id > customer_id)
    return list(await session.scalars(ids))


async def everybody(session: AsyncSession) -> Sequence[tuple[UUID, str | None]]:
    """Whoever has a profile, with the stage that is kept of her, in the order of the ids."""
    query = (
        select(ProfileRow.customer_id, LifecycleStateRow.stage)
        .join(LifecycleStateRow, LifecycleStateRow.customer_id == ProfileRow.customer_id, isouter=True)
        .order_by(ProfileRow.customer_id)
    )
    return [(customer_id, stage) for customer_id, stage in await session.execute(query)]


async def tagged(session: AsyncSession) -> Sequence[tuple[UUID, str]]:
    """Who has which tags."""
    query = select(ProfileTagRow.customer_id, ProfileTagRow.tag)
    return [(customer_id, tag) for customer_id, tag in await session.execute(query)]


def _written(memory: Memory) -> dict[str, Any]:
    traits = {
        name: [one.value.isoformat() if isinstance(one.value, date) else one.value, one.on.isoformat(), *one.place]
        for name, one in memory.traits.items()
    }
    days = {_JOINED.join(types): [one.isoformat() for one in found] for types, found in memory.days.items()}
    return {"traits": traits, "days": days}


def _read(book: ProfileBook, traits: Mapping[str, Sequence[Any]], days: Mapping[str, Sequence[str]]) -> Memory:
    return Memory(
        {
            name: Known(read(book.kinds[name], value), date.fromisoformat(on), (at, number, event_id))
            for name, (value, on, at, number, event_id) in traits.items()
        },
        {tuple(types.split(_JOINED)): tuple(map(date.fromisoformat, found)) for types, found in days.items()},
    )
