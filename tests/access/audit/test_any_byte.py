"""Any interleaving of records and seals verifies, and any change of any value in it is found and located."""

import contextlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, update

from qiao.access import audit
from tests.access.audit.conftest import BATCHES, RECORDS, STATE, Trail

_STEP = st.sampled_from(["write one", "write three", "seal", "head", "clock back", "rolled back transaction"])


async def _take(trail: Trail, step: str) -> None:
    match step:
        case "write one":
            await trail.write(1)
        case "write three":
            await trail.write(3)
        case "seal":
            await trail.sealer.seal()
        case "head":
            await trail.sealer.put_head()
        case "clock back":
            trail.clock.set_wall(trail.clock.now() - timedelta(hours=1))
        case _:
            with contextlib.suppress(_ActFailed):
                await _record_and_fail(trail)


class _ActFailed(Exception):
    pass


async def _record_and_fail(trail: Trail) -> None:
    async with trail.database.transaction() as session:
        await trail.record(session)
        raise _ActFailed


def changed(value: Any, at: int) -> Any:
    """The value with one of its bytes, or the smallest part of it, different."""
    match value:
        case str():
            place = at % len(value)
            return value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :]
        case bytes():
            place = at % len(value)
            return value[:place] + bytes([value[place] ^ (1 << at % 8)]) + value[place + 1 :]
        case UUID():
            return UUID(int=value.int ^ (1 << at % 128))
        case datetime():
            return value + timedelta(microseconds=1)
        case int():
            return value + 1
        case _:
            return None


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_STEP, min_size=1, max_size=10), picks=st.tuples(*[st.integers(0, 1000)] * 3))
async def test_any_interleaving_verifies_and_any_change_is_found(
    trail: Trail, steps: list[str], picks: tuple[int, int, int]
) -> None:
    for step in steps:
        await _take(trail, step)
    found = await trail.verify()
    assert found.findings.listed == []
    rows = await trail.rows(RECORDS)
    assert found.records + found.tail == len(rows)
    if not rows:
        return
    of_row, of_column, of_byte = picks
    row = rows[of_row % len(rows)]
    filled = [name for name, value in row.items() if value is not None]
    column = filled[of_column % len(filled)]
    different = changed(row[column], of_byte)
    if column == "seq" and different in {other["seq"] for other in rows}:
        different = -different
    await _change(trail, RECORDS, row, {column: different})

    found = await trail.verify()

    assert found.findings.count > 0
    places = {finding.record for finding in found.findings.listed} | {
        finding.first for finding in found.findings.listed
    }
    named = different.hex if column == "id" else row["id"].hex
    assert named in places
    await _change(trail, RECORDS, {**row, column: different}, {column: row[column]})
    assert (await trail.verify()).is_proven


async def _change(trail: Trail, of: Table, row: dict[str, Any], values: dict[str, Any]) -> None:
    keys = [column == row[column.name] for column in of.primary_key.columns]
    await trail.run(update(of).where(*keys).values(values))


async def test_any_change_of_a_batch_or_of_the_state_is_found_and_located(trail: Trail) -> None:
    await trail.sealed(2, 3, 2)
    await trail.sealer.put_head()
    for of in (BATCHES, STATE):
        for row in await trail.rows(of):
            for column, value in row.items():
                different = changed(value, 5)
                if different is None:
                    continue
                if (of, column) == (BATCHES, "number"):
                    different += 10
                await _change(trail, of, row, {column: different})
                found = await trail.verify()
                assert found.findings.count > 0, (of.name, column)
                if of is BATCHES:
                    assert row["number"] in {one.batch for one in found.findings.listed}, (
                        column,
                        found.findings.listed,
                    )
                else:
                    assert "the state" in " ".join(one.said for one in found.findings.listed)
                await _change(trail, of, {**row, column: different}, {column: value})
                assert (await trail.verify()).is_proven


async def test_a_value_that_the_database_cannot_read_is_found_and_does_not_stop_the_verifier(trail: Trail) -> None:
    await trail.sealed(2, 2)
    row = (await trail.numbered())[2]
    if trail.database.is_sqlite:
        async with trail.database.engine.begin() as connection:
            await connection.exec_driver_sql(
                "UPDATE audit_records SET reason = CAST(x'ff' AS TEXT) WHERE seq = ?", (row["seq"],)
            )
    else:
        await trail.run(update(RECORDS).where(RECORDS.c.id == row["id"]).values(reason="\x7f"))
    found = await trail.verify()
    assert set(found.findings.counts) <= {audit.Kind.UNREADABLE, audit.Kind.EDITED}
    assert found.findings.count == 1
