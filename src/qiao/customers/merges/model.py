"""The links between records of one person."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Moment
from qiao.foundation.retention import OnErase, Retention, by_column


class MergeState(StrEnum):
    """Where a link is in its life."""

    PROPOSED = "proposed"
    MERGED = "merged"
    TURNED_DOWN = "turned_down"
    PARTED = "parted"


class MergeRow(Base):
    """That `merged_id` is the person `into_id`, who said so and why; `words` and `part_words` are masked.

    `proof`: how the person showed who she is, where one member of staff was enough. `closed_at`: turned down or parted.
    """

    __tablename__ = "customer_merges"
    __retention__: ClassVar[Retention] = Retention(
        kind="visitor",
        since="closed_at",
        whose=by_column("merged_id"),
        on_erase=OnErase.SHRED,
        why="the reasons are blanked; which pseudonyms are one person stays, so that a request reaches both",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    merged_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("customers.id"))
    into_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("customers.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    words: Mapped[str | None] = mapped_column(String(200))
    proof: Mapped[str | None] = mapped_column(String(12))
    proposed_by: Mapped[UUID] = mapped_column(Uuid)
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    decided_by: Mapped[UUID | None] = mapped_column(Uuid)
    merged_at: Mapped[datetime | None] = mapped_column(Moment)
    parted_by: Mapped[UUID | None] = mapped_column(Uuid)
    part_words: Mapped[str | None] = mapped_column(String(200))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index("ix_customer_merges_merged_id", "merged_id"),
        # However two merges cross, a record is at most one other's.
        Index(
            "uq_customer_merges_merged_id",
            "merged_id",
            unique=True,
            sqlite_where=text("state = 'merged'"),
            postgresql_where=text("state = 'merged'"),
        ),
    )
