"""What the routes of work orders are sent."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from qiao.cases.orders.acting import ActWish
from qiao.cases.orders.forms import Value
from qiao.cases.orders.history import Kind, Priority
from qiao.cases.orders.listing import Wanted
from qiao.cases.orders.opening import OrderWish
from qiao.cases.orders.saved import ViewWish
from qiao.foundation.bodies import Body

AT_ONCE = 200
"""The most orders to which something is done at once."""
_Words = Annotated[str | None, Field(max_length=4_000)]
_Code = Annotated[str, Field(max_length=24)]


class OrderBody(Body):
    """A new order. `form` by the ids of the type's fields; amounts in fen, dates as 2026-11-24."""

    type: _Code
    description: Annotated[str, Field(min_length=1, max_length=4_000)]
    form: Annotated[dict[_Code, Value], Field(max_length=40, default_factory=dict)]
    subject: Annotated[str | None, Field(max_length=120)] = None
    conversation: UUID | None = None
    requests: Annotated[tuple[UUID, ...], Field(max_length=20)] = ()
    complaints: Annotated[tuple[UUID, ...], Field(max_length=20)] = ()
    department: _Code | None = None
    priority: Priority | None = None
    promised_at: AwareDatetime | None = None
    language: Literal["zh", "en"] = "zh"

    def wish(self) -> OrderWish:
        return OrderWish(**dict(self))


class ActBody(Body):
    """What is done. `words` are needed where something is asked, told or explained, the rest by the act."""

    act: Literal[
        Kind.TAKEN,
        Kind.HANDED_ON,
        Kind.PRIORITY_SET,
        Kind.PROMISED,
        Kind.NOTED,
        Kind.TOLD,
        Kind.TASK_ADDED,
        Kind.TASK_DONE,
        Kind.TASK_UNDONE,
        Kind.PAUSED,
        Kind.RESUMED,
        Kind.ASKED_BACK,
        Kind.REPLIED,
        Kind.ANSWERED,
        Kind.RETURNED,
        Kind.REOPENED,
        Kind.CLOSED,
        Kind.CANCELLED,
        Kind.MERGED,
    ]
    words: _Words = None
    to: UUID | None = None
    department: _Code | None = None
    reason: _Code | None = None
    priority: Priority | None = None
    promised_at: AwareDatetime | None = None
    task: Annotated[str | None, Field(max_length=32)] = None
    into: UUID | None = None

    def wish(self) -> ActWish:
        given = dict(self)
        return ActWish(given.pop("act"), **given)


class BulkBody(Body):
    """The same to many: given to somebody or a department, another priority, closed or cancelled."""

    ids: Annotated[list[UUID], Field(min_length=1, max_length=AT_ONCE)]
    act: Literal[Kind.TAKEN, Kind.HANDED_ON, Kind.PRIORITY_SET, Kind.CLOSED, Kind.CANCELLED]
    words: _Words = None
    to: UUID | None = None
    department: _Code | None = None
    priority: Priority | None = None

    def wish(self) -> ActWish:
        return ActWish(self.act, self.words, self.to, self.department, priority=self.priority)


class ViewBody(Body):
    name: Annotated[str, Field(min_length=1, max_length=40)]
    wanted: Wanted
    is_shared: bool = False

    def wish(self) -> ViewWish:
        return ViewWish(self.name.strip(), self.wanted, self.is_shared)
