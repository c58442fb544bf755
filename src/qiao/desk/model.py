"""Tables of the desk: who is here, and what waits for whom."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Document, Moment
from qiao.foundation.retention import OnErase, Retention, by_column


class PresenceState(StrEnum):
    READY = "ready"
    BUSY = "busy"
    BREAK = "break"
    OFFLINE = "offline"


class ItemState(StrEnum):
    WAITING = "waiting"
    RESERVED = "reserved"
    ASSIGNED = "assigned"
    DONE = "done"


class CallBackState(StrEnum):
    BOOKED = "booked"
    """Promised, and neither kept nor over: it waits for its window, in the queue, or in somebody's hands."""
    DONE = "done"
    CANCELLED = "cancelled"
    UNREACHED = "unreached"
    """She was called, and could not be reached."""
    BROKEN = "broken"
    """The window ended and nobody had called."""


class Attempt(StrEnum):
    """What came of dialling, or of the call that followed."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    WRONG_NUMBER = "wrong_number"
    ANOTHER_TIME = "another_time"
    DONE = "done"


class PresenceRow(Base):
    """Whether an agent takes work. A presence without a heartbeat runs out at `lease_until`."""

    __tablename__ = "presences"
    __retention__: ClassVar[Retention] = Retention(
        kind="staff", on_erase=OnErase.NOBODY, why="whether an agent takes work now; one row an agent"
    )

    staff_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(8))
    since: Mapped[datetime] = mapped_column(Moment)
    lease_until: Mapped[datetime] = mapped_column(Moment)


class AgentProfileRow(Base):
    """What an agent can and how much she holds. Without a row she has every skill and the capacity of the settings."""

    __tablename__ = "agent_profiles"
    __retention__: ClassVar[Retention] = Retention(
        kind="staff", on_erase=OnErase.NOBODY, why="what an agent can, for routing; one row an agent"
    )

    staff_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"), primary_key=True)
    skills: Mapped[Any | None] = mapped_column(Document)
    """Proficiency (1 to 5) by skill; None is every skill."""
    capacity: Mapped[int | None] = mapped_column(SmallInteger)
    changed_at: Mapped[datetime] = mapped_column(Moment)


class WorkItemRow(Base):
    """Something that waits for a person, is offered to one, or is in one's hands.

    A promised call is an episode of its own: `contact_id` is then the call's id, whatever contact is open beside it.
    """

    __tablename__ = "work_items"
    __retention__: ClassVar[Retention] = Retention(
        kind="conversation",
        since="done_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.SHRED,
        why="waits and hand-overs are counted; the preview is blanked",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    conversation_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    contact_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid)
    number: Mapped[str] = mapped_column(String(16))
    lane: Mapped[str] = mapped_column(String(12))
    lane_rank: Mapped[int] = mapped_column(SmallInteger)
    skills: Mapped[Any] = mapped_column(Document)
    weight: Mapped[int] = mapped_column(SmallInteger, default=1)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    exclude: Mapped[Any] = mapped_column(Document)
    preferred: Mapped[UUID | None] = mapped_column(Uuid)
    missed_by: Mapped[Any] = mapped_column(Document)
    topic: Mapped[str | None] = mapped_column(String(80))
    preview: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10))
    why: Mapped[Any | None] = mapped_column(Document)
    """The last decision of routing about it in one line: `code`, `zh`, `en`."""
    turn_band: Mapped[int] = mapped_column(SmallInteger, default=2, server_default="2")
    turn_at: Mapped[datetime | None] = mapped_column(Moment)
    """Band and moment of its turn: the order of service, see `routing.LaneRule.turn`."""
    queued_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it last came into the queue; `waiting_since` is the beginning of the whole wait."""
    agent_id: Mapped[UUID | None] = mapped_column(Uuid)
    reserved_until: Mapped[datetime | None] = mapped_column(Moment)
    waiting_since: Mapped[datetime] = mapped_column(Moment)
    assigned_at: Mapped[datetime | None] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(Integer, default=0)

    __table_args__ = (
        Index("ix_work_items_state_turn", "state", "turn_band", "turn_at"),
        Index("ix_work_items_agent_id_state", "agent_id", "state"),
    )


class CallBackRow(Base):
    """A call that somebody is promised. `number` is sealed; empty, it is the one the lender has on file."""

    __tablename__ = "call_backs"
    __retention__: ClassVar[Retention] = Retention(
        kind="conversation",
        since="ended_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.SHRED,
        why="that a call was promised and kept is counted; topic and number go",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    booked_as: Mapped[str] = mapped_column(String(16), unique=True)
    """The number people know it by."""
    customer_id: Mapped[UUID] = mapped_column(Uuid)
    conversation_id: Mapped[UUID] = mapped_column(Uuid)
    contact_id: Mapped[UUID] = mapped_column(Uuid)
    request_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    topic: Mapped[str] = mapped_column(String(200))
    number: Mapped[bytes | None] = mapped_column(LargeBinary)
    key_id: Mapped[UUID | None] = mapped_column(Uuid)
    masked_number: Mapped[str | None] = mapped_column(String(32))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    """How often nobody answered in this window."""
    next_try_at: Mapped[datetime | None] = mapped_column(Moment)
    """Not before then; empty, from the beginning of the window on."""
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)
    """When leaders were told that the window ends soon."""
    state: Mapped[str] = mapped_column(String(10))
    booked_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        Index("ix_call_backs_customer_id_state", "customer_id", "state"),
        Index("ix_call_backs_state_starts_at", "state", "starts_at"),
    )


class CallAttemptRow(Base):
    """One attempt at a promised call, and what came of it."""

    __tablename__ = "call_attempts"
    __retention__: ClassVar[Retention] = Retention(
        kind="conversation",
        since="at",
        whose=by_column("customer_id"),
        on_erase=OnErase.KEEP,
        why="how promises were kept is counted; ids, an outcome and a moment",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    call_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    item_id: Mapped[UUID] = mapped_column(Uuid)
    customer_id: Mapped[UUID] = mapped_column(Uuid)
    agent_id: Mapped[UUID] = mapped_column(Uuid)
    outcome: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(Moment)
