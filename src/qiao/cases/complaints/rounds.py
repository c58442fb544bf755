"""Every running complaint is looked at once in a while, whatever its own next moment says.

What a clock asks for comes by a job of its own, which a house that was down finds due when it starts. But calendars and
terms change between the releases of a pack, and a job may have been set aside. So a round goes through them a few at a
time, with pauses: thousands of complaints looked at together would stand before the answers to customers.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.cases.complaints import reading
from qiao.cases.complaints.writing import look_at
from qiao.foundation import jobs
from qiao.foundation.clock import Clock

ROUND_JOB: Final = "cases.round"
_AT_A_TIME = 10
_PAUSE = timedelta(seconds=1)
_ROUND_EVERY = timedelta(days=1)


async def look_at_all(session: AsyncSession, *, now: datetime) -> None:
    """Begin a round, or go on with the one that was begun before the house went down."""
    await jobs.ensure(session, kind=ROUND_JOB, key=ROUND_JOB, lane=ROUND_JOB, due_at=now, payload={"after": None})


def round_handler(clock: Clock) -> Callable[[jobs.Job], Awaitable[None]]:
    """The next few complaints are looked at, or the round is over and the next one is a day away."""

    async def go_on(job: jobs.Job) -> None:
        after = job.payload["after"]
        async with job.transaction() as session:
            some = await reading.running(session, after=UUID(after) if after else None, most=_AT_A_TIME)
            for complaint_id in some:
                await look_at(session, complaint_id, at=jobs.AT_ONCE)
            is_over = len(some) < _AT_A_TIME
            await jobs.schedule(
                session,
                kind=ROUND_JOB,
                key=ROUND_JOB,
                lane=ROUND_JOB,
                due_at=clock.now() + (_ROUND_EVERY if is_over else _PAUSE),
                payload={"after": None if is_over else str(some[-1])},
            )

    return go_on
