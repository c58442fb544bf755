"""Tables of planning: what came before, plans of days, and how they stood on simulated days."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Date, Integer, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Document, Moment
from qiao.foundation.retention import OnErase, Retention

_COUNTS_ALONE = Retention(kind="plan", on_erase=OnErase.NOBODY, why="counts of calls and agents; about no customer")


class CheckState(StrEnum):
    RUNNING = "running"
    """It waits for its turn, or days are lived through."""
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class CallHistoryRow(Base):
    """Calls of each half hour, as somebody loaded them from a file."""

    __tablename__ = "call_histories"
    __retention__: ClassVar[Retention] = _COUNTS_ALONE

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    first_slot: Mapped[int] = mapped_column(Integer)
    """The number of the first half hour of a day of which calls are kept."""
    calls: Mapped[Any] = mapped_column(Document)
    """By day, those of each half hour."""
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date] = mapped_column(Date)
    loaded_by: Mapped[UUID] = mapped_column(Uuid)
    loaded_at: Mapped[datetime] = mapped_column(Moment)


class DayPlanRow(Base):
    """A plan as it was kept: what was asked and what was shown, however later forecasts see the day."""

    __tablename__ = "day_plans"
    __retention__: ClassVar[Retention] = _COUNTS_ALONE

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    on_date: Mapped[date] = mapped_column(Date, index=True)
    figures: Mapped[Any] = mapped_column(Document)
    note: Mapped[str] = mapped_column(String(400))
    made_by: Mapped[UUID] = mapped_column(Uuid)
    made_at: Mapped[datetime] = mapped_column(Moment)
    published_by: Mapped[UUID | None] = mapped_column(Uuid)
    published_at: Mapped[datetime | None] = mapped_column(Moment)


class PlanCheckRow(Base):
    """A plan that is tried by the desk's own routing on simulated days."""

    __tablename__ = "plan_checks"
    __retention__: ClassVar[Retention] = _COUNTS_ALONE

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    on_date: Mapped[date] = mapped_column(Date, index=True)
    trial: Mapped[Any] = mapped_column(Document)
    """The calls, the agents and everything that is assumed of them."""
    days: Mapped[int] = mapped_column(Integer)
    lived: Mapped[Any] = mapped_column(Document)
    """Of each day so far the shares answered, and answered in time."""
    state: Mapped[str] = mapped_column(String(10))
    asked_by: Mapped[UUID] = mapped_column(Uuid)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
