"""The table of journeys: each begun once, and where it stands."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Index, Integer, SmallInteger, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Moment
from qiao.foundation.retention import OnErase, Retention, by_column


class JourneyState(StrEnum):
    """Where a journey stands. What is waiting has a job; the last four are ends."""

    WAITING = "waiting"
    """Its next step, or the next channel of this one, has a time."""
    HELD = "held"
    """The governor holds its touch, and judges it again."""
    ASKED = "asked"
    """The governor has permitted its touch, which is about to be handed over."""
    DONE = "done"
    STOPPED = "stopped"
    HELD_OUT = "held_out"
    """She is one of those who never get it; it is kept so that both can be compared."""
    FAILED = "failed"
    """It could not be looked at, however often it was tried."""


class JourneyRow(Base):
    """One journey of a customer, or of a loan of hers: what began it, the step it has come to, and its touch."""

    __tablename__ = "journeys"
    __retention__: ClassVar[Retention] = Retention(
        kind="touch",
        since="ended_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.SHRED,
        why="what was begun, and what came of it, is counted by pseudonym; loans get numbers that nobody can read",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    trigger: Mapped[str] = mapped_column(String(40))
    customer_id: Mapped[UUID] = mapped_column(Uuid)
    loan: Mapped[str] = mapped_column(String(60))
    """The lender's number of the loan; empty where it is about the customer alone."""
    occasion: Mapped[str] = mapped_column(String(120))
    """What began it: the lender's id of an event, a date, or a stage and since when."""
    since_at: Mapped[datetime] = mapped_column(Moment)
    since_number: Mapped[int] = mapped_column(BigInteger)
    since_event: Mapped[str] = mapped_column(String(80))
    """With `since_at` and `since_number` its place in the lender's history."""
    state: Mapped[str] = mapped_column(String(8))
    step: Mapped[int] = mapped_column(SmallInteger)
    channel: Mapped[int] = mapped_column(SmallInteger)
    """Which of the step's channels is tried next, counted from 0."""
    next_at: Mapped[datetime | None] = mapped_column(Moment)
    touch_id: Mapped[UUID | None] = mapped_column(Uuid)
    """Its newest touch."""
    seq: Mapped[int | None] = mapped_column(Integer)
    """The place of that touch in her conversation, where it went there."""
    has_arrived: Mapped[bool] = mapped_column(Boolean)
    """Whether somebody said that it did."""
    reason: Mapped[str | None] = mapped_column(String(20))
    begun_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index("uq_journeys_once", "customer_id", "trigger", "loan", "occasion", unique=True),
        Index("ix_journeys_begun_at", "begun_at"),
    )
