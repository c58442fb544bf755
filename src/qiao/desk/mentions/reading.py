"""Reading what one was mentioned in: the list, and the conversation at the note."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations, customers
from qiao.conversations import content
from qiao.desk import in_hands, looks
from qiao.desk.mentions import queries
from qiao.desk.mentions.announcing import tell_unread
from qiao.desk.mentions.model import MentionRow
from qiao.desk.mentions.whom import READ, Matter, matter_of, may_look
from qiao.desk.parts import Desk
from qiao.foundation.errors import Forbidden

_LOOK_LASTS = timedelta(minutes=30)


class MentionClosed(Forbidden):
    """You may not see this conversation any more; ask whoever mentioned you."""


@dataclass(frozen=True, slots=True)
class Note:
    """Where a note stands; without a number it stands in what the customer said before she signed in."""

    conversation_id: UUID
    seq: int | None


async def listed(
    session: AsyncSession,
    desk: Desk,
    rows: Sequence[MentionRow],
    staff: access.Staff,
    *,
    source: str | None,
    now: datetime,
) -> list[dict[str, Any]]:
    """The protocol's `Mention`s: of the customer what her post may see; what is shown first goes on record first."""
    names = await access.staff_names(session, {row.by_id for row in rows})
    people = await customers.find_many(session, {row.customer_id for row in rows})
    contacts = await conversations.contacts(session, {row.contact_id for row in rows})
    notes = await conversations.messages(session, {row.message_id for row in rows})
    wires: list[dict[str, Any]] = []
    for row in rows:
        contact = contacts.get(row.contact_id)
        about = access.About(row.customer_id, row.contact_id, contact.subject if contact else None)
        look = await _shown(session, desk, row, staff, about, source=source, now=now)
        person, note = people[row.customer_id], notes.get(row.message_id)
        card = access.customer_card(
            row.customer_id,
            kind=person.kind,
            masked_name=person.name if look.shows_mask("name") else None,
            level=contact.level if contact else "A0",
        )
        is_read_out = note is not None and look.shows("transcript")
        wires.append(
            {
                "id": str(row.id),
                "by": {"id": str(row.by_id), "name": names.get(row.by_id, "")},
                "conversation": str(row.conversation_id),
                "number": contact.number if contact else "",
                "customer": card.wire(),
                "text": content.plain(content.parse(note.content)) if note is not None and is_read_out else "",
                "at": row.at.isoformat(),
                "read": row.read_at is not None,
            }
        )
    return wires


async def _shown(
    session: AsyncSession,
    desk: Desk,
    row: MentionRow,
    staff: access.Staff,
    about: access.About,
    *,
    source: str | None,
    now: datetime,
) -> access.Look:
    """What her list shows of it: as much as if she looked on, and on record once."""
    look = await desk.views.look(session, staff, about, now=now, in_hand=_beside(row, now), counted=False)
    if row.seen is not None:
        return access.views.with_record(look, row.seen.split())
    if not any(look.allows(field) for field in in_hands.LISTED):
        return look
    detail = {"mention": str(row.id)}
    look = await desk.views.record(session, look, in_hands.LISTED, now=now, source=source, detail=detail)
    row.seen = " ".join(sorted(look.recorded))
    await session.flush()
    return look


def _beside(row: MentionRow, now: datetime) -> access.views.Held:
    return access.views.Held(access.Holding(access.Scope.OWN, now), row.contact_id, "", beside=True)


async def open_one(
    session: AsyncSession, desk: Desk, mention_id: UUID, *, by: access.Staff, source: str | None, now: datetime
) -> Note | None:
    """She has read it, and may look at the conversation for a while beside whoever serves; that is on record.

    None where she may not look any more, which is on record as well. Raises MentionNotFound or OffShift.
    """
    row = await queries.lock_hers(session, mention_id, by.id)
    if not await desk.views.rota.on_shift(session, by, now=now):
        raise in_hands.OffShift
    matter = await matter_of(session, row.contact_id, row.customer_id)
    if not await may_look(session, desk, by, matter, now=now):
        await access.audit.record(session, looks.refusal(by, row.conversation_id, source=source), now=now)
        return None
    await _let_look(session, desk, row, matter, by=by, now=now)
    if row.read_at is None:
        row.read_at = now
        await session.flush()
        await tell_unread(session, by.id, await queries.unread_of(session, by.id))
    note = (await conversations.messages(session, [row.message_id])).get(row.message_id)
    is_here = note is not None and note.conversation_id == row.conversation_id
    return Note(row.conversation_id, note.seq if note is not None and is_here else None)


async def _let_look(
    session: AsyncSession, desk: Desk, row: MentionRow, matter: Matter, *, by: access.Staff, now: datetime
) -> None:
    """Nothing changes where she reads it already: it is in her hands, or in those of a team whose work she sees."""
    now_seen = await desk.views.look(session, by, matter.about, now=now, counted=False)
    if now_seen.in_hand is not None and now_seen.allows(READ):
        return
    look = await desk.views.look(session, by, matter.about, now=now, in_hand=_beside(row, now), counted=False)
    await access.hold_contact(
        session,
        staff_id=by.id,
        customer_id=row.customer_id,
        contact_id=row.contact_id,
        purpose=look.purpose,
        post=by.post,
        beside=True,
        until=now + _LOOK_LASTS,
        detail={"mention": str(row.id)},
        now=now,
    )


async def read_all(session: AsyncSession, staff_id: UUID, *, now: datetime) -> None:
    """There is nothing she has not read."""
    hers = update(MentionRow).where(MentionRow.staff_id == staff_id, MentionRow.read_at.is_(None))
    await session.execute(hers.values(read_at=now))
    await tell_unread(session, staff_id, 0)
