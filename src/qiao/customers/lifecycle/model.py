"""The tables of lifecycles: the log of what the lender told, what follows from it, and what could not be taken."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Date, Index, Integer, LargeBinary, SmallInteger, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Document, Moment
from qiao.foundation.retention import OnErase, Retention, by_column

_KIND = "lifecycle"
_PSEUDONYM = "the lender's number of the loan becomes one that nobody can read; days and stages stay to be counted"


class LifecycleEventRow(Base):
    """One event as the lender told it. Rows are only added: every stage follows from them.

    `event_id` is the lender's own, and makes the same telling known again for as long as the row is kept. `content` is
    an index over all that was told, which tells another event under the same id from the same event told twice.
    """

    __tablename__ = "lifecycle_events"
    __retention__: ClassVar[Retention] = Retention(
        kind=_KIND, whose=by_column("customer_id"), on_erase=OnErase.SHRED, why=_PSEUDONYM
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    event_id: Mapped[str] = mapped_column(String(80), unique=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid)
    type: Mapped[str] = mapped_column(String(72))
    version: Mapped[int] = mapped_column(SmallInteger)
    loan: Mapped[str] = mapped_column(String(60))
    """The lender's number of the loan; empty where it is about the customer alone."""
    at: Mapped[datetime] = mapped_column(Moment)
    number: Mapped[int] = mapped_column(BigInteger)
    facts: Mapped[Any] = mapped_column(Document)
    content: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(48))
    """`feed`, `call`, or `file:<import>`."""
    recorded_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("ix_lifecycle_events_customer_id_at", "customer_id", "at"),)


class LifecycleStateRow(Base):
    """Where a customer stands after the event `last_*`, on `day`. `next_on`: when that changes by itself.

    `machines` names the machines that made it; under others it is folded anew.
    """

    __tablename__ = "lifecycle_states"
    __retention__: ClassVar[Retention] = Retention(
        kind=_KIND, whose=by_column("customer_id"), on_erase=OnErase.KEEP, why="stages by pseudonym are counted"
    )

    customer_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    stage: Mapped[str] = mapped_column(String(40), index=True)
    since: Mapped[datetime] = mapped_column(Moment)
    marks: Mapped[Any] = mapped_column(Document)
    day: Mapped[date] = mapped_column(Date)
    next_on: Mapped[date | None] = mapped_column(Date, index=True)
    last_at: Mapped[datetime] = mapped_column(Moment)
    last_number: Mapped[int] = mapped_column(BigInteger)
    last_event_id: Mapped[str] = mapped_column(String(80))
    machines: Mapped[str] = mapped_column(String(16))


class LifecycleLoanRow(Base):
    """Where a loan stands."""

    __tablename__ = "lifecycle_loans"
    __retention__: ClassVar[Retention] = Retention(
        kind=_KIND, whose=by_column("customer_id"), on_erase=OnErase.SHRED, why=_PSEUDONYM
    )

    customer_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    loan: Mapped[str] = mapped_column(String(60), primary_key=True)
    stage: Mapped[str] = mapped_column(String(40), index=True)
    since: Mapped[datetime] = mapped_column(Moment)
    marks: Mapped[Any] = mapped_column(Document)


class LifecycleAlertRow(Base):
    """A step that no machine allows, for the owners of the data. `cleared_at`: a late event has explained it."""

    __tablename__ = "lifecycle_alerts"
    __retention__: ClassVar[Retention] = Retention(
        kind=_KIND, whose=by_column("customer_id"), on_erase=OnErase.SHRED, why=_PSEUDONYM
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid)
    loan: Mapped[str] = mapped_column(String(60))
    event_id: Mapped[str] = mapped_column(String(80))
    before: Mapped[str] = mapped_column(String(40))
    after: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Moment)
    raised_at: Mapped[datetime] = mapped_column(Moment)
    cleared_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index("uq_lifecycle_alerts_customer_id_loan_event_id", "customer_id", "loan", "event_id", unique=True),
        Index("ix_lifecycle_alerts_cleared_at_raised_at", "cleared_at", "raised_at"),
    )


class ShelvedEventRow(Base):
    """Something that could not be taken, as it was sent, sealed; `once` makes the same known again."""

    __tablename__ = "lifecycle_shelf"
    __retention__: ClassVar[Retention] = Retention(
        kind="lifecycle_shelf",
        since="put_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.DELETE,
        why="what could not be read may hold anything",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    once: Mapped[str] = mapped_column(String(40), unique=True)
    customer_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    """Whose it is, where it says so and the house knows her."""
    event_id: Mapped[str | None] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(20))
    field: Mapped[str | None] = mapped_column(String(40))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    source: Mapped[str] = mapped_column(String(48))
    put_at: Mapped[datetime] = mapped_column(Moment)


class ImportRow(Base):
    """A file that was or is being read in: known by its bytes alone."""

    __tablename__ = "lifecycle_imports"
    __retention__: ClassVar[Retention] = Retention(
        kind=_KIND, on_erase=OnErase.NOBODY, why="that a file was read, by its hash and its counts"
    )

    manifest: Mapped[str] = mapped_column(String(64), primary_key=True)
    lines: Mapped[int] = mapped_column(Integer)
    parts: Mapped[int] = mapped_column(Integer)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)


class ImportPartRow(Base):
    """A part of a file that is in: the row stands in the transaction that took the part."""

    __tablename__ = "lifecycle_parts"
    __retention__: ClassVar[Retention] = Retention(
        kind=_KIND, on_erase=OnErase.NOBODY, why="that a part was read, by its hash and its counts"
    )

    manifest: Mapped[str] = mapped_column(String(64), primary_key=True)
    part: Mapped[int] = mapped_column(Integer, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    taken: Mapped[int] = mapped_column(Integer)
    repeated: Mapped[int] = mapped_column(Integer)
    shelved: Mapped[int] = mapped_column(Integer)
    taken_at: Mapped[datetime] = mapped_column(Moment)
