"""Events: facts of the house, frozen, in the past tense, kept for good in one append-only log.

An event is published in the transaction that makes it true (`publish`). From there it goes two ways: to each
subscribing room as a job (at least once, in order per subject), and to whoever watches its topic live. Payloads
hold ids and masked values only.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar, cast
from uuid import UUID

from sqlalchemy import Index, Integer, SmallInteger, String, Uuid, and_, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation import bus, jobs
from qiao.foundation.database import Base, Document, Moment, after_commit
from qiao.foundation.ids import new_id
from qiao.foundation.retention import OnErase, Retention, by_column
from qiao.foundation.statements import store


class EventUndeclared(LookupError):
    """An event of this type was published, and nobody has said what it is and what erasing does to it."""


@dataclass(frozen=True, slots=True)
class EventType:
    """What a type of event is about, and what erasing a person does to the events about her."""

    name: str
    kind: str
    on_erase: OnErase
    why: str


_types: dict[str, EventType] = {}


def declare(name: str, *, kind: str, on_erase: OnErase, why: str) -> str:
    """Say what events named `name` are; returns the name. Raises ValueError for a second, different declaration."""
    stated = EventType(name, kind, on_erase, why)
    if _types.setdefault(name, stated) != stated:
        raise ValueError(f"{name} is declared twice")
    return name


def declared_types() -> Mapping[str, EventType]:
    return MappingProxyType(_types)


_READ_BY_CUSTOMER = "type IN ('RequestNews', 'LoanOverdue', 'DeductionFailed', 'LoanDisbursed', 'LoanSettled')"


class EventRow(Base):
    """One fact. `topic` and `seq` place it in a live stream; both are empty for facts nobody watches live."""

    __tablename__ = "events"
    __retention__: ClassVar[Retention] = Retention(
        kind="event",
        since="recorded_at",
        whose=by_column("customer_id"),
        on_erase=OnErase.KEEP,
        why="facts by pseudonymous ids and masked values, from which every figure is recomputed",
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    type: Mapped[str] = mapped_column(String(64))
    schema_version: Mapped[int] = mapped_column(SmallInteger)
    occurred_at: Mapped[datetime] = mapped_column(Moment)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    topic: Mapped[str | None] = mapped_column(String(80))
    seq: Mapped[int | None] = mapped_column(Integer)
    subject: Mapped[str | None] = mapped_column(String(80))
    customer_id: Mapped[UUID | None] = mapped_column(Uuid)
    conversation_id: Mapped[UUID | None] = mapped_column(Uuid)
    contact_id: Mapped[UUID | None] = mapped_column(Uuid)
    actor: Mapped[str] = mapped_column(String(80))
    cause: Mapped[str | None] = mapped_column(String(80))
    payload: Mapped[Any] = mapped_column(Document)

    __table_args__ = (
        Index("uq_events_topic_seq", "topic", "seq", unique=True),
        Index("ix_events_type_recorded_at", "type", "recorded_at"),
        Index("ix_events_subject", "subject"),
        # Of a customer, by time: only the few types that are read so, since everything she says is an event too.
        Index(
            "ix_events_customer_id_occurred_at",
            "customer_id",
            "occurred_at",
            sqlite_where=text(_READ_BY_CUSTOMER),
            postgresql_where=text(_READ_BY_CUSTOMER),
        ),
    )


@dataclass(frozen=True, slots=True)
class Event:
    """What happened.

    `subject` orders delivery (usually the conversation); `actor` is `bot`, `house`, `agent:ID` or `customer:ID`.
    """

    type: str
    actor: str
    occurred_at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict[str, Any])
    schema_version: int = 1
    topic: str | None = None
    seq: int | None = None
    subject: str | None = None
    customer_id: UUID | None = None
    conversation_id: UUID | None = None
    contact_id: UUID | None = None
    cause: str | None = None
    id: UUID = field(default_factory=new_id)


Concern = Callable[[Mapping[str, Any]], bool]


class Subscriptions:
    """Which room hears which events: filled by `app`, read by `publish`."""

    def __init__(self) -> None:
        self._by_type: dict[str, list[tuple[str, Concern]]] = {}

    def add(self, room: str, event_type: str, *, when: Concern = lambda _facts: True) -> None:
        """Let `room` hear events of this type, of those only the ones whose payload concerns it."""
        self._by_type.setdefault(event_type, []).append((room, when))

    def of(self, event: Event) -> list[str]:
        return [room for room, concerns in self._by_type.get(event.type, ()) if concerns(event.payload)]


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where published events go: the subscriptions, the live bus and those who do jobs in this process, if any."""

    subscriptions: Subscriptions
    bus: "bus.Bus"
    hands: "jobs.Hands | None"


async def publish(session: AsyncSession, event: Event, *, live: object = None, at_hand: object = None) -> None:
    """Log `event`, queue it for its subscribers and, after the commit, wake whoever watches its topic.

    `live` is the entry as watchers in this process will show it, `at_hand` what subscribers in this process would
    read (the event itself, if nothing else is given), so that neither need read it again.
    """
    if event.type not in _types:
        raise EventUndeclared(event.type)
    await store(
        session,
        EventRow,
        id=event.id,
        type=event.type,
        schema_version=event.schema_version,
        occurred_at=event.occurred_at,
        recorded_at=event.occurred_at,
        topic=event.topic,
        seq=event.seq,
        subject=event.subject,
        customer_id=event.customer_id,
        conversation_id=event.conversation_id,
        contact_id=event.contact_id,
        actor=event.actor,
        cause=event.cause,
        payload=event.payload,
    )
    outlet = cast("Outlet | None", session.info.get("outlet"))
    if outlet is None:
        return
    if event.topic is not None and event.seq is not None:
        wake = bus.Wake(topic=event.topic, seq=event.seq, entry=live)
        after_commit(session, lambda: outlet.bus.publish(wake))
    for room in outlet.subscriptions.of(event):
        await jobs.schedule(
            session,
            kind=f"on:{room}",
            key=event.id.hex,
            lane=f"{room}:{event.subject or event.id.hex}",
            due_at=jobs.AT_ONCE,
            payload={"event": event.id.hex, "type": event.type, "facts": event.payload},
            at_hand=event if at_hand is None else at_hand,
        )


async def read_event(session: AsyncSession, event_id: UUID) -> Event:
    """The event again, as its subscriber sees it."""
    row = (await session.execute(select(EventRow).where(EventRow.id == event_id))).scalar_one()
    return _event(row)


async def of_subject(session: AsyncSession, subject: str, *, limit: int = 200) -> list[Event]:
    """What happened to one subject, oldest first."""
    query = select(EventRow).where(EventRow.subject == subject).order_by(EventRow.id).limit(limit)
    return [_event(row) for row in await session.scalars(query)]


async def of_customers(
    session: AsyncSession,
    customer_ids: Collection[UUID],
    types: Collection[str],
    *,
    before: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Event]:
    """What happened to customers, newest first, those before a place; of types that are read by customer alone."""
    # The index serves who says its own words.
    indexed = text(_READ_BY_CUSTOMER)
    query = select(EventRow).where(EventRow.customer_id.in_(customer_ids), indexed, EventRow.type.in_(types))
    if before is not None:
        moment, last = before
        query = query.where(
            or_(EventRow.occurred_at < moment, and_(EventRow.occurred_at == moment, EventRow.id < last))
        )
    ordered = query.order_by(EventRow.occurred_at.desc(), EventRow.id.desc()).limit(limit)
    return [_event(row) for row in await session.scalars(ordered)]


async def latest_recorded_at(session: AsyncSession) -> datetime | None:
    """When the newest event was recorded; None before the first."""
    return await session.scalar(select(EventRow.recorded_at).order_by(EventRow.id.desc()).limit(1))


async def stream(
    session: AsyncSession, topic: str, *, after: int, before: int | None = None, limit: int
) -> list[Event]:
    """The events of `topic` with `after < seq < before`, oldest first; of too many the oldest `limit`."""
    query = select(EventRow).where(EventRow.topic == topic, EventRow.seq > after).order_by(EventRow.seq).limit(limit)
    if before is not None:
        query = query.where(EventRow.seq < before)
    return [_event(row) for row in await session.scalars(query)]


def _event(row: EventRow) -> Event:
    return Event(
        type=row.type,
        actor=row.actor,
        occurred_at=row.occurred_at,
        payload=row.payload,
        schema_version=row.schema_version,
        topic=row.topic,
        seq=row.seq,
        subject=row.subject,
        customer_id=row.customer_id,
        conversation_id=row.conversation_id,
        contact_id=row.contact_id,
        cause=row.cause,
        id=row.id,
    )
