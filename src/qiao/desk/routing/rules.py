"""The rules of routing as data: `desk/routing.yaml` of the pack."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from qiao.desk.routing.work import Kind
from qiao.foundation.business_calendar import SHANGHAI
from qiao.policy import InBoth, Lane

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Seconds = Annotated[float, Field(ge=0, le=86_400)]
Level = Annotated[int, Field(ge=1, le=5)]
Needs = Mapping[Id, Level]
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_A_FORTNIGHT = 14


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Channel(_Part):
    """How many units of an agent's hands one item takes, and how many of this channel she has at a time at most.

    What takes several units is kept out by what takes one; after `clear_after_s` somebody's hands are kept clear.
    """

    units: Annotated[int, Field(ge=1, le=50)] = 1
    at_most: Annotated[int, Field(ge=1, le=50)] = 50
    clear_after_s: Seconds = 60


class LaneRule(_Part):
    """How soon a lane is served.

    `head_start_s`: waiting longer by this much counts as much as being in this lane, so that no lane starves another;
    `first` lanes go before every other however long that has waited.
    """

    name: InBoth
    first: bool = False
    head_start_s: Seconds = 0
    within_s: Seconds | None = None
    """After this wait a leader is told."""
    last_agent_s: Seconds = 0
    """How much longer it may wait for the agent who served last, while she is here and full."""
    team_s: Seconds = 60
    """How long what is handed on to a team is offered to nobody else."""
    offer_s: Annotated[float, Field(gt=0, le=3_600)] = 20
    """How long an offer stands before it goes to the next."""

    def turn(self, since: float, *, returned: bool) -> tuple[int, float]:
        """Where in the order of service something stands, as band and moment: the smaller, the sooner.

        Lanes that go first, then what was in the hands of somebody who vanished, then everything by its waiting time
        with the head start of its lane.
        """
        return (0 if self.first else 2) + (0 if returned else 1), since - self.head_start_s


class Hours(_Part):
    """When a queue is served, Beijing time."""

    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = DAYS
    from_: Annotated[time, Field(alias="from")]
    to: time
    closed_on: frozenset[date] = frozenset()

    def opens_at(self, now: float) -> float:
        """When it is next served; `now` itself while it is, or when a fortnight holds no opening."""
        local = datetime.fromtimestamp(now, UTC).astimezone(SHANGHAI)
        for ahead in range(_A_FORTNIGHT):
            day = local.date() + timedelta(days=ahead)
            if DAYS[day.weekday()] not in self.days or day in self.closed_on:
                continue
            opens = datetime.combine(day, self.from_, SHANGHAI).timestamp()
            closes = datetime.combine(day, self.to, SHANGHAI).timestamp()
            if now < closes:
                return max(now, opens)
        return now


class Takes(_Part):
    """What comes into a queue: an item that fits each of these; nothing said fits everything."""

    lanes: frozenset[Lane] = frozenset(Lane)
    kinds: frozenset[Kind] = frozenset(Kind)


class Relaxed(_Part):
    """After this wait these skills are enough; `own` keeps what the item itself asks for, such as a language."""

    after_s: Seconds
    skills: Needs = {}
    own: bool = True


class Overflow(_Part):
    """After this wait the people of another queue may take it as well."""

    to: Id
    after_s: Seconds


class Target(_Part):
    """The service level that is promised: this share is taken within so many seconds."""

    share: Annotated[float, Field(gt=0, le=1)]
    within_s: Annotated[float, Field(gt=0)]


class Queue(_Part):
    """One queue; the first that takes an item is its own."""

    id: Id
    name: InBoth
    takes: Takes = Takes()
    skills: Needs = {}
    relax: tuple[Relaxed, ...] = ()
    overflow: Overflow | None = None
    target: Target
    hours: Hours | None = None
    """None is day and night."""
    after_hours: Literal["offer", "hold"] = "offer"
    """Outside hours an item is offered to whoever is ready all the same, or held for the opening."""
    surge_at: Annotated[int, Field(ge=4)] | None = None
    """With so many waiting it is a surge, until half of them wait."""


class Calls(_Part):
    """How a promised call is kept: tries in its window, minutes between them, and when leaders are reminded of it."""

    tries: Annotated[int, Field(ge=1, le=10)] = 3
    apart_min: Annotated[int, Field(ge=1, le=120)] = 15
    remind_min: Annotated[int, Field(ge=1, le=120)] = 30
    """So long before the window ends, when nobody has taken the call by then."""


class Waiting(_Part):
    """What a customer who waits may choose instead, by the lane she waits in, and how long her place is kept."""

    keep_place_min: Annotated[int, Field(ge=0, le=120)] = 10
    """Who left and comes back within so many minutes stands where she would stand had she stayed."""
    call: frozenset[Lane] = frozenset(Lane) - {Lane.LIFE}
    """To be called instead."""
    robot: frozenset[Lane] = frozenset({Lane.COMPLAINT, Lane.ELDER, Lane.NORMAL})
    """To be helped by the robot meanwhile, at her place in the queue."""
    leave: frozenset[Lane] = frozenset(Lane) - {Lane.LIFE}
    """To wait no more."""


class Consults(_Part):
    """How long a colleague who is asked has to answer before she is asked no more."""

    answer_s: Annotated[float, Field(gt=0, le=600)] = 20


class Rules(_Part):
    """The section `routing` of a pack."""

    skills: Mapping[Id, InBoth] = {}
    channels: Mapping[Id, Channel]
    kinds: Mapping[Kind, Id]
    lanes: Mapping[Lane, LaneRule]
    queues: Annotated[tuple[Queue, ...], Field(min_length=1)]
    missed_again_s: Seconds = 60
    """Who let an offer pass is offered the item again after so long; the next agents come first."""
    last_agent_within_days: Annotated[int, Field(ge=0, le=365)] = 30
    """Whom the customer knows is who served her last within so many days."""
    calls: Calls = Calls()
    waiting: Waiting = Waiting()
    consults: Consults = Consults()
    languages: Mapping[str, Id] = {}
    """The skill that a conversation in this language asks for."""
    conflicts: frozenset[Id] = frozenset()
    """Matters in which whoever served the customer before has an interest: neither she nor her leader gets them."""

    @cached_property
    def by_id(self) -> Mapping[str, Queue]:
        return {queue.id: queue for queue in self.queues}

    def queue_of(self, kind: Kind, lane: Lane) -> Queue:
        """The first queue that takes it; the last takes everything."""
        for queue in self.queues:
            if lane in queue.takes.lanes and kind in queue.takes.kinds:
                return queue
        return self.queues[-1]
