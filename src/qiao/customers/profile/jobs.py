"""What moves profiles: what happens in the house, what the lender tells, and the passing of days."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers import queries as people
from qiao.customers.lifecycle import Follow, Told, day_of
from qiao.customers.lifecycle.jobs import next_day
from qiao.customers.model import CustomerKind
from qiao.customers.profile import queries
from qiao.customers.profile.book import ProfileBook
from qiao.customers.profile.settling import settle
from qiao.foundation import events, jobs
from qiao.foundation.clock import Clock
from qiao.foundation.jobs import AT_ONCE

DAY_JOB = "profile.day"
_AT_ONCE = 200

Meaning = Callable[[events.Event], tuple[str, Mapping[str, object]] | None]
"""An event of the house as the pack's own type and its facts; None where it says nothing of a customer."""


def follow_of(book: ProfileBook) -> Follow:
    """Follows what the lender tells of a customer, in the transaction that takes it in."""

    async def follow(
        session: AsyncSession, customer_id: UUID, told: Sequence[Told], *, is_news: bool, now: datetime
    ) -> None:
        await settle(session, book, customer_id, told=told, is_news=is_news, now=now)

    return follow


def hear_handler(book: ProfileBook, clock: Clock, meaning: Meaning) -> jobs.Handler:
    """Something happened in the house, or what she allows is another. Of visitors and the erased nothing is kept."""

    async def hear(job: jobs.Job) -> None:
        async with job.transaction() as session:
            known = job.at_hand
            event = (
                known
                if isinstance(known, events.Event)
                else await events.read_event(session, UUID(job.payload["event"]))
            )
            if event.customer_id is not None:
                await _hear(session, book, event, event.customer_id, meaning(event), now=clock.now())

    return hear


async def _hear(
    session: AsyncSession,
    book: ProfileBook,
    event: events.Event,
    customer_id: UUID,
    meant: tuple[str, Mapping[str, object]] | None,
    *,
    now: datetime,
) -> None:
    row = await people.lock(session, customer_id)
    if row.kind == CustomerKind.VISITOR or row.key_id is None:
        return
    told: list[Told] = []
    if meant is not None and meant[0] in book.shapes:
        type_, facts = meant
        facts = {name: facts[name] for name in book.shapes[type_].facts if name in facts}
        told.append(queries.as_told(event.id, type_, event.occurred_at, facts))
        if not await queries.log(session, customer_id, event.id, told[0]):
            return
    await settle(session, book, customer_id, told=told, now=now)


async def begin_days(session: AsyncSession, *, now: datetime) -> None:
    """Let the days pass from now on; one job does it, however many processes say so."""
    await jobs.ensure(session, kind=DAY_JOB, key=DAY_JOB, lane=DAY_JOB, due_at=now, payload={})


def day_handler(book: ProfileBook, clock: Clock) -> jobs.Handler:
    """Settles those whose day has come, some at a time; nobody else is looked at."""

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


async def _queue(session: AsyncSession, *, due_at: datetime) -> None:
    await jobs.schedule(session, kind=DAY_JOB, key=DAY_JOB, lane=DAY_JOB, due_at=due_at, payload={})
