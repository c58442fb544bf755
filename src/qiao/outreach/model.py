"""The tables of outreach: touches, what was decided about each, and the places taken under every cap."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, SmallInteger, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Document, Moment
from qiao.foundation.retention import OnErase, Retention, by_column


class TouchRow(Base):
    """One touch that nobody asked for: of the house, as it was wanted; of others, as they reported it."""

    __tablename__ = "touches"
    __retention__: ClassVar[Retention] = Retention(
        kind="touch",
        since="asked_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.SHRED,
        why="that the rules were kept is proved by what was sent and what was not; loan and number go",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    once: Mapped[str] = mapped_column(String(160), unique=True)
    """What makes the same wish, or the same report, known again."""
    customer_id: Mapped[UUID] = mapped_column(Uuid)
    source: Mapped[str] = mapped_column(String(44))
    """`house`, or `system:<id>` of whoever reported it."""
    trigger: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(1))
    channel: Mapped[str] = mapped_column(String(40))
    topic: Mapped[str] = mapped_column(String(120))
    is_about_debt: Mapped[bool] = mapped_column(Boolean)
    loan: Mapped[str | None] = mapped_column(String(60))
    number: Mapped[str | None] = mapped_column(String(40))
    """The blind index of what is dialled."""
    asked_at: Mapped[datetime] = mapped_column(Moment)
    good_until: Mapped[datetime | None] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(10))
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it is judged again, while it is held."""
    decided_at: Mapped[datetime] = mapped_column(Moment)
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it left, or was permitted to."""
    is_connected: Mapped[bool | None] = mapped_column(Boolean)
    """Of a call: whether somebody answered; empty while nobody knows."""
    places: Mapped[Any] = mapped_column(Document)
    """The places it takes under caps, as `counting.Place` writes them: so that exactly these are freed."""

    __table_args__ = (
        Index("ix_touches_customer_id_asked_at", "customer_id", "asked_at"),
        Index("ix_touches_customer_id_topic", "customer_id", "topic"),
        Index("ix_touches_asked_at", "asked_at"),
    )


class TouchDecisionRow(Base):
    """One decision about a touch, with its reasons; rows are only ever added."""

    __tablename__ = "touch_decisions"
    __retention__: ClassVar[Retention] = Retention(
        kind="touch",
        since="at",
        whose=by_column("customer_id"),
        on_erase=OnErase.KEEP,
        why="why a touch was sent, held or dropped, by names of the pack",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    touch_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("touches.id"), index=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    ruling: Mapped[str] = mapped_column(String(4))
    until: Mapped[datetime | None] = mapped_column(Moment)
    reasons: Mapped[Any] = mapped_column(Document)
    """`rules.Reason` each, in the order of the gates."""
    rules: Mapped[str] = mapped_column(String(40))
    """The version of the pack by which it was decided."""


class TriggerSwitchRow(Base):
    """Whether a trigger runs; it does where there is no row, since nobody has ever switched it.

    Whoever decides about a touch of the trigger holds its name shared until its transaction ends, whoever switches it
    holds it alone: a pause that has been answered is one after which nothing leaves.
    """

    __tablename__ = "trigger_switches"
    __retention__: ClassVar[Retention] = Retention(
        kind="touch", on_erase=OnErase.NOBODY, why="what runs, and who paused it; no customer is named"
    )

    trigger: Mapped[str] = mapped_column(String(40), primary_key=True)
    state: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str | None] = mapped_column(String(20))
    """Why it was paused."""
    paused_by: Mapped[UUID | None] = mapped_column(Uuid)
    paused_at: Mapped[datetime | None] = mapped_column(Moment)
    asked_by: Mapped[UUID | None] = mapped_column(Uuid)
    """Who wants it to run again; another has to agree."""
    asked_at: Mapped[datetime | None] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)


class TouchCountRow(Base):
    """The places under one cap, of one customer or number, on one day of Beijing.

    `ours` are touches of the house, `others` those reported by others; `over` is what others did beyond the cap, which
    no rule of ours prevented. The checks hold whatever the program does: together they say that nothing of ours ever
    stands beyond the cap, and that while others are over it nothing of ours is added.
    """

    __tablename__ = "touch_counts"
    __retention__: ClassVar[Retention] = Retention(
        kind="touch_count",
        since="since",
        on_erase=OnErase.NOBODY,
        why="places of a day under a pseudonym or an unreadable index; of no use when the caps look back no more",
    )

    cap: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    most: Mapped[int] = mapped_column(Integer)
    ours: Mapped[int] = mapped_column(SmallInteger)
    others: Mapped[int] = mapped_column(Integer)
    over: Mapped[int] = mapped_column(Integer)
    since: Mapped[datetime] = mapped_column(Moment)

    __table_args__ = (
        CheckConstraint("ours >= 0 AND others >= 0 AND over >= 0", name="not_negative"),
        CheckConstraint("ours + others <= most", name="cap_kept"),
        CheckConstraint("over = 0 OR ours + others = most", name="over_when_full"),
    )
