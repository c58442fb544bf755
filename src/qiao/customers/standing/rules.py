"""What held when, out of the changes: pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from qiao.customers.standing.model import Act, Kind, Source

NO_CALLS = "no_calls"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Key:
    """What is at most once at a time: the flag, hold, consent or preference, of what, and for what."""

    kind: Kind
    name: str
    scope: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class By:
    """Who changes something: `actor` is `agent:ID`, `bot`, `lender` or `customer:ID`. `agreed_by`: a second person."""

    source: Source
    actor: str
    agreed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change as it is on record. `until` is the first moment at which it no longer holds."""

    id: UUID
    key: Key
    act: Act
    value: str | None
    from_at: datetime
    until: datetime | None
    ordinal: int
    by: By
    reason: str
    cause: str | None = None
    version: str | None = None

    @property
    def order(self) -> tuple[datetime, int, UUID]:
        """Its place in history: by when it holds, not by when the house learned of it."""
        return self.from_at, self.ordinal, self.id


@dataclass(frozen=True, slots=True)
class Interval:
    """From when to when something held: from `opened.from_at` until, and without, `ends_at`."""

    opened: Change
    ends_at: datetime | None
    ended: Change | None = None

    def holds_at(self, moment: datetime) -> bool:
        return self.opened.from_at <= moment and (self.ends_at is None or moment < self.ends_at)


def intervals(changes: Iterable[Change]) -> list[Interval]:
    """The history of each key: no two intervals of one key overlap, in whatever order the changes are given.

    A change sets an end to what held before it. Ending what does not hold changes nothing.
    """
    found: list[Interval] = []
    open_by_key: dict[Key, Interval] = {}
    for change in sorted(changes, key=lambda one: one.order):
        before = open_by_key.pop(change.key, None)
        if before is not None:
            found += _closed(before, change)
        if change.act is Act.SET:
            open_by_key[change.key] = Interval(change, change.until)
    found += open_by_key.values()
    return sorted(found, key=lambda one: one.opened.order)


def stricter(standing: Iterable[Change], *, since: datetime | None) -> list[Change]:
    """What holds of a person who stands here more than once: of each key one, and none of it less strict than each.

    A flag or hold of either holds, as long as the longer; a consent holds where nobody took it back. What was said
    after the records were joined (`since`) was said of the one person: the last of it counts.
    """
    by_key: dict[Key, list[Change]] = {}
    for one in standing:
        by_key.setdefault(one.key, []).append(one)
    found = [_strictest(changes, since) for changes in by_key.values()]
    return sorted(found, key=lambda one: (one.from_at, one.id))


def _strictest(changes: list[Change], since: datetime | None) -> Change:
    last = max(changes, key=lambda one: one.order)
    if last.key.kind in {Kind.FLAG, Kind.HOLD}:
        return max(changes, key=lambda one: (one.until is None, one.until or one.from_at, one.order))
    if last.key.kind is Kind.CONSENT and (since is None or last.from_at < since):
        return next((one for one in changes if one.value == WITHDRAWN), last)
    return last


def _closed(before: Interval, change: Change) -> list[Interval]:
    """What is left of an interval when `change` comes; nothing where both are of one moment."""
    if before.ends_at is not None and before.ends_at <= change.from_at:
        return [before]
    if before.opened.from_at == change.from_at:
        return []
    return [replace(before, ends_at=change.from_at, ended=change)]


def at(changes: Iterable[Change], moment: datetime) -> list[Change]:
    """What held at a moment, by replaying the history."""
    return [one.opened for one in intervals(changes) if one.holds_at(moment)]
