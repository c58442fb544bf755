"""The table of effects and the states they move through."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, NewType
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Index, Integer, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Document, Moment
from qiao.foundation.retention import OnErase, Retention, by_column

EffectId = NewType("EffectId", UUID)


class EffectState(StrEnum):
    """Where an effect stands. The first three go on by themselves."""

    INTENDED = "intended"
    """To be submitted."""
    PENDING = "pending"
    """Submitted, and nobody knows yet whether it happened: asked for by its key, never repeated blindly."""
    SUBMITTED = "submitted"
    """It happened; to be read back."""
    VERIFIED = "verified"
    REFUSED = "refused"
    STUCK = "stuck"
    """A person has to look."""


class EffectRow(Base):
    """Something that is to be done once in the lender's systems. `body` and `answer` are sealed."""

    __tablename__ = "effects"
    __retention__: ClassVar[Retention] = Retention(
        kind="effect",
        since="ended_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.SHRED,
        why="that it was done, when and with what end is counted; what was asked and answered becomes unreadable",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    operation: Mapped[str] = mapped_column(String(40))
    customer_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    cause: Mapped[str | None] = mapped_column(String(80))
    """What it is for, such as `request:<id>`; told with every event."""
    key_id: Mapped[UUID] = mapped_column(Uuid)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64))
    """Keyed, of operation, subject and body: the same key for something else is refused."""
    expected: Mapped[Any] = mapped_column(Document)
    """Fields that the read-back must show, by name."""
    state: Mapped[str] = mapped_column(String(12))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    resource_id: Mapped[str | None] = mapped_column(String(60), index=True)
    """What the lender calls what it made; events of its feed name it."""
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    refusal: Mapped[str | None] = mapped_column(String(60))
    trouble: Mapped[str | None] = mapped_column(String(60))
    """Why it is pending or stuck: the name of an error, never its text."""
    intended_at: Mapped[datetime] = mapped_column(Moment)
    give_up_at: Mapped[datetime] = mapped_column(Moment)
    """From when on a person has to look, if it has not ended by then."""
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (Index("ix_effects_state_intended_at", "state", "intended_at"),)


class FeedRow(Base):
    """How far the lender's feed was read: the one row of this table."""

    __tablename__ = "lender_feed"
    __retention__: ClassVar[Retention] = Retention(
        kind="job", on_erase=OnErase.NOBODY, why="a number of the feed, from which reading goes on"
    )

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    cursor: Mapped[int] = mapped_column(BigInteger)
    is_at_present: Mapped[bool] = mapped_column(Boolean)
    """Whether the past, which is not told, lies behind it."""
    moved_at: Mapped[datetime] = mapped_column(Moment)
