"""Coming into a conversation of somebody else's, and going out of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.conversations import content
from qiao.desk import events, queries
from qiao.desk.announcing import tell_floor, tell_onlookers
from qiao.desk.in_hands import OffShift
from qiao.desk.model import ItemState, WorkItemRow
from qiao.desk.participants.model import Ended, ParticipantRow
from qiao.desk.participants.queries import NotJoinedYet, of_contact
from qiao.desk.participants.wires import tell
from qiao.desk.parts import LEASE, Desk
from qiao.desk.routing import HasAnInterest
from qiao.foundation.errors import Conflict
from qiao.foundation.ids import new_id


class SomebodyHasJoined(Conflict):
    """Another leader speaks in this conversation already; whisper to the agent, or ask the other leader to leave."""


class SpeaksAlready(Conflict):
    """She speaks to this customer already."""


class NotServedYet(Conflict):
    """Nobody has accepted this conversation yet, so there is nobody to speak beside; take it over, or wait."""


async def join(
    session: AsyncSession, desk: Desk, item: WorkItemRow, *, by: access.Staff, now: datetime
) -> ParticipantRow:
    """From now on she speaks to the customer of the locked item beside whoever has it, and the customer is told; again
    is answered like the first time.

    Raises NotServedYet, HasAnInterest, OffShift or SomebodyHasJoined.
    """
    if item.state != ItemState.ASSIGNED or item.agent_id is None:
        raise NotServedYet
    if str(by.id) in item.exclude:
        raise HasAnInterest
    if not await desk.views.rota.on_shift(session, by, now=now):
        raise OffShift
    joined = await of_contact(session, item.contact_id, lock=True)
    if joined is not None and joined.staff_id != by.id:
        names = await access.staff_names(session, [joined.staff_id])
        raise SomebodyHasJoined(name=names.get(joined.staff_id, ""))
    if joined is not None:
        joined.lease_until = now + LEASE
        return joined
    row = ParticipantRow(
        id=new_id(),
        conversation_id=item.conversation_id,
        contact_id=item.contact_id,
        customer_id=item.customer_id,
        staff_id=by.id,
        owner_id=item.agent_id,
        joined_at=now,
        lease_until=now + LEASE,
    )
    session.add(row)
    await session.flush()
    await tell(session, row, events.LEADER_JOINED, "joined", actor=f"agent:{by.id}", now=now)
    await _tell_customer(session, desk, row, "colleague_joined", now=now)
    await record(session, "join", by.id, row.customer_id, row.contact_id, beside=row.owner_id, post=by.post, now=now)
    tell_floor(session)
    tell_onlookers(session, row.conversation_id)
    return row


async def leave(session: AsyncSession, desk: Desk, item_id: UUID, *, by: access.Staff, now: datetime) -> None:
    """She speaks no more; whoever has it in hand goes on alone. Raises NotJoinedYet."""
    item = await queries.lock_item(session, item_id)
    row = await of_contact(session, item.contact_id, lock=True) if item is not None else None
    if row is None or row.staff_id != by.id:
        raise NotJoinedYet
    await _tell_customer(session, desk, row, "colleague_left", now=now)
    await _end(session, row, Ended.LEFT, actor=f"agent:{by.id}", now=now)


async def end_with(session: AsyncSession, item: WorkItemRow, *, now: datetime) -> None:
    """The locked conversation leaves the hands it was in: whoever had joined has gone with that."""
    row = await of_contact(session, item.contact_id, lock=True)
    if row is not None:
        await _end(session, row, Ended.MOVED, actor="house", now=now)


async def lose(session: AsyncSession, desk: Desk, participant_id: UUID, lease: datetime, *, now: datetime) -> None:
    """Her browser fell silent at the end of this lease, unless it was heard of since."""
    known = await session.get(ParticipantRow, participant_id)
    if known is None:
        return
    # The item first, as whoever closes it does: two that lock both never wait for each other.
    await queries.live_item_of_contact(session, known.contact_id)
    row = await of_contact(session, known.contact_id, lock=True)
    if row is None or row.id != participant_id or row.lease_until != lease:
        return
    await _tell_customer(session, desk, row, "colleague_left", now=now)
    await _end(session, row, Ended.GONE, actor="house", now=now)


async def tell_customer(
    session: AsyncSession,
    desk: Desk,
    conversation_id: UUID,
    key: str,
    *,
    colleague: UUID,
    beside: UUID,
    now: datetime,
) -> None:
    """One line about who speaks with her beside whoever serves her."""
    names = await access.staff_names(session, [colleague, beside])
    language = await conversations.language_of(session, conversation_id)
    text = desk.pack.text(key, language, colleague=names.get(colleague, ""), agent=names.get(beside, ""))
    await conversations.announce(
        session,
        desk.ring,
        conversation_id,
        content.Notice(notice=key, text=text),
        template_version=desk.pack.version,
        language=language,
        now=now,
    )


async def record(
    session: AsyncSession,
    did: str,
    staff_id: UUID,
    customer_id: UUID,
    contact_id: UUID,
    *,
    beside: UUID,
    now: datetime,
    post: access.Post | None = None,
) -> None:
    """Put on record that she began or ceased to speak to a customer of somebody else's."""
    act = access.audit.Record(
        f"staff:{staff_id}",
        access.audit.Action.SPOKE_BESIDE,
        post=post,
        customer_id=customer_id,
        contact_id=contact_id,
        detail={"did": did, "staff": str(beside)},
    )
    await access.audit.record(session, act, now=now)


async def _tell_customer(session: AsyncSession, desk: Desk, row: ParticipantRow, key: str, *, now: datetime) -> None:
    await tell_customer(session, desk, row.conversation_id, key, colleague=row.staff_id, beside=row.owner_id, now=now)


async def _end(session: AsyncSession, row: ParticipantRow, ended: Ended, *, actor: str, now: datetime) -> None:
    row.left_at, row.ended = now, ended
    await session.flush()
    await tell(session, row, events.LEADER_LEFT, ended, actor=actor, now=now)
    await record(session, "leave", row.staff_id, row.customer_id, row.contact_id, beside=row.owner_id, now=now)
    tell_floor(session)
    tell_onlookers(session, row.conversation_id)
