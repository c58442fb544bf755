"""Who gets what next: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from qiao.foundation.business_calendar import SHANGHAI

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item in the queue, as far as routing cares. The sequence given to `assign` is the order of service."""

    id: UUID
    weight: int = 1
    preferred: UUID | None = None
    exclude: frozenset[UUID] = frozenset()
    missed_by: frozenset[UUID] = frozenset()


@dataclass(slots=True)
class Agent:
    """An agent who is ready: the units in her hands, of how many, and whether something is being offered to her."""

    id: UUID
    units: int
    capacity: int
    is_being_offered: bool = False
    ready_since: datetime | None = field(default=None)

    @property
    def may_take(self) -> bool:
        """Whether there may be an item for her at all."""
        return not self.is_being_offered and self.units < self.capacity

    def can_take(self, item: Waiting) -> bool:
        return (
            self.may_take
            and self.units + item.weight <= self.capacity
            and self.id not in item.exclude
            and self.id not in item.missed_by
        )


def assign(waiting: Sequence[Waiting], agents: Sequence[Agent]) -> list[tuple[UUID, UUID]]:
    """Offers (item, agent), in order of service: the preferred agent where she can, else the least loaded.

    Nobody is offered two things at once and nobody's capacity is passed.
    """
    offers: list[tuple[UUID, UUID]] = []
    pool = {agent.id: agent for agent in agents}
    for item in waiting:
        able = [agent for agent in pool.values() if agent.can_take(item)]
        if not able:
            continue
        preferred = pool.get(item.preferred) if item.preferred else None
        if preferred is not None and preferred.can_take(item):
            chosen = preferred
        else:
            chosen = min(
                able,
                key=lambda agent: (agent.units / agent.capacity, agent.ready_since or _LONG_AGO, agent.id),
            )
        chosen.units += item.weight
        chosen.is_being_offered = True
        offers.append((item.id, chosen.id))
    return offers


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
