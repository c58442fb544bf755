"""F2: the process dies between knowing an answer and having said it. The customer gets it once."""

from pathlib import Path

import pytest

from tests.faults.bent_server import AFTER_COMMIT, BEFORE_COMMIT, BEFORE_SAYING
from tests.faults.conftest import StartServer
from tests.faults.people import arrive

pytestmark = [pytest.mark.slow, pytest.mark.both_databases("each database fails in a way of its own")]


async def test_an_answer_is_said_once_wherever_in_its_turn_the_process_died(
    serving: StartServer, tmp_path: Path
) -> None:
    death = tmp_path / "death"
    async with serving(QIAO_BENT_DEATH=str(death)) as server:
        customer = await arrive(server.url)
        async with customer.connected():
            await customer.ask("怎么还款")
        for place in (BEFORE_SAYING, BEFORE_COMMIT, AFTER_COMMIT):
            death.write_text(place)
            async with customer.connected():
                ack = await customer.send(f"利息怎么算 {place}")
                await server.died()
            await server.start()
            async with customer.connected():
                await customer.answer_to(ack["message"])
                await customer.ask("谢谢")

    answered = [
        entry["message"]["reply_to"]
        for entry in customer.entries.values()
        if entry["kind"] == "message" and entry["message"]["author"]["kind"] == "bot"
    ]
    assert len(answered) == len(set(answered)) == len(customer.said("customer")) == 7
    assert customer.is_whole


@pytest.mark.parametrize("place", [BEFORE_SAYING])
async def test_on_postgres_too(serving: StartServer, tmp_path: Path, database_url: str | None, place: str) -> None:
    if database_url is None:
        pytest.skip("SQLite is tested above")
    death = tmp_path / "death"
    async with serving(database_url=database_url, QIAO_BENT_DEATH=str(death)) as server:
        customer = await arrive(server.url)
        death.write_text(place)
        async with customer.connected():
            ack = await customer.send("利息怎么算")
            await server.died()
        await server.start()
        async with customer.connected():
            # The dead process's lease has to run out first.
            await customer.answer_to(ack["message"])
            await customer.ask("谢谢")

    assert len(customer.said("bot")) == 2
    assert customer.is_whole
