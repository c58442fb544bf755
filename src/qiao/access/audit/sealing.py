"""Putting committed records into batches, and the batches into a chain: one sealer at a time, over all processes.

The sealer works on committed rows alone and takes them in whatever order they became visible; so a transaction that
commits late is sealed late, never missed. It never goes on from a chain that does not fit: that would bury the traces.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import String, Table, bindparam, insert, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.audit import queries
from qiao.access.audit.encoding import RawRecord, State, TrailKeys, as_text, chained, leaf_of, record_bytes
from qiao.access.audit.merkle import root_of
from qiao.access.audit.model import AuditBatchRow, AuditRecordRow, AuditStateRow
from qiao.foundation.errors import Conflict

MOST_IN_A_BATCH = 1_000
_NEW_STATE_MAC = b""
_records = cast("Table", AuditRecordRow.__table__)
_GIVEN = {"seq": bindparam("to_seq"), "batch": bindparam("to_batch"), "seal": bindparam("to_seal")}
_NUMBER = update(_records).where(_records.c.id == bindparam("record")).values(_GIVEN)
# SQLite keeps ids as text. As text they are addressed, because an id that was tampered with is sealed like any other.
_NUMBER_BY_TEXT = update(_records).where(type_coerce(_records.c.id, String) == bindparam("record")).values(_GIVEN)


class TrailBroken(Conflict):
    """The chain in the database is not where it was left; nothing is sealed onto it. Run `qiao audit verify`."""


def is_sound(keys: TrailKeys, row: AuditStateRow) -> bool:
    """Whether the state is one that the house wrote."""
    if row.mac == _NEW_STATE_MAC:
        return queries.state_of(row) == State()
    return row.mac == keys.state_mac(queries.state_of(row))


def write_state(keys: TrailKeys, row: AuditStateRow, state: State) -> None:
    row.batch, row.seq, row.chain, row.head_batch = state.batch, state.seq, state.chain, state.head_batch
    row.verified_at, row.verified_batch, row.findings = state.verified_at, state.verified_batch, state.findings
    row.mac = keys.state_mac(state)


async def seal_some(session: AsyncSession, keys: TrailKeys, *, now: datetime, limit: int = MOST_IN_A_BATCH) -> int:
    """Seal up to `limit` committed records into one batch; returns how many. 0 also when another process seals.

    Raises TrailBroken.
    """
    row = await queries.lock_state(session, wait=False)
    if row is None:
        if await queries.state_row(session) is None:
            raise TrailBroken(state="missing")
        return 0
    state = await _sound_state(session, keys, row)
    records = await queries.unsealed(session, limit=limit)
    if not records:
        return 0
    number, first_seq = state.batch + 1, state.seq + 1
    leaves = [leaf_of(record_bytes(record), first_seq + place) for place, record in enumerate(records)]
    sealed_at = as_text(now)
    root = root_of(leaves)
    chain = chained(state.chain, number=number, first_seq=first_seq, count=len(records), sealed_at=sealed_at, root=root)
    await _number(session, keys, records, leaves, first_seq=first_seq, batch=number)
    await session.execute(
        insert(AuditBatchRow),
        {
            "number": number,
            "first_seq": first_seq,
            "count": len(records),
            "sealed_at": now,
            "root": root,
            "chain": chain,
            "mac": keys.batch_mac(chain),
        },
    )
    write_state(keys, row, replace(state, batch=number, seq=first_seq + len(records) - 1, chain=chain))
    await session.flush()
    return len(records)


async def _sound_state(session: AsyncSession, keys: TrailKeys, row: AuditStateRow) -> State:
    """Raises TrailBroken."""
    if not is_sound(keys, row):
        raise TrailBroken(state="altered")
    state = queries.state_of(row)
    last = await queries.last_batch(session)
    found = (last.number, last.chain) if last else (0, State().chain)
    if found != (state.batch, state.chain):
        raise TrailBroken(batch=state.batch, found=found[0])
    return state


async def _number(
    session: AsyncSession,
    keys: TrailKeys,
    records: Sequence[RawRecord],
    leaves: Sequence[bytes],
    *,
    first_seq: int,
    batch: int,
) -> None:
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    connection = await session.connection()
    await connection.execute(
        _NUMBER_BY_TEXT if on_sqlite else _NUMBER,
        [
            {
                "record": record[0] if on_sqlite else UUID(str(record[0])),
                "to_seq": first_seq + place,
                "to_batch": batch,
                "to_seal": keys.seal(leaf, batch),
            }
            for place, (record, leaf) in enumerate(zip(records, leaves, strict=True))
        ],
    )


async def note_head(session: AsyncSession, keys: TrailKeys, batch: int) -> None:
    """Remember in the database up to where heads outside vouch. Raises TrailBroken."""
    await _note(session, keys, head_batch=batch)


async def note_verification(
    session: AsyncSession, keys: TrailKeys, *, batch: int, findings: int, now: datetime
) -> None:
    """Remember how the last verification ended. Raises TrailBroken."""
    await _note(session, keys, verified_at=now, verified_batch=batch, findings=findings)


async def _note(session: AsyncSession, keys: TrailKeys, **changes: Any) -> None:  # noqa: ANN401  (fields of `State`)
    row = await queries.lock_state(session, wait=True)
    if row is None or not is_sound(keys, row):
        raise TrailBroken(state="altered" if row else "missing")
    write_state(keys, row, replace(queries.state_of(row), **changes))
    await session.flush()
