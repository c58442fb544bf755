"""F4: the disk is full. New words are refused clearly, old ones can be read, and with room all goes on."""

import asyncio
import contextlib
import resource
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import SQLAlchemyError

from qiao.conversations.model import MessageRow
from qiao.foundation.inline_sqlite import InlineConnection
from qiao.foundation.settings import Settings
from tests.conftest import TestHouse
from tests.faults.conftest import StartServer
from tests.faults.people import arrive, new_client_id

pytestmark = [pytest.mark.slow, pytest.mark.both_databases("each database fails in a way of its own")]

NO_LIMIT = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
TOGETHER = 8


async def test_a_full_disk_refuses_new_words_and_heals_by_itself(serving: StartServer, tmp_path: Path) -> None:
    async with serving() as server:
        customer = await arrive(server.url)
        async with customer.connected(), httpx.AsyncClient(base_url=server.url, timeout=30) as http:
            await customer.ask("怎么还款")
            # No file of the server may grow any more: what a write then meets is what a full disk gives.
            size = (tmp_path / "qiao.db-wal").stat().st_size
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
            acknowledged: list[dict[str, Any]] = []
            client_id = new_client_id()
            # The log is written again from its beginning after a checkpoint, so some may still fit.
            while (answer := await customer.send("利息怎么算", client_id=client_id))["type"] == "ack":
                acknowledged.append(answer)
                client_id = new_client_id()
            refused_session = await http.post("/api/v1/web/sessions", json={})
            history = await http.get("/api/v1/web/history", headers={"Authorization": f"Bearer {customer.token}"})
            alive = await http.get("/healthz")
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, NO_LIMIT)
            async with asyncio.timeout(10):
                stored = answer
                while stored["type"] != "ack":
                    await asyncio.sleep(0.2)
                    stored = await customer.send("利息怎么算", client_id=client_id)
                await customer.answer_to(stored["message"])
        assert answer["error"] == "NotStored"
        assert (refused_session.status_code, refused_session.json()["error"]) == (503, "DatabaseAway")
        assert history.status_code == alive.status_code == httpx.codes.OK
        assert customer.is_whole
        kept = {entry["message"]["id"] for entry in customer.entries.values() if entry["kind"] == "message"}
        assert {ack["message"] for ack in acknowledged} <= kept
        server.kill()
        with contextlib.closing(sqlite3.connect(tmp_path / "qiao.db")) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.fixture
def limited(settings: Settings) -> list[InlineConnection]:
    """The connections of the house's database, as they are opened."""
    if settings.database_url is not None:
        pytest.skip("about SQLite's shared commit")
    return []


async def test_those_who_share_a_commit_with_one_that_filled_the_disk_are_not_told_stored(
    limited: list[InlineConnection], settings: Settings, house: TestHouse
) -> None:
    """SQLite throws away the whole transaction when it runs out of room inside one; so must the group commit."""
    del settings
    database = house.database

    def opened(connection: Any, _record: object) -> None:
        limited.append(connection.driver_connection)

    event.listen(database.engine.sync_engine, "connect", opened)
    customers = [await house.visitor() for _ in range(TOGETHER)]
    await database.close()
    await database.connect()
    pages = limited[0].raw.execute("PRAGMA page_count").fetchone()[0]
    limited[0].raw.execute(f"PRAGMA max_page_count={pages + 3}")

    outcomes: list[Any] = []
    for turn in range(12):
        outcomes += await asyncio.gather(
            *(house.receive(live, f"{'很长的话' * 200} {'一二三四五六七八九十甲乙'[turn]}") for live in customers),
            return_exceptions=True,
        )
    limited[0].raw.execute("PRAGMA max_page_count=1000000")
    stored_later = await house.receive(customers[0], "现在有地方了")

    told = {said.id for said in outcomes if not isinstance(said, BaseException)} | {stored_later.id}
    async with database.reading() as session:
        kept = set(await session.scalars(select(MessageRow.id)))
    assert told == kept
    troubles = [trouble for trouble in outcomes if isinstance(trouble, BaseException)]
    assert troubles
    assert {type(trouble) for trouble in troubles if not isinstance(trouble, SQLAlchemyError)} <= {OSError}
    for live in customers:
        numbers = [entry["seq"] for entry in await house.entries(live)]
        assert numbers == list(range(1, len(numbers) + 1))
