"""What became of a work order: a pure fold over the acts of its history, from which state and clock follow.

The service opens it, a department answers it, and the service closes it. The clock runs from the opening until the
answer and stands still while others than the house are waited for; an answer that was no answer lets it go on.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

from qiao.foundation.deadlines import Fact, Paused, Resumed, Stopped

ASKED_BACK = "asked_back"
"""The reason of the pause that a question to the service makes; the pack names all others."""


class Kind(StrEnum):
    """What was done."""

    OPENED = "opened"
    TAKEN = "taken"
    HANDED_ON = "handed_on"
    PRIORITY_SET = "priority_set"
    PROMISED = "promised"
    NOTED = "noted"
    TOLD = "told"
    """The customer was told something in her conversation."""
    FILE_ADDED = "file_added"
    """A colleague added a file; `file` names it."""
    TASK_ADDED = "task_added"
    TASK_DONE = "task_done"
    TASK_UNDONE = "task_undone"
    PAUSED = "paused"
    RESUMED = "resumed"
    ASKED_BACK = "asked_back"
    REPLIED = "replied"
    ANSWERED = "answered"
    RETURNED = "returned"
    REOPENED = "reopened"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    MERGED = "merged"
    """Into another, which goes on; `into` names it."""
    MERGED_IN = "merged_in"
    """Another came into this one; `from` names it."""
    REMINDED = "reminded"
    WARNED = "warned"
    ESCALATED = "escalated"
    BREACHED = "breached"


class State(StrEnum):
    """How far it has come, in the order of a board's columns."""

    NEW = "new"
    WORKING = "working"
    WAITING = "waiting"
    RETURNED = "returned"
    ANSWERED = "answered"
    DONE = "done"
    CANCELLED = "cancelled"
    MERGED = "merged"


RUNNING = (State.NEW, State.WORKING, State.WAITING, State.RETURNED, State.ANSWERED)
"""Those in which somebody still has something to do."""


class Priority(IntEnum):
    LOW = 0
    NORMAL = 1
    HIGH = 2
    URGENT = 3


class Pressing(IntEnum):
    """How much an order that runs presses: nearly late, late, and late for so long that more were told."""

    IN_TIME = 0
    WARNED = 1
    LATE = 2
    ESCALATED = 3


@dataclass(frozen=True, slots=True)
class Act:
    """One row of the history. `by` is `staff:ID`, `system:ID` or `house`."""

    kind: Kind
    at: datetime
    by: str
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done. `of_type` is its place among the tasks of the type, None for one that was added by hand."""

    id: str
    of_type: int | None = None
    done_by: str | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """Where a work order stands."""

    state: State = State.NEW
    department: str = ""
    owner: UUID | None = None
    priority: Priority = Priority.NORMAL
    promised_at: datetime | None = None
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    answered_at: datetime | None = None
    pause: str | None = None
    stands_still: bool = False
    """Whether its clock stands still, for a pause that stops it or because it was answered."""
    stretches: tuple[Fact, ...] = ()
    """When the clock stood still, ran again, and stopped; its start is `begun_at`."""
    tasks: tuple[Task, ...] = ()
    into: UUID | None = None
    merged: tuple[UUID, ...] = ()
    raised: frozenset[str] = frozenset()
    """The steps of the clock that were done."""

    @property
    def is_over(self) -> bool:
        return self.state not in RUNNING

    @property
    def waits_for_the_service(self) -> bool:
        return self.pause == ASKED_BACK


def fold(acts: Iterable[Act]) -> Order:
    """Where an order with this history stands."""
    order = Order()
    for act in acts:
        change = _CHANGES.get(act.kind)
        order = change(order, act) if change is not None else order
    return order


def _opened(order: Order, act: Act) -> Order:
    facts = act.facts
    return replace(
        order,
        department=facts["department"],
        priority=Priority(facts["priority"]),
        begun_at=act.at,
        tasks=tuple(Task(str(place), of_type=place) for place in range(facts.get("tasks", 0))),
    )


def _taken(order: Order, act: Act) -> Order:
    state = State.WORKING if order.state is State.NEW else order.state
    return replace(order, owner=UUID(act.facts["to"]), state=state)


def _handed_on(order: Order, act: Act) -> Order:
    """To another department nobody of which has it yet, or to somebody of the same, who has taken it by that."""
    to: str | None = act.facts.get("to")
    running = order if order.state is not State.RETURNED else replace(order, state=State.NEW)
    if to is not None:
        state = State.WORKING if running.state is State.NEW else running.state
        return replace(running, department=act.facts["department"], owner=UUID(to), state=state)
    state = State.NEW if running.state is State.WORKING else running.state
    return replace(running, department=act.facts["department"], owner=None, state=state)


def _paused(order: Order, act: Act) -> Order:
    reason = act.facts.get("reason", ASKED_BACK)
    stops: bool = act.facts.get("stops_clock", True)
    still = (*order.stretches, Paused(act.at, reason)) if stops else order.stretches
    return replace(order, state=State.WAITING, pause=reason, stands_still=stops, stretches=still)


def _resumed(order: Order, act: Act) -> Order:
    state = State.WORKING if order.owner is not None else State.NEW
    return replace(_runs(order, act), state=state, pause=None)


def _answered(order: Order, act: Act) -> Order:
    still = _runs(order, act)
    return replace(
        still,
        state=State.ANSWERED,
        pause=None,
        answered_at=act.at,
        stands_still=True,
        stretches=(*still.stretches, Paused(act.at, "answered")),
    )


def _returned(order: Order, act: Act) -> Order:
    return replace(_runs(order, act), state=State.RETURNED, pause=None, owner=None)


def _reopened(order: Order, act: Act) -> Order:
    return replace(_resumed(order, act), answered_at=None)


def _ended(order: Order, act: Act) -> Order:
    states = {Kind.CLOSED: State.DONE, Kind.CANCELLED: State.CANCELLED, Kind.MERGED: State.MERGED}
    into = UUID(act.facts["into"]) if act.kind is Kind.MERGED else None
    return replace(
        order,
        state=states[act.kind],
        pause=None,
        ended_at=act.at,
        into=into,
        stretches=(*order.stretches, Stopped(act.at)),
    )


def _runs(order: Order, act: Act) -> Order:
    if not order.stands_still:
        return order
    return replace(order, stands_still=False, stretches=(*order.stretches, Resumed(act.at)))


def _merged_in(order: Order, act: Act) -> Order:
    return replace(order, merged=(*order.merged, UUID(act.facts["from"])))


def _priority_set(order: Order, act: Act) -> Order:
    return replace(order, priority=Priority(act.facts["priority"]))


def _promised(order: Order, act: Act) -> Order:
    return replace(order, promised_at=datetime.fromisoformat(act.facts["at"]))


def _task_added(order: Order, act: Act) -> Order:
    return replace(order, tasks=(*order.tasks, Task(act.facts["task"])))


def _task_turned(order: Order, act: Act) -> Order:
    is_done = act.kind is Kind.TASK_DONE
    turned = {"done_by": act.by if is_done else None, "done_at": act.at if is_done else None}
    tasks = (replace(one, **turned) if one.id == act.facts["task"] else one for one in order.tasks)
    return replace(order, tasks=tuple(tasks))


def _raised(order: Order, act: Act) -> Order:
    return replace(order, raised=order.raised | {act.facts["step"]})


_CHANGES: Mapping[Kind, Callable[[Order, Act], Order]] = {
    Kind.OPENED: _opened,
    Kind.TAKEN: _taken,
    Kind.HANDED_ON: _handed_on,
    Kind.PRIORITY_SET: _priority_set,
    Kind.PROMISED: _promised,
    Kind.TASK_ADDED: _task_added,
    Kind.TASK_DONE: _task_turned,
    Kind.TASK_UNDONE: _task_turned,
    Kind.PAUSED: _paused,
    Kind.RESUMED: _resumed,
    Kind.ASKED_BACK: _paused,
    Kind.REPLIED: _resumed,
    Kind.ANSWERED: _answered,
    Kind.RETURNED: _returned,
    Kind.REOPENED: _reopened,
    Kind.CLOSED: _ended,
    Kind.CANCELLED: _ended,
    Kind.MERGED: _ended,
    Kind.MERGED_IN: _merged_in,
    Kind.REMINDED: _raised,
    Kind.WARNED: _raised,
    Kind.ESCALATED: _raised,
    Kind.BREACHED: _raised,
}
"""What each act changes; a note, and that the customer was told something, change nothing."""
