"""A second calculator of complaints' clocks, written apart from the first: it walks along hour by hour and counts.

Histories are lists of plain tuples on whole hours. It shares no line with what it judges.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

HOUR = timedelta(hours=1)
BEIJING = timedelta(hours=8)


@dataclass
class Reference:
    """Where a complaint stands: its last second in time on both clocks, its phase, and who complains by now."""

    legal_due: datetime
    house_due: datetime
    phase: str
    extensions: int
    complains: str | None


def stands(story: list[tuple[str, datetime, dict[str, object]]], now: datetime) -> Reference:
    """`story`: what happened, when, and with what. Only what is in the last round counts, up to its end.

    Who complains is asked of all of it: once heirs do, it is theirs, whoever speaks for them.
    """
    begin = max(place for place, (kind, _, _) in enumerate(story) if kind in ("opened", "reopened", "verification"))
    kind, begun, _ = story[begin]
    part = story[begin + 1 :]
    ends = [(name, at) for name, at, _ in part if name in ("delivered", "withdrawn")]
    read_at = ends[0][1] if ends else now
    more = [days for name, _, what in part if name == "extended" for days in [int(str(what["days"]))]]
    went_on = [str(what["relation"]) for name, _, what in story if name == "carried_on"]
    allowed = 30 if kind == "verification" else 15
    return Reference(
        due(begun, allowed + sum(more), _stops(part, read_at, only_law=True)),
        due(begun, 10 + sum(more), _stops(part, read_at, only_law=False)),
        _phase(part),
        len(more),
        "heir" if "heir" in went_on else (went_on or [None])[-1],
    )


def _stops(
    part: list[tuple[str, datetime, dict[str, object]]], read_at: datetime, *, only_law: bool
) -> list[tuple[datetime, datetime]]:
    stops: list[tuple[datetime, datetime]] = []
    since: datetime | None = None
    for name, at, what in part:
        if name == "paused" and (what["law"] or not only_law):
            since = at
        if name in ("resumed", "delivered", "withdrawn") and since is not None:
            stops.append((since, at))
            since = None
    if since is not None:
        stops.append((since, read_at))
    return stops


def _every_day(day: date) -> bool:
    _ = day
    return True


def due(
    begun: datetime,
    days: int,
    stops: list[tuple[datetime, datetime]],
    *,
    counts: Callable[[date], bool] = _every_day,
) -> datetime:
    """The day of the start does not count: from the midnight after it, so many hours of days that do, outside stops."""
    local = begun + BEIJING
    at = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1) - BEIJING
    left = days * 24
    while left > 0:
        if counts((at + BEIJING).date()) and not any(start <= at < end for start, end in stops):
            left -= 1
        at += HOUR
    return at - timedelta(seconds=1)


def _phase(part: list[tuple[str, datetime, dict[str, object]]]) -> str:
    names = [name for name, _, _ in part]
    if "delivered" in names:
        return "decided"
    if "withdrawn" in names:
        return "withdrawn"
    waiting = paused = agreed = taken = False
    for name in names:
        waiting = name in ("asked", "proposed") or (waiting and name not in ("extended", "agreed", "refused"))
        paused = name == "paused" or (paused and name != "resumed")
        agreed = name == "agreed" or (agreed and name != "proposed")
        taken = taken or name == "taken"
    if waiting:
        return "asked"
    if paused:
        return "paused"
    if agreed:
        return "agreed"
    return "working" if taken else "new"
