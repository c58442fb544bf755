"""A robot that cannot answer lets a person do it."""

from datetime import timedelta
from typing import NoReturn

from sqlalchemy import update

from qiao.bot.moods import Moods
from qiao.conversations import OwnerKind
from qiao.foundation.jobs import JobRow
from qiao.foundation.runner import RunnerLimits
from qiao.language import Understander
from tests.conftest import TestHouse


class _Broken:
    def understand(self, _text: str) -> NoReturn:
        raise ZeroDivisionError


class _Numb:
    """Reads what is said now, and nothing earlier."""

    def __init__(self, whole: Understander) -> None:
        self.model = whole.model
        self.understand = whole.understand

    def feel(self, _text: str) -> NoReturn:
        raise ZeroDivisionError


async def test_an_earlier_message_that_cannot_be_felt_does_not_silence_it(house: TestHouse) -> None:
    live = await house.visitor()
    await house.receive(live, "怎么还款")
    await house.settle()
    robot = house.house.robot
    robot.moods = Moods()  # As after a restart: it has to look back.
    robot.understander = _Numb(robot.understander)  # pyright: ignore[reportAttributeAccessIssue]
    await house.receive(live, "怎么开结清证明")
    await house.settle()

    assert [message["author"]["kind"] for message in await house.messages(live)] == ["customer", "bot"] * 2


async def test_whoever_is_lost_with_it_again_and_again_a_person_answers(house: TestHouse) -> None:
    live = await house.visitor()
    await house.receive(live, "怎么还款")
    async with house.database.transaction() as session:
        await session.execute(update(JobRow).values(attempt=RunnerLimits().attempts))
    await house.settle()

    assert (await house.state(live)).owner.kind is OwnerKind.NOBODY
    assert [message["author"]["kind"] for message in await house.messages(live)] == ["customer", "house"]


async def test_after_failing_again_and_again_it_hands_over(house: TestHouse) -> None:
    house.house.robot.understander = _Broken()  # pyright: ignore[reportAttributeAccessIssue]
    live = await house.visitor()
    await house.receive(live, "怎么还款")
    for _ in range(4):
        await house.settle()
        house.clock.advance(timedelta(seconds=30))

    assert (await house.state(live)).owner.kind is OwnerKind.NOBODY
    assert [message["author"]["kind"] for message in await house.messages(live)] == ["customer", "house"]
