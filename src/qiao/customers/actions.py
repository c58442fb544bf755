"""Everything that changes a customer."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers import queries
from qiao.customers.masks import mask
from qiao.customers.model import CustomerField, CustomerKind, CustomerRow
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyId, KeyRing
from qiao.foundation.statements import store


async def new_visitor(session: AsyncSession, *, now: datetime) -> UUID:
    """Somebody nobody knows yet."""
    visitor_id = new_id()
    await store(session, CustomerRow, id=visitor_id, kind=CustomerKind.VISITOR, created_at=now)
    return visitor_id


async def identify(
    session: AsyncSession, ring: KeyRing, *, reference: str, name: str | None, now: datetime
) -> tuple[UUID, bool]:
    """The customer whom the lender calls `reference`, and whether she is new here. Her name is kept when given."""
    index = ring.blind_index("customers.reference", reference)
    row = await queries.by_reference(session, index)
    is_new = row is None
    if row is None:
        row = CustomerRow(id=new_id(), kind=CustomerKind.CUSTOMER, reference_index=index, created_at=now)
        session.add(row)
        await session.flush()
        await _describe(session, ring, row, reference=reference, now=now)
    if name and name != await open_name(session, ring, row):
        await describe_name(session, ring, row, name, now=now)
    await session.flush()
    return row.id, is_new


async def known_as(session: AsyncSession, ring: KeyRing, reference: str) -> UUID | None:
    """Whom the lender calls so, where the house knows her."""
    return (await known_among(session, ring, [reference])).get(reference)


async def known_among(session: AsyncSession, ring: KeyRing, references: Iterable[str]) -> dict[str, UUID]:
    """Whom the lender calls so, of those whom the house knows."""
    sought = {ring.blind_index("customers.reference", one): one for one in references}
    return {sought[index]: found for index, found in await queries.by_references(session, sought)}


async def become_customer(
    session: AsyncSession, ring: KeyRing, visitor_id: UUID, *, reference: str, name: str | None, now: datetime
) -> UUID | None:
    """Turn a visitor into the customer `reference`; None when that customer is known already as somebody else."""
    index = ring.blind_index("customers.reference", reference)
    if await queries.by_reference(session, index) is not None:
        return None
    row = await queries.lock(session, visitor_id)
    if row.kind != CustomerKind.VISITOR:
        return None
    row.kind, row.reference_index = CustomerKind.CUSTOMER, index
    await _describe(session, ring, row, reference=reference, now=now)
    await identify(session, ring, reference=reference, name=name, now=now)
    return row.id


async def describe_name(session: AsyncSession, ring: KeyRing, row: CustomerRow, name: str, *, now: datetime) -> None:
    """Her name; it stands with the customer herself, because everybody who serves her calls her by it."""
    key_id = await data_key(session, ring, row.id, now=now)
    row.name_masked = mask(CustomerField.NAME, name)[:40]
    row.name_sealed = ring.seal(key_id, name.encode(), bound_to=name_place(row.id))
    await session.flush()


async def open_name(session: AsyncSession, ring: KeyRing, row: CustomerRow) -> str | None:
    """Her name in clear; None where the house has none. Raises KeyDestroyed."""
    if row.name_sealed is None or row.key_id is None:
        return None
    key_id = KeyId(row.key_id)
    await ring.load(session, key_id)
    return ring.open(key_id, row.name_sealed, bound_to=name_place(row.id)).decode()


async def open_reference(session: AsyncSession, ring: KeyRing, customer_id: UUID) -> str | None:
    """What the lender calls her, for whoever asks the lender's systems; None for a visitor. Raises KeyDestroyed."""
    sealed, key_id = await queries.reference_of(session, customer_id)
    if sealed is None or key_id is None:
        return None
    await ring.load(session, key_id)
    return ring.open(key_id, sealed, bound_to=f"customers.reference:{customer_id}").decode()


def name_place(customer_id: UUID) -> str:
    """What a sealed name is bound to."""
    return f"customers.name:{customer_id}"


async def data_key(session: AsyncSession, ring: KeyRing, customer_id: UUID, *, now: datetime) -> KeyId:
    """The customer's data key, loaded; made when first needed. Raises CustomerNotFound, or KeyDestroyed."""
    key_id = await queries.key_of(session, customer_id)
    if key_id is None:
        row = await queries.lock(session, customer_id)
        if row.key_id is None:
            row.key_id = await ring.create(session, customer_id, now=now)
            await session.flush()
        key_id = KeyId(row.key_id)
    await ring.load(session, key_id)
    return key_id


async def _describe(session: AsyncSession, ring: KeyRing, row: CustomerRow, *, reference: str, now: datetime) -> None:
    key_id = await data_key(session, ring, row.id, now=now)
    row.reference_sealed = ring.seal(key_id, reference.encode(), bound_to=f"customers.reference:{row.id}")
    await session.flush()
