"""What is measured of a hand-over: a desk that knows everything has no seam, one that forgets is found out."""

import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from qiao.cli.simulate.agent import Agent, InHand
from qiao.cli.simulate.customer import Customer
from qiao.cli.simulate.device import Device, House
from qiao.cli.simulate.handing import Handing, Handover, Seam, Way
from qiao.cli.simulate.seen import Button, Message, message_of
from tests.cli.simulate.conftest import NewTask
from tests.cli.simulate.test_customer import CARD, CONFIRM, PROPS, RECEIPT, WHICH

NAME = {"zh": "办理提前结清", "en": "Settle early"}
LOAN = ("借款", "小桥借 L000123")
QUESTION = {"loan": WHICH, "card": CARD}


class Page(Device):
    """Her telephone without a line: what she does is noted, and a person comes when she asks for one."""

    def __init__(self, told: str) -> None:
        super().__init__(House("http://house.invalid", "k" * 32), language="zh")
        self.page.conversation = "c1"
        self.told = told
        self.said: list[str] = []

    async def say(self, text: str) -> None:
        self.said.append(text)
        if not self.page.handed_over:
            self.page.handed_over = True
            self.shows({"kind": "notice", "notice": "taken_over", "text": self.told}, by="house")

    async def press(self, button: Button) -> None:
        if button.id.startswith("yes:"):
            self.shows(RECEIPT, by="house")

    def shows(self, content: dict[str, Any], *, by: str) -> None:
        self.page.messages.append(message_of(by, content))
        self.page.stirred.set()


@dataclass
class Desk(Agent):
    """An agent's desk at which the request stands at `asks`, with what it knows."""

    device: Page
    given: tuple[tuple[str, str], ...] = (LOAN,)
    opening: str | None = "“办理提前结清”我接着为您办。用哪张卡？"
    asks: list[str] = field(default_factory=lambda: ["card"])
    done: list[tuple[str, object]] = field(default_factory=list[tuple[str, object]])

    async def take(self, conversation: str, *, within_s: float) -> dict[str, Any]:
        self.done.append(("takes", (conversation, within_s)))
        return {"request": {"name": NAME, "slots": []}}

    async def sees(self, conversation: str) -> InHand:
        assert conversation == "c1"
        stand = QUESTION[self.asks[0]] if self.asks else CONFIRM
        return InHand(NAME["zh"], self.given, False, (message_of("agent", stand),), self.opening)

    async def fills(self, conversation: str, *, text: str | None = None, button: str | None = None) -> InHand:
        self.done.append(("fills", text or button))
        self.asks.pop(0)
        return await self.sees(conversation)

    async def sends_card(self, conversation: str) -> None:
        self.done.append(("sends", conversation))
        self.device.shows(CONFIRM, by="agent")

    async def says(self, conversation: str, text: str) -> None:
        self.done.append(("says", (conversation, text)))

    async def gives_back(self, conversation: str) -> None:
        self.done.append(("gives back", conversation))
        self.device.page.handed_over = False
        self.device.shows(QUESTION[self.asks[0]], by="bot")

    async def closes(self, conversation: str) -> None:
        self.done.append(("closes", conversation))


@pytest.fixture
def page() -> Page:
    return Page("您好，我是人工客服测试一。您在办的“办理提前结清”和已经填好的借款都带过来了。")


async def handed_over(task: NewTask, page: Page, desk: Desk, way: Way) -> tuple[Seam, str | None, Customer]:
    """She chooses her loan, is asked for a card, and asks for a person instead."""
    wanted = task()
    customer = Customer(wanted, PROPS, random.Random(1))
    customer.open()
    customer.react([message_of("bot", WHICH)], handed_over=False, waited=False)
    customer.react([message_of("bot", CARD)], handed_over=False, waited=False)

    async def proves(_: object) -> None:
        raise AssertionError("nothing was to be proven")

    handover = Handover(
        Handing(desk, way, 1),
        wanted,
        PROPS,
        customer,
        page,
        random.Random(1),
        lambda _who, _what: None,
        proves,
    )
    assert handover.is_due()
    end = await handover.go()
    handover.count_repeated()
    assert handover.seam is not None
    assert not handover.is_due()
    return handover.seam, end, customer


async def test_an_agent_carries_on_where_she_stood(task: NewTask, page: Page) -> None:
    desk = Desk(page)
    seam, end, customer = await handed_over(task, page, desk, "carried_on")
    assert (end, seam.known, seam.lost, seam.repeated) == ("completed", ("loan",), (), 0)
    assert seam.told_what_came_along
    assert seam.opens_with_request
    assert customer.agreements == 1
    assert [what for what, _ in desk.done] == ["takes", "says", "fills", "sends", "closes"]


async def test_the_robot_goes_on_where_it_is_given_back(task: NewTask, page: Page) -> None:
    seam, end, _ = await handed_over(task, page, Desk(page), "given_back")
    assert (end, seam.lost, seam.repeated) == (None, (), 0)


async def test_what_the_desk_forgot_is_lost_and_asked_again(task: NewTask, page: Page) -> None:
    desk = Desk(page, given=(), opening="您好，请问有什么可以帮您？", asks=["loan", "card"])
    page.told = "您好，我是人工客服测试一。"
    seam, end, _ = await handed_over(task, page, desk, "carried_on")
    assert end == "completed"
    assert len(seam.lost) == 1
    assert seam.repeated == 1
    assert not seam.told_what_came_along
    assert not seam.opens_with_request


def test_what_is_left_open_is_asked_for_the_first_time_again(task: NewTask) -> None:
    customer = Customer(task(), PROPS, random.Random(1))
    customer.open()
    which = [message_of("bot", WHICH)]
    customer.react(which, handed_over=False, waited=False)
    customer.leaves_open()
    customer.react(which, handed_over=False, waited=False)
    assert customer.repeated == 0
    customer.react([Message("words", "要结清哪一笔？")], handed_over=False, waited=False)
    assert customer.repeated == 1
