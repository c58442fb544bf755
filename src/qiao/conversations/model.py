"""Tables of the conversation and the states they move through."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, NewType, cast
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, Table, Uuid, select
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Document, Moment
from qiao.foundation.retention import OnErase, Retention, by_column

ConversationId = NewType("ConversationId", UUID)
ContactId = NewType("ContactId", UUID)
SessionId = NewType("SessionId", UUID)


def _whose(table: Table) -> ColumnElement[UUID]:
    """The customer of the conversation that a row belongs to."""
    return cast(
        "ColumnElement[UUID]",
        select(ConversationRow.customer_id).where(ConversationRow.id == table.c.conversation_id).scalar_subquery(),
    )


class OwnerKind(StrEnum):
    """Who may speak now. Nobody: the customer waits for a person."""

    BOT = "bot"
    AGENT = "agent"
    NOBODY = "nobody"


class AuthorKind(StrEnum):
    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"
    HOUSE = "house"


class Visibility(StrEnum):
    PUBLIC = "public"
    STAFF = "staff"


class Level(StrEnum):
    """How surely we know who is there; the values sort by strength."""

    A0 = "A0"
    A1 = "A1"
    A2 = "A2"
    A3 = "A3"


class ConversationRow(Base):
    """The one thread with a customer. `seq` numbers its last entry; `epoch` rises with every change of owner."""

    __tablename__ = "conversations"
    __retention__: ClassVar[Retention] = Retention(
        kind="conversation",
        since="last_entry_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.SHRED,
        why="its numbers and owners keep the figures of the service recomputable; it holds no words",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("customers.id"), unique=True)
    seq: Mapped[int] = mapped_column(Integer, default=0)
    owner_kind: Mapped[str] = mapped_column(String(8), default=OwnerKind.BOT)
    owner_id: Mapped[UUID | None] = mapped_column(Uuid)
    owner_name: Mapped[str | None] = mapped_column(String(40))
    epoch: Mapped[int] = mapped_column(Integer, default=0)
    contact_id: Mapped[UUID | None] = mapped_column(Uuid)
    last_customer_at: Mapped[datetime | None] = mapped_column(Moment)
    last_entry_at: Mapped[datetime | None] = mapped_column(Moment)
    continued_in: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)


class ContactRow(Base):
    """One episode of service."""

    __tablename__ = "contacts"
    __retention__: ClassVar[Retention] = Retention(
        kind="conversation",
        since="closed_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.SHRED,
        why="when it began and ended and how it was rated is counted; the comment is blanked",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("conversations.id"), index=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    channel: Mapped[str] = mapped_column(String(16))
    entrance: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str | None] = mapped_column(String(80))
    purposes: Mapped[Any] = mapped_column(Document, default=list)
    party: Mapped[str] = mapped_column(String(16), default="self")
    level: Mapped[str] = mapped_column(String(2), default=Level.A0)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    close_reason: Mapped[str | None] = mapped_column(String(32))
    score: Mapped[int | None] = mapped_column(SmallInteger)
    score_reasons: Mapped[Any | None] = mapped_column(Document)
    score_comment: Mapped[str | None] = mapped_column(String(500))
    rated_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index("ix_contacts_customer_id_opened_at", "customer_id", "opened_at"),
        Index("ix_contacts_subject_closed_at", "subject", "closed_at"),
    )


class MessageRow(Base):
    """Something said. `content` is masked; `sealed` holds the original where a mask hid something.

    Updated by late masking alone, which counts `revision` up from 1 (empty: 1): what came after it showed that it held
    a part of an identifier, and no clear copy of that may stay.
    """

    __tablename__ = "messages"
    __retention__: ClassVar[Retention] = Retention(
        kind="conversation",
        since="accepted_at",
        whose=_whose,
        on_erase=OnErase.SHRED,
        why="the words are blanked and the sealed original becomes unreadable; the entry keeps its number",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("conversations.id"))
    contact_id: Mapped[UUID] = mapped_column(Uuid)
    seq: Mapped[int] = mapped_column(Integer)
    author_kind: Mapped[str] = mapped_column(String(8))
    author_id: Mapped[UUID | None] = mapped_column(Uuid)
    author_name: Mapped[str | None] = mapped_column(String(40))
    visibility: Mapped[str] = mapped_column(String(8))
    level: Mapped[str] = mapped_column(String(2))
    content: Mapped[Any] = mapped_column(Document)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    key_id: Mapped[UUID | None] = mapped_column(Uuid)
    spans: Mapped[Any | None] = mapped_column(Document)
    revision: Mapped[int | None] = mapped_column(SmallInteger)
    language: Mapped[str | None] = mapped_column(String(8))
    template: Mapped[str | None] = mapped_column(String(64))
    template_version: Mapped[str | None] = mapped_column(String(32))
    label: Mapped[Any | None] = mapped_column(Document)
    reply_to: Mapped[UUID | None] = mapped_column(Uuid)
    channel: Mapped[str | None] = mapped_column(String(16))
    external_id: Mapped[str | None] = mapped_column(String(120))
    digest: Mapped[str | None] = mapped_column(String(32))
    client_id: Mapped[str | None] = mapped_column(String(64))
    session_id: Mapped[UUID | None] = mapped_column(Uuid)
    accepted_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        Index("uq_messages_conversation_id_seq", "conversation_id", "seq", unique=True),
        Index("uq_messages_channel_external_id", "channel", "external_id", unique=True),
        Index("ix_messages_contact_id", "contact_id"),
    )


class ChannelSessionRow(Base):
    """A browser, an account of a channel or a caller: it carries the identity, the conversation does not."""

    __tablename__ = "channel_sessions"
    __retention__: ClassVar[Retention] = Retention(
        kind="session",
        since="created_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.DELETE,
        why="a session is a way in; nobody who was erased comes back by it",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("customers.id"))
    conversation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("conversations.id"), index=True)
    level: Mapped[str] = mapped_column(String(2), default=Level.A0)
    proven_level: Mapped[str | None] = mapped_column(String(2))
    """More than signing in proved, until `proven_until`: by a code, the identity number or a face."""
    proven_until: Mapped[datetime | None] = mapped_column(Moment)
    locale: Mapped[str] = mapped_column(String(8))
    entrance: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class UsedIdentityRow(Base):
    """Identity tokens that were used: each works once. Rows may go when `expires_at` has passed."""

    __tablename__ = "used_identities"
    __retention__: ClassVar[Retention] = Retention(
        kind="token",
        since="expires_at",
        on_erase=OnErase.NOBODY,
        why="a random number that was used once; it names nobody",
    )

    jti: Mapped[str] = mapped_column(String(128), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)


class BriefRow(Base):
    """What a person should know before her first word, written at a hand-over."""

    __tablename__ = "briefs"
    __retention__: ClassVar[Retention] = Retention(
        kind="conversation",
        since="created_at",
        whose=_whose,
        on_erase=OnErase.DELETE,
        why="it retells what was said",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("conversations.id"), index=True)
    contact_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    content: Mapped[Any] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Moment)


class MarkRow(Base):
    """How far one side has received and read a conversation."""

    __tablename__ = "marks"
    __retention__: ClassVar[Retention] = Retention(
        kind="conversation",
        whose=_whose,
        on_erase=OnErase.KEEP,
        why="two numbers; they go with the conversation",
    )

    conversation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("conversations.id"), primary_key=True)
    side: Mapped[str] = mapped_column(String(8), primary_key=True)
    delivered: Mapped[int] = mapped_column(Integer, default=0)
    read: Mapped[int] = mapped_column(Integer, default=0)


class ReceivedFileRow(Base):
    """A file a customer handed over: sent in a message, or to a case of hers.

    With neither `message_id` nor `case_id` it was uploaded and never sent, and no staff sees it.

    `name` is masked and `sealed_name` holds it as it came, without what could harm; `finding` says why the bytes stand
    in quarantine and is empty where they do not. `stored_id` is the address of the bytes in the store; the same content
    sent twice by a customer has one.
    """

    __tablename__ = "received_files"
    __retention__: ClassVar[Retention] = Retention(
        kind="conversation",
        since="received_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.DELETE,
        why="the row goes and its key with it, so the bytes open nowhere; they are removed from the disk behind it",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("conversations.id"))
    customer_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    session_id: Mapped[UUID] = mapped_column(Uuid)
    client_id: Mapped[str] = mapped_column(String(64))
    message_id: Mapped[UUID | None] = mapped_column(Uuid)
    case_id: Mapped[UUID | None] = mapped_column(Uuid)
    stored_id: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    size_bytes: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(200))
    sealed_name: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[UUID] = mapped_column(Uuid)
    finding: Mapped[str | None] = mapped_column(String(80))
    received_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        Index("uq_received_files_session_id_client_id", "session_id", "client_id", unique=True),
        Index("ix_received_files_conversation_id_received_at", "conversation_id", "received_at"),
    )
