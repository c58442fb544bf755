"""F16: who opens too much, reads too slowly or says nothing costs a bounded amount, and only herself."""

import asyncio
import contextlib
from typing import Any, cast

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from qiao.channels.web import socket as customer_socket
from qiao.foundation.sockets import Outgoing
from tests.access.signin.test_sessions import served
from tests.conftest import Web
from tests.faults.conftest import StartServer
from tests.faults.people import arrive, socket_url


class _Stuck:
    """A reader who has stopped reading: what was begun to be sent to her is never done."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.closed = asyncio.Event()

    async def send_text(self, text: str) -> None:
        self.begun.append(text)
        if "bye" not in text:
            await asyncio.Event().wait()

    async def close(self, code: int) -> None:
        assert code == 1013
        self.closed.set()


@pytest.mark.parametrize(("size", "most"), [(10, 514), (100_000, 12)])
async def test_a_slow_reader_is_let_go_and_holds_a_bounded_amount(size: int, most: int) -> None:
    """Besides the one frame that is under way to her."""
    reader = _Stuck()
    outgoing = Outgoing(cast("Any", reader))
    put = 0
    while not outgoing.closed:
        outgoing.put({"text": "x" * size})
        put += 1
        await asyncio.sleep(0)
        assert put <= most
    outgoing.put({"text": "x" * size})
    async with asyncio.timeout(5):
        await reader.closed.wait()
    assert reader.begun[-1] == '{"type":"bye","error":"SlowReader"}'
    assert len(reader.begun) == 2


async def test_more_sockets_than_a_process_may_hold_are_refused_and_the_others_are_served(serving: StartServer) -> None:
    async with serving(QIAO_MAX_SOCKETS="10") as server:
        people = [await arrive(server.url) for _ in range(11)]
        async with contextlib.AsyncExitStack() as stack:
            for one in people[:10]:
                await stack.enter_async_context(one.connected())
            async with connect(socket_url(server.url)) as late:
                await late.send(f'{{"type":"hello","protocol":1,"token":"{people[10].token}"}}')
                assert '"Overloaded"' in str(await late.recv())
                with pytest.raises(ConnectionClosed):
                    await late.recv()
            await people[0].ask("怎么还款")
        async with people[10].connected():
            await people[10].ask("怎么还款")


async def test_who_never_says_who_she_is_is_let_go(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customer_socket, "_HELLO_WITHIN_S", 0.05)
    async with served(web) as port, connect(f"ws://127.0.0.1:{port}/api/v1/web/socket", proxy=None) as silent:
        async with asyncio.timeout(10):
            with pytest.raises(ConnectionClosed) as closed:
                await silent.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008
    assert web.house.house.hub.connected == 0


async def test_half_open_sockets_count_for_nothing(web: Web) -> None:
    async with served(web) as port:
        address = f"ws://127.0.0.1:{port}/api/v1/web/socket"
        half_open: list[Any] = []
        try:
            half_open += [await connect(address, proxy=None, compression=None) for _ in range(200)]
            assert web.house.house.hub.connected == 0
            customer = await arrive(f"http://127.0.0.1:{port}")
            async with customer.connected():
                await customer.ask("怎么还款")
                assert web.house.house.hub.connected == 1
        finally:
            await asyncio.gather(*(one.close() for one in half_open))


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example", "file://"])
@pytest.mark.parametrize("path", ["/api/v1/web/socket", "/api/v1/desk/socket"])
async def test_a_page_of_another_site_opens_no_socket(web: Web, path: str, origin: str) -> None:
    async with served(web) as port:
        with pytest.raises(InvalidStatus, match="403"):
            async with connect(f"ws://127.0.0.1:{port}{path}", proxy=None, additional_headers={"Origin": origin}):
                pass
