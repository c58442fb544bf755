"""Many work orders at once: the list with its filters, how many stand where, and the columns of a board."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.cases.orders.history import RUNNING, Pressing, Priority, State
from qiao.cases.orders.model import WorkOrderRow
from qiao.cases.orders.parts import Ordering
from qiao.cases.orders.reading import Viewer, visible_to
from qiao.foundation.bodies import Body

IN_A_COLUMN = 20
"""How many orders of each state a board shows at first."""
_NUMBER = re.compile(r"C[2-9A-Z]{1,5}(-[2-9A-Z]{0,5})?", re.ASCII | re.IGNORECASE)
_Code = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,23}$")]


class Sort(StrEnum):
    DUE = "due"
    """The soonest due first."""
    NEWEST = "newest"


class Wanted(Body):
    """Which orders: those that run where no state is named. `text` is looked for in number, subject and type."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    department: _Code | None = None
    type: _Code | None = None
    state: State | None = None
    owner: UUID | None = None
    mine: bool = False
    unowned: bool = False
    opened_by_me: bool = False
    priority: Priority | None = None
    pressing: Pressing | None = None
    """That press at least so much."""
    conversation: UUID | None = None
    complaint: UUID | None = None
    text: Annotated[str | None, Field(max_length=80)] = None
    sort: Sort = Sort.DUE


Place = tuple[datetime, UUID]


async def listed(
    session: AsyncSession, ordering: Ordering, one: Viewer, wanted: Wanted, *, after: Place | None, limit: int
) -> tuple[Sequence[WorkOrderRow], Place | None]:
    """Those she may see, and the place after which there are more."""
    query = select(WorkOrderRow.id).where(*_conditions(ordering, one, wanted), _of_state(wanted))
    found = (await session.scalars(_ordered(query, wanted.sort, after).limit(limit + 1))).all()
    # The index alone says which; only those are read whole.
    by_id = {row.id: row for row in await session.scalars(select(WorkOrderRow).where(WorkOrderRow.id.in_(found)))}
    rows = [by_id[order_id] for order_id in found[:limit]]
    if len(found) <= limit:
        return rows, None
    last = rows[-1]
    return rows, (last.due_at if wanted.sort is Sort.DUE else last.opened_at, last.id)


async def counts(session: AsyncSession, ordering: Ordering, one: Viewer, wanted: Wanted) -> dict[str, int]:
    """How many that run and fit are in each state, hers, nobody's, nearly late, and late; whatever state is wanted."""
    row = WorkOrderRow
    query = (
        select(
            row.state,
            func.count(),
            func.sum(case((row.owner_id == one.staff.id, 1), else_=0)),
            func.sum(case((row.owner_id.is_(None), 1), else_=0)),
            func.sum(case((row.pressing == Pressing.WARNED, 1), else_=0)),
            func.sum(case((row.pressing >= Pressing.LATE, 1), else_=0)),
        )
        .where(*_conditions(ordering, one, wanted), row.state.in_(RUNNING))
        .group_by(row.state)
    )
    told: dict[str, int] = dict.fromkeys((*RUNNING, "mine", "unowned", "warned", "late"), 0)
    for state, number, mine, unowned, warned, late in await session.execute(query):
        told[state] = number
        told["mine"] += mine
        told["unowned"] += unowned
        told["warned"] += warned
        told["late"] += late
    return told


async def board(
    session: AsyncSession, ordering: Ordering, one: Viewer, wanted: Wanted
) -> Mapping[State, Sequence[WorkOrderRow]]:
    """The first orders of each state that runs, the soonest due first."""
    return {
        state: (await listed(session, ordering, one, _at(wanted, state), after=None, limit=IN_A_COLUMN))[0]
        for state in RUNNING
    }


def _at(wanted: Wanted, state: State) -> Wanted:
    return wanted.model_copy(update={"state": state, "sort": Sort.DUE})


def _ordered(query: Any, sort: Sort, after: Place | None) -> Any:  # noqa: ANN401  (SQLAlchemy's select of one table)
    row = WorkOrderRow
    if sort is Sort.DUE:
        if after is not None:
            query = query.where(or_(row.due_at > after[0], and_(row.due_at == after[0], row.id > after[1])))
        return query.order_by(row.due_at, row.id)
    if after is not None:
        query = query.where(or_(row.opened_at < after[0], and_(row.opened_at == after[0], row.id < after[1])))
    return query.order_by(row.opened_at.desc(), row.id.desc())


def _of_state(wanted: Wanted) -> ColumnElement[bool]:
    return WorkOrderRow.state == wanted.state if wanted.state else WorkOrderRow.state.in_(RUNNING)


def _conditions(ordering: Ordering, one: Viewer, wanted: Wanted) -> list[ColumnElement[bool]]:
    row = WorkOrderRow
    found = [visible_to(one)]
    equals = (
        (row.department, wanted.department),
        (row.type, wanted.type),
        (row.owner_id, wanted.owner),
        (row.priority, wanted.priority),
        (row.conversation_id, wanted.conversation),
        (row.complaint_id, wanted.complaint),
        (row.owner_id, one.staff.id if wanted.mine else None),
        (row.opened_by, one.staff.id if wanted.opened_by_me else None),
    )
    found += [column == value for column, value in equals if value is not None]
    if wanted.unowned:
        found.append(row.owner_id.is_(None))
    if wanted.pressing is not None:
        found.append(row.pressing >= wanted.pressing)
    if wanted.text and wanted.text.strip():
        found.append(_holds(ordering, wanted.text.strip()))
    return found


def _holds(ordering: Ordering, text: str) -> ColumnElement[bool]:
    row = WorkOrderRow
    if _NUMBER.fullmatch(text):
        return or_(row.number.startswith(text.upper(), autoescape=True), row.subject.icontains(text, autoescape=True))
    try:
        return row.customer_id == UUID(text)
    except ValueError:
        pass
    named = [
        name
        for name, of_type in ordering.rules.types.items()
        if text in of_type.name.zh or text.lower() in of_type.name.en.lower()
    ]
    return or_(row.subject.icontains(text, autoescape=True), row.type.in_(named))
