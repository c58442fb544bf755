"""Where customers are, as far as the house has been told: codes of regions alone, never an address.

A code comes from what is on file as her address, from the region of her telephone number, or from that of her contract.
The lender tells of the last two; the first also follows from an address that is kept here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from qiao.customers.model import CustomerRegionRow
from qiao.foundation import regions
from qiao.foundation.database import insert_into
from qiao.language.entities.regions import find as regions_named_in

_SPAN = {"0000": 10_000, "00": 100}


class RegionSource(StrEnum):
    """How a region is known, the surest first: she lives there, her contract says so, her number is from there."""

    ADDRESS = "address"
    CONTRACT = "contract"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class KnownRegion:
    customer_id: UUID
    source: RegionSource
    code: str
    as_of: datetime


async def put_region(
    session: AsyncSession, customer_id: UUID, source: RegionSource, code: str, *, now: datetime
) -> None:
    """Keep where she is by this source, instead of what it said before. Raises RegionNotFound."""
    regions.find(code)
    values = insert_into(session, CustomerRegionRow).values(
        customer_id=customer_id, source=source, code=code, as_of=now
    )
    await session.execute(
        values.on_conflict_do_update(index_elements=["customer_id", "source"], set_={"code": code, "as_of": now})
    )


async def regions_of(session: AsyncSession, customers: Iterable[UUID]) -> Sequence[KnownRegion]:
    """All that is known of these records, the surest first."""
    query = select(CustomerRegionRow).where(CustomerRegionRow.customer_id.in_(list(customers)))
    order = list(RegionSource)
    found = [
        KnownRegion(row.customer_id, RegionSource(row.source), row.code, row.as_of)
        for row in await session.scalars(query)
    ]
    return sorted(found, key=lambda one: order.index(one.source))


async def count_within(session: AsyncSession, codes: Collection[str]) -> Mapping[RegionSource, int]:
    """How many records lie within these regions, each counted once, by the surest source that says so."""
    surest = case(
        *((CustomerRegionRow.source == source, place) for place, source in enumerate(RegionSource)),
        else_=len(RegionSource),
    )
    each = (
        select(CustomerRegionRow.customer_id, func.min(surest).label("surest"))
        .where(_within(codes))
        .group_by(CustomerRegionRow.customer_id)
        .subquery()
    )
    counted = await session.execute(select(each.c.surest, func.count()).group_by(each.c.surest))
    found = {int(place): int(count) for place, count in counted}
    return {source: found.get(place, 0) for place, source in enumerate(RegionSource)}


async def count_around(session: AsyncSession, codes: Collection[str]) -> int:
    """How many records are known by a region around these alone: the province of a city, say."""
    around = {one.code for code in codes for one in regions.ancestors(code)}
    # Not `NOT IN`, which PostgreSQL walks through anew for each customer once it is too long to be hashed.
    hers = aliased(CustomerRegionRow)
    is_inside = exists().where(hers.customer_id == CustomerRegionRow.customer_id, _within(codes, hers))
    query = select(func.count(func.distinct(CustomerRegionRow.customer_id))).where(
        CustomerRegionRow.code.in_(around), ~is_inside
    )
    return await session.scalar(query) or 0


def is_within(code: str, around: str) -> bool:
    """Whether the region `code` is `around`, or lies in it: a code tells its place itself (GB/T 2260)."""
    first, last = _range(around)
    return first <= code < last


def region_in(text: str) -> str | None:
    """The code of the innermost region that an address names; None where it names none, or several."""
    found = {str(one.value) for one in regions_named_in(text)}
    return found.pop() if len(found) == 1 else None


def _within(codes: Collection[str], of: type[CustomerRegionRow] = CustomerRegionRow) -> ColumnElement[bool]:
    ranges = [_range(code) for code in codes]
    return or_(*(and_(of.code >= first, of.code < last) for first, last in ranges))


def _range(code: str) -> tuple[str, str]:
    span = next((one for ending, one in _SPAN.items() if code.endswith(ending)), 1)
    return code, str(int(code) + span)
