"""F3: PostgreSQL is away for some seconds. Nobody is told "stored" who was not; afterwards all is as before."""

import asyncio
import contextlib

import httpx
import pytest
from sqlalchemy.engine import make_url

from tests.faults.cable import Cable
from tests.faults.conftest import StartServer
from tests.faults.people import Client, arrive, new_client_id

pytestmark = [pytest.mark.slow, pytest.mark.both_databases("each database fails in a way of its own")]

AWAY_S = 3.0
KNOCKS_PER_S = 5
FULL_SERVICE_WITHIN_S = 15.0


async def test_a_database_that_is_away_loses_and_doubles_nothing(
    serving: StartServer, database_url: str | None
) -> None:
    if database_url is None:
        pytest.skip("SQLite is never away; a full disk is F4")
    url = make_url(database_url)
    async with Cable(url.host or "127.0.0.1", url.port or 5432).laid() as cable:
        through = url.set(host="127.0.0.1", port=cable.port).render_as_string(hide_password=False)
        async with serving(database_url=through) as server:
            customers = [await arrive(server.url) for _ in range(4)]
            async with contextlib.AsyncExitStack() as sockets:
                for customer in customers:
                    await sockets.enter_async_context(customer.connected())
                    await customer.ask("怎么还款")
                cable.cut()
                unsent = [new_client_id() for _ in customers]
                async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
                    refusals = await asyncio.gather(*map(_refused, customers, unsent))
                    ready = await http.get("/readyz")
                    session = await http.post("/api/v1/web/sessions", json={})
                await asyncio.sleep(AWAY_S)
                cable.mend()
                async with asyncio.timeout(FULL_SERVICE_WITHIN_S):
                    await asyncio.gather(*map(_sent_after_all, customers, unsent))

    assert {refusal["error"] for refusal in refusals} == {"NotStored"}
    assert ready.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert (session.status_code, session.json()["error"]) == (503, "DatabaseAway")
    for customer in customers:
        assert customer.said("customer") == ["怎么还款", "利息怎么算"]
        assert len(customer.said("bot")) == 2
        assert customer.is_whole


async def test_whoever_comes_while_it_is_away_is_greeted_when_it_is_back(
    serving: StartServer, database_url: str | None
) -> None:
    if database_url is None:
        pytest.skip("SQLite is never away; a full disk is F4")
    url = make_url(database_url)
    async with Cable(url.host or "127.0.0.1", url.port or 5432).laid() as cable:
        through = url.set(host="127.0.0.1", port=cable.port).render_as_string(hide_password=False)
        async with serving(database_url=through) as server:
            customers = [await arrive(server.url) for _ in range(24)]
            cable.cut()
            before = cable.knocks
            async with contextlib.AsyncExitStack() as sockets:
                coming = asyncio.gather(*(sockets.enter_async_context(one.connected()) for one in customers))
                await asyncio.sleep(AWAY_S)
                knocks, were_greeted = cable.knocks - before, coming.done()
                cable.mend()
                async with asyncio.timeout(FULL_SERVICE_WITHIN_S):
                    await coming
                    answers = [await one.ask("怎么还款") for one in customers[:3]]

    assert not were_greeted
    assert knocks < len(customers) + AWAY_S * KNOCKS_PER_S
    assert all(answers)


async def _refused(customer: Client, client_id: str) -> dict[str, str]:
    return await customer.send("利息怎么算", client_id=client_id)


async def _sent_after_all(customer: Client, client_id: str) -> None:
    """As a client does it: the same key again until it is stored, and twice for good measure."""
    while (answer := await customer.send("利息怎么算", client_id=client_id))["type"] != "ack":
        assert answer["error"] == "NotStored"
        await asyncio.sleep(0.3)
    again = await customer.send("利息怎么算", client_id=client_id)
    assert (again["message"], again["seq"]) == (answer["message"], answer["seq"])
    await customer.answer_to(answer["message"])
