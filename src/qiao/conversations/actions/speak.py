"""Everything that is said in a conversation: in by `receive`, out by `say`, `announce` and `note`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.conversations import content as contents
from qiao.conversations import files, queries
from qiao.conversations.actions.contacts import open_contact
from qiao.conversations.actions.ownership import NotOwner, is_owner
from qiao.conversations.actions.stream import HOUSE, Author, Origin, Said, append_fact, append_message
from qiao.conversations.locked import lock
from qiao.conversations.model import AuthorKind, ContactRow, Level, OwnerKind, ReceivedFileRow, Visibility
from qiao.conversations.queries import ChannelSession, Owner
from qiao.foundation.errors import Conflict, Invalid
from qiao.foundation.keys import KeyRing
from qiao.foundation.telemetry import messages_accepted

_DIGEST = 32  # Hexadecimal digits: 128 bits.


class ContentChanged(Conflict):
    """A message with this client id was stored before with another content; use a new client id."""


class TextTooLong(Invalid):
    """The text is longer than a message may be; nothing was stored."""


class TextEmpty(Invalid):
    """There is nothing to send."""


@dataclass(frozen=True, slots=True)
class Inbound:
    """What a channel received: `external_id` makes it idempotent on its channel."""

    session: ChannelSession
    external_id: str
    content: contents.CustomerContent
    client_id: str | None
    received_at: datetime


async def receive(
    session: AsyncSession, ring: KeyRing, inbound: Inbound, *, max_text: int, idle_after: timedelta
) -> Said:
    """Take in what a customer says; the same message again is answered like the first time and stored once.

    Opens a contact when none is open. Raises ContentChanged, TextTooLong or TextEmpty; of a file FileNotFound,
    FileQuarantined or FileAlreadySent.
    """
    content, now = inbound.content, inbound.received_at
    if isinstance(content, contents.Text):
        if not content.text.strip():
            raise TextEmpty
        if len(content.text) > max_text:
            raise TextTooLong(limit=max_text)
    digest = _digest(ring, content)
    row = await lock(session, inbound.session.conversation_id)
    earlier = await queries.message_by_external(session, inbound.session.channel, inbound.external_id)
    if earlier is not None:
        # It may stand in the visitor's conversation from before she signed in: it was stored, and once is enough.
        if earlier.digest != digest:
            raise ContentChanged
        return Said(earlier.id, earlier.seq, earlier.accepted_at)
    said, file = await _resolved(session, inbound)
    if row.contact_id is None:
        await open_contact(
            session,
            row,
            channel=inbound.session.channel,
            entrance=inbound.session.entrance,
            level=inbound.session.level,
            idle_after=idle_after,
            now=now,
        )
    row.last_customer_at = now
    messages_accepted.labels(inbound.session.channel).inc()
    message = await append_message(
        session,
        ring,
        row,
        author=Author(AuthorKind.CUSTOMER, inbound.session.customer_id),
        content=said,
        now=now,
        level=inbound.session.level if inbound.session.level >= Level.A2 else Level.A0,
        language=inbound.session.locale[:2],
        origin=Origin(inbound.session.channel, inbound.external_id, digest, inbound.client_id, inbound.session.id),
    )
    if file is not None:
        file.message_id = message.id
    return message


async def _resolved(session: AsyncSession, inbound: Inbound) -> tuple[contents.Content, ReceivedFileRow | None]:
    """What the message holds, and the file it sends where it does. Raises as `files.to_send`."""
    content = inbound.content
    if not isinstance(content, contents.SentFile):
        return content, None
    file = await files.to_send(session, inbound.session, content.file)
    return files.sent_content(file), file


async def say(
    session: AsyncSession,
    ring: KeyRing,
    conversation_id: UUID,
    content: contents.Content,
    *,
    owner: Owner,
    author: Author,
    now: datetime,
    level: Level = Level.A0,
    language: str | None = None,
    label: dict[str, Any] | None = None,
    template: tuple[str, str] | None = None,
    reply_to: UUID | None = None,
    client_id: str | None = None,
    beside: UUID | None = None,
) -> Said:
    """Say something as the owner. Raises NotOwner when the conversation changed hands since `owner` was read.

    For an agent it is enough to own it now: her words are hers whenever they arrive. `beside`: the agent who owns it
    and lets the author speak with the customer as well.
    """
    row = await lock(session, conversation_id)
    origin = None
    if client_id is not None:
        origin = Origin("desk", f"{author.id}:{client_id}", _digest(ring, content), client_id, None)
        earlier = await queries.message_by_external(session, origin.channel, origin.external_id)
        if earlier is not None:
            if earlier.digest != origin.digest or earlier.conversation_id != row.id:
                raise ContentChanged
            return Said(earlier.id, earlier.seq, earlier.accepted_at)
    holds = (
        (row.owner_kind, row.owner_id) == (OwnerKind.AGENT, beside or author.id)
        if author.kind is AuthorKind.AGENT
        else is_owner(row, owner)
    )
    if not holds or row.contact_id is None:
        raise NotOwner
    if author.kind is AuthorKind.AGENT:
        level = max(level, await _level_of_contact(session, row.contact_id))
    return await append_message(
        session,
        ring,
        row,
        author=author,
        content=content,
        now=now,
        level=level,
        language=language,
        label=label,
        template=template,
        reply_to=reply_to,
        origin=origin,
    )


async def announce(
    session: AsyncSession,
    ring: KeyRing,
    conversation_id: UUID,
    notice: contents.Notice | contents.Receipt | contents.Confirm,
    *,
    template_version: str,
    language: str,
    now: datetime,
    level: Level = Level.A0,
    contact_id: UUID | None = None,
) -> Said | None:
    """Tell the customer a fact of the house, or show her a card, from an approved text; needs no ownership.

    Where no contact is open it belongs to `contact_id`, one that was closed; without that nothing is told (None).
    """
    row = await lock(session, conversation_id)
    contact_id = row.contact_id or contact_id
    if contact_id is None:
        return None
    return await append_message(
        session,
        ring,
        row,
        author=HOUSE,
        content=notice,
        now=now,
        level=level,
        language=language,
        template=(notice.notice if isinstance(notice, contents.Notice) else f"request_{notice.card}", template_version),
        after=contact_id,
    )


async def note(
    session: AsyncSession,
    ring: KeyRing,
    conversation_id: UUID,
    text: str,
    *,
    author: Author,
    client_id: str,
    now: datetime,
    reply_to: UUID | None = None,
) -> Said:
    """Write a note only staff see, in reply to one of theirs or on its own.

    Raises NotOwner without an open contact, ContentChanged on a reused client id.
    """
    row = await lock(session, conversation_id)
    content = contents.Text(text=text)
    origin = Origin("note", f"{author.id}:{client_id}", _digest(ring, content), client_id, None)
    earlier = await queries.message_by_external(session, origin.channel, origin.external_id)
    if earlier is not None:
        if earlier.digest != origin.digest:
            raise ContentChanged
        return Said(earlier.id, earlier.seq, earlier.accepted_at)
    if row.contact_id is None:
        raise NotOwner
    return await append_message(
        session,
        ring,
        row,
        author=author,
        content=content,
        now=now,
        visibility=Visibility.STAFF,
        reply_to=reply_to,
        origin=origin,
    )


async def tell_staff(
    session: AsyncSession, conversation_id: UUID, event_type: str, *, actor: str, entry: dict[str, Any], now: datetime
) -> None:
    """Store something that happened behind the customer's back, as an entry that staff alone see."""
    row = await lock(session, conversation_id)
    await append_fact(session, row, event_type, actor=actor, now=now, entry=entry, visibility=Visibility.STAFF)


async def _level_of_contact(session: AsyncSession, contact_id: UUID) -> Level:
    """An agent who serves an identified customer may speak of what that identity unlocked."""
    contact = await session.get(ContactRow, contact_id)
    return Level(contact.level) if contact else Level.A0


def _digest(ring: KeyRing, content: contents.Content | contents.SentFile) -> str:
    """Equal for what was sent again; keyed, because a bare hash of a telephone number is soon guessed."""
    return ring.blind_index("messages.digest", orjson.dumps(contents.wire(content)).decode())[:_DIGEST]
