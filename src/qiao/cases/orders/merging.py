"""One work order goes into another, which goes on: both know of each other, and the acts of both stay."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.cases.orders import reading, settling
from qiao.cases.orders.history import Kind
from qiao.cases.orders.parts import Ordering
from qiao.cases.orders.reading import Opened, OrderNotFound, Viewer
from qiao.cases.orders.writing import add_act
from qiao.foundation.errors import Conflict


class MergeNotPossible(Conflict):
    """An order goes into another that runs, of the same customer, and that is none of a complaint's."""


async def merged(
    session: AsyncSession, ordering: Ordering, one: Viewer, found: Opened, into: UUID | None, *, now: datetime
) -> dict[str, Any]:
    """Note it in the order that goes on; the facts for the one that ends. Raises MergeNotPossible."""
    assert into is not None, "it was required"
    row = found.row
    try:
        other = await reading.for_viewer(session, ordering, one, into, lock=True)
    except OrderNotFound:
        raise MergeNotPossible from None
    is_same = other.row.id != row.id and other.row.customer_id == row.customer_id
    asks = row.complaint_id is not None or other.row.complaint_id is not None
    serves = (await reading.part_of(session, one, other.row)).serves
    if not is_same or asks or other.order.is_over or not serves:
        raise MergeNotPossible
    facts = {"from": str(row.id)}
    await add_act(session, ordering.ring, other.row, Kind.MERGED_IN, by=f"staff:{one.staff.id}", now=now, facts=facts)
    await settling.settle(session, ordering, other.row, now=now)
    return {"into": str(other.row.id)}
