"""Every SELECT of the conversations' room."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from qiao import customers
from qiao.conversations.entries import Entry, contact_row_wire, event_entry, message_entry, owner_wire, revised_entry
from qiao.conversations.events import MESSAGE_ACCEPTED, MESSAGE_REVISED, topic
from qiao.conversations.locked import ConversationNotFound, LockedConversation, write_locked
from qiao.conversations.model import (
    AuthorKind,
    BriefRow,
    ChannelSessionRow,
    ContactRow,
    ConversationRow,
    Level,
    MarkRow,
    MessageRow,
    OwnerKind,
    Visibility,
)
from qiao.foundation import events
from qiao.foundation.errors import NotFound, Unauthenticated
from qiao.foundation.keys import KeyId, KeyRing
from qiao.foundation.statements import Statement
from qiao.language.identifiers import Kind

MOST_MISSED = 500
_ANY_SEQ = 2**31 - 1

# Built once: what every turn asks. To build such a statement takes longer than to run it.
_BY_EXTERNAL = Statement(
    select(MessageRow.id, MessageRow.conversation_id, MessageRow.seq, MessageRow.accepted_at, MessageRow.digest).where(
        MessageRow.channel == bindparam("channel"), MessageRow.external_id == bindparam("external_id")
    )
)
_INCOMING = Statement(
    select(
        MessageRow.id,
        MessageRow.conversation_id,
        MessageRow.contact_id,
        MessageRow.seq,
        MessageRow.content,
        MessageRow.language,
        MessageRow.accepted_at,
        ConversationRow.owner_kind,
        MessageRow.session_id,
        MessageRow.spans,
    )
    .join(ConversationRow, ConversationRow.id == MessageRow.conversation_id)
    .where(MessageRow.id == bindparam("id"))
)
_TRACES = Statement(
    select(MessageRow.seq, MessageRow.author_kind, MessageRow.template)
    .where(
        MessageRow.conversation_id == bindparam("conversation_id"),
        MessageRow.seq < bindparam("before"),
        MessageRow.seq >= bindparam("since"),
        MessageRow.contact_id == bindparam("contact_id"),
        (MessageRow.author_kind == AuthorKind.BOT) | (MessageRow.author_kind == AuthorKind.CUSTOMER),
    )
    .order_by(MessageRow.seq)
)
_SAID_IN_CONTACT = Statement(
    select(MessageRow.seq, MessageRow.author_kind, MessageRow.template, MessageRow.content)
    .where(
        MessageRow.contact_id == bindparam("contact_id"),
        MessageRow.visibility == Visibility.PUBLIC,
        MessageRow.seq <= bindparam("until"),
    )
    .order_by(MessageRow.seq.desc())
    .limit(bindparam("limit"))
)
# In the order of the fields of `ChannelSession`.
_LIVE_SESSION = select(
    ChannelSessionRow.id,
    ChannelSessionRow.channel,
    ChannelSessionRow.customer_id,
    ChannelSessionRow.conversation_id,
    ChannelSessionRow.level,
    ChannelSessionRow.locale,
    ChannelSessionRow.entrance,
    ChannelSessionRow.proven_level,
    ChannelSessionRow.proven_until,
).where(ChannelSessionRow.ended_at.is_(None))
_SESSION_BY_ID = Statement(_LIVE_SESSION.where(ChannelSessionRow.id == bindparam("id")))
_SPEAKS = Statement(
    select(ConversationRow.id, ConversationRow.customer_id, ContactRow.party)
    .outerjoin(ContactRow, ContactRow.id == ConversationRow.contact_id)
    .where(ConversationRow.id == bindparam("id"))
)
_CONTACTS_SINCE = Statement(
    select(
        select(func.count())
        .where(ContactRow.conversation_id == bindparam("conversation_id"), ContactRow.opened_at >= bindparam("since"))
        .scalar_subquery(),
        select(ContactRow.score)
        .where(ContactRow.conversation_id == bindparam("conversation_id"), ContactRow.score.is_not(None))
        .order_by(ContactRow.opened_at.desc())
        .limit(1)
        .scalar_subquery(),
    )
)


class ContactNotFound(NotFound):
    """No such contact in this conversation."""


class SessionEnded(Unauthenticated):
    """This session was ended, or never began; start a new one."""


@dataclass(frozen=True, slots=True)
class ChannelSession:
    """A live session of a customer on a channel. `level` is what signing in gave; see `level_at`."""

    id: UUID
    channel: str
    customer_id: UUID
    conversation_id: UUID
    level: Level
    locale: str
    entrance: str
    proven_level: Level | None = None
    proven_until: datetime | None = None

    def level_at(self, now: datetime) -> Level:
        """How surely we know now who is there."""
        if self.proven_level is None or self.proven_until is None or now >= self.proven_until:
            return self.level
        return max(self.level, self.proven_level)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who may speak, and the epoch in which that holds."""

    kind: OwnerKind
    id: UUID | None
    name: str | None
    epoch: int


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks in a conversation, and for whom (`party`) in its open contact; for herself where none is open."""

    conversation_id: UUID
    customer_id: UUID
    party: str


@dataclass(frozen=True, slots=True)
class Trace:
    """That something was said, without the words."""

    seq: int
    author_kind: str
    template: str | None


@dataclass(frozen=True, slots=True)
class Spoken:
    """Of a message, what the robot looks back on."""

    seq: int
    author_kind: str
    template: str | None
    content: Any


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as its answer needs it; `owner_kind` is who owned the conversation when this was written or read.

    `spans` are its masks, where something of it was hidden.
    """

    id: UUID
    conversation_id: UUID
    contact_id: UUID
    seq: int
    content: Any
    language: str | None
    accepted_at: datetime
    owner_kind: str
    session_id: UUID | None = None
    spans: Any | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """Of a message that came in before, what tells a resend from another text."""

    id: UUID
    conversation_id: UUID
    seq: int
    accepted_at: datetime
    digest: str | None


@dataclass(frozen=True, slots=True)
class ConversationState:
    """A conversation as it stands."""

    id: UUID
    customer_id: UUID
    seq: int
    owner: Owner
    contact: ContactRow | None
    last_customer_at: datetime | None

    def wire(self) -> dict[str, Any]:
        """The protocol's `Conversation`, without the queue, which the desk knows."""
        return {
            "id": str(self.id),
            "number": self.contact.number if self.contact else "",
            "seq": self.seq,
            "owner": owner_wire(self.owner.kind, self.owner.name),
            "contact": contact_row_wire(self.contact) if self.contact else None,
            "queue": None,
        }


async def state(session: AsyncSession, conversation_id: UUID) -> ConversationState:
    """As this transaction sees it. Raises ConversationNotFound."""
    await write_locked(session)
    found = (
        await session.execute(
            select(ConversationRow, ContactRow)
            .outerjoin(ContactRow, ContactRow.id == ConversationRow.contact_id)
            .where(ConversationRow.id == conversation_id)
        )
    ).one_or_none()
    if found is None:
        raise ConversationNotFound
    return _state(*found)


async def speaker(session: AsyncSession, conversation_id: UUID) -> Speaker:
    """Raises ConversationNotFound."""
    found = await _SPEAKS.first(session, id=conversation_id)
    if found is None:
        raise ConversationNotFound
    return Speaker(found[0], found[1], found[2] or "self")


async def incoming(session: AsyncSession, message_id: UUID) -> Incoming:
    """A message that was accepted before."""
    found = await _INCOMING.first(session, id=message_id)
    assert found is not None, "messages are never removed"
    return Incoming(*found)


async def traces_before(session: AsyncSession, message: Incoming, *, look_back: int) -> list[Trace]:
    """What the robot and the customer said in the contact among the `look_back` entries before `message`."""
    rows = await _TRACES.rows(
        session,
        conversation_id=message.conversation_id,
        contact_id=message.contact_id,
        before=message.seq,
        since=message.seq - look_back,
    )
    return [Trace(*row) for row in rows]


def _state(row: ConversationRow, contact: ContactRow | None) -> ConversationState:
    return ConversationState(row.id, row.customer_id, row.seq, owner_of(row), contact, row.last_customer_at)


def owner_of(row: ConversationRow | LockedConversation) -> Owner:
    return Owner(OwnerKind(row.owner_kind), row.owner_id, row.owner_name, row.epoch)


async def conversation_of(session: AsyncSession, customer_id: UUID) -> UUID | None:
    return await session.scalar(select(ConversationRow.id).where(ConversationRow.customer_id == customer_id))


async def last_contact(session: AsyncSession, conversation_id: UUID) -> UUID | None:
    """The newest contact of a conversation, open or closed; None where there has been none."""
    query = select(ContactRow.id).where(ContactRow.conversation_id == conversation_id)
    return await session.scalar(query.order_by(ContactRow.opened_at.desc(), ContactRow.id.desc()).limit(1))


async def customers_in(session: AsyncSession, conversation_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Whose each of these conversations is now."""
    found = select(ConversationRow.id, ConversationRow.customer_id).where(ConversationRow.id.in_(conversation_ids))
    return {row.id: row.customer_id for row in await session.execute(found)}


async def visitors_before(session: AsyncSession, customer_id: UUID) -> Sequence[UUID]:
    """The visitors as whom a customer began conversations that she then continued in her own."""
    own = select(ConversationRow.id).where(ConversationRow.customer_id == customer_id)
    found = select(ConversationRow.customer_id).where(ConversationRow.continued_in.in_(own)).distinct()
    return (await session.scalars(found.order_by(ConversationRow.customer_id))).all()


async def selves(session: AsyncSession, customer_id: UUID) -> tuple[UUID, ...]:
    """Every pseudonym of a person, the given one first: what was merged with it, and whom she was before."""
    records = (await customers.person_of(session, customer_id)).records
    found = [customer_id, *records]
    for one in records:
        found += await visitors_before(session, one)
    return tuple(dict.fromkeys(found))


async def earlier_selves(session: AsyncSession, customer_id: UUID) -> Sequence[UUID]:
    """As `selves`, without herself."""
    return (await selves(session, customer_id))[1:]


async def customer_of_number(session: AsyncSession, number: str) -> UUID | None:
    """Whose contact has this number."""
    return await session.scalar(select(ContactRow.customer_id).where(ContactRow.number == number))


async def entries(
    session: AsyncSession,
    conversation_id: UUID,
    *,
    after: int,
    before: int | None = None,
    limit: int = MOST_MISSED,
) -> list[Entry]:
    """Entries with `after < seq < before`, oldest first; of too many the oldest `limit`."""
    log = await events.stream(session, topic(conversation_id), after=after, before=before, limit=limit)
    if not log:
        return []
    first, last = log[0].seq or 0, log[-1].seq or 0
    messages = {
        row.seq: row
        for row in await session.scalars(
            select(MessageRow).where(
                MessageRow.conversation_id == conversation_id, MessageRow.seq >= first, MessageRow.seq <= last
            )
        )
    }
    revised = await _revised(session, log)

    def entry(event: events.Event) -> Entry:
        if event.type == MESSAGE_ACCEPTED:
            return message_entry(messages[event.seq or 0])
        if event.type == MESSAGE_REVISED:
            return revised_entry(event, revised.get(UUID(event.payload["message"])))
        return event_entry(event)

    return [entry(event) for event in log]


async def _revised(session: AsyncSession, log: Iterable[events.Event]) -> dict[UUID, MessageRow]:
    """The messages that the revisions in `log` are about."""
    ids = {UUID(event.payload["message"]) for event in log if event.type == MESSAGE_REVISED}
    if not ids:
        return {}
    return {row.id: row for row in await session.scalars(select(MessageRow).where(MessageRow.id.in_(ids)))}


async def last_entries(
    session: AsyncSession, conversation_id: UUID, *, before: int, limit: int
) -> tuple[list[Entry], bool]:
    """The last `limit` entries before `before`, oldest first, and whether there are older ones."""
    after = max(before - 1 - limit, 0)
    return await entries(session, conversation_id, after=after, before=before, limit=limit), after > 0


async def message_by_external(session: AsyncSession, channel: str, external_id: str) -> Stored | None:
    found = await _BY_EXTERNAL.first(session, channel=channel, external_id=external_id)
    return Stored(*found) if found else None


async def is_noted(session: AsyncSession, author_id: UUID, client_id: str) -> bool:
    """Whether a note that this author sent under this id is stored."""
    return await message_by_external(session, "note", f"{author_id}:{client_id}") is not None


async def message(session: AsyncSession, message_id: UUID) -> MessageRow:
    return (await session.execute(select(MessageRow).where(MessageRow.id == message_id))).scalar_one()


async def messages(session: AsyncSession, message_ids: Iterable[UUID]) -> dict[UUID, MessageRow]:
    """Those that are still kept."""
    rows = await session.scalars(select(MessageRow).where(MessageRow.id.in_(list(message_ids))))
    return {row.id: row for row in rows}


async def span_kind(session: AsyncSession, conversation_id: UUID, message_id: UUID, span: int) -> Kind | None:
    """What a masked span of a message hides; None where this conversation has no such message or span."""
    spans = await session.scalar(
        select(MessageRow.spans).where(MessageRow.id == message_id, MessageRow.conversation_id == conversation_id)
    )
    return Kind(spans[span][2]) if spans and span < len(spans) else None


async def open_span(session: AsyncSession, ring: KeyRing, message_id: UUID, span: int) -> str:
    """What stood in the message before it was masked. Raises KeyDestroyed after the person was erased."""
    row = await message(session, message_id)
    assert row.sealed is not None, "a message with spans has its original"
    assert row.key_id is not None, "a sealed original has its key"
    await ring.load(session, KeyId(row.key_id))
    original = orjson.loads(ring.open(KeyId(row.key_id), row.sealed, bound_to=sealed_place(row.id, row.revision)))
    start, end = (row.spans or ())[span][:2]
    text: str = original["text"]
    return text[start:end]


async def original_text(session: AsyncSession, ring: KeyRing, message_id: UUID) -> str | None:
    """The words as they were typed, for whoever carries a request out; None where nothing was masked.

    Raises KeyDestroyed after the person was erased.
    """
    row = await message(session, message_id)
    if row.sealed is None or row.key_id is None:
        return None
    await ring.load(session, KeyId(row.key_id))
    original = orjson.loads(ring.open(KeyId(row.key_id), row.sealed, bound_to=sealed_place(row.id, row.revision)))
    text: str = original["text"]
    return text


def sealed_place(message_id: UUID, revision: int | None) -> str:
    """What a sealed original is bound to."""
    return f"messages.content:{message_id}:{revision or 1}"


async def contact(session: AsyncSession, contact_id: UUID) -> ContactRow:
    """Raises ContactNotFound."""
    row = await session.scalar(select(ContactRow).where(ContactRow.id == contact_id).with_for_update())
    if row is None:
        raise ContactNotFound
    return row


async def contacts_since(session: AsyncSession, conversation_id: UUID, since: datetime) -> tuple[int, int | None]:
    """How many contacts of a conversation began since then, and the last score given in it, where there is one."""
    found = await _CONTACTS_SINCE.first(session, conversation_id=conversation_id, since=since)
    began, score = found or (0, None)
    return began, score


async def contacts(session: AsyncSession, contact_ids: Iterable[UUID]) -> dict[UUID, ContactRow]:
    rows = await session.scalars(select(ContactRow).where(ContactRow.id.in_(list(contact_ids))))
    return {row.id: row for row in rows}


async def session_by_digest(session: AsyncSession, digest: str) -> ChannelSession:
    """The live session behind a token's digest. Raises SessionEnded."""
    row = (await session.execute(_LIVE_SESSION.where(ChannelSessionRow.token_digest == digest))).one_or_none()
    if row is None:
        raise SessionEnded
    return _session(row)


async def session_by_id(session: AsyncSession, session_id: UUID) -> ChannelSession:
    """Raises SessionEnded."""
    row = await _SESSION_BY_ID.first(session, id=session_id)
    if row is None:
        raise SessionEnded
    return _session(row)


async def last_session(session: AsyncSession, conversation_id: UUID) -> ChannelSession | None:
    """The newest live session that speaks in this conversation."""
    query = _LIVE_SESSION.where(ChannelSessionRow.conversation_id == conversation_id)
    row = (await session.execute(query.order_by(ChannelSessionRow.id.desc()).limit(1))).one_or_none()
    return _session(row) if row else None


async def language_of(session: AsyncSession, conversation_id: UUID) -> str:
    """The language of the newest live session in it; Chinese where nobody is there."""
    live = await last_session(session, conversation_id)
    return live.locale[:2] if live else "zh"


async def marks(session: AsyncSession, conversation_id: UUID) -> dict[str, dict[str, int]]:
    """How far each side has received and read, as the protocol's `Marks`."""
    found = {"customer": {"delivered": 0, "read": 0}, "staff": {"delivered": 0, "read": 0}}
    for row in await session.scalars(select(MarkRow).where(MarkRow.conversation_id == conversation_id)):
        found[row.side] = {"delivered": row.delivered, "read": row.read}
    return found


async def brief(session: AsyncSession, contact_id: UUID) -> dict[str, Any] | None:
    """The newest brief of a contact."""
    return await session.scalar(
        select(BriefRow.content).where(BriefRow.contact_id == contact_id).order_by(BriefRow.id.desc()).limit(1)
    )


async def briefs(session: AsyncSession, contact_ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """The newest brief of each of these contacts; those without one are left out."""
    rows = await session.scalars(
        select(BriefRow).where(BriefRow.contact_id.in_(list(contact_ids))).order_by(BriefRow.id)
    )
    return {row.contact_id: row.content for row in rows}


async def closed_about(
    session: AsyncSession,
    subject: str,
    *,
    since: datetime,
    limit: int,
    of: Collection[UUID] | None = None,
    but: Collection[UUID] = (),
) -> Sequence[ContactRow]:
    """The contacts about a matter closed since then, newest first: of these customers, or of all but these."""
    query = (
        select(ContactRow)
        .where(
            ContactRow.subject == subject,
            ContactRow.closed_at >= since,
            ContactRow.customer_id.not_in(list(but)),
        )
        .order_by(ContactRow.closed_at.desc(), ContactRow.id.desc())
        .limit(limit)
    )
    if of is not None:
        query = query.where(ContactRow.customer_id.in_(list(of)))
    return (await session.scalars(query)).all()


async def times_before(session: AsyncSession, contact: ContactRow, *, of: Collection[UUID], within: timedelta) -> int:
    """How many other contacts of these customers about the same matter began so shortly before this one."""
    if contact.subject is None:
        return 0
    query = select(func.count()).where(
        ContactRow.customer_id.in_(list(of)),
        ContactRow.subject == contact.subject,
        ContactRow.opened_at < contact.opened_at,
        ContactRow.opened_at >= contact.opened_at - within,
        ContactRow.id != contact.id,
    )
    return await session.scalar(query) or 0


async def said_in_contact(
    session: AsyncSession, contact_id: UUID, *, limit: int = 40, until: int = _ANY_SEQ
) -> list[Spoken]:
    """The last public messages of a contact up to the number `until`, oldest first."""
    rows = await _SAID_IN_CONTACT.rows(session, contact_id=contact_id, until=until, limit=limit)
    return [Spoken(*row) for row in rows][::-1]


async def last_customer_seq(session: AsyncSession, conversation_id: UUID) -> int:
    found = await session.scalar(
        select(func.max(MessageRow.seq)).where(
            MessageRow.conversation_id == conversation_id, MessageRow.author_kind == AuthorKind.CUSTOMER
        )
    )
    return found or 0


async def unanswered_since(session: AsyncSession, conversation_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """When she wrote the first message that nobody has answered, by conversation; those that are answered left out."""
    answer = aliased(MessageRow)
    answered = (
        select(func.coalesce(func.max(answer.seq), 0))
        .where(
            answer.conversation_id == MessageRow.conversation_id,
            answer.author_kind.in_((AuthorKind.AGENT, AuthorKind.BOT)),
            answer.visibility == Visibility.PUBLIC,
        )
        .scalar_subquery()
    )
    rows = await session.execute(
        select(MessageRow.conversation_id, func.min(MessageRow.accepted_at))
        .join(ConversationRow, ConversationRow.id == MessageRow.conversation_id)
        .where(
            MessageRow.conversation_id.in_(list(conversation_ids)),
            MessageRow.contact_id == ConversationRow.contact_id,
            MessageRow.author_kind == AuthorKind.CUSTOMER,
            MessageRow.seq > answered,
        )
        .group_by(MessageRow.conversation_id)
    )
    return {row[0]: row[1] for row in rows}


async def unread_by_staff(session: AsyncSession, conversation_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many customer messages staff have not read, by conversation."""
    rows = await session.execute(
        select(MessageRow.conversation_id, func.count())
        .outerjoin(MarkRow, (MarkRow.conversation_id == MessageRow.conversation_id) & (MarkRow.side == "staff"))
        .where(
            MessageRow.conversation_id.in_(list(conversation_ids)),
            MessageRow.author_kind == AuthorKind.CUSTOMER,
            or_(MarkRow.read.is_(None), MessageRow.seq > MarkRow.read),
        )
        .group_by(MessageRow.conversation_id)
    )
    return {row[0]: row[1] for row in rows}


def _session(row: Sequence[Any]) -> ChannelSession:
    session_id, channel, customer_id, conversation_id, level, locale, entrance, proven, until = row
    proven_level = Level(proven) if proven else None
    return ChannelSession(
        session_id, channel, customer_id, conversation_id, Level(level), locale, entrance, proven_level, until
    )
