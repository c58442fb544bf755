"""What leaders are told of at once: danger, strong feelings, waits past their lane, promises about to break."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.desk import queries
from qiao.desk.announcing import tell_alerts, tell_floor
from qiao.desk.model import AlertKind, AlertRow, WorkItemRow
from qiao.desk.parts import Desk
from qiao.foundation.ids import new_id
from qiao.policy import Lane


async def raise_alert(
    session: AsyncSession, item: WorkItemRow, kind: AlertKind, *, about: UUID | None = None, now: datetime
) -> None:
    """Tell leaders, once of each kind for an item, or for the promise in it that it is `about`."""
    if await queries.alert_of(session, item.id, kind, about=about) is None:
        session.add(
            AlertRow(
                id=new_id(),
                kind=kind,
                item_id=item.id,
                about_id=about,
                customer_id=item.customer_id,
                raised_at=now,
            )
        )
        await session.flush()
        tell_floor(session)
        tell_alerts(session)


async def hear_mood(session: AsyncSession, desk: Desk, item: WorkItemRow, *, now: datetime) -> frozenset[AlertKind]:
    """Tell leaders of what she feels in her last message, where the pack says that it is for them. Of what."""
    if not item.moods:
        return frozenset()
    last, rules = item.moods[-1], desk.floor.alerts
    told: set[AlertKind] = set()
    for kind, feelings in ((AlertKind.DANGER, rules.danger), (AlertKind.UPSET, rules.upset)):
        least = {str(feeling): strength for feeling, strength in feelings.items()}.get(last["label"])
        if least is not None and last["intensity"] >= least:
            await raise_alert(session, item, kind, now=now)
            told.add(kind)
    return frozenset(told)


async def look_at_waits(session: AsyncSession, desk: Desk, waiting: Iterable[WorkItemRow], *, now: datetime) -> None:
    """Tell leaders of those who wait too long, as far as they do not know."""
    late = {item.id: item for item in waiting if _waits_too_long(desk, item, now=now)}
    told = await queries.alerted(session, late, AlertKind.WAIT) if late else set[UUID]()
    for item_id in late.keys() - told:
        await raise_alert(session, late[item_id], AlertKind.WAIT, now=now)


def _waits_too_long(desk: Desk, item: WorkItemRow, *, now: datetime) -> bool:
    """Whether it waits longer than its lane allows."""
    within_s = desk.routing.lanes[Lane(item.lane)].within_s
    return within_s is not None and (now - item.waiting_since).total_seconds() > within_s
