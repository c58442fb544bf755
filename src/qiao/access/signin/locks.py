"""When tries lock: by how many there were in a sliding window, longer with each further one, ending by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """The `tries`-th try within `within` locks for `first`; each one after that doubles it, up to `longest`."""

    tries: int
    within: timedelta
    first: timedelta
    longest: timedelta


BY_ACCOUNT = Limit(5, timedelta(days=1), timedelta(minutes=1), timedelta(hours=1))
# One address may be a whole office, whose people mistype all morning.
BY_SOURCE = Limit(50, timedelta(hours=1), timedelta(minutes=1), timedelta(hours=1))

_MOST_DOUBLINGS = 20


def recent(tries: Sequence[float], limit: Limit, *, now: datetime) -> list[float]:
    """Those that still count, the oldest first; no more than make the longest lock."""
    since = (now - limit.within).timestamp()
    return sorted(one for one in tries if one > since)[-(limit.tries + _MOST_DOUBLINGS) :]


def locked_until(tries: Sequence[float], limit: Limit, *, now: datetime) -> datetime | None:
    """The end of the lock that these tries make; None when there is none, or none any more."""
    counted = recent(tries, limit, now=now)
    if len(counted) < limit.tries:
        return None
    pause = min(limit.longest, limit.first * 2 ** min(len(counted) - limit.tries, _MOST_DOUBLINGS))
    # A host clock that was set back must not make a lock longer than it ever is.
    end = min(datetime.fromtimestamp(counted[-1], UTC) + pause, now + limit.longest)
    return end if end > now else None
