"""A customer's identifying fields: sealed under her key, masked for everybody, found by equality alone.

Who may see more than the mask is decided by `access`; this room opens a value only for whoever was let through there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers.actions import data_key, name_place, open_name
from qiao.customers.masks import comparable, mask, tail
from qiao.customers.model import CustomerField, CustomerFieldRow, CustomerKind, CustomerRow
from qiao.customers.regions import RegionSource, put_region, region_in
from qiao.foundation.errors import Invalid, NotFound
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyId, KeyRing
from qiao.foundation.statements import store

_MOST_PLACES = 20


class FieldNotFound(NotFound):
    """No such field, or not for the one who asks."""


class TooManyValues(Invalid):
    """A customer has no more than twenty values of one field."""


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One value as everybody may see it; `source` says where it came from, `as_of` when it was so."""

    id: UUID
    customer_id: UUID
    field: CustomerField
    masked: str
    source: str
    as_of: datetime


async def put_field(
    session: AsyncSession,
    ring: KeyRing,
    customer_id: UUID,
    field: CustomerField,
    values: Sequence[str],
    *,
    source: str,
    now: datetime,
) -> None:
    """Let `values` be all she has of this field; unchanged ones stay as they are. Raises TooManyValues."""
    wanted = {comparable(field, value): value.strip() for value in values if value.strip()}
    if len(wanted) > _MOST_PLACES:
        raise TooManyValues(field=field)
    key_id = await data_key(session, ring, customer_id, now=now)
    rows = await session.scalars(
        select(CustomerFieldRow).where(CustomerFieldRow.customer_id == customer_id, CustomerFieldRow.field == field)
    )
    standing = {row.lookup: row for row in rows}
    looked_up = {_lookup(ring, field, plain): value for plain, value in wanted.items()}
    for lookup, row in standing.items():
        if lookup not in looked_up:
            await session.delete(row)
    for lookup, value in looked_up.items():
        if lookup not in standing:
            made = _values(ring, customer_id, key_id, field, value)
            session.add(CustomerFieldRow(**made, source=source, as_of=now))
    await session.flush()
    if field is CustomerField.ADDRESS and (place := _region(wanted.values())) is not None:
        await put_region(session, customer_id, RegionSource.ADDRESS, place, now=now)


def _region(addresses: Iterable[str]) -> str | None:
    return next((code for one in addresses if (code := region_in(one)) is not None), None)


async def new_somebody(
    session: AsyncSession, ring: KeyRing, *, name: str | None, phone: str | None, source: str, now: datetime
) -> tuple[UUID, KeyId]:
    """A visitor whom nobody has vouched for, with what she says of herself, and her key."""
    visitor_id = new_id()
    key_id = await ring.create(session, visitor_id, now=now)
    named = bool(name and name.strip())
    await store(
        session,
        CustomerRow,
        id=visitor_id,
        kind=CustomerKind.VISITOR,
        created_at=now,
        key_id=key_id,
        name_masked=mask(CustomerField.NAME, name)[:40] if name and named else None,
        name_sealed=ring.seal(key_id, name.encode(), bound_to=name_place(visitor_id)) if name and named else None,
    )
    if phone and phone.strip():
        values = _values(ring, visitor_id, key_id, CustomerField.PHONE, phone.strip())
        await store(session, CustomerFieldRow, **values, source=source, as_of=now)
    return visitor_id, key_id


def _values(ring: KeyRing, customer_id: UUID, key_id: KeyId, field: CustomerField, value: str) -> dict[str, Any]:
    row_id, plain = new_id(), comparable(field, value)
    ending = tail(field, plain)
    return {
        "id": row_id,
        "customer_id": customer_id,
        "field": field,
        "masked": mask(field, value)[:120],
        "sealed": ring.seal(key_id, value.encode(), bound_to=_place(row_id)),
        "key_id": key_id,
        "lookup": _lookup(ring, field, plain),
        "tail": _tail_lookup(ring, field, ending) if ending else None,
    }


async def fields_of(session: AsyncSession, customer_ids: Iterable[UUID]) -> dict[UUID, list[FieldValue]]:
    """Every value of these customers, masked, her name first, the others in the order in which they came."""
    ids = list(customer_ids)
    people = await session.scalars(select(CustomerRow).where(CustomerRow.id.in_(ids)))
    found = {row.id: [_name(row)] if row.name_masked else [] for row in people}
    rows = await session.scalars(
        select(CustomerFieldRow).where(CustomerFieldRow.customer_id.in_(ids)).order_by(CustomerFieldRow.id)
    )
    for row in rows:
        found[row.customer_id].append(_value(row))
    return found


async def find_field(session: AsyncSession, field_id: UUID) -> FieldValue:
    """Raises FieldNotFound. A name's id is the customer's."""
    person = await session.get(CustomerRow, field_id)
    if person is not None and person.name_masked is not None:
        return _name(person)
    return _value(await _by_id(session, field_id))


async def open_field(session: AsyncSession, ring: KeyRing, field_id: UUID) -> str:
    """The value in clear. Raises FieldNotFound, or KeyDestroyed after the person was erased."""
    person = await session.get(CustomerRow, field_id)
    name = await open_name(session, ring, person) if person is not None else None
    if name is not None:
        return name
    row = await _by_id(session, field_id)
    await ring.load(session, KeyId(row.key_id))
    return ring.open(KeyId(row.key_id), row.sealed, bound_to=_place(row.id)).decode()


async def matches(session: AsyncSession, ring: KeyRing, customer_id: UUID, field: CustomerField, said: str) -> bool:
    """Whether `said` is one of her values of this field; nothing is opened for it. No name fits."""
    lookup = _lookup(ring, field, comparable(field, said))
    query = select(CustomerFieldRow.id).where(
        CustomerFieldRow.customer_id == customer_id,
        CustomerFieldRow.field == field,
        CustomerFieldRow.lookup == lookup,
    )
    return await session.scalar(query.limit(1)) is not None


async def find_by_field(
    session: AsyncSession, ring: KeyRing, field: CustomerField, said: str, *, limit: int = 20
) -> list[UUID]:
    """The customers who have exactly this value, or, of four signs, a value that ends in them."""
    plain = comparable(field, said)
    column, value = (
        (CustomerFieldRow.tail, _tail_lookup(ring, field, plain))
        if tail(field, plain) == plain
        else (CustomerFieldRow.lookup, _lookup(ring, field, plain))
    )
    query = select(CustomerFieldRow.customer_id).where(CustomerFieldRow.field == field, column == value)
    return list(await session.scalars(query.order_by(CustomerFieldRow.customer_id).limit(limit)))


async def _by_id(session: AsyncSession, field_id: UUID) -> CustomerFieldRow:
    row = await session.get(CustomerFieldRow, field_id)
    if row is None:
        raise FieldNotFound
    return row


def _value(row: CustomerFieldRow) -> FieldValue:
    return FieldValue(row.id, row.customer_id, CustomerField(row.field), row.masked, row.source, row.as_of)


def _name(row: CustomerRow) -> FieldValue:
    return FieldValue(row.id, row.id, CustomerField.NAME, row.name_masked or "", "identity", row.created_at)


def _place(row_id: UUID) -> str:
    return f"customer_fields.value:{row_id}:1"


def _lookup(ring: KeyRing, field: CustomerField, plain: str) -> str:
    return ring.blind_index(f"customer_fields.{field}", plain)


def _tail_lookup(ring: KeyRing, field: CustomerField, ending: str) -> str:
    return ring.blind_index(f"customer_fields.{field}.tail", ending)
