"""F7: the wall clock is wrong, jumps or steps back, and the host keeps summer time. Order, jobs and replies stay."""

import itertools
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from qiao.foundation import ids
from qiao.foundation.jobs import JobRow
from tests.conftest import NOON, TestHouse
from tests.faults.conftest import StartServer
from tests.faults.people import Client, arrive

pytestmark = pytest.mark.slow

HOUR_S = 3600


async def test_replies_come_in_order_while_the_clock_jumps(serving: StartServer, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    async with serving(QIAO_BENT_CLOCK=str(clock), TZ="America/New_York") as server:
        customer = await arrive(server.url)
        said: list[str] = []
        async with customer.connected():
            for number, wrong_by_s in enumerate((0, HOUR_S, 0, -HOUR_S, 0)):
                clock.write_text(str(wrong_by_s))
                said.append(f"怎么还款 {'abcde'[number]}")
                await customer.ask(said[-1])
        clock.write_text(str(-HOUR_S))
        server.kill()
        await server.start()
        async with customer.connected():
            said.append("利息怎么算")
            await customer.ask(said[-1])

    assert customer.said("customer") == said
    assert _answered_in_order(customer) == said
    assert customer.is_whole


async def test_work_left_by_a_process_with_another_clock_is_done_in_order(
    house: TestHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ids carry the time they were made; a process that starts after the clock was set back must not jump its queue."""
    live = await house.visitor()
    await house.receive(live, "怎么还款")
    _new_process_with_clock(monkeypatch, timedelta(hours=-1))
    house.clock.set_wall(NOON - timedelta(hours=1))
    await house.house.runner.start()
    await house.house.runner.stop()
    await house.receive(live, "利息怎么算")
    await house.settle()

    messages = await house.messages(live)
    asked = [message["id"] for message in messages if message["author"]["kind"] == "customer"]
    assert [message["reply_to"] for message in messages if message["author"]["kind"] == "bot"] == asked


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1)])
async def test_work_is_done_at_once_after_a_jump(house: TestHouse, jump: timedelta) -> None:
    live = await house.visitor()
    await house.receive(live, "怎么还款")
    house.clock.set_wall(NOON + jump)
    await house.settle()
    await house.receive(live, "利息怎么算")
    await house.settle()

    authors = [message["author"]["kind"] for message in await house.messages(live)]
    assert [author for author in authors if author != "house"] == ["customer", "bot"] * 2


async def test_a_contact_is_not_closed_for_silence_by_a_clock_that_was_set_back(house: TestHouse) -> None:
    live = await house.visitor()
    await house.receive(live, "怎么还款")
    house.clock.set_wall(NOON - timedelta(hours=1))
    await house.settle()

    state = await house.state(live)
    assert state.contact is not None
    assert state.contact.closed_at is None
    async with house.database.reading() as session:
        assert await session.scalar(select(JobRow.kind)) == "contact.idle"


def _answered_in_order(customer: Client) -> list[str]:
    """What was asked, in the order in which it was answered."""
    messages = [entry["message"] for _, entry in sorted(customer.entries.items()) if entry["kind"] == "message"]
    asked = {
        message["id"]: message["content"]["text"] for message in messages if message["author"]["kind"] == "customer"
    }
    return [asked[message["reply_to"]] for message in messages if message["author"]["kind"] == "bot"]


def _new_process_with_clock(monkeypatch: pytest.MonkeyPatch, wrong_by: timedelta) -> None:
    """Make ids as a process does that has just begun, under a clock that is wrong by so much."""
    real, ticks = ids.time.time_ns, itertools.count()

    class Clock:
        def time_ns(self) -> int:
            return real() + int(wrong_by.total_seconds() * 1e9) + next(ticks)

    monkeypatch.setattr(ids, "time", Clock())
    monkeypatch.setattr(ids, "_last_ms_and_counter", (0, 0))
