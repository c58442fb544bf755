"""The table of those who speak to a customer beside whoever serves her."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Moment
from qiao.foundation.retention import OnErase, Retention, by_column


class Ended(StrEnum):
    """Why somebody speaks beside the owner no more."""

    LEFT = "left"
    MOVED = "moved"
    """The conversation was closed, or left the hands it was in."""
    GONE = "gone"
    """Her browser fell silent."""


class ParticipantRow(Base):
    """A leader who joined a conversation of her agent. Without a heartbeat of her desk it runs out at `lease_until`."""

    __tablename__ = "participants"
    __retention__: ClassVar[Retention] = Retention(
        kind="conversation",
        since="left_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.KEEP,
        why="who spoke beside the owner answers for what was said; ids and moments",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    contact_id: Mapped[UUID] = mapped_column(Uuid)
    customer_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    staff_id: Mapped[UUID] = mapped_column(Uuid)
    owner_id: Mapped[UUID] = mapped_column(Uuid)
    """In whose hands the conversation is meanwhile."""
    joined_at: Mapped[datetime] = mapped_column(Moment)
    lease_until: Mapped[datetime] = mapped_column(Moment)
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    ended: Mapped[str | None] = mapped_column(String(8))

    __table_args__ = (
        Index(
            "uq_participants_contact_id",
            "contact_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )
