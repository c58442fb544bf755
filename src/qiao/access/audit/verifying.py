"""Proving the trail: every record, every batch, every head, on one snapshot of the database and in bounded memory."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.audit import queries
from qiao.access.audit.chain_check import ChainCheck
from qiao.access.audit.encoding import State, TrailKeys, record_bytes
from qiao.access.audit.findings import Finding, Kind, Verification
from qiao.access.audit.head_check import HeadCheck
from qiao.access.audit.sealing import is_sound
from qiao.foundation.database import Database

Advance = Callable[[int], None]
"""Hears how many records were proven since it was last called."""


async def verify(
    database: Database, keys: TrailKeys, heads: Path, *, advance: Advance = lambda _: None
) -> Verification:
    """Prove the whole trail against the file of heads. What does not fit is in the findings; nothing is raised."""
    result = Verification()
    head_check = HeadCheck(heads, keys, result)
    async with database.reading() as session:
        if not database.is_sqlite:
            await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            # Without fresh statistics the planner would read and sort the whole table for every page.
            await session.execute(text("SET LOCAL enable_sort = off"))
        state = await _state(session, keys)
        await _check_chain(session, keys, state, result, advance)
        await head_check.run(session, state)
        await _check_tail(session, keys, result)
    if result.head is not None:
        result.after_head = max(0, (state.seq if state else result.records) - result.head.seq)
    return result


async def _state(session: AsyncSession, keys: TrailKeys) -> State | None:
    """Where the chain stands; None where the state is missing, or the house did not write it."""
    try:
        row = await queries.state_row(session)
    except ValueError:  # Something that is no moment stands where a moment should.
        return None
    return queries.state_of(row) if row is not None and is_sound(keys, row) else None


async def _check_chain(
    session: AsyncSession, keys: TrailKeys, state: State | None, result: Verification, advance: Advance
) -> None:
    check = ChainCheck(keys, result)
    batch_pages = queries.batch_pages(session)
    try:
        async for page in queries.sealed_pages(session):
            while check.known_until < page[-1][13] and (batches := await anext(batch_pages, None)) is not None:
                check.add_batches(batches)
            check.add_records(page)
            advance(len(page))
        async for batches in batch_pages:
            check.add_batches(batches)
    except (DBAPIError, ValueError) as trouble:
        # A text that is no UTF-8 any more, a page that is damaged: nothing behind it can be vouched for.
        said = f"the database cannot read record {result.records + 1} or what follows: {type(trouble).__name__}"
        result.findings.add(Finding(Kind.UNREADABLE, said, first=result.records + 1))
        return
    check.finish(state)


async def _check_tail(session: AsyncSession, keys: TrailKeys, result: Verification) -> None:
    async for raw, mac in queries.tail_records(session):
        result.tail += 1
        result.tail_first = min(result.tail_first or str(raw[1]), str(raw[1]))
        result.tail_last = max(result.tail_last or str(raw[1]), str(raw[1]))
        if mac != keys.record_mac(record_bytes(raw)):
            said = f"record {raw[0]} of {raw[1]}, not sealed yet, was edited or inserted by somebody else"
            result.findings.add(Finding(Kind.EDITED, said, record=str(raw[0])))
