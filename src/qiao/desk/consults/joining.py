"""The asked one speaks to the customer as well, beside whoever has the conversation in hand."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.desk import events, participants
from qiao.desk.announcing import tell_floor
from qiao.desk.consults import queries
from qiao.desk.consults.ending import record_leaving
from qiao.desk.consults.wires import tell
from qiao.desk.model import ConsultRow, ConsultState
from qiao.desk.parts import Desk
from qiao.desk.routing import HasAnInterest
from qiao.foundation.errors import Conflict


class NotJoined(Conflict):
    """The colleague does not speak with this customer; let her join first."""


async def bring_in(session: AsyncSession, desk: Desk, consult_id: UUID, *, by: access.Staff, now: datetime) -> None:
    """Whoever asked invites the asked one to speak to the customer; when she accepts, the customer is told who she is.

    Raises ConsultNotFound, HasAnInterest or participants.SpeaksAlready.
    """
    found = await queries.lock(session, consult_id)
    if found is None or found.row.state != ConsultState.OPEN or by.id not in {found.row.asker_id, found.row.asked_id}:
        raise queries.ConsultNotFound
    row = found.row
    if row.is_joined:
        return
    if found.owned is not None and str(row.asked_id) in found.owned.exclude:
        raise HasAnInterest
    joined = await participants.of_contact(session, row.contact_id)
    if joined is not None and joined.staff_id == row.asked_id:
        raise participants.SpeaksAlready
    if by.id == row.asker_id:
        await _invite(session, row, now=now)
    elif row.invited_at is None:
        raise queries.ConsultNotFound
    else:
        await _come_in(session, desk, row, by, now=now)


async def step_out(session: AsyncSession, desk: Desk, consult_id: UUID, *, by: access.Staff, now: datetime) -> None:
    """Either: from now on she only advises again, or she does not come in. Raises ConsultNotFound."""
    found = await queries.lock(session, consult_id)
    if found is None or found.row.state != ConsultState.OPEN or by.id not in {found.row.asker_id, found.row.asked_id}:
        raise queries.ConsultNotFound
    row = found.row
    if row.is_invited:
        row.invited_at = None
        await session.flush()
        await tell(session, row, events.CONSULT_STEPPED_OUT, "not_in", actor=f"agent:{by.id}", now=now)
    elif row.is_joined:
        await see_off(session, desk, row, now=now)
        row.left_at, row.invited_at = now, None
        await session.flush()
        await tell(session, row, events.CONSULT_STEPPED_OUT, "stepped_out", actor=f"agent:{by.id}", now=now)
        await record_leaving(session, row, now=now)


async def lock_joined(session: AsyncSession, consult_id: UUID, *, by: access.Staff) -> queries.Locked:
    """A question of hers whose asked one speaks with the customer. Raises ConsultNotFound or NotJoined."""
    found = await queries.lock(session, consult_id)
    if found is None or found.row.state != ConsultState.OPEN or found.row.asker_id != by.id:
        raise queries.ConsultNotFound
    if not found.row.is_joined:
        raise NotJoined
    return found


async def speaks_beside(session: AsyncSession, conversation_id: UUID, staff_id: UUID) -> UUID | None:
    """Who lets her speak to this customer; None where nobody does. It holds to the end of the transaction."""
    row = await queries.open_one(session, conversation_id, staff_id, lock=True)
    return row.asker_id if row is not None and row.is_joined else None


async def see_off(session: AsyncSession, desk: Desk, row: ConsultRow, *, now: datetime) -> None:
    """Tell the customer that the asked one leaves; nothing where she does not speak with her."""
    if row.is_joined:
        await _tell_customer(session, desk, row, "colleague_left", now=now)


async def _invite(session: AsyncSession, row: ConsultRow, *, now: datetime) -> None:
    if row.invited_at is None:
        row.invited_at = now
        await session.flush()
        await tell(session, row, events.CONSULT_INVITED, "invited", actor=f"agent:{row.asker_id}", now=now)


async def _come_in(session: AsyncSession, desk: Desk, row: ConsultRow, by: access.Staff, *, now: datetime) -> None:
    row.joined_at, row.left_at = now, None
    await session.flush()
    await tell(session, row, events.CONSULT_JOINED, "joined", actor=f"agent:{by.id}", now=now)
    await _tell_customer(session, desk, row, "colleague_joined", now=now)
    await participants.record(
        session, "join", by.id, row.customer_id, row.contact_id, beside=row.asker_id, post=by.post, now=now
    )
    tell_floor(session)


async def _tell_customer(session: AsyncSession, desk: Desk, row: ConsultRow, key: str, *, now: datetime) -> None:
    await participants.tell_customer(
        session, desk, row.conversation_id, key, colleague=row.asked_id, beside=row.asker_id, now=now
    )
