"""In mid-request a customer asks for a person: what was known by then, and what had to be said again afterwards."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Literal

from qiao.cli.simulate.agent import Agent, InHand
from qiao.cli.simulate.customer import Customer, Leave, Press, Prove, Say
from qiao.cli.simulate.device import Device, Page
from qiao.cli.simulate.props import Props
from qiao.cli.simulate.seen import Message, holds
from qiao.cli.simulate.tasks import Task

Way = Literal["carried_on", "given_back"]
WAYS: tuple[Way, ...] = ("carried_on", "given_back")
_WISHES = {
    "zh": ("转人工", "帮我找个人工客服吧", "我想跟真人说", "让你们的人来办"),
    "en": ("Talk to a person please", "I want a human agent", "Can I speak to somebody real"),
}
_COMES_WITHIN_S, _ANSWERS_WITHIN_S, _STILL_S = 20.0, 10.0, 0.3
_MOST_STEPS = 60
_LOOKS_S, _WAITS_S = 0.25, 4.0


@dataclass(frozen=True, slots=True)
class Handing:
    """How one customer is handed over: at the first question or card once she answered `after` questions."""

    agent: Agent
    way: Way
    after: int


@dataclass(slots=True)
class Seam:
    """What one hand-over was like. `known`: the slots she had answered; `lost` of these the agent did not see.

    `repeated`: questions to known slots, by whoever asked. Seconds: from her wish to the first word upon it, and from
    the agent's taking over to the line that tells her.
    """

    way: Way
    at: str
    known: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    repeated: int = 0
    told_what_came_along: bool = False
    opening: str = ""
    opens_with_request: bool = False
    answered_s: float = 0.0
    told_s: float = 0.0


Note = Callable[[str, str], None]
Proving = Callable[[Prove], Awaitable[object]]


@dataclass(slots=True)
class Handover:
    """One hand-over on its way."""

    handing: Handing
    task: Task
    props: Props
    customer: Customer
    device: Device
    chance: random.Random
    note: Note
    prove: Proving
    seam: Seam | None = None
    _repeated_before: int = 0

    def is_due(self) -> bool:
        """Once only."""
        if self.seam is not None:
            return False
        asked, customer = self.customer.asked, self.customer
        return asked is not None and (asked == "confirm" or len(set(customer.answered) - {asked}) >= self.handing.after)

    async def go(self) -> str | None:
        """How it ended with the agent; None where the robot goes on."""
        customer, device, agent = self.customer, self.device, self.handing.agent
        at = customer.asked or ""
        customer.leaves_open()
        self.seam = seam = Seam(self.handing.way, at, known=tuple(sorted(customer.answered)))
        self._repeated_before, seen = customer.repeated, len(device.page.messages)
        wish = self.chance.choice(_WISHES[self.task.language])
        self.note("she", wish)
        wished_s = time.monotonic()
        await device.say(wish)
        await device.quiet(after=seen, within_s=_COMES_WITHIN_S, still_s=0)
        seam.answered_s = time.monotonic() - wished_s
        conversation = device.page.conversation
        brief = await agent.take(conversation, within_s=_COMES_WITHIN_S)
        view = await agent.sees(conversation)
        if view.name is None:
            # What she was asked was no question of a request: there is nothing in the middle of which she stands.
            self.seam = None
            await agent.closes(conversation)
            return "handed_over"
        await self._judge(seam, brief.get("request") or {}, view)
        if seam.opening:
            self.note("agent", seam.opening)
            await agent.says(conversation, seam.opening)
        try:
            if self.handing.way == "carried_on":
                return await self._carried_on(conversation, view)
            self.note("*", "the agent gives it back")
            before = len(device.page.messages)
            await agent.gives_back(conversation)
            await device.until(
                lambda page: not page.handed_over and any(one.by == "bot" for one in page.messages[before:]),
                within_s=_ANSWERS_WITHIN_S,
            )
            return None
        finally:
            if self.handing.way == "carried_on":
                await agent.closes(conversation)

    def count_repeated(self) -> None:
        """At the end of the conversation, whoever led it."""
        if self.seam is not None:
            self.seam.repeated = self.customer.repeated - self._repeated_before

    async def _judge(self, seam: Seam, request: Mapping[str, Any], view: InHand) -> None:
        """Of the line that the customer reads, of the agent's first line, and of what the agent sees."""
        began_s = time.monotonic()
        await self.device.until(lambda page: _line_in(page) is not None, within_s=_ANSWERS_WITHIN_S)
        told = _line_in(self.device.page)
        seam.told_s = time.monotonic() - began_s
        names: list[str] = list(request.get("name", {}).values())
        seam.told_what_came_along = told is not None and bool(names) and holds(told.text, names)
        seam.opening = view.opening or ""
        seam.opens_with_request = bool(names) and holds(seam.opening, names)
        for name, value in view.given:
            self.note("agent sees", f"{name}: {value}")
        shown = "\n".join(value for _, value in view.given) + "\n".join(one.text for one in view.stand)
        named = [(slot, self.task.slots[slot].on_card) for slot in seam.known if slot in self.task.slots]
        lost = [slot for slot, card in named if card and not holds(shown, map(self.props.fill, card))]
        fewer = len(seam.known) - len(view.given) - len(lost)
        seam.lost = (*lost, *("unnamed" for _ in range(fewer)))

    async def _carried_on(self, conversation: str, view: InHand) -> str:
        """The agent asks her what is open and fills it in; what she has to agree to or to prove goes to her page."""
        agent, device = self.handing.agent, self.device
        shown: Sequence[Message] = view.stand
        read_to, waited_s = len(device.page.messages), 0.0
        for _ in range(_MOST_STEPS):
            # How a request ended is told by the house, on her page.
            told = [one for one in device.page.messages[read_to:] if one.by == "house"]
            read_to = len(device.page.messages)
            shown = (*shown, *(one for one in told if one not in shown))
            for one in shown:
                self.note("agent sees", f"({one.shape}) {one.text}")
            act = self.customer.react(shown, handed_over=False, waited=waited_s > _WAITS_S)
            match act:
                case Leave(end):
                    return end
                case Say(texts):
                    text = " ".join(texts)
                    self.note("she", text)
                    await device.say(text)
                    # A yes in words is the agent's to press; words are no agreement at the desk.
                    yes = _yes_on(shown) if self.customer.asked == "confirm" else None
                    taken = agent.fills(conversation, button=yes) if yes else agent.fills(conversation, text=text)
                    shown = (await taken).stand
                case Press(button, agrees=False):
                    self.note("she", f"[{button.label}], pressed by the agent")
                    shown = (await agent.fills(conversation, button=button.id)).stand
                case Press() | Prove():
                    shown = await self._on_her_page(conversation, act) or (await agent.sees(conversation)).stand
                case _:
                    waited_s += _LOOKS_S
                    await asyncio.sleep(_LOOKS_S)
                    shown = (await agent.sees(conversation)).stand
                    continue
            waited_s = 0.0
        return "too_many_turns"

    async def _on_her_page(self, conversation: str, act: Press | Prove) -> Sequence[Message]:
        """The card is sent to her page, where she presses or proves; what came of it."""
        before = len(self.device.page.messages)
        await self.handing.agent.sends_card(conversation)
        await self._come(before, {"confirm", "step_up"})
        before = len(self.device.page.messages)
        if isinstance(act, Prove):
            await self.prove(act)
            return ()
        self.note("she", f"[{act.button.label}]")
        await self.device.press(act.button)
        return await self._come(before, {"receipt", "notice"})

    async def _come(self, after: int, shapes: AbstractSet[str]) -> tuple[Message, ...]:
        """What stands on the page behind the first `after` messages, once one of these shapes is there and it is still.

        A page that a person owns always counts as news for `quiet`, so it is looked at here.
        """
        await self.device.until(
            lambda page: any(one.shape in shapes for one in page.messages[after:]), within_s=_ANSWERS_WITHIN_S
        )
        await asyncio.sleep(_STILL_S)
        news = tuple(self.device.page.messages[after:])
        for one in news:
            self.note(one.by, f"({one.shape}) {one.text}")
        return news


def _line_in(page: Page) -> Message | None:
    return next((one for one in reversed(page.messages) if one.notice == "taken_over"), None)


def _yes_on(shown: Sequence[Message]) -> str | None:
    return next((one.id for message in shown for one in message.buttons if one.id.startswith("yes:")), None)
