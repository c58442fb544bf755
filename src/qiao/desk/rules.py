"""Who is gone, and when people are here: pure."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import UUID

from qiao.foundation.business_calendar import SHANGHAI


class Heartbeats:
    """Which agents' heartbeats have stopped, told by a monotonic clock: a wall clock that jumps signs nobody off.

    An observer of leases: each heartbeat writes another one, so an agent is gone when hers has not changed for
    `lease_s` seconds. An observer that has just begun waits that long before it says anything, and one look
    counts for `look_s` seconds at most: while the house itself stood still, no heartbeat could reach it.
    """

    def __init__(self, lease_s: float, look_s: float) -> None:
        self._lease_s = lease_s
        self._look_s = look_s
        self._looked_s = 0.0
        self._silent_s: dict[UUID, tuple[datetime, float]] = {}

    def silent(self, leases: Mapping[UUID, datetime], *, now_s: float) -> dict[UUID, datetime]:
        """The agents who are gone among all who have a lease, each with the lease that ran out."""
        passed_s = min(now_s - self._looked_s, self._look_s)
        before, self._looked_s, self._silent_s = self._silent_s, now_s, {}
        for agent, lease in leases.items():
            known, silent_s = before.get(agent, (None, 0.0))
            self._silent_s[agent] = (lease, silent_s + passed_s if known == lease else 0.0)
        return {agent: lease for agent, (lease, silent_s) in self._silent_s.items() if silent_s >= self._lease_s}


def next_opening(now: datetime, opens: time, closes: time) -> tuple[bool, datetime]:
    """Whether people are on duty at `now`, and when they are next (now itself while they are). Beijing time."""
    local = now.astimezone(SHANGHAI)
    if opens <= local.time() < closes:
        return True, now
    day = local.date() if local.time() < opens else local.date() + timedelta(days=1)
    return False, datetime.combine(day, opens, SHANGHAI)
