"""Tables of what was opened: reveals, broken glass, and what was tried to prove."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Index, SmallInteger, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Document, Moment
from qiao.foundation.retention import OnErase, Retention, by_column


class Verdict(StrEnum):
    """What a reviewer found."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"


class ProofKind(StrEnum):
    """What somebody proved, or failed to: who she is herself, or that a customer said the right value."""

    STEP_UP = "step_up"
    MATCH = "match"


class RevealRow(Base):
    """One value was opened for one member of staff, until when. The value itself is not here."""

    __tablename__ = "reveals"
    __retention__: ClassVar[Retention] = Retention(
        kind="audit",
        since="at",
        whose=by_column("customer_id"),
        on_erase=OnErase.KEEP,
        why="who opened what and why must stay reviewable; it names the customer by pseudonym alone",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"))
    post: Mapped[str] = mapped_column(String(32))
    customer_id: Mapped[UUID] = mapped_column(Uuid)
    contact_id: Mapped[UUID | None] = mapped_column(Uuid)
    field: Mapped[str] = mapped_column(String(40))
    target_id: Mapped[UUID] = mapped_column(Uuid)
    span: Mapped[int | None] = mapped_column(SmallInteger)
    purpose: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(40))
    rule: Mapped[str] = mapped_column(String(48))
    glass_id: Mapped[UUID | None] = mapped_column(Uuid)
    at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime] = mapped_column(Moment)
    reviewed_by: Mapped[UUID | None] = mapped_column(Uuid)
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment)
    verdict: Mapped[str | None] = mapped_column(String(16))

    __table_args__ = (
        Index("ix_reveals_staff_id_at", "staff_id", "at"),
        Index("ix_reveals_customer_id", "customer_id"),
        Index("ix_reveals_at", "at"),
    )


class GlassRow(Base):
    """Somebody asked to see more than the table gives; another agreed or not; a third looked at it afterwards."""

    __tablename__ = "broken_glass"
    __retention__: ClassVar[Retention] = Retention(
        kind="audit",
        since="asked_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.KEEP,
        why="an exception must stay reviewable; it names the customer by pseudonym alone",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"))
    post: Mapped[str] = mapped_column(String(32))
    customer_id: Mapped[UUID] = mapped_column(Uuid)
    contact_id: Mapped[UUID | None] = mapped_column(Uuid)
    fields: Mapped[Any] = mapped_column(Document)
    reason: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[UUID | None] = mapped_column(Uuid)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    approved: Mapped[bool | None] = mapped_column(Boolean)
    until: Mapped[datetime | None] = mapped_column(Moment)
    reviewed_by: Mapped[UUID | None] = mapped_column(Uuid)
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment)
    verdict: Mapped[str | None] = mapped_column(String(16))

    __table_args__ = (
        Index("ix_broken_glass_asked_at", "asked_at"),
        Index("ix_broken_glass_customer_id", "customer_id"),
    )


class Mark(StrEnum):
    """Why every look at a customer is noticed."""

    VIP = "vip"
    COLLEAGUE = "colleague"
    IN_THE_NEWS = "in_the_news"
    OTHER = "other"


class MarkedRow(Base):
    """A customer of whom every look is noticed. Who marked her when, and that it ended, stands in the trail."""

    __tablename__ = "marked_customers"
    __retention__: ClassVar[Retention] = Retention(
        kind="customer",
        whose=by_column("customer_id"),
        on_erase=OnErase.DELETE,
        why="of whoever was erased there is nothing left to look at",
    )

    customer_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    because: Mapped[str] = mapped_column(String(16))
    marked_by: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"))
    marked_at: Mapped[datetime] = mapped_column(Moment)


class ProofRow(Base):
    """One try to prove something, and whether it did."""

    __tablename__ = "proofs"
    __retention__: ClassVar[Retention] = Retention(
        kind="audit",
        since="at",
        whose=by_column("customer_id"),
        on_erase=OnErase.KEEP,
        why="how often somebody guessed must stay countable; it holds neither what was typed nor the value",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(8))
    session_digest: Mapped[str | None] = mapped_column(String(64))
    customer_id: Mapped[UUID | None] = mapped_column(Uuid)
    field: Mapped[str | None] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Moment)
    fits: Mapped[bool] = mapped_column(Boolean)

    __table_args__ = (
        Index("ix_proofs_staff_id_at", "staff_id", "at"),
        Index("ix_proofs_customer_id_at", "customer_id", "at"),
    )
