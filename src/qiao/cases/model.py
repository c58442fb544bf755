"""The tables of complaints and of what was done about them."""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Document, Moment
from qiao.foundation.retention import OnErase, Retention, by_column


class Subject(StrEnum):
    """What a complaint is about."""

    SERVICE = "service"
    COLLECTION = "collection"
    SALES = "sales"
    FEES = "fees"
    REPAYMENT = "repayment"
    PRIVACY = "privacy"
    CREDIT_RECORD = "credit_record"
    OTHER = "other"


class ComplaintState(StrEnum):
    """As its maker is told."""

    OPEN = "open"
    DECIDED = "decided"
    VERIFYING = "verifying"
    """She did not agree with the decision, and others look at it again."""
    WITHDRAWN = "withdrawn"


RUNNING = (ComplaintState.OPEN, ComplaintState.VERIFYING)
"""The states in which an answer is owed."""


class Pressing(IntEnum):
    """How much a complaint that runs presses."""

    IN_TIME = 0
    WARNED = 1
    ESCALATED = 2
    """Told to leaders: half of the law's time is over, or a clock of the house."""
    LATE = 3
    """By the law."""


class ComplaintRow(Base):
    """One complaint. `details` are sealed: what happened, what is wanted, and where the answer goes."""

    __tablename__ = "complaints"
    __retention__: ClassVar[Retention] = Retention(
        kind="complaint",
        since="closed_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.SHRED,
        why="that there was a complaint, about what and how fast it was answered is counted; its words go",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid)
    conversation_id: Mapped[UUID] = mapped_column(Uuid)
    contact_id: Mapped[UUID] = mapped_column(Uuid)
    request_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    channel: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(16))
    details: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[UUID] = mapped_column(Uuid)
    not_handled_by: Mapped[Any] = mapped_column(Document)
    """The members of staff who are complained about, by id: they and their leaders have no hand in it."""
    state: Mapped[str] = mapped_column(String(12))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)
    """Until then it is decided, and she has been told."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it was over, in whatever way."""
    phase: Mapped[str] = mapped_column(String(12), default="new", server_default="new")
    """How far the handling is; like what follows it stands here for lists alone, and follows from the history."""
    handler_id: Mapped[UUID | None] = mapped_column(Uuid)
    level_asked: Mapped[int | None] = mapped_column(SmallInteger)
    """How high the post has to be that agrees to what was asked."""
    house_due_at: Mapped[datetime | None] = mapped_column(Moment)
    pressing: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")

    __table_args__ = (
        Index("ix_complaints_customer_id_state", "customer_id", "state"),
        Index("ix_complaints_state_due_at", "state", "due_at"),
        Index("ix_complaints_phase_due_at", "phase", "due_at"),
    )

    @property
    def has_conflict(self) -> bool:
        """Whether somebody who might handle it is the one complained about."""
        return bool(self.not_handled_by)


class ComplaintActRow(Base):
    """One act of a complaint's history, to which is only added. `words` are sealed like the complaint's details."""

    __tablename__ = "complaint_acts"
    __retention__: ClassVar[Retention] = Retention(
        kind="complaint",
        since="at",
        whose=by_column("customer_id"),
        on_erase=OnErase.SHRED,
        why="how a complaint was handled, and in what time, is recomputed from its acts; their words go",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    complaint_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("complaints.id"))
    customer_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    seq: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str] = mapped_column(String(44))
    facts: Mapped[Any] = mapped_column(Document)
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    key_id: Mapped[UUID] = mapped_column(Uuid)

    __table_args__ = (UniqueConstraint("complaint_id", "seq"),)
