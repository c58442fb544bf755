"""The conversations that came to people here: of the past as a history, of today as far as it has come."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.desk.planning import Came, cut
from qiao.desk.plans import queries
from qiao.foundation.business_calendar import SHANGHAI, start_of

_KEPT = timedelta(days=730)
_SLOT = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Today:
    """What came before the half hour number `until` of the day; by half hour where it was counted so."""

    until: int
    came: float
    by_slot: dict[int, float] | None


class OwnCalls:
    """The past does not change any more: it is counted once a day."""

    def __init__(self) -> None:
        self._known: tuple[date, Came | None] | None = None

    async def before_today(self, session: AsyncSession, *, now: datetime) -> Came | None:
        """As `own_calls`."""
        today = now.astimezone(SHANGHAI).date()
        if self._known is None or self._known[0] != today:
            self._known = (today, await own_calls(session, now=now))
        return self._known[1]


async def own_calls(session: AsyncSession, *, now: datetime) -> Came | None:
    """Those of up to two years and whole days; None where nobody came."""
    until = start_of(now.astimezone(SHANGHAI).date()).astimezone(UTC)
    offered = await queries.offered_by_half_hour(session, until - _KEPT, until)
    if not offered:
        return None
    service_s = await queries.mean_in_hand_s(session, until - _KEPT, until)
    return cut(((at.astimezone(SHANGHAI), count) for at, count in offered), service_s)


async def came_today(session: AsyncSession, *, now: datetime) -> Today:
    """Up to the half hour that has begun last."""
    midnight = start_of(now.astimezone(SHANGHAI).date())
    until = int((now - midnight) / _SLOT)
    offered = await queries.offered_by_half_hour(session, midnight.astimezone(UTC), midnight + until * _SLOT)
    by_slot = {int((at - midnight) / _SLOT): float(count) for at, count in offered}
    return Today(until, sum(by_slot.values()), by_slot)
