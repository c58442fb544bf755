"""The shapes of `outreach/triggers.yaml`: when the house comes to customers by itself, with what, and when it stops."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from qiao.customers.lifecycle.definition import Name, TypeName
from qiao.outreach.shapes import Id, Part
from qiao.outreach.terms import Kind
from qiao.policy import InBoth

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def _span(written: str) -> str:
    span(written)
    return written


def span(written: str) -> timedelta:
    """Of minutes, hours or days, such as 30m, 2h or 7d."""
    return timedelta(**{_UNITS[written[-1]]: int(written[:-1])})


Span = Annotated[str, Field(pattern=r"^\d{1,4}[mhd]$"), AfterValidator(_span)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class Counted(Part):
    """How many events of the same kind, this one among them, there have to be `within` a span before it."""

    within: Span
    least: Annotated[int, Field(ge=1, le=20)] = 1
    most: Annotated[int, Field(ge=1, le=20)] | None = None
    over: Literal["loan", "customer"] = "loan"


class When(Part):
    """What begins it, one of three: one of these `events`, with these words as facts; one of these `stages` entered; or
    a `date` that events tell of the loan, under this name.
    """

    events: tuple[TypeName, ...] = ()
    facts: Mapping[Name, tuple[Annotated[str, Field(min_length=1, max_length=40)], ...]] = {}
    counts: Counted | None = None
    stages: tuple[Name, ...] = ()
    date: Name | None = None


class Step(Part):
    """One message. It is due `after` a span from what began it, or `days` after its date (before it: negative), and
    not before `at` on that day in Beijing.

    `channels` are tried in order: the next one where nobody can be reached by the one before, or where it has not
    arrived `escalate` after it left. `stages`: only while the thing stands there. `opens` is a flow, offered as a
    button. `template` names the lender's own text, where the lender has to send it.
    """

    after: Span = "0m"
    days: Annotated[int, Field(ge=-60, le=60)] | None = None
    at: Clock | None = None
    channels: Annotated[tuple[Id, ...], Field(min_length=1)]
    escalate: Span | None = None
    stages: tuple[Name, ...] = ()
    text: InBoth
    opens: Id | None = None
    template: Id | None = None

    @property
    def clock(self) -> time | None:
        return time.fromisoformat(self.at) if self.at is not None else None


class Trigger(Part):
    """`per`: of whom the event or stage is, and over whom `again` counts: not twice within so long.

    `while_`: it goes on only while the thing stands in one of these stages; `stop`: an event of these, later than what
    began it, ends it at once. `good_for`: how long after its moment a step is of use, and an event begins anything.
    `hold_out`: so many of a hundred customers never get it, so that what it does can be measured.
    """

    id: Id
    number: Annotated[int, Field(ge=1, le=99)] | None = None
    name: InBoth
    kind: Kind
    topic: Id
    about_debt: bool = False
    per: Literal["loan", "customer"] = "loan"
    when: When
    while_: Annotated[tuple[Name, ...], Field(alias="while")] = ()
    stop: tuple[TypeName, ...] = ()
    good_for: Span = "24h"
    again: Span | None = None
    hold_out: Annotated[int, Field(ge=0, le=50)] = 0
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=8)]

    @property
    def is_of_loan(self) -> bool:
        return self.per == "loan"


class TriggersFile(Part):
    triggers: tuple[Trigger, ...]
