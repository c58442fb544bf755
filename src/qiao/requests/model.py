"""Tables of requests: the dialogue of a conversation, what was asked for in it, and how somebody proved who she is."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, NewType
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Document, Moment
from qiao.foundation.retention import OnErase, Retention, by_column

RequestId = NewType("RequestId", UUID)


class RequestState(StrEnum):
    """Where a request stands. The first three go on; STUCK waits for a person."""

    OPEN = "open"
    PENDING = "pending"
    """Agreed to; its effect is under way."""
    STUCK = "stuck"
    COMPLETED = "completed"
    HELD = "held"
    """On record at the lender, where a person looks at it before anything changes."""
    SHOWN = "shown"
    """A question that was answered: nothing was to be done."""
    REFUSED = "refused"
    HANDED_OVER = "handed_over"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Stage(StrEnum):
    """How far a request came, for the funnel; each includes those before it."""

    ENTERED = "entered"
    IDENTIFIED = "identified"
    SLOTS = "slots"
    ELIGIBLE = "eligible"
    CONFIRMED = "confirmed"
    SUBMITTED = "submitted"
    VERIFIED = "verified"


STAGES = tuple(Stage)


class DialogueRow(Base):
    """The dialogue of a conversation, sealed whole. `version` counts its changes: who writes it must have read it."""

    __tablename__ = "dialogues"
    __retention__: ClassVar[Retention] = Retention(
        kind="conversation",
        since="changed_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.DELETE,
        why="it holds what was being asked for; what came of it stands in the requests",
    )

    conversation_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("conversations.id"), primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    state: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[UUID] = mapped_column(Uuid)
    version: Mapped[int] = mapped_column(Integer)
    frames: Mapped[int] = mapped_column(Integer)
    """How many requests are open in it, so that nobody opens a dialogue that holds none."""
    silence_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the job that notices silence is due; None while there is none."""
    changed_at: Mapped[datetime] = mapped_column(Moment)


class RequestRow(Base):
    """One request, from the moment it was begun. `details` are sealed: what was agreed to, and the words of it."""

    __tablename__ = "requests"
    __retention__: ClassVar[Retention] = Retention(
        kind="request",
        since="ended_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.SHRED,
        why="what was asked for and what came of it is counted; amounts, cards and words become unreadable",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    conversation_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    contact_id: Mapped[UUID] = mapped_column(Uuid)
    frame: Mapped[int] = mapped_column(Integer)
    flow: Mapped[str] = mapped_column(String(60))
    intent: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(12))
    stage: Mapped[str] = mapped_column(String(12))
    asked: Mapped[str | None] = mapped_column(String(60))
    """The question that was open last."""
    by: Mapped[str] = mapped_column(String(8), default="customer")
    level: Mapped[str] = mapped_column(String(2))
    target: Mapped[str | None] = mapped_column(String(64), index=True)
    """Keyed, of what the effect is about: tells a second request about the same thing."""
    rules: Mapped[Any] = mapped_column(Document, default=list)
    """The rules that refused it or called a person."""
    effects: Mapped[Any] = mapped_column(Document, default=list)
    """The effects in the lender's systems, by id."""
    trouble: Mapped[str | None] = mapped_column(String(60))
    details: Mapped[bytes | None] = mapped_column(LargeBinary)
    key_id: Mapped[UUID | None] = mapped_column(Uuid)
    entered_at: Mapped[datetime] = mapped_column(Moment)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index("uq_requests_conversation_id_frame", "conversation_id", "frame", unique=True),
        Index("ix_requests_state_entered_at", "state", "entered_at"),
        Index("ix_requests_flow_entered_at", "flow", "entered_at"),
        Index("ix_requests_contact_id", "contact_id"),
    )


class ProofRow(Base):
    """One way in which a session was asked to prove who is there. Holds no code and no digit of one."""

    __tablename__ = "customer_proofs"
    __retention__: ClassVar[Retention] = Retention(
        kind="session",
        since="asked_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.DELETE,
        why="a proof is a way in, as the session is",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    session_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    method: Mapped[str] = mapped_column(String(8))
    number: Mapped[str | None] = mapped_column(String(64), index=True)
    """Keyed, of the phone number to be proven; that proof counts for one request (`frame`) of one dialogue."""
    conversation_id: Mapped[UUID | None] = mapped_column(Uuid)
    frame: Mapped[int | None] = mapped_column(Integer)
    challenge: Mapped[str | None] = mapped_column(String(60))
    """What the lender calls it."""
    state: Mapped[str] = mapped_column(String(8))
    tries: Mapped[int] = mapped_column(Integer, default=0)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
