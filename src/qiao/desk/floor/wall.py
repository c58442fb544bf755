"""The wallboard: how the day goes, in figures that name nobody."""

from datetime import datetime, time
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.access import Staff
from qiao.desk.floor import queries
from qiao.desk.parts import Desk
from qiao.desk.plans import planned_now
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.errors import Forbidden
from qiao.foundation.http import Parts
from qiao.foundation.measures import Figure

_SOON_S = 20.0
_AT_ONCE_S = 5.0


class SeesNoFigures(Forbidden):
    """The post in which you work is shown no figures of the floor."""


def require_counter(staff: Staff) -> None:
    """Raises SeesNoFigures."""
    if staff.post not in access.FLOOR_COUNTERS:
        raise SeesNoFigures


async def wall(parts: Parts, desk: Desk) -> dict[str, Any]:
    """The protocol's `Wall`: today's figures with their formulas, and what stands now."""
    now = parts.clock.now()
    midnight = datetime.combine(now.astimezone(SHANGHAI).date(), time.min, SHANGHAI)
    async with parts.database.reading() as session:
        figures = [figure for measure in desk.measures for figure in await measure(session, midnight, now)]
        waiting, longest = await queries.waiting_now(session)
        agents = await queries.count_by_state(session, now=now)
        planned = await planned_now(session, now=now)
    return {
        "figures": [figure.wire() for figure in figures],
        "waiting": waiting,
        "longest_since": longest.isoformat() if longest else None,
        "agents": agents,
        "planned": planned,
    }


async def measure(session: AsyncSession, since: datetime, until: datetime) -> list[Figure]:
    """Of the conversations that came into the queue then. Who still waits is decided for the share within 20 seconds
    once it has lasted longer, for everything else at its end.
    """
    found = await queries.answers(session, since=since, until=until, soon_s=_SOON_S, at_once_s=_AT_ONCE_S)
    decided = found.answered + found.left
    return [
        Figure(
            "answered",
            {"zh": "接通率", "en": "Answer rate"},
            {
                "zh": "人工接起 ÷（接起 + 未接起即结束），今日排队的会话",
                "en": "taken by a person ÷ (taken + ended before), queued today",
            },
            "share",
            found.answered,
            decided,
        ),
        Figure(
            "within_20",
            {"zh": "20 秒接起率", "en": "Within 20 s"},
            {
                "zh": "20 秒内接起 ÷（接起 + 未接起即结束 + 已等过 20 秒）",
                "en": "taken within 20 s ÷ (taken + ended before + waiting longer than 20 s)",
            },
            "share",
            found.soon,
            decided + found.late,
        ),
        Figure(
            "abandoned",
            {"zh": "放弃率", "en": "Abandonment"},
            {
                "zh": f"未接起即结束 ÷（接起 + 未接起即结束）；其中 5 秒内 {found.at_once} 件",
                "en": f"ended before anybody took it ÷ (taken + ended before); {found.at_once} of them within 5 s",
            },
            "share",
            found.left,
            decided,
        ),
        Figure(
            "speed",
            {"zh": "平均接起时长", "en": "Mean speed of answer"},
            {"zh": "接起前等待的总秒数 ÷ 接起", "en": "seconds waited before being taken ÷ taken"},
            "seconds",
            found.waited_s,
            found.answered,
        ),
    ]
