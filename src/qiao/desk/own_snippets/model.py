"""The table of ready texts that agents keep for themselves."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Moment
from qiao.foundation.retention import OnErase, Retention


class OwnSnippetRow(Base):
    """A ready text of one agent. `key` is what she types after the slash."""

    __tablename__ = "own_snippets"
    __retention__: ClassVar[Retention] = Retention(
        kind="staff", on_erase=OnErase.NOBODY, why="words without personal data; they go with their owner's account"
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(Uuid)
    key: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(String(1000))
    changed_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("uq_own_snippets_staff_id_key", "staff_id", "key", unique=True),)
