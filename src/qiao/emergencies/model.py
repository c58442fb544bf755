"""The table of emergencies."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, LargeBinary, SmallInteger, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Moment
from qiao.foundation.retention import OnErase, Retention, by_column


class EmergencyKind(StrEnum):
    DISASTER = "disaster"
    FRAUD = "fraud"
    DECEASED = "deceased"
    INCAPABLE = "incapable"
    """In prison, or unable to act for herself."""


class EmergencyState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class EmergencyRow(Base):
    """One emergency, as somebody reported it. `details` are sealed: needs, relations, numbers."""

    __tablename__ = "emergencies"
    __retention__: ClassVar[Retention] = Retention(
        kind="emergency",
        since="closed_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.SHRED,
        why="how many were in need, where and of what, is counted; what was told goes",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    customer_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    """Who reported it; not always whom it befell."""
    conversation_id: Mapped[UUID] = mapped_column(Uuid)
    contact_id: Mapped[UUID] = mapped_column(Uuid)
    request_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    region: Mapped[str | None] = mapped_column(String(6))
    """The code of the place, such as 410100."""
    details: Mapped[bytes] = mapped_column(LargeBinary)
    key_id: Mapped[UUID] = mapped_column(Uuid)
    state: Mapped[str] = mapped_column(String(8))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    incident_id: Mapped[UUID | None] = mapped_column(Uuid)
    """Which incident it belongs to; of each there is one need of a person, told as often as she likes."""
    times: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    """How often she has told it; each time the pause begins anew."""
    held_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    """Whose calls pause because of it; nobody's where the lender knows nobody by it."""
    held_until: Mapped[datetime | None] = mapped_column(Moment)
    case_key: Mapped[str | None] = mapped_column(String(120), index=True)
    """The key of the effect that told the lender's post-loan last."""
    decision: Mapped[str | None] = mapped_column(String(12))
    """What the lender decided about it last."""
    decided_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index("ix_emergencies_state_kind_opened_at", "state", "kind", "opened_at"),
        Index("ix_emergencies_incident_id_opened_at", "incident_id", "opened_at"),
        Index("uq_emergencies_incident_id_customer_id", "incident_id", "customer_id", unique=True),
    )
