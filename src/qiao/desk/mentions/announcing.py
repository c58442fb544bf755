"""Showing somebody how many mentions she has not read."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.desk.parts import mentions_topic
from qiao.foundation.bus import Wake
from qiao.foundation.database import after_commit


async def tell_unread(session: AsyncSession, staff_id: UUID, unread: int) -> None:
    """On every desk of hers, once it is committed."""
    outlet: Any = session.info.get("outlet")
    if outlet is not None:
        wake = Wake(mentions_topic(staff_id), None, {"type": "mentions", "unread": unread})
        after_commit(session, lambda: outlet.bus.publish(wake))
