"""The table of answers that agents gave."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Moment
from qiao.foundation.retention import OnErase, Retention, by_column


class GivenAnswerRow(Base):
    """An answer that an agent gave to a matter, in a contact that ended well. It holds no figure and no name.

    Whose question it answered is kept, so that it goes with her and so that customers can be counted.
    """

    __tablename__ = "given_answers"
    __retention__: ClassVar[Retention] = Retention(
        kind="conversation",
        since="said_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.DELETE,
        why="it was said to her; what is offered to others counts without her from then on",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    contact_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    intent: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(8))
    digest: Mapped[str] = mapped_column(String(32), index=True)
    """Of the folded words: answers that differ in spaces and marks alone are one."""
    words: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("ix_given_answers_intent_language", "intent", "language"),)
