"""F5: the same message ten times at once, later again, and after a restart: one effect, one acknowledgement."""

import asyncio
import contextlib
from typing import Any

import pytest

from qiao import conversations
from tests.conftest import TestHouse
from tests.faults.conftest import StartServer
from tests.faults.people import Client, arrive, new_client_id, text_frame

pytestmark = [
    pytest.mark.slow,
    pytest.mark.both_databases("each database settles what happens at once in its own way"),
]

TIMES = 10


async def test_ten_copies_from_ten_tabs_and_later_ones_in_any_order_are_one_message(serving: StartServer) -> None:
    async with serving() as server:
        customer = await arrive(server.url)
        tabs = [Client(server.url, customer.token) for _ in range(TIMES)]
        client_id = new_client_id()
        async with contextlib.AsyncExitStack() as sockets:
            for tab in tabs:
                await sockets.enter_async_context(tab.connected())
            answers = await asyncio.gather(*(tab.send("怎么还款", client_id=client_id) for tab in tabs))
            await asyncio.gather(*(tab.answer_to(answers[0]["message"]) for tab in tabs))
        server.kill()
        await server.start()
        async with customer.connected():
            later = await customer.send("怎么还款", client_id=client_id)
            other = await customer.send("利息怎么算", client_id=client_id)
            keys = [new_client_id() for _ in range(3)]
            for number, key in enumerate(keys):
                await customer.ask(f"利息怎么算 {'abc'[number]}", client_id=key)
            for number in (2, 0, 1):
                await customer.put(text_frame(f"利息怎么算 {'abc'[number]}", keys[number]))
            await customer.ask("谢谢")

    assert all(answer == answers[0] for answer in [*answers, later])
    assert answers[0]["type"] == "ack"
    assert other["error"] == "ContentChanged"
    assert customer.said("customer") == ["怎么还款", "利息怎么算 a", "利息怎么算 b", "利息怎么算 c", "谢谢"]
    assert len(customer.said("bot")) == 5


async def test_copies_at_once_and_a_day_later_have_one_effect(house: TestHouse) -> None:
    live = await house.visitor()
    client_id = new_client_id()

    said: list[Any] = await asyncio.gather(
        *(house.receive(live, "怎么还款", client_id=client_id) for _ in range(TIMES))
    )
    await house.settle()
    before = await house.entries(live)
    said.append(await house.receive(live, "怎么还款", client_id=client_id))
    await house.settle()

    assert len(set(said)) == 1
    assert await house.entries(live) == before
    assert [message["author"]["kind"] for message in await house.messages(live)] == ["customer", "bot"]
    with pytest.raises(conversations.ContentChanged):
        await house.receive(live, "别的话", client_id=client_id)
    assert await house.entries(live) == before
