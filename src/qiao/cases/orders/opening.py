"""A work order is opened: by the service for a customer it has in hand, about nobody, or by a complaint that asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations, customers, requests
from qiao.access import Staff, audit
from qiao.cases.complaints import Question
from qiao.cases.complaints.section import Department
from qiao.cases.events import ORDER_OPENED
from qiao.cases.model import ComplaintRow
from qiao.cases.orders import forms, settling
from qiao.cases.orders.forms import Filled, Value
from qiao.cases.orders.history import RUNNING, Kind, Priority
from qiao.cases.orders.model import WorkOrderBarRow, WorkOrderRow
from qiao.cases.orders.parts import Ordering
from qiao.cases.orders.reading import Opened, OrdersNotForThisPost, Viewer
from qiao.cases.orders.section import OPINION
from qiao.cases.orders.writing import add_act, details_place, publish, sealed_for
from qiao.foundation.business_calendar import business_date
from qiao.foundation.errors import Conflict, Invalid, NotFound
from qiao.foundation.ids import new_id, short_number
from qiao.foundation.keys import KeyDestroyed, KeyId


class DepartmentUnknown(Invalid):
    """An order goes to one of the departments of the pack."""


class NotInHand(NotFound):
    """There is no such conversation, or its customer is not in your hands."""


class LinkUnknown(Invalid):
    """Requests and complaints that an order is linked with are those of its customer, and not about you."""


class CustomerErased(Conflict):
    """She had her data erased: there is nobody to work for."""


@dataclass(frozen=True, slots=True)
class OrderWish:
    """What is asked of a department. Without `conversation` it is about no customer."""

    type: str
    description: str
    form: Mapping[str, Value] = field(default_factory=dict[str, Value])
    subject: str | None = None
    conversation: UUID | None = None
    requests: Sequence[UUID] = ()
    complaints: Sequence[UUID] = ()
    department: str | None = None
    priority: Priority | None = None
    promised_at: datetime | None = None
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class _About:
    """Whose order it is, with its id and the key for its words."""

    order_id: UUID
    key: KeyId
    customer_id: UUID | None = None
    conversation_id: UUID | None = None
    contact_id: UUID | None = None


async def open_order(
    session: AsyncSession, ordering: Ordering, one: Viewer, wish: OrderWish, *, now: datetime
) -> Opened:
    """Open it for the department of its type, or another; its clock begins.

    Raises OrdersNotForThisPost, TypeUnknown, DepartmentUnknown, FormWrong, FormIncomplete, NotInHand, LinkUnknown or
    CustomerErased.
    """
    if not one.serves:
        raise OrdersNotForThisPost
    filled = forms.filled(ordering.type_of(wish.type), wish.form)
    about = await _about(session, ordering, one.staff, wish.conversation, now=now)
    linked = await _linked(session, one, wish, about)
    row = await _opened(session, ordering, wish, filled, about, by=one.staff, now=now)
    for staff_id in sorted({UUID(staff) for complaint in linked for staff in complaint.not_handled_by}):
        session.add(WorkOrderBarRow(staff_id=staff_id, order_id=row.id, at=now))
    return await _begun(session, ordering, row, wish, by=one.staff, now=now)


async def open_opinion(
    session: AsyncSession, ordering: Ordering, complaint: ComplaintRow, asked: Question, *, by: Staff, now: datetime
) -> WorkOrderRow:
    """Ask a department for its opinion on a complaint, by as much of it as the question says. Raises KeyDestroyed."""
    order_id = new_id()
    wish = OrderWish(OPINION, asked.words, department=asked.department, complaints=(complaint.id,))
    about = _About(
        order_id, KeyId(complaint.key_id), complaint.customer_id, complaint.conversation_id, complaint.contact_id
    )
    row = await _opened(session, ordering, wish, Filled({}, {}), about, by=by, now=now)
    row.subject, row.complaint_id = f"{row.subject} {complaint.number}", complaint.id
    for one in complaint.not_handled_by:
        session.add(WorkOrderBarRow(staff_id=UUID(one), order_id=order_id, at=now))
    await _begun(session, ordering, row, wish, by=by, now=now)
    return row


async def similar(
    session: AsyncSession,
    ordering: Ordering,
    customer_id: UUID,
    type_name: str,
    *,
    but: UUID | None = None,
    now: datetime,
) -> Sequence[WorkOrderRow]:
    """Orders of this customer and type that run, or that were opened not long ago: likely the same matter."""
    days = ordering.book.figure(ordering.rules.similar_days, business_date(now))
    assert isinstance(days, int), "days are whole numbers"
    row = WorkOrderRow
    query = select(row).where(
        row.customer_id == customer_id,
        row.type == type_name,
        row.merged_into.is_(None),
        or_(row.state.in_(RUNNING), row.opened_at >= now - timedelta(days=days)),
    )
    if but is not None:
        query = query.where(row.id != but)
    return (await session.scalars(query.order_by(row.opened_at.desc()).limit(5))).all()


async def customer_in_hand(
    session: AsyncSession, ordering: Ordering, staff: Staff, conversation_id: UUID, *, now: datetime
) -> conversations.ConversationState:
    """The conversation, of a customer who is in her hands or her team's. Raises NotInHand."""
    try:
        state = await conversations.state(session, conversation_id)
    except conversations.ConversationNotFound:
        raise NotInHand from None
    if not await ordering.views.still_in_hand(session, staff, [state.customer_id], now=now):
        raise NotInHand
    return state


async def _about(
    session: AsyncSession, ordering: Ordering, staff: Staff, conversation_id: UUID | None, *, now: datetime
) -> _About:
    order_id = new_id()
    if conversation_id is None:
        key = await ordering.ring.create(session, order_id, now=now)
        await session.flush()
        return _About(order_id, key)
    state = await customer_in_hand(session, ordering, staff, conversation_id, now=now)
    try:
        key = await customers.data_key(session, ordering.ring, state.customer_id, now=now)
    except KeyDestroyed:
        raise CustomerErased from None
    return _About(order_id, key, state.customer_id, state.id, state.contact.id if state.contact else None)


async def _linked(session: AsyncSession, one: Viewer, wish: OrderWish, about: _About) -> Sequence[ComplaintRow]:
    """The complaints it is linked with. Raises LinkUnknown."""
    rows = (await session.scalars(select(ComplaintRow).where(ComplaintRow.id.in_(wish.complaints)))).all()
    hers = [
        row
        for row in rows
        if row.customer_id == about.customer_id and one.led.isdisjoint({UUID(staff) for staff in row.not_handled_by})
    ]
    made = await requests.of_customer(session, [about.customer_id] if about.customer_id else [])
    if len(hers) < len(set(wish.complaints)) or not set(wish.requests) <= {request.id for request in made}:
        raise LinkUnknown
    return hers


async def _opened(
    session: AsyncSession,
    ordering: Ordering,
    wish: OrderWish,
    filled: Filled,
    about: _About,
    *,
    by: Staff,
    now: datetime,
) -> WorkOrderRow:
    of_type = ordering.type_of(wish.type)
    department = wish.department or of_type.department
    _require_known(ordering.departments, department)
    details: dict[str, Any] = {"description": wish.description, "form": filled.sealed}
    row = WorkOrderRow(
        id=about.order_id,
        number=short_number("C", about.order_id),
        type=wish.type,
        subject=forms.subject_of(of_type, filled.plain, written=wish.subject, language=wish.language),
        customer_id=about.customer_id,
        conversation_id=about.conversation_id,
        contact_id=about.contact_id,
        links={"requests": [*map(str, wish.requests)], "complaints": [*map(str, wish.complaints)]},
        form=filled.plain,
        details=await sealed_for(session, ordering.ring, about.key, details, details_place(about.order_id)),
        key_id=about.key,
        opened_by=by.id,
        opened_at=now,
        state="new",
        department=department,
        priority=of_type.priority if wish.priority is None else wish.priority,
        pressing=0,
        due_at=now,
    )
    session.add(row)
    await session.flush()
    return row


async def _begun(
    session: AsyncSession, ordering: Ordering, row: WorkOrderRow, wish: OrderWish, *, by: Staff, now: datetime
) -> Opened:
    actor = f"staff:{by.id}"
    tasks = len(ordering.type_of(row.type).tasks)
    facts = {"department": row.department, "priority": row.priority, "tasks": tasks}
    await add_act(session, ordering.ring, row, Kind.OPENED, by=actor, now=now, facts=facts)
    if wish.promised_at is not None:
        promised = {"at": wish.promised_at.isoformat()}
        await add_act(session, ordering.ring, row, Kind.PROMISED, by=actor, now=now, facts=promised)
    found = await settling.settle(session, ordering, row, now=now)
    await publish(session, row, ORDER_OPENED, actor=f"agent:{by.id}", now=now)
    await note(session, row, by, Kind.OPENED, now=now)
    return found


async def note(session: AsyncSession, row: WorkOrderRow, by: Staff, kind: Kind, *, now: datetime) -> None:
    """Put on record that somebody did something to it."""
    record = audit.Record(
        f"staff:{by.id}",
        audit.Action.ORDER_HANDLED,
        post=by.post,
        customer_id=row.customer_id,
        contact_id=row.contact_id,
        detail={"order": str(row.id), "act": kind.value},
    )
    await audit.record(session, record, now=now)


def _require_known(departments: Mapping[str, Department], name: str) -> None:
    if name not in departments:
        raise DepartmentUnknown(departments=sorted(departments))
