"""Wishes not to be called that were kept in a table of their own move with the migration, and back."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, LargeBinary, String, Uuid, column, insert, table, text

from qiao import customers, migrations
from qiao.foundation.database import Moment
from qiao.foundation.ids import new_id
from tests.conftest import NOON, TestHouse

_NUMBER = "13800000000"
_STOPS = table(
    "call_stops",
    column("id", Uuid()),
    column("customer_id", Uuid()),
    column("request_id", Uuid()),
    column("phone_index", String()),
    column("phone", LargeBinary()),
    column("key_id", Uuid()),
    column("since", Moment()),
    column("ended_at", Moment()),
)


def _to(revision: str, *, up: bool) -> Any:
    def move(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.attributes["connection"] = connection
        (command.upgrade if up else command.downgrade)(config, revision)

    return move


async def _move(house: TestHouse, revision: str, *, up: bool) -> None:
    async with house.database.engine.begin() as connection:
        await connection.run_sync(_to(revision, up=up))


@pytest.mark.parametrize("is_over", [False, True])
async def test_a_wish_keeps_its_number_its_moment_and_its_end(house: TestHouse, is_over: bool) -> None:  # noqa: FBT001
    ring = house.house.parts.ring
    live = await house.visitor()
    wish, request = new_id(), new_id()
    async with house.database.transaction() as session:
        key = await customers.data_key(session, ring, live.customer_id, now=NOON)
        sealed = ring.seal(key, _NUMBER.encode(), bound_to=f"call_stops.phone:{wish}")
    await _move(house, "0017", up=False)
    row = {
        "id": wish,
        "customer_id": live.customer_id,
        "request_id": request,
        "phone_index": ring.blind_index("call_stops.phone", _NUMBER),
        "phone": sealed,
        "key_id": key,
        "since": NOON,
        "ended_at": NOON + timedelta(days=1) if is_over else None,
    }
    async with house.database.transaction() as session:
        await session.execute(insert(_STOPS), row)
    await _move(house, "head", up=True)
    async with house.database.reading() as session:
        for moment, stands in ((NOON, True), (NOON + timedelta(days=2), not is_over)):
            assert await customers.is_stopped(session, ring, _NUMBER, moment) is stands
            assert await customers.wants_no_calls(session, live.customer_id, moment) is stands
        held = await customers.CustomersHolder(ring).export(session, live.customer_id)
    assert held["standing_changes"][0]["about"] == _NUMBER
    await _move(house, "0017", up=False)
    async with house.database.reading() as session:
        back = (await session.execute(text("SELECT phone FROM call_stops"))).all()
    assert [one.phone for one in back] == ([] if is_over else [sealed])
    await _move(house, "head", up=True)
