"""Reading the lender's feed: what was decided there is told in the house, each event once.

One job reads a page after the cursor, outside every transaction. Then, in one transaction, what is new in it is
published, the cursor moves, and the job of the next page is queued. So an event is told exactly once, whatever fails
in between and however often the lender repeats it. The first time the feed is paged through to its end without
telling anything: the past is nobody's news.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.backoffice import queries
from qiao.backoffice.contract.catalogue import FEED
from qiao.backoffice.contract.happenings import Event, Feed, FeedQuery
from qiao.backoffice.events import LENDER_TOLD, subject_of
from qiao.backoffice.model import FeedRow
from qiao.backoffice.ports import BackOffice, BackOfficeAway, BackOfficeRefused, ContractBroken
from qiao.backoffice.rules import FACTS_OF_LOANS, befell, feed_pause, fresh
from qiao.foundation import events, jobs
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.foundation.jobs import AT_ONCE

log = structlog.get_logger(__name__)

FEED_JOB = "backoffice.feed"
_PAGE = 100  # What a page says of customers is kept in one transaction, and others wait for it: a quarter of a second.
Kept = Callable[[AsyncSession, Event, datetime], Awaitable[UUID | None]]
"""Keeps what an event says of a customer, in the transaction that moves the cursor; who she is in the house."""
Asked = Callable[[str, Mapping[str, Any]], Mapping[str, Any] | None]
"""Which facts of an event somebody in the house wants, by its type and all its facts; None: nobody wants the event."""


async def keeps_nothing(session: AsyncSession, event: Event, now: datetime) -> UUID | None:
    """Where nobody keeps anything of customers."""
    _ = (session, event, now)
    return None


async def begin_reading(session: AsyncSession, *, now: datetime) -> None:
    """Let the feed be read from now on; one job reads it, however many processes say so."""
    await jobs.ensure(session, kind=FEED_JOB, key=FEED_JOB, lane=FEED_JOB, due_at=now, payload={"failures": 0})


def feed_handler(
    database: Database, clock: Clock, lender: BackOffice, asked: Asked, kept: Kept = keeps_nothing
) -> jobs.Handler:
    """Reads one page. A lender that is away costs no try, but a pause that grows to a minute."""

    async def read_on(job: jobs.Job) -> None:
        async with database.reading() as session:
            stood = await queries.feed(session)
        after = stood.cursor if stood else 0
        try:
            page = await lender.read(FEED, query=FeedQuery(after=after, limit=_PAGE))
        except BackOfficeAway:
            await _later(job, clock)
            return
        except (BackOfficeRefused, ContractBroken) as trouble:
            log.error("the lender's feed cannot be read", trouble=trouble.code)  # noqa: TRY400  (its text is the lender's)
            await _later(job, clock)
            return
        async with job.transaction() as session:
            is_more = await _take(session, page, after=after, asked=asked, kept=kept, now=clock.now())
            await _queue(session, due_at=AT_ONCE if is_more else clock.now() + feed_pause(0), failures=0)

    return read_on


def put_off_handler(clock: Clock) -> jobs.Handler:
    """The feed is never given up: after many failures it is read again in a while."""

    async def put_off(job: jobs.Job) -> None:
        await _later(job, clock)

    return put_off


async def _take(session: AsyncSession, page: Feed, *, after: int, asked: Asked, kept: Kept, now: datetime) -> bool:
    """Keep and tell what is new and move the cursor, all or nothing. True where another page waits."""
    row = await queries.feed(session, lock=True)
    if (row.cursor if row else 0) != after:
        return True
    if row is None:
        row = FeedRow(name="lender", cursor=0, is_at_present=False, moved_at=now)
        session.add(row)
    new = fresh(page, after=after)
    for event in new:
        customer_id = await kept(session, event, now)
        if row.is_at_present:
            await _tell(session, event, asked, now=now)
            await _announce(session, event, customer_id, now=now)
    if page.next_after <= after:
        row.is_at_present = True
        await session.flush()
        return False
    row.cursor, row.moved_at = page.next_after, now
    await session.flush()
    return True


async def _tell(session: AsyncSession, event: Event, asked: Asked, *, now: datetime) -> None:
    facts = asked(event.type, event.facts) if event.resource_id is not None else None
    if facts is None or event.resource_id is None:
        return
    await events.publish(
        session,
        events.Event(
            type=LENDER_TOLD,
            actor="house",
            occurred_at=now,
            subject=subject_of(event.resource_id),
            payload={
                "number": event.number,
                "type": event.type,
                "resource": event.resource_id,
                "at": event.occurred_at.isoformat(),
                "facts": dict(facts),
            },
        ),
    )


async def _announce(session: AsyncSession, event: Event, customer_id: UUID | None, *, now: datetime) -> None:
    """What befell a loan at the lender, of its own accord, for whoever wants to know: once, also where the cursor was
    put back.
    """
    told = befell(event)
    if told is None or event.loan_id is None:
        return
    subject = f"loan:{event.loan_id}"
    if any(one.payload["number"] == event.number for one in await events.of_subject(session, subject)):
        return
    await events.publish(
        session,
        events.Event(
            type=told,
            actor="house",
            occurred_at=now,
            subject=subject,
            customer_id=customer_id,
            payload={
                "number": event.number,
                "loan": event.loan_id,
                "at": event.occurred_at.isoformat(),
                "facts": {name: event.facts[name] for name in FACTS_OF_LOANS & event.facts.keys()},
            },
        ),
    )


async def _later(job: jobs.Job, clock: Clock) -> None:
    failures = int(job.payload["failures"]) + 1
    async with job.transaction() as session:
        await _queue(session, due_at=clock.now() + feed_pause(failures), failures=failures)


async def _queue(session: AsyncSession, *, due_at: datetime, failures: int) -> None:
    await jobs.schedule(
        session, kind=FEED_JOB, key=FEED_JOB, lane=FEED_JOB, due_at=due_at, payload={"failures": failures}
    )
