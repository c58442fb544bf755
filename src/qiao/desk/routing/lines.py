"""What waits, by what it asks for, in order of service."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from enum import Enum, auto
from typing import TYPE_CHECKING

from qiao.desk.routing.plans import Stage, Wanted
from qiao.desk.routing.rules import Channel, LaneRule, Queue
from qiao.desk.routing.work import Item, Team

if TYPE_CHECKING:
    from uuid import UUID

Entry = tuple[int, float, int, "Waiting"]
"""Band and moment of its turn, a number of its own, the item: the smaller, the sooner."""


class Standing(Enum):
    """Where an item is."""

    CLOSED = auto()
    """It waits for the opening."""
    KEPT = auto()
    WAITING = auto()
    OFFERED = auto()
    IN_HAND = auto()
    GONE = auto()


class Line:
    """Items that ask for the same skills by the same channel, the next in turn first."""

    __slots__ = ("at_most", "channel", "clear_after_s", "units", "waiting", "wanted")

    def __init__(self, wanted: Wanted, name: str, channel: Channel) -> None:
        self.wanted = wanted
        self.channel = name
        self.units = channel.units
        self.at_most = channel.at_most
        self.clear_after_s = channel.clear_after_s
        self.waiting: list[Entry] = []


class Plan:
    """What applies to all items of a queue that ask for the same: its lines, one for each stage of the wait."""

    __slots__ = ("lane", "lines", "load", "queue", "stages")

    def __init__(
        self, queue: Queue, load: "QueueLoad", lane: LaneRule, stages: tuple[Stage, ...], lines: list[Line]
    ) -> None:
        self.queue = queue
        self.load = load
        self.lane = lane
        self.stages = stages
        self.lines = lines


class QueueLoad:
    """How many wait in a queue, and whether that is a surge."""

    __slots__ = ("in_surge", "queue", "waiting")

    def __init__(self, queue: Queue) -> None:
        self.queue = queue
        self.waiting: dict[UUID, Waiting] = {}
        self.in_surge = False


class Waiting:
    """One item as it stands."""

    __slots__ = ("cleared_by", "entry", "holder", "is_told", "item", "line", "missed", "number", "plan",
                 "preferred", "queued_at", "returned", "since", "stage", "standing", "team",
                 "units", "version")  # fmt: skip

    def __init__(self, item: Item, plan: Plan, number: int) -> None:
        self.item = item
        self.plan = plan
        self.number = number
        self.since = item.since
        self.queued_at = item.queued_at if item.queued_at is not None else item.since
        self.returned = item.returned
        self.preferred = item.preferred
        self.team: Team | None = item.team
        self.missed = dict(item.missed)
        self.stage = 0
        self.line = plan.lines[0]
        self.standing = Standing.WAITING
        self.units = 0
        self.entry: Entry | None = None
        self.holder: UUID | None = None
        self.cleared_by: UUID | None = None
        """Whose hands are kept clear for it."""
        self.version = 0
        self.is_told = False
        """Whether a leader has been told that it waits too long."""

    @property
    def turn(self) -> Entry:
        """Where in the order of service it stands; see `LaneRule.turn`."""
        band, at = self.plan.lane.turn(self.since, returned=self.returned)
        return band, at, self.number, self

    @property
    def team_until(self) -> float:
        """When it is anybody's, whichever team it is meant for."""
        return self.queued_at + self.plan.lane.team_s

    def is_for(self, team: "UUID | None", now: float) -> bool:
        """Whether somebody of this team may have it now, as far as teams go."""
        return self.team is None or self.team.id == team or now >= self.team_until

    def reach_stage(self, waited_s: float, *, last: bool) -> bool:
        """Ask for what is wanted after this wait, or the least; whether that is another line."""
        stages = self.plan.stages
        stage = len(stages) - 1 if last else self.stage
        while stage + 1 < len(stages) and stages[stage + 1].after_s <= waited_s:
            stage += 1
        changed = stage != self.stage
        self.stage, self.line = stage, self.plan.lines[stage]
        return changed


class Lines:
    """All lines."""

    def __init__(self) -> None:
        self._lines: dict[tuple[Wanted, str], Line] = {}

    def __iter__(self) -> Iterator[Line]:
        return iter(self._lines.values())

    def line(self, wanted: Wanted, name: str, channel: Channel) -> Line:
        found = self._lines.get((wanted, name))
        if found is None:
            found = self._lines[wanted, name] = Line(wanted, name, channel)
        return found


def stand_in(entries: list[Entry], work: Waiting) -> None:
    """Put it at its place."""
    work.entry = work.turn
    insort(entries, work.entry)


def step_out(entries: list[Entry], work: Waiting) -> None:
    assert work.entry is not None
    del entries[bisect_left(entries, work.entry)]
    work.entry = None


def in_turn(works: Iterable[Waiting]) -> list[Waiting]:
    return [entry[3] for entry in sorted(work.turn for work in works)]
