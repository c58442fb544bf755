"""F3: PostgreSQL is away for some seconds. Nobody is told "stored" who was not; afterwards all is as before."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator

import httpx
import pytest
from sqlalchemy.engine import make_url

from tests.faults.conftest import StartServer
from tests.faults.people import Client, arrive, new_client_id

pytestmark = pytest.mark.slow

AWAY_S = 3.0
FULL_SERVICE_WITHIN_S = 15.0


class Cable:
    """A TCP proxy that can be cut and mended: the shared server behind it never notices."""

    def __init__(self, host: str, port: int) -> None:
        self._behind = (host, port)
        self._writers: set[asyncio.StreamWriter] = set()
        self._is_cut = False
        self.port = 0

    @contextlib.asynccontextmanager
    async def laid(self) -> AsyncGenerator["Cable"]:
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            self.cut()
            server.close()
            await server.wait_closed()

    def cut(self) -> None:
        self._is_cut = True
        for writer in tuple(self._writers):
            writer.transport.abort()

    def mend(self) -> None:
        self._is_cut = False

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection(*self._behind)
        self._writers |= {writer, far_writer}
        await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
        self._writers -= {writer, far_writer}


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await source.read(65_536):
            sink.write(chunk)
            await sink.drain()
    sink.transport.abort()


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
