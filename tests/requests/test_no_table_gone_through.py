"""What every customer brings about stays as quick with ten million conversations: no statement goes through a table."""

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from qiao.conversations import OwnerKind
from qiao.foundation import statements
from qiao.foundation.database import Base
from tests.backoffice.conftest import Teller
from tests.conftest import TestHouse
from tests.requests.serving import filled, house, signed_in, teller
from tests.requests.test_acceptance import to_the_card

__all__ = ["filled", "house", "teller"]

# As long as there are people at work, work to do, or machines that are told; not with the customers there have been.
DO_NOT_GROW_WITH_CUSTOMERS = {
    *(
        "access_state",
        "audit_state",
        "jobs",
        "presences",
        "shift_exceptions",
        "shifts",
        "staff",
        "staff_posts",
        "teams",
    ),
    *("webhook_targets", "participants", "work_items"),
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, house: TestHouse) -> Iterator[set[str]]:
    """Every statement that the house gives to its embedded database."""
    found: set[str] = set()
    given: Any = statements._run  # pyright: ignore[reportPrivateUsage]

    def run(raw: sqlite3.Connection, compiled: Any, values: dict[str, object]) -> sqlite3.Cursor:
        found.add(compiled.text)
        return given(raw, compiled, values)

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.add(statement)

    monkeypatch.setattr(statements, "_run", run)
    engines = {one.sync_engine for one in (house.database.engine, house.database._reading_engine)}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield found
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


async def test_a_request_and_a_hand_over_go_through_no_table(house: TestHouse, teller: Teller, asked: set[str]) -> None:
    if not house.database.is_sqlite:
        pytest.skip("how a statement is carried out is asked of the embedded database")
    loan = teller.running()
    person = await to_the_card(await signed_in(house, teller, loan.customer_id), loan)
    await person.presses_id(person.button("yes:")["id"])
    await person.says("转人工")
    assert (await house.state(person.live)).owner.kind is OwnerKind.NOBODY
    assert len(asked) > 50
    assert {one: tables for one in asked if (tables := _gone_through(house, one))} == {}


def _gone_through(house: TestHouse, statement: str) -> set[str]:
    if statement.split(maxsplit=1)[0] not in {"SELECT", "UPDATE", "DELETE", "WITH"}:
        return set()
    with sqlite3.connect(house.settings.data / "qiao.db") as database:
        values = [None] * statement.count("?")
        plan = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    tables = {found[1] for step in plan if (found := re.match(r"SCAN (\w+)", step))}
    return (tables & set(Base.metadata.tables)) - DO_NOT_GROW_WITH_CUSTOMERS
