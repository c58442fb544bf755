"""The tables of complaints and of what was done about them."""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Index, LargeBinary, SmallInteger, String, UniqueConstraint, Uuid, false
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


class Source(StrEnum):
    """From whom the house has it."""

    SELF = "self"
    REGULATOR_12378 = "regulator_12378"
    PBOC = "pboc"
    MEDIA = "media"
    COURT = "court"
    ASSOCIATION = "association"
    OTHER = "other"


class Relation(StrEnum):
    """What whoever complains is to the person whom it concerns."""

    SELF = "self"
    PROXY = "proxy"
    HEIR = "heir"
    NOT_A_CUSTOMER = "not_a_customer"


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
    """One complaint. `details` are sealed: what happened, what is wanted, who complains and where the answer goes.

    It is about the customer, or about a visitor made for it where nobody here knows her. One that did not come up in a
    conversation has none, and no contact or request either: what she is told is told by the officer.
    """

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
    conversation_id: Mapped[UUID | None] = mapped_column(Uuid)
    contact_id: Mapped[UUID | None] = mapped_column(Uuid)
    request_id: Mapped[UUID | None] = mapped_column(Uuid, unique=True)
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
    source: Mapped[str] = mapped_column(String(16), default=Source.SELF, server_default="self")
    relation: Mapped[str] = mapped_column(String(16), default=Relation.SELF, server_default="self")
    is_broker_suspected: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Somebody may be paid for it. It is handled like any other; the details say why."""
    registered_at: Mapped[datetime] = mapped_column(Moment)
    """`opened_at` is when the house had it, which may be days before."""
    registered_by: Mapped[UUID | None] = mapped_column(Uuid)
    client_key: Mapped[str | None] = mapped_column(String(100), unique=True)
    outside_due_at: Mapped[datetime | None] = mapped_column(Moment)
    """Until then whoever handed it over wants the answer."""
    earlier_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The same person's last one of the same subject, which this one repeats."""
    wants_call: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """She rated the handling low, and nobody has called her about it yet."""
    complainant_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    """The record of the heir who goes on with it, where she has one here."""
    leading_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    """The complaint that this one of a joint complaint follows, or followed until it ended."""
    keeps_clock: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """It was made apart and follows later: it is due by its own clocks."""
    redress: Mapped[str | None] = mapped_column(String(8), index=True)
    """How the payment of what was decided stands; None where nothing is to be paid."""

    __table_args__ = (
        Index("ix_complaints_customer_id_state", "customer_id", "state"),
        Index("ix_complaints_state_due_at", "state", "due_at"),
        Index("ix_complaints_phase_due_at", "phase", "due_at"),
    )

    @property
    def has_conflict(self) -> bool:
        """Whether somebody who might handle it is the one complained about."""
        return bool(self.not_handled_by)

    @property
    def soonest_due_at(self) -> datetime:
        """The earlier of what the law gives and what whoever handed it over wants."""
        return min(self.due_at, self.outside_due_at) if self.outside_due_at else self.due_at


class ComplaintReferenceRow(Base):
    """The number under which somebody outside has it. The same number is the same complaint."""

    __tablename__ = "complaint_references"
    __retention__: ClassVar[Retention] = Retention(
        kind="complaint",
        since="at",
        whose=by_column("customer_id"),
        on_erase=OnErase.KEEP,
        why="whoever handed it over asks for it by this number; it says nothing of the person",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    complaint_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("complaints.id"), index=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    source: Mapped[str] = mapped_column(String(16))
    reference: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("source", "reference"),)


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


class ComplaintLetterRow(Base):
    """The letter of a decision as it was delivered: a PDF of some kilobytes, sealed like the words it holds.

    It stands beside the act that delivered it, not among files, so that neither is there without the other.
    """

    __tablename__ = "complaint_letters"
    __retention__: ClassVar[Retention] = Retention(
        kind="complaint",
        since="made_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.SHRED,
        why="that a decision was delivered, and when, is proved; what it says goes",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    complaint_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("complaints.id"), index=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    paper: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[UUID] = mapped_column(Uuid)
    made_at: Mapped[datetime] = mapped_column(Moment)


class ComplaintLookupRow(Base):
    """Somebody asked how a complaint stands by its number, and whether the digits she gave with it were right."""

    __tablename__ = "complaint_lookups"
    __retention__: ClassVar[Retention] = Retention(
        kind="session",
        since="at",
        on_erase=OnErase.NOBODY,
        why="tries are counted; it holds neither a number nor a person",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[str] = mapped_column(String(64))
    """A blind index of the number that was asked for, whether there is such a complaint or not."""
    session_id: Mapped[UUID] = mapped_column(Uuid)
    fits: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        Index("ix_complaint_lookups_number_at", "number", "at"),
        Index("ix_complaint_lookups_session_id_at", "session_id", "at"),
    )
