"""Tables of the desk: who is here, and what waits for whom."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Boolean, Float, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, Uuid, false, text
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Document, Moment
from qiao.foundation.retention import OnErase, Retention, by_column


class PresenceState(StrEnum):
    READY = "ready"
    BUSY = "busy"
    BREAK = "break"
    WRAP_UP = "wrap_up"
    """She writes up what has just ended: ready again by herself when its time is over."""
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


class AlertKind(StrEnum):
    """Why a leader should look."""

    DANGER = "danger"
    """Somebody may be about to harm herself or another."""
    UPSET = "upset"
    WAIT = "wait"
    """Somebody waits longer than her lane allows."""
    PROMISE = "promise"
    """The window of a promised call is nearly over, or the moment by which somebody was promised an answer."""
    BROKEN = "broken"
    """Somebody was promised an answer and has none."""
    RISK = "risk"
    """A complaint is likely."""
    CASE_DUE = "case_due"
    """Half of the law's time for a complaint is over, or another clock of it has run out."""
    CASE_LATE = "case_late"
    """A complaint was not answered within the law's time."""


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
    reason: Mapped[str | None] = mapped_column(String(40))
    """Why she is away, for a break alone: a key of the pack's `breaks`."""
    since: Mapped[datetime] = mapped_column(Moment)
    lease_until: Mapped[datetime] = mapped_column(Moment)
    before: Mapped[Any | None] = mapped_column(Document)
    """What she was (`state`, `reason`) when her browser fell silent; she is it again if it is back soon."""


class OnlookerRow(Base):
    """A conversation on somebody's screen. A screen without a heartbeat runs out at `lease_until`."""

    __tablename__ = "onlookers"
    __retention__: ClassVar[Retention] = Retention(
        kind="staff", on_erase=OnErase.NOBODY, why="who has what open now; forgotten seconds after it is closed"
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    desk_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    """The browser that shows it."""
    conversation_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    staff_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("staff.id"))
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
        why="waits and hand-overs are counted; the preview and what she felt are blanked",
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
    team_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The team it was handed on to; nobody else is offered it for a while, see `routing.LaneRule.team_s`."""
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
    lost_by: Mapped[UUID | None] = mapped_column(Uuid)
    """In whose hands it was when her browser fell silent; it is hers again if she is back before anybody takes it."""
    reserved_until: Mapped[datetime | None] = mapped_column(Moment)
    waiting_since: Mapped[datetime] = mapped_column(Moment)
    assigned_at: Mapped[datetime | None] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_after_s: Mapped[float | None] = mapped_column(Float)
    """How long she waited until somebody took it for the first time; it stays when it goes back to the queue."""
    left_after_s: Mapped[float | None] = mapped_column(Float)
    """How long she waited where it ended before anybody had taken it."""
    aside_id: Mapped[UUID | None] = mapped_column(Uuid)
    """What the customer is owed since it was last put aside; `due_at` is then the moment she was promised."""
    is_aside: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """In somebody's hands, and put aside for now: `weight` is what it fills of them meanwhile."""
    moods: Mapped[Any | None] = mapped_column(Document)
    risk: Mapped[Any | None] = mapped_column(Document)
    """What speaks for a complaint, by `foresight.Factor`: counts alone, and none of her words."""
    """What she felt in her last written messages: `label` and `intensity` each, the last one last."""
    version: Mapped[int] = mapped_column(Integer, default=0)

    @property
    def returned(self) -> bool:
        """Whether it was in the hands of somebody who vanished, and goes before the others of its lane."""
        return self.turn_band % 2 == 0

    __table_args__ = (
        Index("ix_work_items_state_turn", "state", "turn_band", "turn_at"),
        Index("ix_work_items_agent_id_state", "agent_id", "state"),
        Index("ix_work_items_waiting_since", "waiting_since"),
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


class AlertRow(Base):
    """Something that leaders were told of at once: each kind once for an item, or for each promise made in it.

    Of a complaint `item_id` is its id and `about_id` the event that told of it.
    """

    __tablename__ = "floor_alerts"
    __retention__: ClassVar[Retention] = Retention(
        kind="conversation",
        since="raised_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.KEEP,
        why="that leaders were told, and who answered for it, is counted; ids, a kind and moments",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    item_id: Mapped[UUID] = mapped_column(Uuid)
    case_number: Mapped[str | None] = mapped_column(String(16))
    """Where it is about a complaint, which is no work of the floor, and what follows with it."""
    agent_id: Mapped[UUID | None] = mapped_column(Uuid)
    """Who had it in hand then."""
    concerns: Mapped[Any | None] = mapped_column(Document)
    """The members of staff whom it is about, by id: they and their leaders are not told."""
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    about_id: Mapped[UUID | None] = mapped_column(Uuid)
    """Which promise it is about, where it is about one that was made with putting aside."""
    customer_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    raised_at: Mapped[datetime] = mapped_column(Moment)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    acknowledged_by: Mapped[UUID | None] = mapped_column(Uuid)

    __table_args__ = (
        Index(
            "uq_floor_alerts_item_id_kind",
            "item_id",
            "kind",
            unique=True,
            sqlite_where=text("about_id IS NULL"),
            postgresql_where=text("about_id IS NULL"),
        ),
        Index("uq_floor_alerts_about_id_kind", "about_id", "kind", unique=True),
    )


class Back(StrEnum):
    """What brought a conversation back that was put aside."""

    TIME = "time"
    CUSTOMER = "customer"
    REQUEST = "request"
    HAND = "hand"
    """She took it back herself, or answered."""
    MOVED = "moved"
    """It left her hands."""


class AsideOutcome(StrEnum):
    """What became of a promised answer."""

    KEPT = "kept"
    BROKEN = "broken"
    """The moment came and nobody had answered."""
    CLOSED = "closed"


class AsideRow(Base):
    """A conversation that an agent put aside, and the answer that the customer was promised with it.

    Its words are the message `message_id`. `back_at`: aside no more; `ended_at`: the customer has her answer, or the
    contact is over.
    """

    __tablename__ = "asides"
    __retention__: ClassVar[Retention] = Retention(
        kind="conversation",
        since="ended_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.KEEP,
        why="how promises were kept is counted; ids, a reason of the pack and moments",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    item_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    conversation_id: Mapped[UUID] = mapped_column(Uuid)
    contact_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    agent_id: Mapped[UUID] = mapped_column(Uuid)
    reason: Mapped[str] = mapped_column(String(40))
    events: Mapped[Any] = mapped_column(Document)
    message_id: Mapped[UUID] = mapped_column(Uuid, unique=True)
    set_at: Mapped[datetime] = mapped_column(Moment)
    promised_at: Mapped[datetime | None] = mapped_column(Moment)
    returns_at: Mapped[datetime] = mapped_column(Moment)
    weight: Mapped[int] = mapped_column(SmallInteger)
    """What it fills of hands while it is not aside."""
    back_at: Mapped[datetime | None] = mapped_column(Moment)
    back_because: Mapped[str | None] = mapped_column(String(10))
    warned_at: Mapped[datetime | None] = mapped_column(Moment)
    """When leaders were told that the moment is near and there is no answer."""
    outcome: Mapped[str | None] = mapped_column(String(8))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def is_owed(self) -> bool:
        """Whether the customer still waits for an answer."""
        return self.ended_at is None


class ConsultState(StrEnum):
    ASKED = "asked"
    OPEN = "open"
    """She has accepted, and reads and writes with whoever asked her."""
    ENDED = "ended"


class Outcome(StrEnum):
    """How a colleague's question ended."""

    NO_REPLY = "no_reply"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    """Whoever asked took it back before anybody had accepted."""
    DONE = "done"
    LEFT = "left"
    """The conversation left the hands of whoever asked, or the asked one has gone."""
    TAKEN = "taken"
    """The asked one has the conversation in hand now."""


class ConsultRow(Base):
    """A question of whoever has a conversation in hand to a colleague. Its id is that of the work item it is.

    The words are notes of the conversation: `question_id`, and those in reply to it.
    """

    __tablename__ = "consults"
    __retention__: ClassVar[Retention] = Retention(
        kind="conversation",
        since="ended_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.KEEP,
        why="who was asked for advice answers for what was looked at; ids, a state and moments",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(Uuid)
    contact_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    customer_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    asker_id: Mapped[UUID] = mapped_column(Uuid)
    asked_id: Mapped[UUID] = mapped_column(Uuid)
    """Whom it was put to last."""
    skill: Mapped[str | None] = mapped_column(String(40))
    team_id: Mapped[UUID | None] = mapped_column(Uuid)
    """Whoever has this skill, or is of this team, may answer; without either the one alone who was asked."""
    tried: Mapped[Any] = mapped_column(Document)
    """The ids of everybody it was put to."""
    question_id: Mapped[UUID] = mapped_column(Uuid)
    state: Mapped[str] = mapped_column(String(8))
    outcome: Mapped[str | None] = mapped_column(String(10))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    invited_at: Mapped[datetime | None] = mapped_column(Moment)
    """Since when she may join, if she likes; empty where nobody has asked her to."""
    joined_at: Mapped[datetime | None] = mapped_column(Moment)
    """Since when she speaks to the customer as well, until `left_at`."""
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def is_invited(self) -> bool:
        """Whether she is asked to speak to the customer, and has not answered."""
        return self.state == ConsultState.OPEN and self.invited_at is not None and not self.is_joined

    @property
    def is_joined(self) -> bool:
        return self.state == ConsultState.OPEN and self.joined_at is not None and self.left_at is None
