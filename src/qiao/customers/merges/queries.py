"""Who is one person, and the merges on record."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers import queries as people
from qiao.customers.merges.model import MergeRow, MergeState
from qiao.customers.merges.rules import Side
from qiao.customers.model import CustomerField, CustomerFieldRow, CustomerKind, CustomerRow
from qiao.foundation.statements import Statement

_LINK = (MergeRow.merged_id, MergeRow.into_id, MergeRow.merged_at)
_IS_LINKED = MergeRow.state == MergeState.MERGED.value
# Asked whenever a rule asks what holds of somebody; hardly anybody has a link.
_LINKS_OF = Statement(
    select(*_LINK).where(_IS_LINKED, or_(MergeRow.merged_id == bindparam("id"), MergeRow.into_id == bindparam("id")))
)


@dataclass(frozen=True, slots=True)
class Person:
    """`id` is the record that goes on, `records` all of hers, that first; `since`: when the last of them was joined."""

    id: UUID
    records: tuple[UUID, ...]
    since: datetime | None = None


async def person_of(session: AsyncSession, customer_id: UUID) -> Person:
    """Who a record is; herself alone where nothing was merged."""
    links = await _LINKS_OF.rows(session, id=customer_id)
    if not links:
        return Person(customer_id, (customer_id,))
    return (await persons_of(session, [customer_id]))[customer_id]


async def persons_of(session: AsyncSession, customer_ids: Collection[UUID]) -> dict[UUID, Person]:
    """Who each of these records is."""
    into: dict[UUID, tuple[UUID, datetime | None]] = {}
    seen: set[UUID] = set()
    ahead = set(customer_ids)
    while ahead:
        seen |= ahead
        found = await session.execute(
            select(*_LINK).where(_IS_LINKED, or_(MergeRow.merged_id.in_(ahead), MergeRow.into_id.in_(ahead)))
        )
        ahead = set()
        for merged_id, into_id, at in found:
            into[merged_id] = (into_id, at)
            ahead |= {merged_id, into_id} - seen
    roots = {one: _root(one, into) for one in sorted(seen)}
    return {one: _person(roots[one], roots, into) for one in customer_ids}


def _root(record: UUID, into: dict[UUID, tuple[UUID, datetime | None]]) -> UUID:
    while record in into:
        record, _ = into[record]
    return record


def _person(root: UUID, roots: dict[UUID, UUID], into: dict[UUID, tuple[UUID, datetime | None]]) -> Person:
    others = [one for one, of in roots.items() if of == root and one != root]
    since = max((at for one in others if (at := into[one][1]) is not None), default=None)
    return Person(root, (root, *others), since)


async def side_of(session: AsyncSession, person: Person, *, has_loans: bool) -> Side:
    """What decides whether she may be merged. Raises CustomerNotFound."""
    row = await people.find(session, person.id)
    numbers = await session.scalars(
        select(CustomerFieldRow.lookup).where(
            CustomerFieldRow.customer_id.in_(person.records), CustomerFieldRow.field == CustomerField.ID_NUMBER
        )
    )
    return Side(person.id, CustomerKind(row.kind), frozenset(numbers), has_loans=has_loans)


async def lock_records(session: AsyncSession, *customer_ids: UUID) -> None:
    """In one order everywhere, so that two merges that cross wait for each other instead of for ever."""
    await session.execute(
        select(CustomerRow.id).where(CustomerRow.id.in_(customer_ids)).order_by(CustomerRow.id).with_for_update()
    )


async def lock_person(session: AsyncSession, customer_id: UUID) -> Person:
    """Let nobody else decide about her, merge or part her records, until the transaction ends."""
    while True:
        person = await person_of(session, customer_id)
        await lock_records(session, *person.records)
        # A merge that came first has ended by now, and made her somebody of more records.
        if await person_of(session, customer_id) == person:
            return person


async def lock_merge(session: AsyncSession, merge_id: UUID) -> MergeRow | None:
    query = select(MergeRow).where(MergeRow.id == merge_id).with_for_update()
    return await session.scalar(query.execution_options(populate_existing=True))


async def standing_between(session: AsyncSession, merged: UUID, into: UUID) -> MergeRow | None:
    """The merge of these two that is proposed or holds."""
    return await session.scalar(
        select(MergeRow).where(
            MergeRow.merged_id == merged,
            MergeRow.into_id == into,
            MergeRow.state.in_((MergeState.PROPOSED, MergeState.MERGED)),
        )
    )


async def merges_of(session: AsyncSession, person: Person) -> Sequence[MergeRow]:
    """Those proposed of her, or that hold, the oldest first."""
    return (
        await session.scalars(
            select(MergeRow)
            .where(
                MergeRow.state.in_((MergeState.PROPOSED, MergeState.MERGED)),
                or_(MergeRow.merged_id.in_(person.records), MergeRow.into_id.in_(person.records)),
            )
            .order_by(MergeRow.id)
        )
    ).all()
