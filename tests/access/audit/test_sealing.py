"""Every committed record is sealed exactly once, whoever seals, whenever a process dies, whatever the clock says."""

import asyncio
import contextlib
import sys
from contextvars import Context
from datetime import timedelta

import pytest
from sqlalchemy import update

from qiao.access import audit
from qiao.access.audit import sealing
from qiao.access.audit.heads import CommandHeads, read_heads
from tests.access.audit.conftest import BATCHES, RECORDS, STATE, Trail

pytestmark = pytest.mark.both_databases("each database settles what happens at once in its own way")


class _Died(Exception):
    pass


async def _seal_and_die(trail: Trail) -> None:
    async with trail.database.transaction() as session:
        assert await sealing.seal_some(session, trail.keys, now=trail.clock.now()) == 3
        raise _Died


async def test_a_crash_between_commit_and_seal_loses_nothing(trail: Trail) -> None:
    await trail.write(3)
    with contextlib.suppress(_Died):
        await _seal_and_die(trail)
    found = await trail.verify()
    assert (found.is_proven, found.tail, found.batches) == (True, 3, 0)

    successor = audit.Sealer(trail.database, trail.keys, trail.clock, [audit.FileHeads(trail.heads)])
    assert await successor.seal() == 3
    found = await trail.verify()
    assert (found.is_proven, found.tail, found.records) == (True, 0, 3)


async def test_a_head_that_was_written_before_a_crash_is_only_written_again(trail: Trail) -> None:
    await trail.sealed(2)
    before = await trail.rows(STATE)
    await trail.sealer.put_head()
    await trail.put(STATE, before)
    await trail.sealer.put_head()
    found = await trail.verify()
    assert (found.is_proven, found.heads) == (True, 2)


async def test_two_sealers_at_once_number_every_record_once(trail: Trail) -> None:
    other = audit.Sealer(trail.database, trail.keys, trail.clock, [audit.FileHeads(trail.heads)])

    async def write() -> None:
        for _ in range(12):
            await trail.write(2)

    async def seal(sealer: audit.Sealer) -> None:
        for _ in range(12):
            await sealer.seal()
            await asyncio.sleep(0)

    await asyncio.gather(write(), write(), seal(trail.sealer), seal(other))
    await trail.sealer.seal()
    assert [row["seq"] for row in await trail.numbered()] == list(range(1, 49))
    assert (await trail.verify()).is_proven


async def test_a_transaction_that_commits_late_is_sealed_late(trail: Trail) -> None:
    """Its record has a smaller id than those sealed before it."""
    if trail.database.is_sqlite:
        pytest.skip("SQLite has one writer: nothing commits out of order")
    async with trail.database.transaction() as session:
        late = await trail.record(session)
        # A task of its own has a transaction of its own.
        await asyncio.create_task(trail.sealed(2), context=Context())
        found = await trail.verify()
        assert (found.is_proven, found.records, found.tail) == (True, 2, 0)
    assert (await trail.verify()).tail == 1
    await trail.sealer.seal()
    assert [row["id"] for row in await trail.numbered()][-1] == late
    assert (await trail.verify()).is_proven


async def test_who_finds_another_sealing_leaves_it_to_him(trail: Trail) -> None:
    if trail.database.is_sqlite:
        pytest.skip("SQLite has one writer: it is the lock")
    await trail.write(2)

    async def seal() -> int:
        async with trail.database.transaction() as session:
            return await sealing.seal_some(session, trail.keys, now=trail.clock.now())

    async with trail.database.transaction() as session:
        assert await sealing.seal_some(session, trail.keys, now=trail.clock.now()) == 2
        assert await asyncio.create_task(seal(), context=Context()) == 0
    assert (await trail.verify()).is_proven


async def test_a_clock_that_steps_back_breaks_nothing(trail: Trail) -> None:
    await trail.sealed(2)
    trail.clock.set_wall(trail.clock.now() - timedelta(hours=2))
    await trail.sealed(2)
    await trail.sealer.put_head()
    trail.clock.set_wall(trail.clock.now() - timedelta(days=400))
    await trail.sealed(2)
    await trail.sealer.put_head()
    found = await trail.verify()
    assert (found.is_proven, found.records, found.head and found.head.batch) == (True, 6, 3)


async def test_more_than_a_batch_holds_makes_several(trail: Trail) -> None:
    await trail.write(sealing.MOST_IN_A_BATCH + 5)
    assert await trail.sealer.seal() == sealing.MOST_IN_A_BATCH + 5
    assert [row["count"] for row in await trail.rows(BATCHES)] == [sealing.MOST_IN_A_BATCH, 5]
    assert (await trail.verify()).is_proven


async def test_sealing_goes_on_beside_a_verification(trail: Trail) -> None:
    await trail.sealed(20)
    await trail.sealer.put_head()

    async def go_on() -> None:
        for _ in range(5):
            await trail.sealed(3)
            await trail.sealer.put_head()

    found, _ = await asyncio.gather(trail.verify(), go_on())
    assert found.findings.listed == []


async def test_the_server_seals_by_itself_and_writes_a_head_at_a_clean_stop(trail: Trail) -> None:
    trail.sealer.start()
    await trail.write(3)
    async with asyncio.timeout(20):
        while not await trail.rows(BATCHES):  # noqa: ASYNC110  (the database has no bell)
            await asyncio.sleep(0.05)
    await trail.write(2)
    await trail.sealer.stop()
    (line,) = read_heads(trail.heads, trail.keys.public_key)
    assert line.head is not None
    assert line.head.seq == 5
    assert trail.heads.stat().st_mode & 0o077 == 0
    found = await trail.verify()
    assert (found.is_proven, found.after_head, found.tail) == (True, 0, 0)


async def test_without_something_new_no_head_is_written(trail: Trail) -> None:
    assert await trail.sealer.put_head() is None
    await trail.sealed(1)
    assert await trail.sealer.put_head() is not None
    assert await trail.sealer.put_head() is None


async def test_a_second_keeper_is_given_every_head(trail: Trail) -> None:
    kept = trail.heads.with_name("kept.jsonl")
    keep = "import sys; open(sys.argv[1], 'a').write(sys.stdin.read())"
    sinks = [audit.FileHeads(trail.heads), CommandHeads([sys.executable, "-c", keep, str(kept)])]
    sealer = audit.Sealer(trail.database, trail.keys, trail.clock, sinks)
    await trail.sealed(2)
    await sealer.put_head()
    assert kept.read_bytes() == trail.heads.read_bytes()


@pytest.mark.parametrize("words", [["/no/such/command"], [sys.executable, "-c", "raise SystemExit(3)"]])
async def test_a_second_keeper_that_fails_does_not_stop_the_first(trail: Trail, words: list[str]) -> None:
    sealer = audit.Sealer(trail.database, trail.keys, trail.clock, [audit.FileHeads(trail.heads), CommandHeads(words)])
    await trail.sealed(2)
    assert await sealer.put_head() is not None
    assert (await trail.verify()).is_proven


async def test_a_head_that_cannot_be_written_is_not_taken_for_written(trail: Trail) -> None:
    trail.heads.parent.mkdir(parents=True, exist_ok=True)
    trail.heads.mkdir()
    await trail.sealed(2)
    with pytest.raises(audit.HeadsUnwritable):
        await trail.sealer.put_head()
    assert (await trail.rows(STATE))[0]["head_batch"] == 0


async def test_what_is_tampered_with_before_sealing_is_sealed_as_evidence(trail: Trail) -> None:
    (record,) = await trail.write(1)
    await trail.run(update(RECORDS).where(RECORDS.c.id == record).values(actor="staff:somebody else"))
    await trail.sealed(1)
    found = await trail.verify()
    assert found.findings.counts == {audit.Kind.EDITED: 1}
    assert found.records == 2
