"""The runner: leases due jobs, runs their handlers, and puts back what failed. One a process; see `jobs`."""

import asyncio
import contextlib
import random
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import structlog
from sqlalchemy import Select, Table, bindparam, exists, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.foundation.errors import Conflict
from qiao.foundation.ids import new_id, rise_above
from qiao.foundation.jobs import DEAD, PENDING, Handler, Job, JobRow, Lease, LeaseLost, Queued

log = structlog.get_logger(__name__)

# A lease further away than this was written under a clock that has since been set back.
_NO_LEASE_LASTS = timedelta(minutes=2)
_TRIES_AGAIN_AFTER_S = 0.3

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


@dataclass(frozen=True, slots=True)
class _Kind:
    """How jobs of one kind are done, see `Runner.register`."""

    handler: Handler
    given_up: Handler | None
    at_most: int | None
    attempts: int

    @property
    def last_attempt(self) -> int:
        """Whoever gives up has one attempt more."""
        return self.attempts + (self.given_up is not None)


class Runner:
    """Leases due jobs and runs their handlers until stopped."""

    def __init__(self, database: Database, clock: Clock, *, limits: RunnerLimits = RunnerLimits()) -> None:
        self._database = database
        self._clock = clock
        self._limits = limits
        self._kinds: dict[str, _Kind] = {}
        self._owner = new_id().hex
        self._bell = asyncio.Event()
        self._something_new = False
        self._running = dict[UUID, tuple[Job, asyncio.Task[None]]]()
        self._followed: set[str] = set()
        self._more_waits = False
        self._stopping = False
        self._claiming = asyncio.Lock()
        self._loop: asyncio.Task[None] | None = None
        self._renewal: asyncio.Task[None] | None = None

    def register(
        self,
        kind: str,
        handler: Handler,
        *,
        given_up: Handler | None = None,
        at_most: int | None = None,
        attempts: int | None = None,
    ) -> None:
        """`given_up` does a job that failed, or was lost with its runner, so often; without one it is set aside.

        `at_most`: so many slots are its own, so that work which waits for others takes no hand from the rest.
        `attempts`: how often it is tried, where that differs from the runner's limit.
        """
        self._kinds[kind] = _Kind(handler, given_up, at_most, attempts or self._limits.attempts)

    def offer(self, kind: str) -> Lease | None:
        """A lease for a job of `kind` that is being queued; None when this runner is full or not at work."""
        if self._loop is None or self._stopping or kind not in self._kinds or self._kinds[kind].at_most is not None:
            return None  # What a transaction offers begins after its commit: too late to be counted here.
        if self._room(kind) <= 0:
            self._more_waits = True
            return None
        return Lease(self._owner, self._clock.now() + timedelta(seconds=self._limits.lease_s))

    def take(self, queued: Queued) -> None:
        """Begin a job that was queued under an `offer`. Once the runner stops, its lease runs out instead."""
        if self._stopping:
            return
        self._begin(
            Job(
                id=queued.id,
                kind=queued.kind,
                key=queued.key,
                lane=queued.lane,
                payload=queued.payload,
                attempt=1,
                due_at=queued.due_at,
                at_hand=queued.at_hand,
                _database=self._database,
                _owner=self._owner,
            )
        )

    def follow(self, lane: str) -> None:
        """Look for work now, or as soon as the job of this lane that runs here has ended."""
        if any(job.lane == lane for job, _ in self._running.values()):
            self._followed.add(lane)
        else:
            self._wake()

    def _wake(self) -> None:
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
        self._stopping = True
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
            await self._claim_and_begin(look_first=False)
            if not self._running:
                return
            await asyncio.gather(*[task for _, task in self._running.values()])

    async def _run(self) -> None:
        while True:
            look_first = not self._something_new
            self._something_new = False
            self._bell.clear()
            try:
                begun = await self._claim_and_begin(look_first=look_first)
            except Exception:
                log.warning("jobs cannot be claimed", exc_info=True)
                await asyncio.sleep(random.uniform(0.2, 1.0))  # noqa: S311
                continue
            if begun < self._limits.slots // 2:
                # Not `wait_for`: on Python 3.11 it swallows a cancellation that comes together with the bell.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._limits.idle_s):
                        await self._bell.wait()

    async def _claim_and_begin(self, *, look_first: bool) -> int:
        """How many were begun. One at a time: what another is claiming would be neither due nor running to it."""
        async with self._claiming:
            claimed = await self._claim(look_first=look_first)
            for job in claimed:
                self._begin(job)
            return len(claimed)

    def _begin(self, job: Job) -> None:
        self._running[job.id] = (job, asyncio.create_task(self._handle(job)))

    async def _claim(self, *, look_first: bool) -> list[Job]:
        """Lease what is due. `look_first` spares an idle runner the write transaction."""
        shared = [kind for kind, how in self._kinds.items() if how.at_most is None]
        own = [kind for kind, how in self._kinds.items() if how.at_most is not None]
        claimed: list[Job] = []
        self._more_waits = False
        if shared:
            claimed += await self._claim_of(shared, look_first=look_first)
        # Kinds with slots of their own are many and seldom due: one look at all of them is mostly the end of it.
        any_due = bool(own) and await self._is_due(own)
        for kind in own:
            if any_due:
                claimed += await self._claim_of([kind], look_first=True)
            else:
                self._more_waits |= self._room(kind) <= 0
        return sorted(claimed, key=lambda job: job.id)

    async def _claim_of(self, kinds: list[str], *, look_first: bool) -> list[Job]:
        """Of kinds that share their slots."""
        room = max(self._room(kinds[0]), 0)
        found = await self._lease(kinds, room, look_first=look_first) if room else []
        self._more_waits |= len(found) == room
        return found

    def _room(self, kind: str) -> int:
        """How many more jobs of this kind can run."""
        running = [job.kind for job, _ in self._running.values()]
        at_most = self._kinds[kind].at_most
        if at_most is not None:
            return at_most - running.count(kind)
        return self._limits.slots - sum(self._kinds[one].at_most is None for one in running)

    async def _lease(self, kinds: list[str], room: int, *, look_first: bool) -> list[Job]:
        if look_first and not await self._is_due(kinds):
            return []
        now = self._clock.now()
        async with self._database.transaction() as session:
            leased = await session.execute(
                _LEASE if self._database.is_sqlite else _LEASE_UNLOCKED,
                {
                    **self._asked(kinds, room, now),
                    "owner": self._owner,
                    "until": now + timedelta(seconds=self._limits.lease_s),
                },
            )
            return [
                Job(*row, None, self._database, self._owner)  # pyright: ignore[reportCallIssue]  (the columns of `_leasing`)
                for row in leased
            ]

    async def _is_due(self, kinds: list[str]) -> bool:
        async with self._database.reading() as session:
            return await session.scalar(_CLAIMABLE, self._asked(kinds, 1, self._clock.now())) is not None

    def _asked(self, kinds: list[str], room: int, now: datetime) -> dict[str, Any]:
        return {
            "now": now,
            "no_lease_lasts_until": now + _NO_LEASE_LASTS,
            "kinds": kinds,
            "running": list(self._running),
            "free": room,
        }

    async def _handle(self, job: Job) -> None:
        # Whoever queued it is told first: its acknowledgement leaves before our work begins.
        await asyncio.sleep(0)
        try:
            await self._handler_of(job)(job)
        except LeaseLost:
            log.warning("a job was taken over by another runner", job_kind=job.kind, job_id=str(job.id))
        except Exception as trouble:
            log.warning("a job failed", job_kind=job.kind, job_id=str(job.id), attempt=job.attempt, exc_info=True)
            await self._put_back(job, trouble)
        finally:
            self._running.pop(job.id, None)
            if job.lane in self._followed or self._more_waits:
                self._followed.discard(job.lane)
                self._wake()

    def _handler_of(self, job: Job) -> Handler:
        kind = self._kinds[job.kind]
        if job.attempt <= kind.attempts:
            return kind.handler
        if kind.given_up is None:
            raise RunnerLost
        return kind.given_up

    async def _put_back(self, job: Job, trouble: Exception) -> None:
        dead = job.attempt >= self._kinds[job.kind].last_attempt
        pause_s = min(0.2 * 2**job.attempt, self._limits.longest_back_off_s) * random.uniform(0.5, 1.0)  # noqa: S311
        give_up_at = time.monotonic() + self._limits.lease_s
        while time.monotonic() < give_up_at:  # Without the database the lease runs out at last.
            with contextlib.suppress(Exception):
                await self._store_put_back(job, trouble, pause_s=pause_s, dead=dead)
                return
            await asyncio.sleep(_TRIES_AGAIN_AFTER_S)

    async def _store_put_back(self, job: Job, trouble: Exception, *, pause_s: float, dead: bool) -> None:
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
            # Who has locked a row ends the job or moves its time; to wait for one while holding others is a deadlock.
            mine = select(JobRow.id).where(JobRow.id.in_(list(self._running)), JobRow.lease_owner == self._owner)
            with contextlib.suppress(Exception):  # The next round tries again; meanwhile the lease may run out.
                async with self._database.transaction() as session:
                    await session.execute(
                        update(JobRow)
                        .where(JobRow.id.in_(mine.with_for_update(skip_locked=True)))
                        .values(lease_until=self._clock.now() + timedelta(seconds=self._limits.lease_s))
                    )
