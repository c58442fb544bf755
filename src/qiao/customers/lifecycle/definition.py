"""The shapes of what the pack says of a lifecycle: events that can be told, and machines that turn them into stages.

A machine remembers a few `marks`, of each the last thing that was told, and its `stages` are conditions over the marks
and the day: the first that fits is the stage. So a stage follows from the events and the date alone, and the same
machine can be run over a table: of each mark the last value, then one case after the other.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from qiao.policy import InBoth

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
TypeName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,29}\.[a-z][a-z0-9_]{1,39}$")]
FactKind = Literal["date", "code", "whole"]
"""A day; a word of the lender's own codes; a number of days, fen or the like."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Fact(_Part):
    """A fact of an event. `can_be_none`: told as null where there is none, such as no further due date."""

    kind: FactKind
    required: bool = True
    can_be_none: bool = False


class EventShape(_Part):
    """One version of a type of event: which facts it carries, and whether it is about a loan.

    `name`: what it is called where staff see it; without one they see its type.
    """

    type: TypeName
    version: Annotated[int, Field(ge=1, le=99)]
    name: InBoth | None = None
    loan: bool = False
    facts: dict[Name, Fact] = {}


class EventsFile(_Part):
    """`lifecycle/events.yaml`. `most_ahead_s`: how far the lender's clock may run before the house's, in seconds."""

    most_ahead_s: Annotated[int, Field(ge=0, le=3600)]
    events: tuple[EventShape, ...] = Field(min_length=1)


class MarkRule(_Part):
    """What is remembered: a word for each type of event (`values`), or the day that a fact names (`date`).

    `stands_still`: while another mark has one of these values, days are counted no further than the day of that mark.
    """

    values: dict[TypeName, Name] = {}
    date: Name | None = None
    stands_still: dict[Name, tuple[Name, ...]] = {}


class Condition(_Part):
    """Of one mark: its value, and how many days ago its event was, or its date is; days to come are negative.

    `or_unknown`: it also fits where the mark was never told, or told as none.
    """

    is_: Annotated[tuple[Name, ...], Field(alias="is")] = ()
    days: tuple[int | None, int | None] | None = None
    or_unknown: bool = False


class StageRule(_Part):
    """A stage. `when`: all of it has to fit; without, it always does. `loans`: one of them is in one of these groups.

    `to`: the stages into which an event may lead from here, by id or `@group`. `after_days`: not before so many days
    here.
    """

    id: Name
    code: Annotated[str, Field(pattern=r"^[A-Z][0-9]{1,2}$")] | None = None
    name: InBoth
    group: Name
    when: dict[Name, Condition] = {}
    loans: tuple[Name, ...] = ()
    to: tuple[Annotated[str, Field(pattern=r"^@?[a-z][a-z0-9_]{1,39}$")], ...] = ()
    after_days: dict[Name, Annotated[int, Field(ge=1, le=3660)]] = {}


class MachineFile(_Part):
    """`lifecycle/loan.yaml` and `lifecycle/customer.yaml`. `groups`: what groups of stages are called."""

    name: InBoth
    groups: dict[Name, InBoth] = {}
    marks: dict[Name, MarkRule]
    stages: tuple[StageRule, ...] = Field(min_length=1)
