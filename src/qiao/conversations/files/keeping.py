"""Bytes go when nothing names them any more: at once after an erasure, within a day after everything else."""

import asyncio
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.conversations.files import queries
from qiao.conversations.files.cabinet import Cabinet
from qiao.conversations.model import ReceivedFileRow
from qiao.foundation import jobs
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database, rows_changed
from qiao.foundation.files import FileId, FileNotFound
from qiao.foundation.ids import new_id

SWEEP_JOB = "files.sweep"
REMOVE_JOB = "files.remove"
_EVERY = timedelta(hours=24)
_UNSENT_FOR = timedelta(hours=24)
# Bytes lie on the disk a moment before their row is written.
_UNNAMED_FOR = timedelta(hours=1)
_BATCH = 500


async def sweep_at(session: AsyncSession, due_at: datetime) -> None:
    """Queue the sweep, or move its time."""
    await jobs.ensure(session, kind=SWEEP_JOB, key=SWEEP_JOB, lane=SWEEP_JOB, due_at=due_at, payload={})


async def forget_files(session: AsyncSession, customer_id: UUID) -> int:
    """Remove every file of a customer; the bytes follow this transaction. Returns how many there were."""
    stored = sorted({row.stored_id for row in await queries.of_customer(session, customer_id)})
    gone = await session.execute(delete(ReceivedFileRow).where(ReceivedFileRow.customer_id == customer_id))
    if stored:
        await jobs.schedule(
            session,
            kind=REMOVE_JOB,
            key=new_id().hex,
            lane=f"{REMOVE_JOB}:{customer_id.hex}",
            due_at=jobs.AT_ONCE,
            payload={"stored": stored},
        )
    return rows_changed(gone)


def remove_handler(cabinet: Cabinet, database: Database) -> jobs.Handler:
    """Takes the bytes of what was erased from the disk; done twice is done once."""

    async def remove(job: jobs.Job) -> None:
        await _remove_unnamed(cabinet, database, job.payload["stored"])
        async with job.transaction():
            return

    return remove


def sweep_handler(cabinet: Cabinet, database: Database, clock: Clock) -> jobs.Handler:
    """At the start and once a day: what was uploaded and never sent goes, and bytes that no row names any more."""

    async def sweep(job: jobs.Job) -> None:
        now = clock.now()
        async with database.transaction() as session:
            await session.execute(
                delete(ReceivedFileRow).where(
                    ReceivedFileRow.message_id.is_(None),
                    ReceivedFileRow.case_id.is_(None),
                    ReceivedFileRow.received_at < now - _UNSENT_FOR,
                )
            )
        lying = cabinet.store.put_before(now - _UNNAMED_FOR)
        while batch := await asyncio.to_thread(_next, lying):
            await _remove_unnamed(cabinet, database, batch)
        await asyncio.to_thread(cabinet.store.discard_unfinished, now=now, older_than=_UNNAMED_FOR)
        async with job.transaction() as session:
            await sweep_at(session, now + _EVERY)

    return sweep


def _next(lying: Iterator[FileId]) -> Sequence[FileId]:
    return list(islice(lying, _BATCH))


async def _remove_unnamed(cabinet: Cabinet, database: Database, stored: Collection[str]) -> None:
    async with database.reading() as session:
        named = await queries.named(session, stored) | await cabinet.named_elsewhere(session, stored)
    await asyncio.to_thread(_delete, cabinet, [FileId(one) for one in stored if one not in named])


def _delete(cabinet: Cabinet, stored: Iterable[FileId]) -> None:
    for one in stored:
        with suppress(FileNotFound):  # An earlier try of this job may have removed it.
            cabinet.store.delete(one)
