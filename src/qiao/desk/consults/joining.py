"""The asked one speaks to the customer as well, beside whoever has the conversation in hand."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.conversations import content
from qiao.desk import events
from qiao.desk.consults import queries
from qiao.desk.consults.wires import tell
from qiao.desk.model import ConsultRow, ConsultState
from qiao.desk.parts import Desk
from qiao.foundation.errors import Conflict


class NotJoined(Conflict):
    """The colleague does not speak with this customer; let her join first."""


async def bring_in(session: AsyncSession, desk: Desk, consult_id: UUID, *, by: access.Staff, now: datetime) -> None:
    """Whoever asked lets the asked one speak to the customer, who is told who she is. Raises ConsultNotFound."""
    found = await queries.lock(session, consult_id)
    if found is None or found.row.state != ConsultState.OPEN or found.row.asker_id != by.id:
        raise queries.ConsultNotFound
    row = found.row
    if row.is_joined:
        return
    row.joined_at, row.left_at = now, None
    await session.flush()
    await tell(session, row, events.CONSULT_JOINED, "joined", actor=f"agent:{by.id}", now=now)
    await tell_customer(session, desk, row, "colleague_joined", now=now)


async def step_out(session: AsyncSession, desk: Desk, consult_id: UUID, *, by: access.Staff, now: datetime) -> None:
    """Either: from now on she only advises again. Raises ConsultNotFound."""
    found = await queries.lock(session, consult_id)
    if found is None or found.row.state != ConsultState.OPEN or by.id not in {found.row.asker_id, found.row.asked_id}:
        raise queries.ConsultNotFound
    row = found.row
    if not row.is_joined:
        return
    await tell_customer(session, desk, row, "colleague_left", now=now)
    row.left_at = now
    await session.flush()
    await tell(session, row, events.CONSULT_STEPPED_OUT, "stepped_out", actor=f"agent:{by.id}", now=now)


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


async def tell_customer(session: AsyncSession, desk: Desk, row: ConsultRow, key: str, *, now: datetime) -> None:
    """One line about who speaks with her beside whoever serves her; nothing where the asked one does not."""
    if not row.is_joined:
        return
    names = await access.staff_names(session, [row.asker_id, row.asked_id])
    language = await conversations.language_of(session, row.conversation_id)
    text = desk.pack.text(key, language, colleague=names.get(row.asked_id, ""), agent=names.get(row.asker_id, ""))
    await conversations.announce(
        session,
        desk.ring,
        row.conversation_id,
        content.Notice(notice=key, text=text),
        template_version=desk.pack.version,
        language=language,
        now=now,
    )
