"""Tables of the webhooks: where they go, and each event on its way there."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, NewType
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Document, Moment
from qiao.foundation.retention import OnErase, Retention

TargetId = NewType("TargetId", UUID)
WebhookId = NewType("WebhookId", UUID)


class WebhookState(StrEnum):
    """Where an event on its way to a target stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"
    """Tried as often as it may be; a person can let it be tried anew."""


class TargetRow(Base):
    """An address that hears of events. One that was removed keeps its row, for what was sent there, but no secret."""

    __tablename__ = "webhook_targets"
    __retention__: ClassVar[Retention] = Retention(
        kind="webhook_target", on_erase=OnErase.NOBODY, why="an address of the lender's systems; about no customer"
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    url: Mapped[str] = mapped_column(String(2000))
    key_id: Mapped[UUID] = mapped_column(Uuid)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed."""
    event_types: Mapped[Any] = mapped_column(Document)
    created_at: Mapped[datetime] = mapped_column(Moment)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    failing_since: Mapped[datetime | None] = mapped_column(Moment)
    failures: Mapped[int] = mapped_column(Integer)
    """Tries in a row that failed."""
    rest_until: Mapped[datetime | None] = mapped_column(Moment)
    """Until when it is left alone after a failure, whatever waits for it."""


class WebhookRow(Base):
    """One event for one target; its id is the delivery id that the target sees on every try."""

    __tablename__ = "webhook_deliveries"
    __retention__: ClassVar[Retention] = Retention(
        kind="webhook", since="ended_at", on_erase=OnErase.NOBODY, why="ids of an event and a target; about nobody"
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    target_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("webhook_targets.id"))
    event_id: Mapped[UUID] = mapped_column(Uuid)
    event_type: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(Integer)
    due_at: Mapped[datetime] = mapped_column(Moment)
    last_status: Mapped[int | None] = mapped_column(Integer)
    trouble: Mapped[str | None] = mapped_column(String(60))
    """Why the last try brought no answer: the name of an error, never its text."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index("uq_webhook_deliveries_target_id_event_id", "target_id", "event_id", unique=True),
        Index("ix_webhook_deliveries_target_id_state_due_at", "target_id", "state", "due_at"),
    )
