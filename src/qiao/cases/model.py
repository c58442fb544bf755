"""The table of complaints."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, Uuid
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
    OPEN = "open"
    WITHDRAWN = "withdrawn"


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

    __table_args__ = (
        Index("ix_complaints_customer_id_state", "customer_id", "state"),
        Index("ix_complaints_state_due_at", "state", "due_at"),
    )

    @property
    def has_conflict(self) -> bool:
        """Whether somebody who might handle it is the one complained about."""
        return bool(self.not_handled_by)
