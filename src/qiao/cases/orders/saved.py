"""Ways to look at the list that people keep for themselves, or for everybody who works with orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.cases.orders.listing import Wanted
from qiao.cases.orders.model import OrderViewRow
from qiao.cases.orders.reading import Viewer
from qiao.foundation.errors import Conflict, NotFound
from qiao.foundation.ids import new_id

MOST = 50
"""How many one person keeps."""


class ViewNotFound(NotFound):
    """There is no such view of yours."""


class ViewNameTaken(Conflict):
    """A view of yours has this name."""


class TooManyViews(Conflict):
    """Nobody keeps more than `most` views; remove one first."""


@dataclass(frozen=True, slots=True)
class ViewWish:
    name: str
    wanted: Wanted
    is_shared: bool


async def views_for(session: AsyncSession, one: Viewer) -> Sequence[OrderViewRow]:
    """Her own before those of others, by name."""
    row, mine = OrderViewRow, OrderViewRow.staff_id == one.staff.id
    query = select(row).where(or_(mine, row.is_shared)).order_by(mine.desc(), row.name)
    return (await session.scalars(query)).all()


async def keep(
    session: AsyncSession, one: Viewer, wish: ViewWish, *, now: datetime, view_id: UUID | None = None
) -> OrderViewRow:
    """A new one, or `view_id` changed. Raises ViewNotFound, ViewNameTaken or TooManyViews."""
    hers = OrderViewRow.staff_id == one.staff.id
    same = await session.scalar(select(OrderViewRow.id).where(hers, OrderViewRow.name == wish.name))
    if same is not None and same != view_id:
        raise ViewNameTaken
    if view_id is None:
        if (await session.scalar(select(func.count()).where(hers)) or 0) >= MOST:
            raise TooManyViews(most=MOST)
        row = OrderViewRow(id=new_id(), staff_id=one.staff.id)
        session.add(row)
    else:
        row = await _hers(session, one, view_id)
    row.name, row.is_shared, row.changed_at = wish.name, wish.is_shared, now
    row.wanted = wish.wanted.model_dump(mode="json", exclude_defaults=True)
    await session.flush()
    return row


async def drop(session: AsyncSession, one: Viewer, view_id: UUID) -> None:
    """Raises ViewNotFound."""
    await session.delete(await _hers(session, one, view_id))


async def _hers(session: AsyncSession, one: Viewer, view_id: UUID) -> OrderViewRow:
    query = select(OrderViewRow).where(OrderViewRow.id == view_id, OrderViewRow.staff_id == one.staff.id)
    row = await session.scalar(query)
    if row is None:
        raise ViewNotFound
    return row
