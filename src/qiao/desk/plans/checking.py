"""A plan tried on simulated days: a long job that tells how far it is, goes on after a restart, and can be ended."""

import asyncio
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.access import Staff
from qiao.desk.plans import queries
from qiao.desk.plans.asked import assumed_in
from qiao.desk.plans.histories import record
from qiao.desk.plans.model import CheckState, PlanCheckRow
from qiao.foundation import jobs
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database, rows_changed
from qiao.foundation.errors import NotFound, TooMany
from qiao.foundation.ids import new_id

CHECK_JOB = "desk.plan_check"
CHECK_ATTEMPTS = 3
"""Somebody waits for it: she learns soon that it does not work."""
_LANE = "planning"
_MOST_RUNNING = 5
_CALLS_A_STEP = 10_000
_NICE = 10


class CheckNotFound(NotFound):
    """There is no such trial, or it is over."""


class TooManyChecks(TooMany):
    """Other plans are tried as well; wait until one of them is through, or end it."""


async def start(
    session: AsyncSession, trial: dict[str, Any], days: int, *, on: date, by: Staff, now: datetime
) -> PlanCheckRow:
    """Raises TooManyChecks."""
    if await queries.running_checks(session) >= _MOST_RUNNING:
        raise TooManyChecks(most=_MOST_RUNNING)
    row = PlanCheckRow(
        id=new_id(),
        on_date=on,
        trial=trial,
        days=days,
        lived=[],
        state=CheckState.RUNNING,
        asked_by=by.id,
        asked_at=now,
    )
    session.add(row)
    await session.flush()
    await record(session, {"check": str(row.id), "on": on.isoformat(), "days": days}, by=by, now=now)
    await jobs.schedule(
        session, kind=CHECK_JOB, key=str(row.id), lane=_LANE, due_at=jobs.AT_ONCE, payload={"check": str(row.id)}
    )
    return row


async def cancel(session: AsyncSession, check_id: UUID, *, by: Staff, now: datetime) -> None:
    """What is under way ends after the days in hand. Raises CheckNotFound."""
    if not await _end(session, check_id, CheckState.CANCELLED, now=now):
        raise CheckNotFound
    await record(session, {"check": str(check_id), "cancelled": "yes"}, by=by, now=now)


def check_handler(database: Database, clock: Clock) -> jobs.Handler:
    """Lives through the days of one trial, a few at a time, in a process of its own that stands back for others."""

    async def run(job: jobs.Job) -> None:
        check_id = UUID(job.payload["check"])
        async with database.reading() as session:
            row = await queries.check(session, check_id)
        if row is not None and row.state == CheckState.RUNNING:
            await _live(database, check_id, row.trial, row.days, list(row.lived))
        async with job.transaction() as session:
            await _end(session, check_id, CheckState.DONE, now=clock.now())

    return run


def failed_handler(clock: Clock) -> jobs.Handler:
    """It failed too often, and says so."""

    async def fail(job: jobs.Job) -> None:
        async with job.transaction() as session:
            await _end(session, UUID(job.payload["check"]), CheckState.FAILED, now=clock.now())

    return fail


async def _live(database: Database, check_id: UUID, trial: dict[str, Any], days: int, lived: list[Any]) -> None:
    """Until all days are there or somebody has ended it."""
    step = max(1, int(_CALLS_A_STEP // sum(trial["calls"])))
    afresh = multiprocessing.get_context("spawn")  # A fork would inherit locks, and threads that hold them.
    with ProcessPoolExecutor(1, mp_context=afresh, initializer=os.nice, initargs=(_NICE,)) as beside:
        while len(lived) < days:
            work = (beside, live_days, trial, min(step, days - len(lived)), len(lived))
            lived += await asyncio.get_running_loop().run_in_executor(*work)
            async with database.transaction() as session:
                if not await _change(session, check_id, lived=lived):
                    return


def live_days(trial: dict[str, Any], days: int, seed: int) -> list[tuple[float, float]]:
    """Of so many days the shares answered, and answered in time. The same seed gives the same days."""
    assumed = assumed_in(trial)
    return assumed.lived(assumed.demand(trial["calls"]), trial["on_duty"], days, seed=seed)


async def _end(session: AsyncSession, check_id: UUID, state: CheckState, *, now: datetime) -> bool:
    return await _change(session, check_id, state=state, ended_at=now)


async def _change(session: AsyncSession, check_id: UUID, **values: object) -> bool:
    """False where it does not run any more."""
    running = (PlanCheckRow.id == check_id, PlanCheckRow.state == CheckState.RUNNING)
    changed = await session.execute(update(PlanCheckRow).where(*running).values(**values))
    return rows_changed(changed) > 0


async def check_wire(session: AsyncSession, row: PlanCheckRow) -> dict[str, Any]:
    """The protocol's `PlanCheck`."""
    answered, in_time, within_s, sure = row.trial["targets"]
    names = await access.staff_names(session, [row.asked_by])
    return {
        "id": str(row.id),
        "on": row.on_date.isoformat(),
        "state": row.state,
        "by": names.get(row.asked_by),
        "at": row.asked_at.isoformat(),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        "which": row.trial["which"],
        "hours": sum(row.trial["on_duty"]) / 2,
        "days": row.days,
        "done": len(row.lived),
        "targets": {"answered": answered, "in_time": in_time, "within_s": within_s, "sure": sure},
        "kept": {
            "answered": sum(one >= answered for one, _ in row.lived),
            "in_time": sum(one >= in_time for _, one in row.lived),
            "both": sum(one >= answered and other >= in_time for one, other in row.lived),
        },
        "answered": sorted(round(one, 4) for one, _ in row.lived),
    }
