"""Who may do what to a work order as it stands, and why not: pure."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from qiao.access import Post
from qiao.cases.orders.history import Kind, Order, State

SERVICE = frozenset(
    {Post.ONLINE_AGENT, Post.PHONE_AGENT, Post.VIP_CARE_AGENT, Post.COMPLAINT_OFFICER, Post.TEAM_LEADER}
)
"""The posts of the service: they open orders and close them, where the table of rights shows them complaints."""
OF_THE_SERVICE = frozenset(
    {Kind.REPLIED, Kind.REOPENED, Kind.CLOSED, Kind.CANCELLED, Kind.MERGED, Kind.PROMISED, Kind.TOLD}
)
OF_THE_DEPARTMENT = frozenset({Kind.TAKEN, Kind.PAUSED, Kind.RESUMED, Kind.ASKED_BACK, Kind.ANSWERED, Kind.RETURNED})
TAKES = frozenset({Kind.ANSWERED, Kind.ASKED_BACK})
"""What takes an order that nobody has yet: whoever answers a new one need not take it first."""
BY_STAFF = (
    Kind.TAKEN,
    Kind.ANSWERED,
    Kind.ASKED_BACK,
    Kind.REPLIED,
    Kind.PAUSED,
    Kind.RESUMED,
    Kind.RETURNED,
    Kind.CLOSED,
    Kind.REOPENED,
    Kind.HANDED_ON,
    Kind.TOLD,
    Kind.NOTED,
    Kind.TASK_ADDED,
    Kind.TASK_DONE,
    Kind.TASK_UNDONE,
    Kind.PRIORITY_SET,
    Kind.PROMISED,
    Kind.MERGED,
    Kind.CANCELLED,
)
"""In the order in which it is offered."""


class Because(StrEnum):
    """Why something cannot be done now; people read a sentence for each."""

    OVER = "over"
    NOT_THE_SERVICE = "not_the_service"
    NOT_THE_DEPARTMENT = "not_the_department"
    HAS_OWNER = "has_owner"
    NOT_YOURS = "not_yours"
    NOT_NOW = "not_now"
    """The state does not allow it."""
    NOTHING_ASKED = "nothing_asked"
    NOBODY_TO_TELL = "nobody_to_tell"


@dataclass(frozen=True, slots=True)
class Who:
    """Who acts: `serves` for the service that asked, `answers` for the department that has it."""

    id: UUID
    serves: bool
    answers: bool
    can_tell: bool = True
    """Whether there is a conversation in which the customer can be told something."""


def possible(order: Order, who: Who) -> list[Kind]:
    """What she may do now, in the order in which it is offered."""
    return [kind for kind in BY_STAFF if why_not(order, kind, who) is None]


def why_not(order: Order, kind: Kind, who: Who) -> Because | None:
    """What stands in the way of it, or None. A note can be added to what is over, too."""
    if kind is Kind.NOTED:
        return None
    if order.is_over:
        return Because.OVER
    if kind in OF_THE_SERVICE:
        return _for_the_service(order, kind, who)
    if kind in OF_THE_DEPARTMENT:
        return _for_the_department(order, kind, who)
    if kind is Kind.HANDED_ON:
        return _hands_on(order, who)
    turns = {Kind.TASK_DONE: False, Kind.TASK_UNDONE: True}
    if kind in turns and not any((task.done_at is not None) is turns[kind] for task in order.tasks):
        return Because.NOT_NOW
    return None


def _for_the_service(order: Order, kind: Kind, who: Who) -> Because | None:
    if not who.serves:
        return Because.NOT_THE_SERVICE
    match kind:
        case Kind.REPLIED if not order.waits_for_the_service:
            return Because.NOTHING_ASKED
        case Kind.REOPENED | Kind.CLOSED if order.state is not State.ANSWERED:
            return Because.NOT_NOW
        case Kind.TOLD if not who.can_tell:
            return Because.NOBODY_TO_TELL
        case _:
            return None


def _for_the_department(order: Order, kind: Kind, who: Who) -> Because | None:
    if not who.answers:
        return Because.NOT_THE_DEPARTMENT
    if order.state in {State.ANSWERED, State.RETURNED}:
        return Because.NOT_NOW
    if kind is Kind.TAKEN:
        return Because.HAS_OWNER if order.owner is not None else None
    if order.owner is None and order.state is State.NEW and kind in TAKES:
        return None
    if order.owner != who.id and not (kind is Kind.RETURNED and order.owner is None):
        return Because.NOT_YOURS
    if kind in {Kind.PAUSED, Kind.ASKED_BACK} and order.state is not State.WORKING:
        return Because.NOT_NOW
    if kind is Kind.RESUMED and (order.state is not State.WAITING or order.waits_for_the_service):
        return Because.NOT_NOW
    return None


def _hands_on(order: Order, who: Who) -> Because | None:
    if order.state is State.ANSWERED:
        return Because.NOT_NOW
    if order.state is State.RETURNED and not who.serves:
        return Because.NOT_THE_SERVICE
    return None
