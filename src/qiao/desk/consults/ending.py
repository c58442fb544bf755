"""A question is over: the asked one sees nothing more of the conversation."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.desk import events, participants
from qiao.desk.announcing import announce_item, tell_floor
from qiao.desk.consults.queries import live_of_contact
from qiao.desk.consults.wires import tell
from qiao.desk.model import ConsultRow, ConsultState, ItemState, Outcome, WorkItemRow


async def stop(
    session: AsyncSession, row: ConsultRow, work: WorkItemRow, outcome: Outcome, *, actor: str, now: datetime
) -> None:
    """End a locked question; her right to look ends with it."""
    spoke = row.is_joined
    await access.stop_looking_on(session, row.contact_id, row.asked_id, now=now)
    row.state, row.outcome, row.ended_at = ConsultState.ENDED, outcome, now
    work.state, work.done_at, work.reserved_until = ItemState.DONE, now, None
    work.version += 1
    await session.flush()
    await tell(session, row, events.CONSULT_ENDED, outcome, actor=actor, now=now)
    if spoke:
        await record_leaving(session, row, now=now)
    await announce_item(session, work)


async def end_with(session: AsyncSession, item: WorkItemRow, *, now: datetime) -> None:
    """The locked conversation leaves the hands it was in: what was being asked about it ends."""
    live = await live_of_contact(session, item.contact_id)
    if live is not None:
        await stop(session, *live, Outcome.LEFT, actor="house", now=now)


async def record_leaving(session: AsyncSession, row: ConsultRow, *, now: datetime) -> None:
    """The asked one spoke to the customer, and does so no more."""
    await participants.record(
        session, "leave", row.asked_id, row.customer_id, row.contact_id, beside=row.asker_id, now=now
    )
    tell_floor(session)
