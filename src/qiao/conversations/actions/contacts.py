"""Episodes of service: opened by the first word, closed by someone or by silence, rated afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.conversations import queries
from qiao.conversations.actions.stream import append_fact
from qiao.conversations.entries import contact_row_wire, contact_wire, owner_wire
from qiao.conversations.events import CONTACT_CLOSED, CONTACT_OPENED, CONTACT_RATED, OWNER_CHANGED
from qiao.conversations.locked import LockedConversation, lock
from qiao.conversations.model import ContactRow, Level, OwnerKind
from qiao.conversations.queries import ContactNotFound
from qiao.foundation import jobs
from qiao.foundation.errors import Conflict, Invalid
from qiao.foundation.ids import new_id, short_number
from qiao.foundation.statements import store
from qiao.language import identifiers

IDLE_JOB = "contact.idle"


class ContactClosed(Conflict):
    """This contact was closed before the change arrived."""


class AlreadyRated(Conflict):
    """This contact has its rating."""


class ScoreOutOfRange(Invalid):
    """A score lies between 1 and 5."""


async def open_contact(
    session: AsyncSession,
    row: LockedConversation,
    *,
    channel: str,
    entrance: str,
    level: Level,
    idle_after: timedelta,
    now: datetime,
) -> None:
    """Open a contact in a locked conversation without one."""
    contact_id = new_id()
    number = short_number("L", contact_id)
    await store(
        session,
        ContactRow,
        id=contact_id,
        conversation_id=row.id,
        customer_id=row.customer_id,
        number=number,
        channel=channel,
        entrance=entrance,
        level=level,
        purposes=["service"],
        party="self",
        opened_at=now,
    )
    row.contact_id = contact_id
    wire = contact_wire(contact_id, number, opened_at=now, closed_at=None, rated=False)
    await append_fact(
        session,
        row,
        CONTACT_OPENED,
        actor="house",
        now=now,
        entry={"kind": "contact", "contact": wire, "reason": None},
    )
    await jobs.schedule(
        session,
        kind=IDLE_JOB,
        key=contact_id.hex,
        lane=f"{IDLE_JOB}:{contact_id.hex}",
        due_at=now + idle_after,
        payload={"conversation": row.id.hex, "contact": contact_id.hex},
    )


async def close_contact(
    session: AsyncSession,
    conversation_id: UUID,
    *,
    reason: str,
    actor: str,
    now: datetime,
    contact_id: UUID | None = None,
) -> ContactRow:
    """Close the open contact; the conversation goes back to the robot and stays.

    Raises ContactClosed when there is none open, or another than `contact_id`.
    """
    row = await lock(session, conversation_id)
    if row.contact_id is None or contact_id not in {None, row.contact_id}:
        raise ContactClosed
    contact = await queries.contact(session, row.contact_id)
    contact.closed_at, contact.close_reason = now, reason
    await session.flush()
    await append_fact(
        session,
        row,
        CONTACT_CLOSED,
        actor=actor,
        now=now,
        entry={"kind": "contact", "contact": contact_row_wire(contact), "reason": reason},
        facts={"reason": reason},
    )
    if row.owner_kind != OwnerKind.BOT:
        row.owner_kind, row.owner_id, row.owner_name, row.epoch = OwnerKind.BOT, None, None, row.epoch + 1
        await append_fact(
            session,
            row,
            OWNER_CHANGED,
            actor=actor,
            now=now,
            entry={"kind": "owner", "owner": owner_wire(OwnerKind.BOT, None)},
            facts={"to": OwnerKind.BOT, "reason": "closed"},
        )
    row.contact_id = None
    await jobs.cancel(session, kind=IDLE_JOB, key=contact.id.hex)
    return contact


async def rate_contact(
    session: AsyncSession,
    conversation_id: UUID,
    contact_id: UUID,
    *,
    score: int,
    reasons: Sequence[str],
    comment: str | None,
    actor: str,
    now: datetime,
) -> None:
    """Keep the customer's rating (1–5), once per contact. Raises ScoreOutOfRange, ContactNotFound or AlreadyRated."""
    if not 1 <= score <= 5:  # noqa: PLR2004  (the scale itself)
        raise ScoreOutOfRange(score=score)
    row = await lock(session, conversation_id)
    contact = await queries.contact(session, contact_id)
    if contact.conversation_id != row.id:
        raise ContactNotFound
    if contact.score is not None:
        raise AlreadyRated
    # Reasons are words of ours in our pages; whoever writes to the socket may send any.
    masked = [identifiers.mask(reason).text for reason in reasons]
    contact.score, contact.score_reasons, contact.rated_at = score, masked, now
    contact.score_comment = identifiers.mask(comment).text[:500] if comment else None
    await session.flush()
    await append_fact(
        session,
        row,
        CONTACT_RATED,
        actor=actor,
        now=now,
        entry={"kind": "rating", "contact": str(contact_id), "score": score},
        facts={"contact": str(contact_id), "score": score, "reasons": masked},
    )
