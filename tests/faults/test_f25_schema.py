"""F25, in part: this code on a database that a newer version has expanded, and beside a process that still runs."""

import contextlib
from collections.abc import Generator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from qiao import migrations
from tests.conftest import TestHouse
from tests.faults.conftest import BENT, StartServer
from tests.faults.people import Client, arrive, new_client_id
from tests.kills.campaign import stored_conversations
from tests.kills.server import Server

pytestmark = [pytest.mark.slow, pytest.mark.both_databases("each database changes its schema in a way of its own")]

EXPANDED = (
    "ALTER TABLE messages ADD COLUMN mood VARCHAR(16)",
    "ALTER TABLE conversations ADD COLUMN brand VARCHAR(16) DEFAULT 'qiao'",
    "CREATE TABLE moods (id INTEGER PRIMARY KEY, name VARCHAR(16) NOT NULL)",
    "UPDATE alembic_version SET version_num = '9999'",
)


@contextlib.contextmanager
def opened(folder: Path, database_url: str | None) -> Generator[Engine]:
    engine = create_engine(database_url or f"sqlite:///{folder / 'qiao.db'}")
    try:
        yield engine
    finally:
        engine.dispose()


async def test_a_newer_schema_is_used_as_it_is_also_one_version_back(
    serving: StartServer, tmp_path: Path, database_url: str | None
) -> None:
    """An upgrade expands the database while this code runs; this code then starts again on it: the way back."""
    async with serving(database_url=database_url) as server:
        customer = await arrive(server.url)
        with opened(tmp_path, database_url) as engine:
            async with customer.connected():
                await customer.ask("怎么还款")
                with engine.begin() as connection:
                    for statement in EXPANDED:
                        connection.execute(text(statement))
                await customer.ask("利息怎么算")
            server.stop()
            await server.start()
            async with customer.connected():
                await customer.ask("谢谢")
            with engine.connect() as connection:
                revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
            stored = next(one for one in stored_conversations(engine) if one.id == customer.conversation)

    assert revision == "9999"
    assert customer.said("customer") == ["怎么还款", "利息怎么算", "谢谢"]
    assert len(customer.said("bot")) == 3
    assert [customer.entries[seq] for seq in range(1, stored.seq + 1)] == list(stored.entries)


async def test_an_older_schema_is_refused_until_it_is_migrated(house: TestHouse) -> None:
    async with house.database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '0000'"))

    with pytest.raises(migrations.SchemaMissing):
        await migrations.check(house.database)


async def test_two_versions_serve_one_database(serving: StartServer, tmp_path: Path, database_url: str | None) -> None:
    """While an upgrade rolls out: customers of either process are answered once, and read the same."""
    if database_url is None:
        pytest.skip("the embedded database has one process")
    async with serving(database_url=database_url) as old:
        second = tmp_path / "second"
        second.mkdir()
        with contextlib.suppress(FileExistsError):
            (second / "models").symlink_to(tmp_path / "models")
            (second / "keys").symlink_to(tmp_path / "keys")
        new = Server(second, database_url=database_url, launcher=BENT)
        try:
            await new.start()
            here, there = await arrive(old.url), await arrive(new.url)
            key = new_client_id()
            for customer in (here, there):
                await _talk(customer)
            moved = Client(new.url, here.token, here.conversation, dict(here.entries))
            async with here.connected():
                first = await here.send("我要换一台", client_id=key)
            old.kill()
            async with moved.connected():
                again = await moved.send("我要换一台", client_id=key)
                await _eventually_answered(moved, first["message"])
        finally:
            new.kill()

    assert (first["message"], first["seq"]) == (again["message"], again["seq"])
    assert moved.is_whole
    assert len(moved.said("bot")) == len(moved.said("customer")) == 3


async def _talk(customer: Client) -> None:
    for words in ("怎么还款", "利息怎么算"):
        async with customer.connected():
            ack = await customer.send(words)
            await _eventually_answered(customer, ack["message"])


async def _eventually_answered(customer: Client, message: str) -> None:
    """Another process may have answered; a client that goes on where it was sees it at the latest then."""
    for _attempt in range(20):
        with contextlib.suppress(TimeoutError):
            await customer.answer_to(message, within_s=1)
            return
        async with Client(customer.url, customer.token, customer.conversation, customer.entries).connected():
            pass
    raise AssertionError("nobody answered")
