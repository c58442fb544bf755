"""PostgreSQL goes and comes back; what readings may do there. SQLite is never away."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from qiao.foundation.database import Database
from qiao.foundation.settings import DatabaseSettings
from tests.faults.cable import Cable


class _Line:
    """A database at the end of a cable."""

    def __init__(self, database: Database, cable: Cable) -> None:
        self.database = database
        self.cable = cable

    async def number(self) -> int:
        async with self.database.reading() as session:
            return (await session.execute(select(func.pg_backend_pid()))).scalar_one()


@pytest.fixture
async def line(database_url: str | None) -> AsyncGenerator[_Line]:
    if database_url is None:
        pytest.skip("SQLite is never away")
    url = make_url(database_url)
    async with Cable(url.host or "127.0.0.1", url.port or 5432).laid() as cable:
        through = url.set(host="127.0.0.1", port=cable.port).render_as_string(hide_password=False)
        database = Database(DatabaseSettings(url=through))
        await database.connect()
        try:
            yield _Line(database, cable)
        finally:
            await database.close()


async def test_while_it_is_away_one_knocks_for_all(line: _Line) -> None:
    await line.number()
    line.cable.cut()
    before = line.cable.knocks
    troubles = await asyncio.gather(*(line.number() for _ in range(50)), return_exceptions=True)
    was_away = line.database.is_away
    knocks = line.cable.knocks - before
    line.cable.mend()
    await asyncio.sleep(0.25)
    await line.number()

    assert all(isinstance(one, OperationalError) for one in troubles)
    assert was_away
    assert knocks <= 2 * line.database.settings.pool_size, "and no more than there are connections"
    assert not line.database.is_away


async def test_a_connection_that_the_server_closed_is_replaced_unnoticed(line: _Line) -> None:
    number = await line.number()
    async with line.database.transaction() as session:
        await session.execute(select(func.pg_terminate_backend(number)))
    await asyncio.sleep(0.1)

    assert await line.number() != number


async def test_readings_one_after_another_share_a_connection(line: _Line) -> None:
    assert len({await line.number() for _ in range(5)}) == 1


async def test_a_crowd_of_readers_leaves_room_for_who_writes(line: _Line) -> None:
    async with contextlib.AsyncExitStack() as crowd:
        for _ in range(line.database.settings.pool_size):
            reader = await crowd.enter_async_context(line.database.reading())
            await reader.execute(text("SELECT 1"))
        async with asyncio.timeout(5), line.database.transaction() as session:
            assert (await session.execute(text("SELECT 1"))).scalar_one() == 1
