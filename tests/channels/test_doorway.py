"""Many come at once: they are greeted a few at a time, in their order, and nobody who has left already."""

import asyncio
from collections.abc import Awaitable

import pytest
from sqlalchemy.exc import OperationalError

from qiao.channels.web.doorway import Doorway, Left, Visitor
from qiao.foundation.database import Database
from qiao.foundation.settings import DatabaseSettings

_ALL_TURNS = 4


class _Away(Database):
    """A database that is away until it is told otherwise."""

    def __init__(self) -> None:
        super().__init__(DatabaseSettings(url="sqlite+aiosqlite:///unopened.db"))
        self.came_back = asyncio.Event()

    @property
    def is_away(self) -> bool:
        return not self.came_back.is_set()

    async def greet(self) -> str:
        if self.is_away:
            raise OperationalError("SELECT 1", None, OSError())
        return "welcome"


@pytest.fixture
def database() -> _Away:
    return _Away()


def _visitor(receive: Awaitable[str | None], *, waits_s: float = 5.0) -> Visitor:
    return Visitor(receive, waits_s=waits_s)


async def _silent() -> str | None:
    await asyncio.Event().wait()
    return None


async def _gone() -> str | None:
    return None


async def test_a_few_are_greeted_at_once_and_the_others_in_the_order_in_which_they_came(database: _Away) -> None:
    doorway, may_go = Doorway(database), asyncio.Semaphore(0)
    greeted: list[int] = []

    async def come(number: int) -> None:
        visitor = _visitor(_silent())
        async with doorway.turn(visitor):
            greeted.append(number)
            await may_go.acquire()
        await visitor.first_frame()

    coming = [asyncio.create_task(come(number)) for number in range(7)]
    await asyncio.sleep(0.01)
    at_first = len(greeted)
    for _ in coming:
        may_go.release()
    await asyncio.gather(*coming)

    assert at_first == _ALL_TURNS
    assert greeted == list(range(7))


async def test_one_who_left_while_she_waited_is_passed_over(database: _Away) -> None:
    doorway = Doorway(database)
    waiting, leaving = _visitor(_silent()), _visitor(_gone())
    await asyncio.sleep(0)

    with pytest.raises(Left):
        async with doorway.turn(leaving):
            pytest.fail("greeted somebody who had gone")
    async with doorway.turn(waiting):
        pass
    await waiting.first_frame()


async def test_a_greeting_waits_for_a_database_that_is_away(database: _Away) -> None:
    doorway, visitor = Doorway(database), _visitor(_silent())
    greeting = asyncio.create_task(doorway.as_soon_as_it_can(visitor, database.greet))
    await asyncio.sleep(0.05)
    was_done = greeting.done()
    database.came_back.set()

    assert await greeting == "welcome"
    assert not was_done
    await visitor.first_frame()


async def test_nobody_waits_for_the_database_on_behalf_of_one_who_left(database: _Away) -> None:
    with pytest.raises(Left):
        await Doorway(database).as_soon_as_it_can(_visitor(_gone()), database.greet)


async def test_nobody_waits_longer_than_she_said(database: _Away) -> None:
    visitor = _visitor(_silent(), waits_s=0.05)

    with pytest.raises(TimeoutError):
        await Doorway(database).as_soon_as_it_can(visitor, database.greet)
    await visitor.first_frame()


async def test_trouble_of_another_kind_is_told_at_once(database: _Away) -> None:
    database.came_back.set()
    visitor = _visitor(_silent())

    async def fails() -> None:
        raise OperationalError("SELECT 1", None, OSError())

    with pytest.raises(OperationalError):
        await Doorway(database).as_soon_as_it_can(visitor, fails)
    await visitor.first_frame()


async def test_what_was_said_before_the_greeting_is_kept() -> None:
    async def said() -> str | None:
        return "我要投诉"

    hasty = _visitor(said())
    await asyncio.sleep(0)
    silent = _visitor(_silent())

    assert await hasty.first_frame() == "我要投诉"
    assert await silent.first_frame() is None
