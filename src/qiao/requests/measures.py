"""How far requests come that customers make by themselves."""

from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.foundation.measures import Figure
from qiao.requests.model import STAGES, RequestRow, Stage

_ELIGIBLE = STAGES[STAGES.index(Stage.ELIGIBLE) :]


async def measure(session: AsyncSession, since: datetime, until: datetime) -> list[Figure]:
    """Of the requests that were begun then."""
    row = (
        await session.execute(
            select(
                func.count(case((RequestRow.stage.in_(_ELIGIBLE), 1))),
                func.count(case((RequestRow.stage == Stage.VERIFIED, 1))),
            ).where(RequestRow.entered_at >= since, RequestRow.entered_at <= until)
        )
    ).one()
    eligible, verified = row
    return [
        Figure(
            "acceptance",
            {"zh": "受理成功率", "en": "Acceptance success"},
            {"zh": "业务系统核实 ÷ 符合条件，今日开始的受理", "en": "verified ÷ eligible, of requests begun today"},
            "share",
            verified,
            eligible,
        )
    ]
