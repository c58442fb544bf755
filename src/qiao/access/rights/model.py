"""Tables of a person's rights: requests with their clock, and legal holds."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Document, Moment
from qiao.foundation.retention import OnErase, Retention, by_column


class RightsType(StrEnum):
    """What the person asks for."""

    COPY = "copy"
    CORRECT = "correct"
    DELETE = "delete"
    WITHDRAW = "withdraw"
    EXPLAIN = "explain"


class RightsState(StrEnum):
    RECEIVED = "received"
    VERIFIED = "verified"
    WORKING = "working"
    """A job collects or erases."""
    DONE = "done"
    REFUSED = "refused"


class RightsRequestRow(Base):
    """One request of a person about her data. `due_on` is the last day for the answer, Beijing time."""

    __tablename__ = "rights_requests"
    __retention__: ClassVar[Retention] = Retention(
        kind="key",
        since="closed_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.KEEP,
        why="proof that the request was answered; it holds a pseudonym, a type and dates",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid)
    type: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    opened_by: Mapped[str] = mapped_column(String(80))
    verified_by: Mapped[str | None] = mapped_column(String(80))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    due_on: Mapped[date] = mapped_column(Date)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[str | None] = mapped_column(String(80))
    outcome: Mapped[Any | None] = mapped_column(Document)
    started_by: Mapped[str | None] = mapped_column(String(80))
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    progress: Mapped[Any | None] = mapped_column(Document)
    """While a job works: rooms done, of how many; afterwards why it stopped, where it did."""

    __table_args__ = (
        Index("ix_rights_requests_customer_id", "customer_id"),
        Index("ix_rights_requests_state_due_on", "state", "due_on"),
    )


class ExportRow(Base):
    """The copy made for a request, compressed and sealed under a key of the person's own, for a short time."""

    __tablename__ = "rights_exports"
    __retention__: ClassVar[Retention] = Retention(
        kind="token",
        since="expires_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.DELETE,
        why="it holds everything of hers",
    )

    request_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("rights_requests.id"), primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[UUID] = mapped_column(Uuid)
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("ix_rights_exports_customer_id", "customer_id"),)


class LegalHoldRow(Base):
    """A reason for which nothing of a customer may be deleted, from when to when."""

    __tablename__ = "legal_holds"
    __retention__: ClassVar[Retention] = Retention(
        kind="key",
        since="to_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.KEEP,
        why="it explains why something was not deleted",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid)
    reason: Mapped[str] = mapped_column(String(200))
    placed_by: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"))
    from_at: Mapped[datetime] = mapped_column(Moment)
    to_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index("ix_legal_holds_customer_id", "customer_id"),)
