"""Jobs: durable work with a time, done at least once, in order within a lane.

A job is a row. Runners lease the due ones in batches; the handler does its work and removes its row in one and the
same transaction (`Job.transaction`), so work on the database happens exactly once. A runner that dies loses its
leases after `lease_s`; a handler that fails is tried again later, up to `attempts` times, then set aside as dead
for a person to look at. Jobs of one lane run one at a time, oldest first; a dead one does not block its lane.
"""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, cast
from uuid import UUID

import structlog
from sqlalchemy import (
    CursorResult,
    Index,
    Integer,
    String,
    Text,
    Uuid,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, aliased, mapped_column

from qiao.foundation.clock import Clock
from qiao.foundation.database import Base, Database, Document, Moment, after_commit
from qiao.foundation.errors import Conflict
from qiao.foundation.ids import new_id

log = structlog.get_logger(__name__)

Wake = Callable[[], None]
PENDING, DEAD = "pending", "dead"
# Work that waits for nothing is due since always: a clock that is set back must not delay it.
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
# A lease further away than this was written under a clock that has since been set back.
_NO_LEASE_LASTS = timedelta(minutes=2)


class LeaseLost(Conflict):
    """Another runner took this job over; what was done here must not be kept."""


class JobRow(Base):
    """One piece of work to do. Rows of finished jobs are removed."""

    __tablename__ = "jobs"

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


async def schedule(
    session: AsyncSession, *, kind: str, key: str, lane: str, due_at: datetime, payload: Mapping[str, Any]
) -> None:
    """Queue a job in this transaction. `(kind, key)` is unique among the jobs not yet done."""
    await session.execute(
        insert(JobRow).values(
            id=new_id(),
            kind=kind,
            key=key,
            lane=lane,
            due_at=due_at,
            payload=payload,
            state=PENDING,
            attempt=0,
        )
    )
    outlet = session.info.get("outlet")
    if outlet is not None:
        after_commit(session, cast("Wake", outlet.wake_jobs))


async def cancel(session: AsyncSession, *, kind: str, key: str) -> bool:
    """Take a job back. False when it was done already, or never queued."""
    result = await session.execute(delete(JobRow).where(JobRow.kind == kind, JobRow.key == key))
    return cast("CursorResult[Any]", result).rowcount > 0


async def postpone(session: AsyncSession, *, kind: str, key: str, due_at: datetime) -> bool:
    """Move a job's time. False when it is not there any more."""
    result = await session.execute(update(JobRow).where(JobRow.kind == kind, JobRow.key == key).values(due_at=due_at))
    return cast("CursorResult[Any]", result).rowcount > 0


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
    _database: Database
    _owner: str

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncGenerator[AsyncSession]:
        """The transaction that does the work and ends the job, both or neither. Raises LeaseLost."""
        async with self._database.transaction() as session:
            yield session
            result = await session.execute(
                delete(JobRow).where(
                    JobRow.id == self.id, JobRow.lease_owner == self._owner, JobRow.attempt == self.attempt
                )
            )
            if cast("CursorResult[Any]", result).rowcount != 1:
                raise LeaseLost(job=str(self.id))


class Handler(Protocol):
    """Does one job. It must end it inside `job.transaction()`; a job not ended is tried again."""

    def __call__(self, job: Job, /) -> Awaitable[None]: ...


@dataclass(frozen=True, slots=True)
class RunnerLimits:
    """How a runner works: `slots` jobs at a time, leases of `lease_s`, a look every `idle_s` when nothing wakes it."""

    slots: int = 64
    lease_s: float = 6.0
    idle_s: float = 0.5
    attempts: int = 12
    longest_back_off_s: float = 300.0


class Runner:
    """Leases due jobs and runs their handlers until stopped."""

    def __init__(self, database: Database, clock: Clock, *, limits: RunnerLimits = RunnerLimits()) -> None:
        self._database = database
        self._clock = clock
        self._limits = limits
        self._handlers: dict[str, Handler] = {}
        self._owner = new_id().hex
        self._bell = asyncio.Event()
        self._running: dict[UUID, tuple[JobRow, asyncio.Task[None]]] = {}
        self._loop: asyncio.Task[None] | None = None
        self._renewal: asyncio.Task[None] | None = None

    def register(self, kind: str, handler: Handler) -> None:
        self._handlers[kind] = handler

    def wake(self) -> None:
        self._bell.set()

    async def start(self) -> None:
        if self._database.is_sqlite:
            # The embedded database has one process: leases of a former one are those of a dead one.
            async with self._database.transaction() as session:
                await session.execute(update(JobRow).values(lease_owner=None, lease_until=None))
        self._loop = asyncio.create_task(self._run())
        self._renewal = asyncio.create_task(self._renew())

    async def stop(self) -> None:
        """Finish what is running, take nothing new."""
        for task in (self._loop, self._renewal):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        if self._running:
            await asyncio.wait([task for _, task in self._running.values()], timeout=5)

    async def drain(self) -> None:
        """Run what is due now, and what that brings, until nothing is left. For tests and commands."""
        while True:
            claimed = await self._claim(look_first=False)
            if not claimed and not self._running:
                return
            for job in claimed:
                self._begin(job)
            await asyncio.gather(*(task for _, task in self._running.values()))

    async def _run(self) -> None:
        while True:
            look_first = not self._bell.is_set()
            self._bell.clear()
            try:
                claimed = await self._claim(look_first=look_first)
            except Exception:
                log.warning("jobs cannot be claimed", exc_info=True)
                await asyncio.sleep(random.uniform(0.2, 1.0))  # noqa: S311
                continue
            for job in claimed:
                self._begin(job)
            if len(claimed) < self._limits.slots // 2:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._bell.wait(), self._limits.idle_s)

    def _begin(self, job: JobRow) -> None:
        self._running[job.id] = (job, asyncio.create_task(self._handle(job)))

    async def _claim(self, *, look_first: bool) -> list[JobRow]:
        """Lease what is due. `look_first` spares an idle runner the write transaction."""
        free = self._limits.slots - len(self._running)
        if free <= 0:
            return []
        now = self._clock.now()
        claimable = _claimable(now, self._handlers).where(JobRow.id.not_in(list(self._running)))
        if look_first:
            async with self._database.reading() as session:
                if await session.scalar(claimable.limit(1)) is None:
                    return []
        async with self._database.transaction() as session:
            picked = claimable.order_by(JobRow.id).limit(free)
            if not self._database.is_sqlite:
                picked = picked.with_for_update(skip_locked=True)
            rows = await session.scalars(
                update(JobRow)
                .where(JobRow.id.in_(picked))
                .values(
                    lease_owner=self._owner,
                    lease_until=now + timedelta(seconds=self._limits.lease_s),
                    attempt=JobRow.attempt + 1,
                )
                .returning(JobRow)
                .execution_options(synchronize_session=False)
            )
            return sorted(rows, key=lambda row: row.id)

    async def _handle(self, row: JobRow) -> None:
        job = Job(
            row.id,
            row.kind,
            row.key,
            row.lane,
            row.payload,
            row.attempt,
            row.due_at,
            self._database,
            self._owner,
        )
        try:
            await self._handlers[row.kind](job)
        except LeaseLost:
            log.warning("a job was taken over by another runner", job_kind=row.kind, job_id=str(row.id))
        except Exception as trouble:
            log.warning("a job failed", job_kind=row.kind, job_id=str(row.id), attempt=row.attempt, exc_info=True)
            await self._put_back(row, trouble)
        finally:
            self._running.pop(row.id, None)
            self._bell.set()

    async def _put_back(self, row: JobRow, trouble: Exception) -> None:
        dead = row.attempt >= self._limits.attempts
        pause_s = min(0.2 * 2**row.attempt, self._limits.longest_back_off_s) * random.uniform(0.5, 1.0)  # noqa: S311
        with contextlib.suppress(Exception):  # Without the database the lease simply runs out.
            async with self._database.transaction() as session:
                await session.execute(
                    update(JobRow)
                    .where(JobRow.id == row.id, JobRow.lease_owner == self._owner)
                    .values(
                        state=DEAD if dead else PENDING,
                        lease_owner=None,
                        lease_until=None,
                        due_at=row.due_at if dead else self._clock.now() + timedelta(seconds=pause_s),
                        trouble=type(trouble).__name__,
                    )
                )

    async def _renew(self) -> None:
        """Keep the leases of long-running jobs; a process that hangs loses them."""
        while True:
            began = time.monotonic()
            await asyncio.sleep(self._limits.lease_s / 3)
            if not self._running or time.monotonic() - began > self._limits.lease_s:
                continue
            with contextlib.suppress(Exception):  # The next round tries again; meanwhile the lease may run out.
                async with self._database.transaction() as session:
                    await session.execute(
                        update(JobRow)
                        .where(JobRow.id.in_(list(self._running)), JobRow.lease_owner == self._owner)
                        .values(lease_until=self._clock.now() + timedelta(seconds=self._limits.lease_s))
                    )


def _claimable(now: datetime, handlers: Mapping[str, Handler]) -> Any:  # noqa: ANN401  (a Select of ids)
    earlier = aliased(JobRow)
    return select(JobRow.id).where(
        JobRow.state == PENDING,
        JobRow.due_at <= now,
        JobRow.kind.in_(list(handlers)),
        or_(JobRow.lease_until.is_(None), JobRow.lease_until < now, JobRow.lease_until > now + _NO_LEASE_LASTS),
        ~exists().where(and_(earlier.lane == JobRow.lane, earlier.id < JobRow.id, earlier.state == PENDING)),
    )
