"""What of a person's request takes long: collecting everything about her, and erasing her."""

import asyncio
from uuid import UUID

from sqlalchemy import update

from qiao.access.rights import actions, copies, queries
from qiao.access.rights.model import RightsRequestRow, RightsState, RightsType
from qiao.access.rights.ports import Holders
from qiao.foundation import jobs
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.foundation.keys import KeyRing

ATTEMPTS = 5
"""Somebody waits for it: whoever started it learns soon that it does not work, and may try again."""


def run_handler(holders: Holders, ring: KeyRing, database: Database, clock: Clock) -> jobs.Handler:
    """Does what `actions.start` queued."""

    async def run(job: jobs.Job) -> None:
        request_id = UUID(job.payload["request"])
        async with database.reading() as session:
            row = await queries.request(session, request_id)
        if row is None or row.state != RightsState.WORKING:
            async with job.transaction():
                return
        await (copy if row.type == RightsType.COPY else erase)(job, row)

    async def copy(job: jobs.Job, row: RightsRequestRow) -> None:
        async def told(done: int) -> None:
            async with database.transaction() as session:
                progress = {"done": done, "of": len(holders.all)}
                working = (RightsRequestRow.id == row.id, RightsRequestRow.state == RightsState.WORKING)
                await session.execute(update(RightsRequestRow).where(*working).values(progress=progress))

        async with database.reading() as session:
            held = await actions.collect(session, holders, row.customer_id, told=told)
        content = await asyncio.to_thread(copies.packed, held)
        now, by = clock.now(), row.started_by or "house"
        async with job.transaction() as session:
            await actions.close_copy(session, row.id, held, by=by, now=now)
            await copies.keep(session, ring, row, content, now=now)

    async def erase(job: jobs.Job, row: RightsRequestRow) -> None:
        async with job.transaction() as session:
            try:
                await actions.erase(session, holders, row.id, by=row.started_by or "house", now=clock.now())
            except actions.ErasureHeld as held:
                # Placed since it was started; nothing was erased yet.
                await actions.stop(session, row.id, {"held": held.params["reasons"]})

    return run


async def fail(job: jobs.Job) -> None:
    """It failed too often: the request waits again, and says so."""
    async with job.transaction() as session:
        await actions.stop(session, UUID(job.payload["request"]), {"failed": True})


def expire_handler() -> jobs.Handler:
    """The time in which a copy can be fetched is over."""

    async def expire(job: jobs.Job) -> None:
        async with job.transaction() as session:
            await copies.throw_away(session, UUID(job.payload["request"]))

    return expire
