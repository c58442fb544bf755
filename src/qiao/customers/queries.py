"""Every SELECT of the customers' room."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers.model import CustomerKind, CustomerRow
from qiao.foundation.errors import NotFound
from qiao.foundation.keys import KeyId
from qiao.foundation.statements import Statement

_REFERENCE = Statement(
    select(CustomerRow.reference_sealed, CustomerRow.key_id).where(CustomerRow.id == bindparam("id"))
)


class CustomerNotFound(NotFound):
    """Nobody with that id."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A person as everybody may see her: masked."""

    id: UUID
    kind: CustomerKind
    name: str | None


async def find(session: AsyncSession, customer_id: UUID) -> Customer:
    """Raises CustomerNotFound."""
    found = await find_many(session, [customer_id])
    if customer_id not in found:
        raise CustomerNotFound
    return found[customer_id]


async def find_many(session: AsyncSession, customer_ids: Iterable[UUID]) -> dict[UUID, Customer]:
    rows = await session.scalars(select(CustomerRow).where(CustomerRow.id.in_(list(customer_ids))))
    return {row.id: Customer(row.id, CustomerKind(row.kind), row.name_masked) for row in rows}


async def reference_of(session: AsyncSession, customer_id: UUID) -> tuple[bytes | None, KeyId | None]:
    """What the lender calls her, sealed, and the key it is sealed under. Raises CustomerNotFound."""
    found = await _REFERENCE.first(session, id=customer_id)
    if found is None:
        raise CustomerNotFound
    sealed, key_id = found
    return sealed, None if key_id is None else KeyId(key_id)


async def key_of(session: AsyncSession, customer_id: UUID) -> KeyId | None:
    """Her data key, where one was made. Raises CustomerNotFound."""
    _, key_id = await reference_of(session, customer_id)
    return key_id


async def lock(session: AsyncSession, customer_id: UUID) -> CustomerRow:
    row = await session.scalar(select(CustomerRow).where(CustomerRow.id == customer_id).with_for_update())
    if row is None:
        raise CustomerNotFound
    return row


async def by_references(session: AsyncSession, indexes: Collection[str]) -> Sequence[tuple[str, UUID]]:
    """Index and id of each that is known."""
    if not indexes:
        return []
    rows = await session.execute(
        select(CustomerRow.reference_index, CustomerRow.id).where(CustomerRow.reference_index.in_(indexes))
    )
    return [(index, found) for index, found in rows if index is not None]


async def by_reference(session: AsyncSession, reference_index: str) -> CustomerRow | None:
    return await session.scalar(select(CustomerRow).where(CustomerRow.reference_index == reference_index))
