"""Showing every desk how something stands, once it is committed."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.desk import queries
from qiao.desk.model import WorkItemRow
from qiao.desk.parts import FLOOR_TOPIC, TOPIC
from qiao.foundation.bus import Wake
from qiao.foundation.database import after_commit


async def announce_item(session: AsyncSession, item: WorkItemRow) -> None:
    """Show every desk how the item stands now."""
    outlet: Any = session.info.get("outlet")
    if outlet is None:
        return
    wires = await queries.bare_wires(session, [item])
    after_commit(session, lambda: outlet.bus.publish(Wake(TOPIC, None, wires[0])))


def tell_floor(session: AsyncSession) -> None:
    """Let leaders who watch the floor look again."""
    outlet: Any = session.info.get("outlet")
    if outlet is not None:
        after_commit(session, lambda: outlet.bus.publish(Wake(FLOOR_TOPIC, None)))
