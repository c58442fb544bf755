"""What customers say of it: satisfaction, with how many of them say anything beside it."""

from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.conversations.model import ContactRow
from qiao.foundation.measures import Figure

_SATISFIED = 4  # Of 1 to 5.


async def measure(session: AsyncSession, since: datetime, until: datetime) -> list[Figure]:
    """Of the contacts that were closed then."""
    row = (
        await session.execute(
            select(
                func.count(),
                func.count(ContactRow.score),
                func.count(case((ContactRow.score >= _SATISFIED, 1))),
            ).where(ContactRow.closed_at >= since, ContactRow.closed_at <= until)
        )
    ).one()
    closed, rated, satisfied = row
    return [
        Figure(
            "csat",
            {"zh": "满意度", "en": "Satisfaction"},
            {"zh": "评 4、5 分 ÷ 已评价，今日结束的联络", "en": "rated 4 or 5 ÷ rated, of contacts closed today"},
            "share",
            satisfied,
            rated,
        ),
        Figure(
            "rated",
            {"zh": "评价率", "en": "Response rate"},
            {"zh": "已评价 ÷ 今日结束的联络", "en": "rated ÷ contacts closed today"},
            "share",
            rated,
            closed,
        ),
    ]
