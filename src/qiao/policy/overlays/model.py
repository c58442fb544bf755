"""The table of overlays."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Document, Moment
from qiao.foundation.retention import OnErase, Retention


class OverlayRow(Base):
    """One overlay, from when to when; `lifted_at`: it was taken away before its time."""

    __tablename__ = "overlays"
    __retention__: ClassVar[Retention] = Retention(
        kind="emergency",
        since="until",
        on_erase=OnErase.NOBODY,
        why="what the house told everybody, from when to when",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    source: Mapped[str] = mapped_column(String(80), index=True)
    """What it was laid for, such as `incident:<id>`."""
    shows: Mapped[Any] = mapped_column(Document)
    from_at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime] = mapped_column(Moment, index=True)
    laid_at: Mapped[datetime] = mapped_column(Moment)
    lifted_at: Mapped[datetime | None] = mapped_column(Moment)
