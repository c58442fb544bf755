"""Writing entries: the one place where the numbers of a conversation are handed out."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.conversations import content as contents
from qiao.conversations.actions.late_masking import Revised, mask_with_earlier
from qiao.conversations.entries import event_entry, message_entry, revised_entry
from qiao.conversations.events import MESSAGE_ACCEPTED, MESSAGE_REVISED, topic
from qiao.conversations.locked import LockedConversation
from qiao.conversations.masks import first_masks
from qiao.conversations.model import AuthorKind, Level, MessageRow, Visibility
from qiao.conversations.new_message import NewMessage
from qiao.conversations.queries import Incoming, sealed_place
from qiao.conversations.queries import message as revised_message
from qiao.foundation import events
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyRing
from qiao.foundation.statements import store
from qiao.language import identifiers

_MESSAGE_COLUMNS = tuple(column.key for column in MessageRow.__table__.columns)


@dataclass(frozen=True, slots=True)
class Author:
    """Who says something. `name` is what the others see."""

    kind: AuthorKind
    id: UUID | None = None
    name: str | None = None

    @property
    def actor(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else str(self.kind)


BOT = Author(AuthorKind.BOT)
HOUSE = Author(AuthorKind.HOUSE)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a message came in: `external_id` is unique on its channel, `digest` tells a resend from another text."""

    channel: str
    external_id: str
    digest: str
    client_id: str | None
    session_id: UUID | None


@dataclass(frozen=True, slots=True)
class Said:
    """A stored message."""

    id: UUID
    seq: int
    at: datetime


async def append_message(
    session: AsyncSession,
    ring: KeyRing,
    row: LockedConversation,
    *,
    author: Author,
    content: contents.Content,
    now: datetime,
    visibility: Visibility = Visibility.PUBLIC,
    level: Level = Level.A0,
    language: str | None = None,
    template: tuple[str, str] | None = None,
    label: dict[str, Any] | None = None,
    reply_to: UUID | None = None,
    origin: Origin | None = None,
    after: UUID | None = None,
) -> Said:
    """Store a message as the next entry of a locked conversation that has an open contact, or had the one `after`."""
    contact_id = row.contact_id or after
    assert contact_id is not None, "a message belongs to a contact"
    message = NewMessage(
        id=new_id(),
        conversation_id=row.id,
        contact_id=contact_id,
        seq=_next_seq(row, now=now),
        author_kind=author.kind,
        author_id=author.id,
        author_name=author.name,
        visibility=visibility,
        level=level,
        language=language,
        template=template[0] if template else None,
        template_version=template[1] if template else None,
        label=label,
        reply_to=reply_to,
        channel=origin.channel if origin else None,
        external_id=origin.external_id if origin else None,
        digest=origin.digest if origin else None,
        client_id=origin.client_id if origin else None,
        session_id=origin.session_id if origin else None,
        accepted_at=now,
        content=contents.wire(content),
    )
    revised: list[Revised] = []
    if author.kind in {AuthorKind.CUSTOMER, AuthorKind.AGENT} and isinstance(content, contents.Text):
        revised = await _mask(session, ring, row, message, content, now=now)
    await store(session, MessageRow, **{name: getattr(message, name) for name in _MESSAGE_COLUMNS})
    entry = message_entry(message)
    await events.publish(
        session,
        events.Event(
            type=MESSAGE_ACCEPTED,
            actor=author.actor,
            occurred_at=now,
            payload={"message": str(message.id), "author": author.kind, "visibility": visibility},
            topic=topic(row.id),
            seq=message.seq,
            subject=row.id.hex,
            customer_id=row.customer_id,
            conversation_id=row.id,
            contact_id=contact_id,
            cause=str(reply_to) if reply_to else None,
        ),
        live=entry,
        at_hand=Incoming(
            message.id,
            row.id,
            message.contact_id,
            message.seq,
            message.content,
            language,
            now,
            row.owner_kind,
            message.session_id,
            message.spans,
        ),
    )
    for one in revised:
        await _tell_revised(session, row, one, now=now)
    return Said(message.id, message.seq, now)


async def append_fact(
    session: AsyncSession,
    row: LockedConversation,
    event_type: str,
    *,
    actor: str,
    now: datetime,
    entry: dict[str, Any],
    facts: dict[str, Any] | None = None,
    visibility: Visibility = Visibility.PUBLIC,
) -> None:
    """Store something that happened as the next entry; `entry` is shown, `facts` are for subscribers."""
    event = events.Event(
        type=event_type,
        actor=actor,
        occurred_at=now,
        payload={"entry": entry, "visibility": visibility, **(facts or {})},
        topic=topic(row.id),
        seq=_next_seq(row, now=now),
        subject=row.id.hex,
        customer_id=row.customer_id,
        conversation_id=row.id,
        contact_id=row.contact_id,
    )
    await events.publish(session, event, live=event_entry(event))


def _next_seq(row: LockedConversation, *, now: datetime) -> int:
    """The next number of a locked conversation; the row is written once, at the end of the transaction."""
    row.seq += 1
    row.last_entry_at = now
    return row.seq


async def _mask(
    session: AsyncSession,
    ring: KeyRing,
    row: LockedConversation,
    message: NewMessage,
    content: contents.Text,
    *,
    now: datetime,
) -> list[Revised]:
    """Hide identifiers, in what the speaker said before as well; the original is sealed where a mask hid something."""
    # Customers are told who serves them anyway: "我是林美" would be masked for nothing.
    public = (message.author_name or "") if message.author_kind is AuthorKind.AGENT else ""
    own = first_masks(identifiers.mask(content.text, public=public))
    masked, revised = await mask_with_earlier(session, ring, row, message, own, public=public, now=now)
    if not masked.spans:
        return revised
    key_id = await customers.data_key(session, ring, row.customer_id, now=now)
    message.sealed = ring.seal(
        key_id,
        json.dumps(message.content, ensure_ascii=False).encode(),
        bound_to=sealed_place(message.id, message.revision),
    )
    message.key_id = key_id
    message.spans = masked.spans
    message.content = contents.wire(content.model_copy(update={"text": masked.text}))
    return revised


async def _tell_revised(session: AsyncSession, row: LockedConversation, one: Revised, *, now: datetime) -> None:
    event = events.Event(
        type=MESSAGE_REVISED,
        actor="house",
        occurred_at=now,
        payload={"message": str(one.id), "of": one.seq},
        topic=topic(row.id),
        seq=_next_seq(row, now=now),
        subject=row.id.hex,
        customer_id=row.customer_id,
        conversation_id=row.id,
        contact_id=row.contact_id,
    )
    await events.publish(session, event, live=revised_entry(event, await revised_message(session, one.id)))
