"""The tables of incidents, and of what people say about whether one concerns them."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Index, SmallInteger, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Document, Moment
from qiao.foundation.retention import OnErase, Retention, by_column


class IncidentRow(Base):
    """Something that befalls many at once. Everybody who answered for it is named; no customer is."""

    __tablename__ = "incidents"
    __retention__: ClassVar[Retention] = Retention(
        kind="emergency", since="closed_at", on_erase=OnErase.NOBODY, why="what was declared, when and by whom"
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    playbook: Mapped[str] = mapped_column(String(24))
    playbook_version: Mapped[str | None] = mapped_column(String(60))
    """Of the playbook and of the pack, as they were when it was agreed to."""
    kind: Mapped[str] = mapped_column(String(24))
    level: Mapped[int] = mapped_column(SmallInteger)
    """1 (most severe) to 4, as the law on responding to emergencies has them."""
    regions: Mapped[Any] = mapped_column(Document)
    """Codes of GB/T 2260; empty where it is about no places."""
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    source: Mapped[str] = mapped_column(String(8))
    """`hand`, or `cap` for a public warning that somebody has yet to look at."""
    source_id: Mapped[str | None] = mapped_column(String(200), unique=True)
    """What the publisher of the warning calls it."""
    is_rehearsal: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(String(12), index=True)
    written_by: Mapped[UUID | None] = mapped_column(Uuid)
    """Who wrote it last; nobody for a warning as it came."""
    written_at: Mapped[datetime] = mapped_column(Moment)
    submitted_by: Mapped[UUID | None] = mapped_column(Uuid)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    agreed_by: Mapped[UUID | None] = mapped_column(Uuid)
    agreed_at: Mapped[datetime | None] = mapped_column(Moment)
    hold_days: Mapped[int | None] = mapped_column(SmallInteger)
    """For how many days whoever has a need is left in peace, as it was agreed to; nothing where none are registered."""
    notices: Mapped[Any] = mapped_column(Document)
    """How many days before its end she is told."""
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    first_told_at: Mapped[datetime | None] = mapped_column(Moment)
    """When the robot told the first customer of it, with the way to help."""


class AffectedRow(Base):
    """What somebody says of herself: that an incident concerns her, or that it does not. It needs no proof."""

    __tablename__ = "incident_affected"
    __retention__: ClassVar[Retention] = Retention(
        kind="emergency",
        since="said_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.DELETE,
        why="it tells where somebody was; how many needs there were is counted by the needs",
    )

    incident_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("incidents.id"), primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    is_affected: Mapped[bool] = mapped_column(Boolean)
    said_at: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (Index("ix_incident_affected_customer_id", "customer_id"),)
