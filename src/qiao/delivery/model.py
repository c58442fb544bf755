"""Tables of what goes out to a person, and the states it moves through."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, NewType
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, Table, Uuid, select
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Moment
from qiao.foundation.retention import OnErase, Retention, by_column

DeliveryId = NewType("DeliveryId", UUID)


class Kind(StrEnum):
    """The way a delivery takes."""

    SMS = "sms"
    EMAIL = "email"
    PUSH = "push"


class Purpose(StrEnum):
    """What it is for. What nobody asked for goes as a `TOUCH` alone, by leave of whoever decides about those."""

    CODE = "code"
    DOCUMENT = "document"
    RECEIPT = "receipt"
    NOTICE = "notice"
    """A mandatory notice of the service, such as a changed telephone number told to the old one."""
    TOUCH = "touch"


class DeliveryState(StrEnum):
    """Where a delivery stands. The first two go on by themselves; `SENT` and `UNKNOWN` may still be reported on."""

    QUEUED = "queued"
    SENDING = "sending"
    """A process is handing it over. Found so after a crash, nobody knows whether it went."""
    SENT = "sent"
    """The carrier has taken it."""
    DELIVERED = "delivered"
    """The carrier says that it arrived."""
    FAILED = "failed"
    EXPIRED = "expired"
    """Its time was over before a carrier took it."""
    UNKNOWN = "unknown"
    """It may have gone, and nobody says: it is not sent again."""


class DeliveryRow(Base):
    """One message to one person. `destination` and `body` are sealed; the body goes as soon as nobody sends it."""

    __tablename__ = "deliveries"
    __retention__: ClassVar[Retention] = Retention(
        kind="delivery",
        since="ended_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.SHRED,
        why="that something was sent, when and with what end is counted; to where and what becomes unreadable",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(8))
    purpose: Mapped[str] = mapped_column(String(12))
    customer_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    key_id: Mapped[UUID] = mapped_column(Uuid)
    destination: Mapped[bytes] = mapped_column(LargeBinary)
    masked: Mapped[str] = mapped_column(String(120))
    """The destination as everybody may see it; empty once she was erased."""
    lookup: Mapped[str] = mapped_column(String(40))
    """Blind index of the destination, by which a report without a known id finds its delivery."""
    template: Mapped[str] = mapped_column(String(60))
    template_version: Mapped[str] = mapped_column(String(60))
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(40))
    """Keyed, of everything that was to be sent: the same key for something else is refused."""
    cause: Mapped[str | None] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(Integer)
    error: Mapped[str | None] = mapped_column(String(60))
    """Why it failed, waits or is unknown: a code of ours or the carrier's, never its text."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    give_up_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    """Since when there is nothing left to do; a report may still come."""

    __table_args__ = (
        Index("ix_deliveries_state_created_at", "state", "created_at"),
        Index("ix_deliveries_lookup", "lookup"),
    )


def _whose(table: Table) -> ColumnElement[UUID]:
    owner = select(DeliveryRow.customer_id).where(DeliveryRow.id == table.c.delivery_id)
    return owner.correlate(table).scalar_subquery()


class DeliveryPartRow(Base):
    """What the carrier took as one message of its own: a long SMS is several. `number` counts from 1."""

    __tablename__ = "delivery_parts"
    __retention__: ClassVar[Retention] = Retention(
        kind="delivery",
        since="sent_at",
        whose=_whose,
        on_erase=OnErase.KEEP,
        why="the carrier's number of a message, by which it was reported; it names nobody",
    )

    delivery_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("deliveries.id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(8))
    provider_id: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(12))
    error: Mapped[str | None] = mapped_column(String(60))
    sent_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("ix_delivery_parts_kind_provider_id", "kind", "provider_id"),)
