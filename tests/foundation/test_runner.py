"""Jobs that begin as soon as they are durable, and those that have to wait for their lane."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.foundation import jobs
from qiao.foundation.bus import LocalBus
from qiao.foundation.clock import SystemClock
from qiao.foundation.database import Database
from qiao.foundation.events import Outlet, Subscriptions
from qiao.foundation.jobs import AT_ONCE, Job, JobRow, LeaseLost
from qiao.foundation.runner import Runner, RunnerLimits
from tests.conftest import TestHouse

pytestmark = pytest.mark.both_databases("each database claims jobs in a way of its own")

_SECONDS_AT_MOST = 5


class Work:
    """A runner on the house's database with one kind of job, held back until it is let go."""

    def __init__(self, database: Database, limits: RunnerLimits) -> None:
        self.database = database
        self.runner = Runner(database, SystemClock(), limits=limits)
        self.runner.register("work", self._do)
        self.done: list[tuple[str, int, object]] = []
        self.let_go = asyncio.Event()
        self.begun = 0
        database.session_info["outlet"] = Outlet(Subscriptions(), LocalBus(), self.runner)

    async def _do(self, job: Job) -> None:
        self.begun += 1
        await self.let_go.wait()
        async with job.transaction():
            pass
        self.done.append((job.key, job.attempt, job.at_hand))

    async def queue(self, key: str, *, lane: str, at_hand: object = None) -> None:
        async with self.database.transaction() as session:
            await jobs.schedule(session, kind="work", key=key, lane=lane, due_at=AT_ONCE, payload={}, at_hand=at_hand)

    async def leases(self) -> dict[str, str | None]:
        async with self.database.reading() as session:
            rows = await session.execute(select(JobRow.key, JobRow.lease_owner))
            return {row[0]: row[1] for row in rows}

    async def until_done(self, count: int) -> None:
        async with asyncio.timeout(_SECONDS_AT_MOST):
            while len(self.done) < count:  # noqa: ASYNC110  (handlers tell nobody)
                await asyncio.sleep(0.01)


@pytest.fixture
async def work(house: TestHouse) -> AsyncGenerator[Work]:
    # Without a look of its own accord within the test: what is done was begun or woken.
    work = Work(house.database, RunnerLimits(slots=2, idle_s=3600))
    await work.runner.start()
    await asyncio.sleep(0.05)
    yield work
    work.let_go.set()
    await work.runner.stop()


async def test_a_job_is_leased_where_it_is_queued_and_finds_what_was_at_hand(work: Work) -> None:
    at_hand = object()
    await work.queue("first", lane="a", at_hand=at_hand)
    assert set((await work.leases()).values()) != {None}
    work.let_go.set()
    await work.until_done(1)
    assert work.done == [("first", 1, at_hand)]
    assert await work.leases() == {}


async def test_a_lane_is_kept_in_order_and_the_next_follows_at_once(work: Work) -> None:
    await work.queue("first", lane="a")
    await work.queue("second", lane="a")
    assert (await work.leases())["second"] is None
    work.let_go.set()
    await work.until_done(2)
    assert [key for key, _, _ in work.done] == ["first", "second"]


async def test_what_finds_no_free_slot_is_done_when_one_is_free(work: Work) -> None:
    for key in "abcde":
        await work.queue(key, lane=key)
    await asyncio.sleep(0.05)
    assert work.begun == 2
    work.let_go.set()
    await work.until_done(5)
    assert sorted(key for key, _, _ in work.done) == list("abcde")


async def test_nothing_begins_when_the_transaction_is_undone(work: Work) -> None:
    async def fail() -> None:
        async with work.database.transaction() as session:
            await jobs.schedule(session, kind="work", key="gone", lane="a", due_at=AT_ONCE, payload={})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    await asyncio.sleep(0.05)
    assert (work.begun, await work.leases()) == (0, {})


async def test_a_runner_that_lost_its_lease_keeps_nothing(work: Work, caplog: pytest.LogCaptureFixture) -> None:
    await work.queue("first", lane="a")
    async with work.database.transaction() as session:
        await session.execute(update(JobRow).values(lease_owner="another"))
    work.let_go.set()
    await asyncio.sleep(0.1)
    assert work.done == []
    assert await work.leases() == {"first": "another"}
    assert LeaseLost.__name__ not in caplog.text  # It is foreseen, and told in one sentence.


async def test_leases_are_kept_beside_a_row_that_somebody_holds(house: TestHouse) -> None:
    """To wait for one row while holding others is how two transactions come to wait for each other."""
    if house.database.is_sqlite:
        pytest.skip("SQLite has one writer, who holds everything")
    work = Work(house.database, RunnerLimits(slots=2, idle_s=3600, lease_s=0.3))
    await work.runner.start()
    await asyncio.sleep(0.05)
    await work.queue("held", lane="a")
    await work.queue("free", lane="b")
    until = select(JobRow.lease_until).where(JobRow.key == "free")
    async with house.database.reading() as session:
        before = await session.scalar(until)
    async with house.database.transaction() as holding:
        await holding.execute(select(JobRow).where(JobRow.key == "held").with_for_update())
        async with asyncio.timeout(_SECONDS_AT_MOST):
            after = before
            while after == before:
                await asyncio.sleep(0.05)
                async with house.database.reading() as session:
                    after = await session.scalar(until)
    work.let_go.set()
    await work.until_done(2)
    await work.runner.stop()


async def test_a_stopped_runner_leaves_the_job_to_the_next(house: TestHouse) -> None:
    work = Work(house.database, RunnerLimits(idle_s=3600))
    work.let_go.set()
    await work.runner.start()
    await work.runner.stop()
    await work.queue("later", lane="a")
    assert await work.leases() == {"later": None}
    again: Any = Work(house.database, RunnerLimits(idle_s=3600))
    again.let_go.set()
    await again.runner.drain()
    assert [key for key, _, _ in again.done] == ["later"]


async def test_the_bell_does_not_keep_a_runner_from_stopping(house: TestHouse) -> None:
    runner = Runner(house.database, SystemClock(), limits=RunnerLimits(idle_s=3600))
    await runner.start()
    await asyncio.sleep(0.05)
    runner.follow("a")
    async with asyncio.timeout(_SECONDS_AT_MOST):
        await runner.stop()


async def test_a_kind_with_slots_of_its_own_takes_none_from_the_rest(work: Work) -> None:
    slow, begun = asyncio.Event(), 0

    async def wait_for_others(job: Job) -> None:
        nonlocal begun
        begun += 1
        await slow.wait()
        async with job.transaction():
            pass

    work.runner.register("slow", wait_for_others, at_most=1)
    async with work.database.transaction() as session:
        for key in "xyz":
            await jobs.schedule(session, kind="slow", key=key, lane=key, due_at=AT_ONCE, payload={})
    async with asyncio.timeout(_SECONDS_AT_MOST):
        while not begun:  # noqa: ASYNC110  (what is waited for is a number)
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    assert begun == 1
    work.let_go.set()
    for key in "abc":
        await work.queue(key, lane=key)
    await work.until_done(3)
    assert begun == 1
    slow.set()
    async with asyncio.timeout(_SECONDS_AT_MOST):
        while await work.leases():  # noqa: ASYNC110  (handlers tell nobody)
            await asyncio.sleep(0.01)
    assert begun == 3


@pytest.mark.parametrize(("gives_up", "attempts"), [(True, None), (True, 1), (False, None)])
async def test_what_fails_as_often_as_it_may_is_given_up_or_set_aside(
    house: TestHouse, *, gives_up: bool, attempts: int | None
) -> None:
    tried: list[str] = []

    async def fail(_: Job) -> None:
        tried.append("did")
        raise ZeroDivisionError

    async def give_up(job: Job) -> None:
        tried.append("gave up")
        async with job.transaction():
            pass

    runner = Runner(house.database, house.clock, limits=RunnerLimits(attempts=3))
    runner.register("work", fail, given_up=give_up if gives_up else None, attempts=attempts)
    async with house.database.transaction() as session:
        await jobs.schedule(session, kind="work", key="a", lane="a", due_at=AT_ONCE, payload={})
    for _ in range(6):
        await runner.drain()
        house.clock.advance(timedelta(minutes=10))
    async with house.database.reading() as session:
        states = list(await session.scalars(select(JobRow.state).where(JobRow.kind == "work")))
    assert tried == ["did"] * (attempts or 3) + ["gave up"] * gives_up
    assert states == ([] if gives_up else [jobs.DEAD])


async def test_what_failed_while_the_database_was_away_is_put_back_as_soon_as_it_answers(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, refusals = work.database.transaction, iter(range(2))

    def away() -> contextlib.AbstractAsyncContextManager[AsyncSession]:
        if next(refusals, None) is not None:
            raise OperationalError("BEGIN", None, OSError())
        return whole()

    async def fails(_: Job) -> None:
        monkeypatch.setattr(work.database, "transaction", away)
        raise OperationalError("SELECT 1", None, OSError())

    work.runner.register("work", fails)
    await work.queue("first", lane="a")
    async with asyncio.timeout(_SECONDS_AT_MOST):  # Its lease alone would last longer.
        while (await work.leases())["first"] is not None:  # noqa: ASYNC110  (a row tells nobody)
            await asyncio.sleep(0.01)

    assert next(refusals, None) is None
