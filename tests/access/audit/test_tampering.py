"""Whoever can write to the database but has no key is found, and what was done is named: on both databases."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from qiao.access import audit
from qiao.access.audit.encoding import BEFORE_ALL, State, TrailKeys, as_text, chained, leaf_of, record_bytes
from qiao.access.audit.merkle import root_of
from qiao.access.audit.model import AuditRecordRow
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyRing, read_key_ring
from tests.access.audit.conftest import BATCHES, RECORDS, STATE, Trail

Kind = audit.Kind
Tamper = Callable[[Trail], Awaitable[None]]


async def _edit(trail: Trail) -> None:
    row = (await trail.numbered())[4]
    await trail.run(update(RECORDS).where(RECORDS.c.id == row["id"]).values(reason="他说可以看"))


async def _delete(trail: Trail) -> None:
    row = (await trail.numbered())[4]
    await trail.run(delete(RECORDS).where(RECORDS.c.id == row["id"]))


async def _insert(trail: Trail) -> None:
    """A copy of a genuine record, under an id of its own and the next number."""
    row = (await trail.numbered())[-1]
    await trail.run(insert(RECORDS).values({**row, "id": new_id(), "seq": row["seq"] + 1}))


async def _swap(trail: Trail) -> None:
    """Two genuine records change their places, and take their seals with them or not."""
    one, two = (await trail.numbered())[1:3]
    await trail.run(
        update(RECORDS).where(RECORDS.c.id == one["id"]).values(seq=-1),
        update(RECORDS).where(RECORDS.c.id == two["id"]).values(seq=one["seq"], seal=one["seal"]),
        update(RECORDS).where(RECORDS.c.id == one["id"]).values(seq=two["seq"], seal=two["seal"]),
    )


async def _truncate(trail: Trail) -> None:
    """The last two batches and their records go, as if they had never been."""
    last = (await trail.rows(BATCHES))[-2]
    await trail.run(
        delete(RECORDS).where(RECORDS.c.seq >= last["first_seq"]),
        delete(BATCHES).where(BATCHES.c.number >= last["number"]),
    )


async def _truncate_records_alone(trail: Trail) -> None:
    row = (await trail.numbered())[-1]
    await trail.run(delete(RECORDS).where(RECORDS.c.id == row["id"]))


async def _rechain(trail: Trail) -> None:
    """A record goes, the rest is numbered and chained anew, correctly in everything that needs no key."""
    keys = TrailKeys(_foreign_ring(trail))
    rows = await trail.numbered()
    del rows[4]
    batches = await trail.rows(BATCHES)
    batches[1]["count"] -= 1
    chain, seq, left = BEFORE_ALL, 0, iter(rows)
    for batch in batches:
        batch["first_seq"], leaves = seq + 1, []
        for row in [next(left) for _ in range(batch["count"])]:
            seq += 1
            leaf = leaf_of(_content(row), seq)
            leaves.append(leaf)
            row |= {"seq": seq, "batch": batch["number"], "seal": keys.seal(leaf, batch["number"])}
        batch["root"] = root_of(leaves)
        chain = chained(
            chain,
            number=batch["number"],
            first_seq=batch["first_seq"],
            count=batch["count"],
            sealed_at=as_text(batch["sealed_at"]),
            root=batch["root"],
        )
        batch |= {"chain": chain, "mac": keys.batch_mac(chain)}
    state = (await trail.rows(STATE))[0]
    state |= {"seq": seq, "chain": chain}
    state["mac"] = keys.state_mac(State(state["batch"], seq, chain, state["head_batch"]))
    await trail.put_back({RECORDS: rows, BATCHES: batches, STATE: [state]})


def _content(row: dict[str, Any]) -> bytes:
    raw = {name: value.hex if name in {"id", "customer_id", "contact_id"} else value for name, value in row.items()}
    raw["at"] = as_text(row["at"])
    columns = [column.name for column in AuditRecordRow.__table__.columns][:12]
    return record_bytes(tuple(raw[name] for name in columns))


def _foreign_ring(trail: Trail) -> KeyRing:
    return read_key_ring(trail.heads.parent / "foreign.key", create=True)


OLD: dict[str, tuple[Tamper, Kind]] = {
    "edit": (_edit, Kind.EDITED),
    "delete": (_delete, Kind.DELETED),
    "insert": (_insert, Kind.INSERTED),
    "swap": (_swap, Kind.SWAPPED),
    "truncate": (_truncate, Kind.TRUNCATED),
    "truncate the records alone": (_truncate_records_alone, Kind.TRUNCATED),
    "re-chain without the key": (_rechain, Kind.RECHAINED),
}


@pytest.mark.parametrize("done", OLD)
async def test_tampering_under_a_head_is_found_and_named(trail: Trail, done: str) -> None:
    tamper, kind = OLD[done]
    await trail.sealed(3, 3, 3, 3)
    await trail.sealer.put_head()
    assert (await trail.verify()).is_proven

    await tamper(trail)

    assert kind in await trail.kinds()


ALONE = {"edit": Kind.EDITED, "delete": Kind.DELETED, "insert": Kind.INSERTED, "swap": Kind.SWAPPED}


@pytest.mark.parametrize("done", ALONE)
async def test_one_change_is_not_reported_as_many(trail: Trail, done: str) -> None:
    await trail.sealed(3, 3, 3, 3)
    await trail.sealer.put_head()
    await OLD[done][0](trail)
    found = await trail.verify()
    assert set(found.findings.counts) == {ALONE[done]}
    assert found.findings.count == (2 if done == "swap" else 1)
    (finding, *_) = found.findings.listed
    assert (finding.batch, finding.first) == {
        "edit": (2, 5),
        "delete": (None, 5),
        "insert": (4, 13),
        "swap": (1, 2),
    }[done]


async def test_an_old_backup_put_in_place_is_found_and_named(trail: Trail) -> None:
    await trail.sealed(3, 3)
    await trail.sealer.put_head()
    backup = await trail.snapshot()
    await trail.sealed(3)
    await trail.sealer.put_head()
    assert (await trail.verify()).is_proven

    await trail.put_back(backup)
    assert await trail.kinds() == {Kind.ROLLED_BACK}

    # The service goes on from there, with its key: the heads of the lost life still betray it.
    await trail.sealed(2, 2)
    await trail.sealer.put_head()
    assert await trail.kinds() == {Kind.ROLLED_BACK}


async def test_the_state_of_an_old_backup_hides_no_truncation(trail: Trail) -> None:
    await trail.sealed(3, 3)
    await trail.sealer.put_head()
    old_state = await trail.rows(STATE)
    await trail.sealed(3)
    await trail.put(STATE, old_state)
    assert Kind.BATCH_ALTERED in await trail.kinds()


@pytest.mark.parametrize("done", ["edit", "insert", "delete", "swap", "truncate", "re-chain without the key"])
async def test_sealed_records_younger_than_the_last_head_are_proven_by_their_seals(trail: Trail, done: str) -> None:
    tamper, kind = OLD[done]
    await trail.sealed(1)
    await trail.sealer.put_head()
    await trail.sealed(2, 3, 3, 3)
    found = await trail.verify()
    assert (found.is_proven, found.after_head) == (True, 11)
    await tamper(trail)
    assert kind in await trail.kinds()


async def test_an_edit_or_an_insert_before_sealing_is_found(trail: Trail) -> None:
    await trail.write(3)
    found = await trail.verify()
    assert (found.is_proven, found.tail, found.records) == (True, 3, 0)
    assert found.tail_first == found.tail_last == as_text(trail.clock.now())

    row = (await trail.rows(RECORDS))[1]
    await trail.run(update(RECORDS).where(RECORDS.c.id == row["id"]).values(purpose="complaint"))
    await trail.run(insert(RECORDS).values({**row, "id": new_id()}))
    found = await trail.verify()
    assert found.findings.counts == {Kind.EDITED: 2}
    assert row["id"].hex in {finding.record for finding in found.findings.listed}

    # Sealing them does not wash them clean.
    await trail.sealer.seal()
    assert (await trail.verify()).findings.counts == {Kind.EDITED: 2}


async def test_nothing_is_sealed_onto_a_chain_that_was_cut(trail: Trail) -> None:
    await trail.sealed(3, 3, 3)
    await _truncate(trail)
    await trail.write(2)
    with pytest.raises(audit.TrailBroken):
        await trail.sealer.seal()
    assert Kind.TRUNCATED in await trail.kinds()


async def test_a_chain_wiped_out_altogether_is_betrayed_by_the_heads(trail: Trail) -> None:
    empty = await trail.snapshot()
    await trail.sealed(3)
    await trail.sealer.put_head()
    await trail.put_back(empty)
    assert await trail.kinds() == {Kind.ROLLED_BACK}


async def test_a_changed_line_of_the_heads_is_named(trail: Trail) -> None:
    await trail.sealed(3)
    await trail.sealer.put_head()
    await trail.sealed(3)
    await trail.sealer.put_head()
    first, second = trail.heads.read_text().splitlines()
    trail.heads.write_text(f"{json.dumps({**json.loads(first), 'seq': 2})}\n{second}\n")
    assert await trail.kinds() == {Kind.HEAD_ALTERED}
    trail.heads.write_text(f"{first}\n")
    assert await trail.kinds() == {Kind.HEADS_CUT}
    trail.heads.unlink()
    assert await trail.kinds() == {Kind.HEADS_CUT}


async def test_a_line_that_a_crash_cut_off_is_no_tampering(trail: Trail) -> None:
    await trail.sealed(3)
    await trail.sealer.put_head()
    with trail.heads.open("a") as file:
        file.write('{"v":1,"kind":"hea')
    await trail.sealed(3)
    await trail.sealer.put_head()
    found = await trail.verify()
    assert (found.is_proven, found.torn_heads, found.heads) == (True, 1, 2)
