"""Reading one work order, for whoever may see it, and what is sealed in it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.access import Post, Staff
from qiao.cases.model import ComplaintRow
from qiao.cases.orders.clocks import Terms
from qiao.cases.orders.history import Order, fold
from qiao.cases.orders.model import WorkOrderActRow, WorkOrderBarRow, WorkOrderRow
from qiao.cases.orders.parts import Ordering
from qiao.cases.orders.rules import Who
from qiao.cases.orders.writing import act_of, details_place, words_place
from qiao.foundation.errors import Forbidden, NotFound
from qiao.foundation.keys import KeyDestroyed, KeyId, KeyRing


class OrdersNotForThisPost(Forbidden):
    """Work orders are for the service, which opens them, and for posts that answer for a department."""


class OrderNotFound(NotFound):
    """There is no such work order, for whoever asks."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: her departments, those whose work she shares, and those because of whom an order is kept from her."""

    staff: Staff
    serves: bool
    departments: frozenset[str]
    mates: frozenset[UUID]
    led: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Opened:
    """An order with its history, and where it stands by the figures of its day."""

    row: WorkOrderRow
    acts: tuple[WorkOrderActRow, ...]
    terms: Terms
    order: Order


async def viewer(session: AsyncSession, ordering: Ordering, staff: Staff, *, now: datetime) -> Viewer:
    """Raises OrdersNotForThisPost."""
    serves, departments = ordering.serves(staff.post), ordering.departments_of(staff.post)
    if not serves and not departments:
        raise OrdersNotForThisPost
    rota = ordering.views.rota
    mates = await rota.team_of(session, staff.id, now=now) if serves else frozenset[UUID]()
    led = await rota.led_by(session, staff.id)
    return Viewer(staff, serves, departments, mates | {staff.id}, led | {staff.id})


def visible_to(one: Viewer) -> ColumnElement[bool]:
    """The one door: what her team opened, what is hers, what her department has, and what her complaint asked.

    An opinion on a complaint is for whoever handles it and whoever gives it. An order about somebody, or about whom
    she leads, is not there for her.
    """
    row = WorkOrderRow
    asked = [row.owner_id == one.staff.id, row.department.in_(one.departments)]
    if one.serves:
        asked.append(and_(row.opened_by.in_(one.mates), row.complaint_id.is_(None)))
    if one.staff.post is Post.COMPLAINT_OFFICER:
        handled = select(ComplaintRow.id).where(ComplaintRow.handler_id == one.staff.id)
        asked.append(row.complaint_id.in_(handled))
    barred = select(WorkOrderBarRow.order_id).where(WorkOrderBarRow.staff_id.in_(one.led))
    return and_(or_(*asked), row.id.not_in(barred))


async def opened(session: AsyncSession, ordering: Ordering, order_id: UUID, *, lock: bool = False) -> Opened:
    """Raises OrderNotFound."""
    query = select(WorkOrderRow).where(WorkOrderRow.id == order_id)
    row = await session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise OrderNotFound
    return await with_history(session, ordering, row)


async def for_viewer(
    session: AsyncSession, ordering: Ordering, one: Viewer, order_id: UUID, *, lock: bool = False
) -> Opened:
    """Raises OrderNotFound, also for what she may not see."""
    query = select(WorkOrderRow).where(WorkOrderRow.id == order_id, visible_to(one))
    row = await session.scalar(query.with_for_update(of=WorkOrderRow) if lock else query)
    if row is None:
        raise OrderNotFound
    return await with_history(session, ordering, row)


async def with_history(session: AsyncSession, ordering: Ordering, row: WorkOrderRow) -> Opened:
    acts = await session.scalars(
        select(WorkOrderActRow).where(WorkOrderActRow.order_id == row.id).order_by(WorkOrderActRow.seq)
    )
    found = tuple(acts)
    return Opened(row, found, ordering.terms(row.type, row.opened_at), fold(map(act_of, found)))


async def part_of(session: AsyncSession, one: Viewer, row: WorkOrderRow) -> Who:
    """For whom she acts in this order."""
    if row.complaint_id is None:
        serves = one.serves and row.opened_by in one.mates
    else:
        handler = select(ComplaintRow.handler_id).where(ComplaintRow.id == row.complaint_id)
        serves = await session.scalar(handler) == one.staff.id
    return Who(one.staff.id, serves, row.department in one.departments, can_tell=row.contact_id is not None)


async def barred(session: AsyncSession, ordering: Ordering, order_id: UUID) -> frozenset[UUID]:
    """Those whom it is about, and their leaders."""
    about = frozenset(
        await session.scalars(select(WorkOrderBarRow.staff_id).where(WorkOrderBarRow.order_id == order_id))
    )
    return about | await ordering.views.rota.leaders_of(session, about) if about else about


async def answering(session: AsyncSession, ordering: Ordering, department: str) -> dict[UUID, str]:
    """The names of those who answer for a department."""
    found: dict[UUID, str] = {}
    for post in sorted(ordering.departments[department].posts):
        found |= await access.staff_of_post(session, post)
    return found


async def numbers(session: AsyncSession, order_ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = await session.execute(
        select(WorkOrderRow.id, WorkOrderRow.number).where(WorkOrderRow.id.in_(list(order_ids)))
    )
    return {row.id: row.number for row in rows}


async def words_of(session: AsyncSession, ring: KeyRing, found: Opened) -> dict[UUID, str]:
    """What stands in its acts; nothing where her erasing has made it unreadable."""
    return {
        act.id: plain["words"]
        for act in found.acts
        if act.words is not None
        and (plain := await _plain(session, ring, found.row.key_id, act.words, words_place(act.id)))
    }


async def details_of(session: AsyncSession, ring: KeyRing, row: WorkOrderRow) -> dict[str, Any]:
    return await _plain(session, ring, row.key_id, row.details, details_place(row.id))


async def _plain(session: AsyncSession, ring: KeyRing, key: UUID, sealed: bytes, place: str) -> dict[str, Any]:
    try:
        await ring.load(session, KeyId(key))
    except KeyDestroyed:
        return {}
    return json.loads(ring.open(KeyId(key), sealed, bound_to=place))
