"""The table of who was mentioned in which note."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Moment
from qiao.foundation.retention import OnErase, Retention, by_column


class MentionRow(Base):
    """Somebody is mentioned in the note `message_id`, which holds the words.

    `seen` names the fields that her list shows of it, as they were put on record when it showed them first.
    """

    __tablename__ = "mentions"
    __retention__: ClassVar[Retention] = Retention(
        kind="conversation",
        since="at",
        whose=by_column("customer_id"),
        on_erase=OnErase.DELETE,
        why="it leads to a note, and goes when the words of the note go",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(Uuid)
    by_id: Mapped[UUID] = mapped_column(Uuid)
    message_id: Mapped[UUID] = mapped_column(Uuid)
    conversation_id: Mapped[UUID] = mapped_column(Uuid)
    contact_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    seen: Mapped[str | None] = mapped_column(String(400))
    read_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index("uq_mentions_message_id_staff_id", "message_id", "staff_id", unique=True),
        Index("ix_mentions_staff_id_read_at", "staff_id", "read_at"),
    )
