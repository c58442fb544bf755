"""A work order as staff see it: how it stands, what may be done, and its words, whose reading is on record."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.access import audit
from qiao.cases.orders import files, forms, opening, reading, revealing
from qiao.cases.orders.clocks import reading as clock_reading
from qiao.cases.orders.history import Kind, Task
from qiao.cases.orders.model import WorkOrderActRow, WorkOrderRow
from qiao.cases.orders.parts import Ordering
from qiao.cases.orders.reading import Opened, Viewer
from qiao.cases.orders.rules import possible
from qiao.language import identifiers


async def record(session: AsyncSession, one: Viewer, found: Opened, *, source: str | None, now: datetime) -> None:
    """Put on record that she reads what was written. Raises AuditUnavailable."""
    row = found.row
    seen = audit.Record(
        f"staff:{one.staff.id}",
        audit.Action.VIEWED,
        post=one.staff.post,
        customer_id=row.customer_id,
        contact_id=row.contact_id,
        source=source,
        detail={"order": str(row.id)},
    )
    await audit.record(session, seen, now=now)


def item_wire(ordering: Ordering, row: WorkOrderRow, names: Mapping[UUID, str]) -> dict[str, Any]:
    """The protocol's `OrderItem`: nothing that is sealed, nor whose it is."""
    return {
        "id": str(row.id),
        "number": row.number,
        "type": {"id": row.type, "name": ordering.type_of(row.type).name.model_dump()},
        "subject": row.subject,
        "department": _department(ordering, row.department),
        "state": row.state,
        "owner": _person(row.owner_id, names),
        "opened_by": _person(row.opened_by, names),
        "priority": row.priority,
        "pressing": row.pressing,
        "opened_at": row.opened_at.isoformat(),
        "due_at": row.due_at.isoformat(),
        "promised_at": _moment(row.promised_at),
        "closed_at": _moment(row.closed_at),
        "has_customer": row.customer_id is not None,
        "is_opinion": row.complaint_id is not None,
    }


async def items_wire(session: AsyncSession, ordering: Ordering, rows: Iterable[WorkOrderRow]) -> list[dict[str, Any]]:
    found = [*rows]
    people = {row.owner_id for row in found if row.owner_id} | {row.opened_by for row in found}
    names = await access.staff_names(session, people)
    return [item_wire(ordering, row, names) for row in found]


async def wire(
    session: AsyncSession, ordering: Ordering, one: Viewer, found: Opened, *, now: datetime
) -> dict[str, Any]:
    """The protocol's `Order`. Where it came from is told to the service alone. `record` comes first."""
    row, order, of_type = found.row, found.order, ordering.type_of(found.row.type)
    who = await reading.part_of(session, one, row)
    acts = possible(order, who)
    names = await access.staff_names(session, {row.opened_by} | {id_ for act in found.acts for id_ in _people(act)})
    kept = await files.of_order(session, row.id)
    words = await reading.words_of(session, ordering.ring, found)
    details = await reading.details_of(session, ordering.ring, row)
    form = {**row.form, **details.get("form", {})}
    to = await _takers(session, ordering, found) if Kind.HANDED_ON in acts else {}
    numbers = await reading.numbers(session, [*order.merged, *([order.into] if order.into else [])])
    like = await _similar(session, ordering, row, now=now) if who.serves and not order.is_over else []
    titles = {str(act.facts["task"]): words.get(act.id, "") for act in found.acts if act.kind == Kind.TASK_ADDED}
    return {
        **item_wire(ordering, row, names),
        "clock": clock_reading(order, found.terms, now=now).state.value,
        "allowed": found.terms.wire(),
        "pause": order.pause,
        "pauses": [
            {"id": reason, "name": ordering.rules.pause_reasons[reason].name.model_dump()} for reason in of_type.pauses
        ],
        "description": _masked(details.get("description")),
        "form": [forms.shown(asked, form[asked.id]) for asked in of_type.fields if asked.id in form],
        "files": [
            {**files.wire(one), "by": _person(one.added_by, names), "at": one.added_at.isoformat()} for one in kept
        ],
        "masks": [one.wire() for one in await revealing.hidden(session, ordering, found)],
        "tasks": [_task_wire(ordering, row, task, titles, names) for task in order.tasks],
        "acts": [kind.value for kind in acts],
        "to": [_person(id_, to) for id_ in to],
        "conversation": str(row.conversation_id) if who.serves and row.conversation_id else None,
        "links": row.links if who.serves else {"requests": [], "complaints": []},
        "similar": [similar_wire(one) for one in like],
        "merged_into": _linked(order.into, numbers),
        "merged": [_linked(id_, numbers) for id_ in order.merged],
        "history": [_act_wire(act, words.get(act.id), names) for act in found.acts],
    }


def similar_wire(row: WorkOrderRow) -> dict[str, Any]:
    """One that is likely the same matter."""
    return {"id": str(row.id), "number": row.number, "state": row.state, "opened_at": row.opened_at.isoformat()}


async def _similar(
    session: AsyncSession, ordering: Ordering, row: WorkOrderRow, *, now: datetime
) -> Iterable[WorkOrderRow]:
    if row.customer_id is None or row.complaint_id is not None:
        return []
    return await opening.similar(session, ordering, row.customer_id, row.type, but=row.id, now=now)


async def _takers(session: AsyncSession, ordering: Ordering, found: Opened) -> dict[UUID, str]:
    answering = await reading.answering(session, ordering, found.row.department)
    out = await reading.barred(session, ordering, found.row.id) | {found.order.owner}
    return {id_: name for id_, name in answering.items() if id_ not in out}


def _task_wire(
    ordering: Ordering, row: WorkOrderRow, task: Task, titles: Mapping[str, str], names: Mapping[UUID, str]
) -> dict[str, Any]:
    of_type = ordering.type_of(row.type).tasks
    if task.of_type is not None and task.of_type < len(of_type):
        title = of_type[task.of_type].model_dump()
    else:
        title = dict.fromkeys(("zh", "en"), _masked(titles.get(task.id)) or "")
    who = next(iter(_staff(task.done_by or "")), None)
    return {"id": task.id, "title": title, "done_at": _moment(task.done_at), "done_by": _person(who, names)}


def _act_wire(act: WorkOrderActRow, words: str | None, names: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "seq": act.seq,
        "kind": act.kind,
        "at": act.at.isoformat(),
        "by": act.by.partition(":")[0],
        "staff": _person(next(iter(_staff(act.by)), None), names),
        "to": _person(next(iter(_people(act) - _staff(act.by)), None), names),
        "facts": act.facts,
        "words": _masked(words),
        "is_told": act.kind == Kind.TOLD,
    }


def _people(act: WorkOrderActRow) -> set[UUID]:
    to: object = act.facts.get("to")
    return _staff(act.by) | ({UUID(to)} if isinstance(to, str) else set())


def _staff(by: str) -> set[UUID]:
    who, _, staff = by.partition(":")
    return {UUID(staff)} if who == "staff" else set()


def _person(staff_id: UUID | None, names: Mapping[UUID, str]) -> dict[str, str] | None:
    return {"id": str(staff_id), "name": names.get(staff_id, "")} if staff_id is not None else None


def _linked(order_id: UUID | None, numbers: Mapping[UUID, str]) -> dict[str, str] | None:
    return {"id": str(order_id), "number": numbers.get(order_id, "")} if order_id is not None else None


def _department(ordering: Ordering, name: str) -> dict[str, Any]:
    known = ordering.departments.get(name)
    return {"id": name, "name": known.name.model_dump() if known else {"zh": name, "en": name}}


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _masked(text: str | None) -> str | None:
    """What people write may name anybody: identifiers in it are masked for everybody."""
    return identifiers.mask(text).text if text else None
