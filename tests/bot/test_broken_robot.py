"""A robot that cannot answer lets a person do it."""

from datetime import timedelta
from typing import NoReturn

from qiao.conversations import OwnerKind
from tests.conftest import TestHouse


class _Broken:
    def understand(self, _text: str) -> NoReturn:
        raise ZeroDivisionError


async def test_after_failing_again_and_again_it_hands_over(house: TestHouse) -> None:
    house.house.robot.understander = _Broken()  # pyright: ignore[reportAttributeAccessIssue]
    live = await house.visitor()
    await house.receive(live, "怎么还款")
    for _ in range(4):
        await house.settle()
        house.clock.advance(timedelta(seconds=30))

    assert (await house.state(live)).owner.kind is OwnerKind.NOBODY
    assert [message["author"]["kind"] for message in await house.messages(live)] == ["customer", "house"]
