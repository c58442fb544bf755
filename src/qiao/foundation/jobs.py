"""Jobs: durable work with a time, done at least once, in order within a lane.

A job is a row. Runners lease the due ones in batches; the handler does its work and removes its row in one and the
same transaction (`Job.transaction`), so work on the database happens exactly once. A runner that dies loses its
leases after `lease_s`; a handler that fails is tried again later, up to `attempts` times, then the job is given up by
the handler its kind has for that, or set aside as dead for a person to look at. Jobs of one lane run one at a time,
oldest first; a dead one does not block its lane.
"""

import contextlib
from collections.abc import AsyncGenerator, Awaitable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol, cast
from uuid import UUID

import structlog
from sqlalchemy import (
    CursorResult,
    Index,
    Integer,
    String,
    Table,
    Text,
    Uuid,
    and_,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from qiao.foundation.database import Base, Database, Document, Moment, after_commit, insert_into
from qiao.foundation.errors import Conflict
from qiao.foundation.ids import new_id
from qiao.foundation.retention import OnErase, Retention
from qiao.foundation.statements import Statement, store

log = structlog.get_logger(__name__)

PENDING, DEAD = "pending", "dead"
# Work that waits for nothing is due since always: a clock that is set back must not delay it.
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)


class LeaseLost(Conflict):
    """Another runner took this job over; what was done here must not be kept."""


class JobRow(Base):
    """One piece of work to do. Rows of finished jobs are removed."""

    __tablename__ = "jobs"
    __retention__: ClassVar[Retention] = Retention(
        kind="job", on_erase=OnErase.NOBODY, why="work to do, by ids; gone when it is done"
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(120))
    lane: Mapped[str] = mapped_column(String(160))
    due_at: Mapped[datetime] = mapped_column(Moment)
    payload: Mapped[Any] = mapped_column(Document)
    state: Mapped[str] = mapped_column(String(8), default=PENDING)
    attempt: Mapped[int] = mapped_column(Integer, default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(40))
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    trouble: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        Index("uq_jobs_kind_key", "kind", "key", unique=True),
        Index("ix_jobs_state_due_at", "state", "due_at"),
        Index("ix_jobs_lane_id", "lane", "id"),
    )


_jobs = cast("Table", JobRow.__table__)
# Without a condition on the state: SQLite would go through everything that is pending, to find it in this lane.
_STATES_IN_LANE = Statement(select(_jobs.c.state).where(_jobs.c.lane == bindparam("lane")))
_END = Statement(
    delete(_jobs).where(
        _jobs.c.id == bindparam("job"), _jobs.c.lease_owner == bindparam("owner"), _jobs.c.attempt == bindparam("try")
    )
)


@dataclass(frozen=True, slots=True)
class Queued:
    """A job as it was queued. `at_hand` is what its handler would otherwise read again."""

    id: UUID
    kind: str
    key: str
    lane: str
    payload: Mapping[str, Any]
    due_at: datetime
    at_hand: object = None


@dataclass(frozen=True, slots=True)
class Lease:
    """Whose a job is, and until when."""

    owner: str
    until: datetime


class Hands(Protocol):
    """Those of this process who do jobs, see `runner.Runner`."""

    def offer(self, kind: str) -> Lease | None:
        """A lease for a job that can begin as soon as it is durable; None when it has to be claimed later."""
        ...

    def take(self, queued: Queued, /) -> None:
        """Begin a job that was queued under a lease and is durable now."""
        ...

    def follow(self, lane: str) -> None:
        """A job of this lane is durable now and waits to be claimed."""
        ...


async def schedule(
    session: AsyncSession,
    *,
    kind: str,
    key: str,
    lane: str,
    due_at: datetime,
    payload: Mapping[str, Any],
    at_hand: object = None,
) -> None:
    """Queue a job in this transaction. `(kind, key)` is unique among the jobs not yet done.

    What waits for nothing, neither a time nor another job of its lane, is leased to this process in the same
    statement, so that it can begin after the commit without a transaction of its own.
    """
    hands = cast("Hands | None", getattr(session.info.get("outlet"), "hands", None))
    queued = Queued(new_id(), kind, key, lane, payload, due_at, at_hand)
    lease = hands.offer(kind) if hands is not None and due_at == AT_ONCE else None
    if lease is not None and (PENDING,) in await _STATES_IN_LANE.rows(session, lane=lane):
        lease = None
    await store(
        session,
        JobRow,
        id=queued.id,
        kind=kind,
        key=key,
        lane=lane,
        due_at=due_at,
        payload=payload,
        state=PENDING,
        attempt=1 if lease else 0,
        lease_owner=lease.owner if lease else None,
        lease_until=lease.until if lease else None,
    )
    if hands is None or due_at != AT_ONCE:
        return
    after_commit(session, (lambda: hands.take(queued)) if lease else (lambda: hands.follow(lane)))


async def cancel(session: AsyncSession, *, kind: str, key: str) -> bool:
    """Take a job back. False when it was done already, or never queued."""
    result = await session.execute(delete(JobRow).where(JobRow.kind == kind, JobRow.key == key))
    return cast("CursorResult[Any]", result).rowcount > 0


async def postpone(session: AsyncSession, *, kind: str, key: str, due_at: datetime) -> bool:
    """Move a job's time. False when it is not there any more."""
    result = await session.execute(update(JobRow).where(JobRow.kind == kind, JobRow.key == key).values(due_at=due_at))
    return cast("CursorResult[Any]", result).rowcount > 0


async def ensure(
    session: AsyncSession, *, kind: str, key: str, lane: str, due_at: datetime, payload: Mapping[str, Any]
) -> None:
    """Queue a job, or move the time of the one that is there, dead or not; one under way ends as if nothing were said.

    Unlike `postpone` and then `schedule`, it does not fail where others queue and end that job at the same time.
    """
    await _ensuring(session).run(
        session,
        id=new_id(),
        kind=kind,
        key=key,
        lane=lane,
        due_at=due_at,
        payload=payload,
        state=PENDING,
        attempt=0,
    )
    hands = cast("Hands | None", getattr(session.info.get("outlet"), "hands", None))
    if hands is not None and due_at == AT_ONCE:
        after_commit(session, lambda: hands.follow(lane))


_ENSURED = ("id", "kind", "key", "lane", "due_at", "payload", "state", "attempt")
_ensuring_in = dict[str, Statement]()


def _ensuring(session: AsyncSession) -> Statement:
    """Of the dialect of `session`: each names the row that is there already in its own way."""
    dialect = session.get_bind().dialect.name
    if dialect not in _ensuring_in:
        queued = insert_into(session, _jobs)  # The mapped class would make a result of it that counts no rows.
        moved = {"due_at": queued.excluded.due_at, "state": queued.excluded.state}
        built = queued.on_conflict_do_update(index_elements=["kind", "key"], set_=moved)
        _ensuring_in[dialect] = Statement(built, columns=_ENSURED)
    return _ensuring_in[dialect]


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much is due and how old the oldest of it is, in seconds."""

    due: int
    oldest_s: float
    dead: int


async def backlog(session: AsyncSession, *, now: datetime) -> Backlog:
    is_due = and_(JobRow.state == PENDING, JobRow.due_at <= now)
    due = await session.scalar(select(func.count()).where(is_due))
    oldest = await session.scalar(
        select(JobRow.id).where(is_due, JobRow.due_at == AT_ONCE).order_by(JobRow.id).limit(1)
    )
    dead = await session.scalar(select(func.count()).where(JobRow.state == DEAD))
    age_s = now.timestamp() - (oldest.int >> 80) / 1000 if oldest is not None else 0.0
    return Backlog(due or 0, max(age_s, 0.0), dead or 0)


@dataclass(frozen=True, slots=True)
class DeadKind:
    """Dead jobs of one kind that failed with the same error."""

    kind: str
    trouble: str | None
    count: int


async def dead_kinds(session: AsyncSession) -> list[DeadKind]:
    """What was set aside after too many tries."""
    rows = await session.execute(
        select(JobRow.kind, JobRow.trouble, func.count())
        .where(JobRow.state == DEAD)
        .group_by(JobRow.kind, JobRow.trouble)
        .order_by(JobRow.kind, JobRow.trouble)
    )
    return [DeadKind(kind, trouble, count) for kind, trouble, count in rows]


@dataclass(frozen=True, slots=True)
class Job:
    """A leased job in its handler's hands."""

    id: UUID
    kind: str
    key: str
    lane: str
    payload: Mapping[str, Any]
    attempt: int
    due_at: datetime
    at_hand: object
    """What was queued with it in this process, so that it need not be read again; None otherwise."""
    _database: Database
    _owner: str

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncGenerator[AsyncSession]:
        """The transaction that does the work and ends the job, both or neither. Raises LeaseLost.

        The row goes first: it is locked before any work is done, and the work may queue a successor of the same key.
        """
        async with self._database.transaction() as session:
            if await _END.run(session, **{"job": self.id, "owner": self._owner, "try": self.attempt}) != 1:
                raise LeaseLost(job=str(self.id))
            yield session


class Handler(Protocol):
    """Does one job. It must end it inside `job.transaction()`; a job not ended is tried again."""

    def __call__(self, job: Job, /) -> Awaitable[None]: ...
