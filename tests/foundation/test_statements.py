"""Statements that go past SQLAlchemy mean the same, and fail the same, on both databases."""

import sys

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from qiao.foundation.database import before_commit
from qiao.foundation.ids import new_id
from qiao.foundation.jobs import AT_ONCE, JobRow
from qiao.foundation.statements import RAW, Statement, store
from tests.conftest import TestHouse

pytestmark = pytest.mark.both_databases("each database is spoken to in a language of its own")

_BY_KEY = Statement(
    select(JobRow.id, JobRow.due_at, JobRow.payload, JobRow.lease_until).where(JobRow.key == bindparam("wanted"))
)
_RENAME = Statement(update(JobRow).where(JobRow.key == bindparam("old")).values(key=bindparam("new")))


def _row(key: str) -> dict[str, object]:
    return {
        "id": new_id(),
        "kind": "k",
        "key": key,
        "lane": "l",
        "due_at": AT_ONCE,
        "payload": {"words": ["你好", None]},
        "state": "pending",
        "attempt": 0,
    }


async def test_values_come_back_as_they_went_in(house: TestHouse) -> None:
    row = _row("one")
    async with house.database.transaction() as session:
        await store(session, JobRow, **row)
        inside = await _BY_KEY.first(session, wanted="one")
    async with house.database.reading() as session:
        outside = await _BY_KEY.first(session, wanted="one")
    assert inside == outside == (row["id"], AT_ONCE, {"words": ["你好", None]}, None)


async def test_what_the_session_holds_back_is_written_first(house: TestHouse) -> None:
    async with house.database.transaction() as session:
        session.add(JobRow(**_row("held")))
        assert await _BY_KEY.first(session, wanted="held") is not None


async def test_a_change_tells_how_many_rows_it_concerned(house: TestHouse) -> None:
    async with house.database.transaction() as session:
        await store(session, JobRow, **_row("old"))
        assert await _RENAME.run(session, old="old", new="new") == 1
        assert await _RENAME.run(session, old="old", new="new") == 0


async def test_a_refused_statement_undoes_its_own_transaction_alone(house: TestHouse) -> None:
    async with house.database.transaction() as session:
        await store(session, JobRow, **_row("taken"))

    async def take_it_again() -> None:
        async with house.database.transaction() as session:
            await store(session, JobRow, **_row("gone"))
            await store(session, JobRow, **_row("taken"))

    with pytest.raises(IntegrityError) as refused:
        await take_it_again()
    assert "你好" not in str(refused.value)
    async with house.database.reading() as session:
        assert await _BY_KEY.first(session, wanted="gone") is None
        assert await _BY_KEY.first(session, wanted="taken") is not None


async def test_work_at_the_end_is_part_of_the_transaction(house: TestHouse) -> None:
    async with house.database.transaction() as session:
        before_commit(session, lambda: store(session, JobRow, **_row("last")))
    async with house.database.reading() as session:
        assert await _BY_KEY.first(session, wanted="last") is not None


async def test_no_statement_of_a_turn_goes_through_what_grows(house: TestHouse) -> None:
    """Neither a table nor everything in one state: what waits grows with every customer."""
    if not house.database.is_sqlite:
        pytest.skip("PostgreSQL plans by how many rows there are")
    ours = [module for name, module in sys.modules.items() if name.startswith("qiao.")]
    statements = {one for module in ours for one in vars(module).values() if isinstance(one, Statement)}
    assert len(statements) > 5
    for statement in statements:
        compiled = statement.compile()
        if compiled.text.startswith("INSERT"):
            continue
        async with house.database.transaction() as session:
            raw = session.info[RAW]
            plan = raw.execute(f"EXPLAIN QUERY PLAN {compiled.text}", [None] * len(compiled.values)).fetchall()
        for *_, step in plan:
            assert "(state=?)" not in step, compiled.text
            # What a subquery found by an index may be gone through: it does not grow with the house.
            is_small = step == "SCAN CONSTANT ROW" or step.startswith(("SCAN (subquery", "SCAN anon_"))
            assert not step.startswith("SCAN") or is_small, compiled.text


def test_a_default_in_python_has_to_be_given() -> None:
    with pytest.raises(TypeError, match="defaults"):
        Statement(insert(JobRow.__table__), columns=["id", "kind"]).compile()  # pyright: ignore[reportArgumentType]
