"""What people do to a work order: one door, which looks first whether it may be done now, and by whom."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.cases.events import ORDER_ANSWERED, ORDER_MOVED
from qiao.cases.orders import merging, opinions, reading, settling
from qiao.cases.orders.history import ASKED_BACK, Kind, Priority
from qiao.cases.orders.opening import DepartmentUnknown, note
from qiao.cases.orders.parts import Ordering
from qiao.cases.orders.reading import Opened, Viewer
from qiao.cases.orders.rules import TAKES, possible, why_not
from qiao.cases.orders.telling import tell
from qiao.cases.orders.writing import add_act, publish
from qiao.foundation.errors import Conflict, Invalid, NotFound
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyDestroyed, KeyId

_NEEDED: dict[Kind, tuple[str, ...]] = {
    Kind.PRIORITY_SET: ("priority",),
    Kind.PROMISED: ("promised_at",),
    Kind.NOTED: ("words",),
    Kind.TOLD: ("words",),
    Kind.TASK_ADDED: ("words",),
    Kind.TASK_DONE: ("task",),
    Kind.TASK_UNDONE: ("task",),
    Kind.PAUSED: ("reason",),
    Kind.ASKED_BACK: ("words",),
    Kind.REPLIED: ("words",),
    Kind.ANSWERED: ("words",),
    Kind.RETURNED: ("words",),
    Kind.REOPENED: ("words",),
    Kind.MERGED: ("into",),
    Kind.CANCELLED: ("words",),
}
_QUIET = frozenset({Kind.NOTED, Kind.TASK_ADDED, Kind.TASK_DONE, Kind.TASK_UNDONE})
"""What is of no interest to anybody but those who work on it."""


class OrderActNotPossible(Conflict):
    """This cannot be done with the order as it stands; `because` says why, `instead` what can be done."""


class OrderActIncomplete(Invalid):
    """Something that belongs to this act is `missing`."""


class OrderErased(Conflict):
    """The customer had her data erased: what was written is unreadable, and nothing can be added."""


class OwnerNotPossible(Conflict):
    """An order is given to somebody who answers for its department, and whom it is not about."""


class OrderPauseUnknown(Invalid):
    """An order of this type waits for one of its `reasons`."""


class TaskNotFound(NotFound):
    """The order has no such task, or it stands so already."""


@dataclass(frozen=True, slots=True)
class ActWish:
    """`words` go to the customer where she is told something, and else stay among those who work on the order."""

    kind: Kind
    words: str | None = None
    to: UUID | None = None
    department: str | None = None
    reason: str | None = None
    priority: Priority | None = None
    promised_at: datetime | None = None
    task: str | None = None
    into: UUID | None = None


async def act(
    session: AsyncSession, ordering: Ordering, one: Viewer, order_id: UUID, wish: ActWish, *, now: datetime
) -> Opened:
    """Do it, put it on record, and let the house and the systems that listen know.

    Raises OrderNotFound, OrderActNotPossible, OrderActIncomplete, OrderErased, OwnerNotPossible, DepartmentUnknown,
    OrderPauseUnknown, TaskNotFound or MergeNotPossible.
    """
    found = await reading.for_viewer(session, ordering, one, order_id, lock=True)
    who = await reading.part_of(session, one, found.row)
    because = why_not(found.order, wish.kind, who)
    if because is not None:
        instead = [kind.value for kind in possible(found.order, who)]
        raise OrderActNotPossible(act=wish.kind.value, because=because.value, instead=instead)
    _require(wish)
    try:
        await ordering.ring.load(session, KeyId(found.row.key_id))
    except KeyDestroyed:
        raise OrderErased from None
    by = f"staff:{one.staff.id}"
    if wish.kind in TAKES and found.order.owner is None:
        await add_act(session, ordering.ring, found.row, Kind.TAKEN, by=by, now=now, facts={"to": str(one.staff.id)})
    facts = await _facts(session, ordering, one, found, wish, now=now)
    return await done(session, ordering, found, wish, facts, by=by, staff=one.staff, now=now)


async def done(
    session: AsyncSession,
    ordering: Ordering,
    found: Opened,
    wish: ActWish,
    facts: dict[str, Any],
    *,
    by: str,
    now: datetime,
    staff: access.Staff | None = None,
) -> Opened:
    """Write the act and what follows from it. `staff`: who did it, where it was a person."""
    row = found.row
    await add_act(session, ordering.ring, row, wish.kind, by=by, now=now, facts=facts, words=wish.words)
    if wish.kind is Kind.ANSWERED and wish.words:
        await opinions.give(session, ordering, found, wish.words, by=by, now=now)
    after = await settling.settle(session, ordering, row, now=now)
    actor = f"agent:{staff.id}" if staff is not None else by
    if wish.kind is Kind.ANSWERED:
        await publish(session, row, ORDER_ANSWERED, actor=actor, now=now)
    elif wish.kind not in _QUIET:
        await publish(session, row, ORDER_MOVED, {"act": wish.kind.value}, actor=actor, now=now)
    if staff is not None:
        await note(session, row, staff, wish.kind, now=now)
    return after


def _require(wish: ActWish) -> None:
    """Raises OrderActIncomplete."""
    missing = [name for name in _NEEDED.get(wish.kind, ()) if _is_empty(getattr(wish, name))]
    if wish.kind is Kind.HANDED_ON and wish.to is None and wish.department is None:
        missing = ["to", "department"]
    if missing:
        raise OrderActIncomplete(missing=missing)


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


async def _facts(
    session: AsyncSession, ordering: Ordering, one: Viewer, found: Opened, wish: ActWish, *, now: datetime
) -> dict[str, Any]:
    match wish.kind:
        case Kind.TAKEN:
            return {"to": str(one.staff.id)}
        case Kind.HANDED_ON:
            return await _handed_on(session, ordering, found, wish)
        case Kind.PRIORITY_SET:
            return {"priority": wish.priority}
        case Kind.PROMISED:
            return {"at": wish.promised_at.isoformat() if wish.promised_at else None}
        case Kind.TASK_ADDED:
            return {"task": new_id().hex}
        case Kind.TASK_DONE | Kind.TASK_UNDONE:
            return {"task": _task(found, wish)}
        case Kind.PAUSED:
            return _pause(ordering, found, wish)
        case Kind.ASKED_BACK:
            return {"reason": ASKED_BACK, "stops_clock": True}
        case Kind.TOLD:
            return {"told": await tell(session, ordering, found, wish.words or "", now=now)}
        case Kind.MERGED:
            return await merging.merged(session, ordering, one, found, wish.into, now=now)
        case _:
            return {}


async def _handed_on(session: AsyncSession, ordering: Ordering, found: Opened, wish: ActWish) -> dict[str, Any]:
    """Raises DepartmentUnknown or OwnerNotPossible."""
    department = wish.department or found.order.department
    if department not in ordering.departments:
        raise DepartmentUnknown(departments=sorted(ordering.departments))
    if wish.to is None:
        return {"department": department}
    answering = await reading.answering(session, ordering, department)
    if wish.to not in answering or wish.to in await reading.barred(session, ordering, found.row.id):
        raise OwnerNotPossible
    return {"department": department, "to": str(wish.to)}


def _pause(ordering: Ordering, found: Opened, wish: ActWish) -> dict[str, Any]:
    """Raises OrderPauseUnknown."""
    reasons = ordering.type_of(found.row.type).pauses
    if wish.reason not in reasons:
        raise OrderPauseUnknown(reasons=sorted(reasons))
    return {"reason": wish.reason, "stops_clock": ordering.rules.pause_reasons[wish.reason].stops_clock}


def _task(found: Opened, wish: ActWish) -> str:
    """Raises TaskNotFound."""
    turns = wish.kind is Kind.TASK_UNDONE
    if not any(task.id == wish.task and (task.done_at is not None) is turns for task in found.order.tasks):
        raise TaskNotFound
    assert wish.task is not None, "it was required"
    return wish.task
