"""Showing every desk how something stands, once it is committed."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.desk import queries
from qiao.desk.model import WorkItemRow
from qiao.desk.parts import ALERT_TOPIC, FLOOR_TOPIC, TOPIC, dealings_topic, onlookers_topic
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
    _publish(session, Wake(FLOOR_TOPIC, None))


def tell_alerts(session: AsyncSession) -> None:
    """Let leaders look again at what they are told of, wherever on the desk they are."""
    _publish(session, Wake(ALERT_TOPIC, None))


def tell_onlookers(session: AsyncSession, conversation_id: UUID) -> None:
    """Let whoever has this conversation open see anew who else is there."""
    _publish(session, Wake(onlookers_topic(conversation_id), None, {"type": "onlookers"}))


def tell_of_dealings(session: AsyncSession, conversation_id: UUID) -> None:
    """Let whoever has this conversation open read anew what is known of the customer."""
    _publish(session, Wake(dealings_topic(conversation_id), None, {"type": "dealings"}))


def _publish(session: AsyncSession, wake: Wake) -> None:
    outlet: Any = session.info.get("outlet")
    if outlet is not None:
        after_commit(session, lambda: outlet.bus.publish(wake))
