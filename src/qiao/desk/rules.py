"""Who is gone, when people are here, and how long a wait will be: pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from scipy.special import betaincinv

from qiao.foundation.business_calendar import SHANGHAI

_FOUR_OF_FIVE = (0.1, 0.9)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast people are taken from the queue: `taken` of them in the last `over_s` seconds."""

    taken: int
    over_s: float

    def wait_s(self, ahead: int) -> tuple[float, float]:
        """Between how many seconds it takes until it is the turn of somebody with `ahead` before her, in 4 of 5 cases.

        Takes as a Poisson process whose rate is known by what was seen alone: by Bayes with the prior 1/rate the rate
        has a Gamma(taken, over_s) distribution, and the time to the n-th take, over over_s, the beta prime distribution
        with parameters n and taken. Few takes make the range wide. Whoever comes later and goes first is not in it.

        Source: J. Aitchison, I. R. Dunsmore, Statistical Prediction Analysis, 1975, chapter 2.
        """
        shares = (float(betaincinv(ahead + 1, self.taken, share)) for share in _FOUR_OF_FIVE)
        least, most = (self.over_s * share / (1 - share) for share in shares)
        return least, most


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
