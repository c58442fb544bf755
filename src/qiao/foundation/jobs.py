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
from typing import Any, ClassVar, Protocol, cast
from uuid import UUID

import structlog
from sqlalchemy import (
    CursorResult,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    Uuid,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.dml import ReturningUpdate

from qiao.foundation.clock import Clock
from qiao.foundation.database import Base, Database, Document, Moment, after_commit, store
from qiao.foundation.errors import Conflict
from qiao.foundation.ids import new_id, rise_above
from qiao.foundation.retention import OnErase, Retention

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


async def schedule(
    session: AsyncSession, *, kind: str, key: str, lane: str, due_at: datetime, payload: Mapping[str, Any]
) -> None:
    """Queue a job in this transaction. `(kind, key)` is unique among the jobs not yet done."""
    await store(
        session,
        JobRow,
        id=new_id(),
        kind=kind,
        key=key,
        lane=lane,
        due_at=due_at,
        payload=payload,
        state=PENDING,
        attempt=0,
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
        """The transaction that does the work and ends the job, both or neither. Raises LeaseLost.

        The row goes first: it is locked before any work is done, and the work may queue a successor of the same key.
        """
        async with self._database.transaction() as session:
            result = await session.execute(_END, {"job": self.id, "owner": self._owner, "try": self.attempt})
            if cast("CursorResult[Any]", result).rowcount != 1:
                raise LeaseLost(job=str(self.id))
            yield session


_jobs = cast("Table", JobRow.__table__)
_earlier = _jobs.alias("earlier")
# Built once: to build these statements takes longer than to run them.
_CLAIMABLE = (
    select(_jobs.c.id)
    .where(
        _jobs.c.state == PENDING,
        _jobs.c.due_at <= bindparam("now"),
        _jobs.c.kind.in_(bindparam("kinds", expanding=True)),
        _jobs.c.id.not_in(bindparam("running", expanding=True)),
        or_(
            _jobs.c.lease_until.is_(None),
            _jobs.c.lease_until < bindparam("now"),
            _jobs.c.lease_until > bindparam("no_lease_lasts_until"),
        ),
        ~exists().where(_earlier.c.lane == _jobs.c.lane, _earlier.c.id < _jobs.c.id, _earlier.c.state == PENDING),
    )
    .order_by(_jobs.c.due_at)
    .limit(bindparam("free"))
)


def _leasing(claimable: Select[Any]) -> ReturningUpdate[Any, Any, Any, Any, Any, Any, Any]:
    return (
        update(_jobs)
        .where(_jobs.c.id.in_(claimable))
        .values(lease_owner=bindparam("owner"), lease_until=bindparam("until"), attempt=_jobs.c.attempt + 1)
        .returning(
            _jobs.c.id, _jobs.c.kind, _jobs.c.key, _jobs.c.lane, _jobs.c.payload, _jobs.c.attempt, _jobs.c.due_at
        )
    )


_LEASE = _leasing(_CLAIMABLE)
_LEASE_UNLOCKED = _leasing(_CLAIMABLE.with_for_update(skip_locked=True))
_END = delete(_jobs).where(
    _jobs.c.id == bindparam("job"), _jobs.c.lease_owner == bindparam("owner"), _jobs.c.attempt == bindparam("try")
)


class Handler(Protocol):
    """Does one job. It must end it inside `job.transaction()`; a job not ended is tried again."""

    def __call__(self, job: Job, /) -> Awaitable[None]: ...


class RunnerLost(Conflict):
    """Every runner that took this job went down before it could say why."""


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
        self._something_new = False
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._loop: asyncio.Task[None] | None = None
        self._renewal: asyncio.Task[None] | None = None

    def register(self, kind: str, handler: Handler) -> None:
        self._handlers[kind] = handler

    def wake(self) -> None:
        """There is something to do."""
        self._something_new = True
        self._bell.set()

    async def start(self) -> None:
        async with self._database.reading() as session:
            newest = await session.scalar(select(JobRow.id).order_by(JobRow.id.desc()).limit(1))
        if newest is not None:
            # Lanes are in the order of ids: what is queued from now on comes after what is there, whatever the clock.
            rise_above(newest)
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
            await asyncio.wait(list(self._running.values()), timeout=5)

    async def drain(self) -> None:
        """Run what is due now, and what that brings, until nothing is left. For tests and commands."""
        while True:
            claimed = await self._claim(look_first=False)
            if not claimed and not self._running:
                return
            for job in claimed:
                self._begin(job)
            await asyncio.gather(*self._running.values())

    async def _run(self) -> None:
        while True:
            look_first = not self._something_new
            self._something_new = False
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

    def _begin(self, job: Job) -> None:
        self._running[job.id] = asyncio.create_task(self._handle(job))

    async def _claim(self, *, look_first: bool) -> list[Job]:
        """Lease what is due. `look_first` spares an idle runner the write transaction."""
        free = self._limits.slots - len(self._running)
        if free <= 0:
            return []
        now = self._clock.now()
        asked = {
            "now": now,
            "no_lease_lasts_until": now + _NO_LEASE_LASTS,
            "kinds": list(self._handlers),
            "running": list(self._running),
            "free": free,
        }
        if look_first:
            async with self._database.reading() as session:
                if await session.scalar(_CLAIMABLE, asked) is None:
                    return []
        async with self._database.transaction() as session:
            leased = await session.execute(
                _LEASE if self._database.is_sqlite else _LEASE_UNLOCKED,
                {**asked, "owner": self._owner, "until": now + timedelta(seconds=self._limits.lease_s)},
            )
            claimed = [
                Job(*row, self._database, self._owner)  # pyright: ignore[reportCallIssue]  (the columns of `_leasing`)
                for row in leased
            ]
        return sorted(claimed, key=lambda job: job.id)

    async def _handle(self, job: Job) -> None:
        try:
            await self._handler_of(job)(job)
        except LeaseLost:
            log.warning("a job was taken over by another runner", job_kind=job.kind, job_id=str(job.id))
        except Exception as trouble:
            log.warning("a job failed", job_kind=job.kind, job_id=str(job.id), attempt=job.attempt, exc_info=True)
            await self._put_back(job, trouble)
        finally:
            self._running.pop(job.id, None)
            self._bell.set()

    def _handler_of(self, job: Job) -> Handler:
        if job.attempt > self._limits.attempts:
            raise RunnerLost
        return self._handlers[job.kind]

    async def _put_back(self, job: Job, trouble: Exception) -> None:
        dead = job.attempt >= self._limits.attempts
        pause_s = min(0.2 * 2**job.attempt, self._limits.longest_back_off_s) * random.uniform(0.5, 1.0)  # noqa: S311
        with contextlib.suppress(Exception):  # Without the database the lease simply runs out.
            async with self._database.transaction() as session:
                await session.execute(
                    update(JobRow)
                    .where(JobRow.id == job.id, JobRow.lease_owner == self._owner)
                    .values(
                        state=DEAD if dead else PENDING,
                        lease_owner=None,
                        lease_until=None,
                        due_at=job.due_at if dead else self._clock.now() + timedelta(seconds=pause_s),
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
