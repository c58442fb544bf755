"""The passing of days: at 00:05 in Beijing whoever stands elsewhere by the new day is moved, found by an index.

Nobody else is looked at. A job moves a few hundred customers in one transaction and queues the next; when nobody is
left it is due at the beginning of the next day. A house that was down moves at its start whomever it missed.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers import queries as people
from qiao.customers.lifecycle import queries
from qiao.customers.lifecycle.book import LifecycleBook
from qiao.customers.lifecycle.machine import begin_of, day_of
from qiao.customers.lifecycle.settling import settle
from qiao.foundation import jobs
from qiao.foundation.clock import Clock
from qiao.foundation.jobs import AT_ONCE

DAY_JOB = "lifecycle.day"
_AT_ONCE = 200


async def begin_days(session: AsyncSession, *, now: datetime) -> None:
    """Let the days pass from now on; one job does it, however many processes say so."""
    await jobs.ensure(session, kind=DAY_JOB, key=DAY_JOB, lane=DAY_JOB, due_at=now, payload={})


def day_handler(book: LifecycleBook, clock: Clock) -> jobs.Handler:
    """Moves those whose day has come, some at a time."""

    async def pass_day(job: jobs.Job) -> None:
        now = clock.now()
        async with job.transaction() as session:
            due = await queries.due(session, day_of(now), limit=_AT_ONCE)
            for customer_id in sorted(due):
                await people.lock(session, customer_id)
                await settle(session, book, customer_id, now=now)
            await _queue(session, due_at=AT_ONCE if len(due) == _AT_ONCE else next_day(now))

    return pass_day


def put_off_handler(clock: Clock) -> jobs.Handler:
    """The days are never given up: after many failures they are looked at again in a while."""

    async def put_off(job: jobs.Job) -> None:
        async with job.transaction() as session:
            await _queue(session, due_at=clock.now() + timedelta(minutes=5))

    return put_off


def next_day(now: datetime) -> datetime:
    """When the next day of the house begins."""
    return begin_of(day_of(now) + timedelta(days=1))


async def _queue(session: AsyncSession, *, due_at: datetime) -> None:
    await jobs.schedule(session, kind=DAY_JOB, key=DAY_JOB, lane=DAY_JOB, due_at=due_at, payload={})
