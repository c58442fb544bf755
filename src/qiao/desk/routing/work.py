"""What is routed to whom, as far as routing cares.

Moments are seconds on whatever clock the caller keeps; where a queue has hours, they are read as Unix time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from qiao.desk.routing.reasons import Name, Reason
from qiao.policy import Lane

Skills = tuple[tuple[str, int], ...]
"""Skills by name with the least proficiency (1 to 5) that is wanted, or the proficiency somebody has."""
NO_SKILLS: Skills = ()


class Kind(StrEnum):
    """What a work item is."""

    CONVERSATION = "conversation"
    COMPLAINT = "complaint"
    CALL_BACK = "call_back"
    CALL_TASK = "call_task"
    CARE = "care"
    CONSULT = "consult"
    """A colleague's question. It is put to somebody and never waits in the queue."""


class Team(NamedTuple):
    """A team something is meant for."""

    id: UUID
    name: Name


@dataclass(frozen=True, slots=True)
class Item:
    """Something that waits for a person.

    Its turn goes by `since`, the beginning of the whole wait; what is asked for becomes less from `queued_at`, when it
    last came into the queue. `exclude` names who has an interest in it and never gets it. `missed` names who let it
    pass, and when. `returned`: it was in the hands of somebody who vanished. `team`: its people alone get it at first.
    """

    id: UUID
    since: float
    kind: Kind = Kind.CONVERSATION
    lane: Lane = Lane.NORMAL
    skills: Skills = NO_SKILLS
    preferred: UUID | None = None
    exclude: frozenset[UUID] = frozenset()
    missed: Mapping[UUID, float] = field(default_factory=dict[UUID, float])
    returned: bool = False
    queued_at: float | None = None
    team: Team | None = None


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody who takes work. Without `skills` she is taken to have every skill. `idle_since`: her last work ended."""

    id: UUID
    capacity: int
    skills: Skills | None = None
    idle_since: float = 0.0
    team: UUID | None = None


class Act(StrEnum):
    """What routing decides."""

    OFFER = "offer"
    WAIT = "wait"
    """Nobody can take it now."""
    KEEP = "keep"
    """It waits a bounded while for whom the customer knows."""
    RELAX = "relax"
    """Less skill is asked for, or another queue's people may take it."""
    CLEAR = "clear"
    """An agent's hands are kept clear for it, until they can hold it."""
    WITHDRAW = "withdraw"
    """An offer ends; the item is at its place in the queue again."""
    REQUEUE = "requeue"
    """It is out of somebody's hands and waits again."""
    ALERT = "alert"
    """It waits longer than its lane allows: a leader has to look."""
    SURGE = "surge"
    CALM = "calm"


class Decision(NamedTuple):
    """One thing that is decided, with the reason in one line. `until` ends an offer or a bounded wait."""

    act: Act
    item: UUID | None
    agent: UUID | None
    until: float | None
    why: Reason
