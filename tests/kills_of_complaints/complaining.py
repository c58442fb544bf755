"""Customers who complain in their conversation, and officers who register what others said elsewhere."""

import asyncio
import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection

from tests.kills.crowd import Crowd
from tests.kills.people import sign_in
from tests.kills.talking import Talker, buttons_of
from tests.kills_of_complaints.history import Brought, Person

OFFICER = "sunjia"
_SAYS_IT_AGAIN_AFTER_S = 8.0
_SKIPS, _TWICE_AT_ONCE = 0.5, 0.3
_READS_A_CARD_S = 2.0
_COMES_BACK_AFTER_S = (1.0, 3.0)
_NUMBER = re.compile(r"T[A-Z0-9]{5}-[A-Z0-9]{5}")
_WORDS = {
    "经过": ("上个月的手续费多收了三百元", "合同里没有写这笔费用", "宣传页上说免息，实际收了利息"),
    "处理": ("请把多收的退给我", "请给我一个说明", "请改正记录"),
}
_A_PHONE = "1380000{:04d}"
_SUBJECTS = ("fees", "sales", "repayment", "credit_record", "other")


@dataclass(slots=True, kw_only=True)
class Scene(Crowd):
    """What all who complain share besides: where the house is, and that somebody has just said yes."""

    house: str
    someone_agreed: asyncio.Event = field(default_factory=asyncio.Event)


class Complainant(Talker):
    """A customer who makes one complaint: `customer` vouches for her, None is a visitor nobody knows."""

    def __init__(self, scene: Scene, customer: str | None) -> None:
        self.person = Person()
        super().__init__(scene, scene.house, self.person)
        self._scene = scene
        self._customer = customer

    async def live(self) -> None:
        """Come, complain until there is a receipt, leave, and look once more a little later."""
        if await self._sign_in(self._customer):
            await self._converse()
            await self._scene.pause(*_COMES_BACK_AFTER_S)
        await self.look_again()

    def _stays(self) -> bool:
        return super()._stays() and not (self.is_over and not self._waiting)

    async def _look(self) -> None:
        contents = await self._contents()
        texts = [str(one["text"]) for one in contents if one.get("card") == "receipt" and one["state"] == "completed"]
        self.person.shown = [number for text in texts for number in _NUMBER.findall(text)]

    def _saw(self, content: dict[str, Any]) -> None:
        if content.get("card") == "receipt" and content["state"] == "completed":
            self.person.told_at = self.person.told_at or time.monotonic()
            self.is_over = True

    def _yes_arrived(self) -> None:
        self._scene.someone_agreed.set()

    async def _begin(self, socket: ClientConnection) -> None:
        await self._say(socket, "我要投诉")

    async def _nothing_happens(self, socket: ClientConnection, quiet_s: float) -> None:
        if quiet_s > _SAYS_IT_AGAIN_AFTER_S:
            self._scene.met["said it again"] += 1
            await self._say(socket, "继续")

    async def _react(self, socket: ClientConnection, said: list[dict[str, Any]], before: int) -> None:
        _ = before
        dice, buttons = self._scene.dice, buttons_of(said)
        yes = next((one for one in buttons if one.startswith("yes:")), None)
        picks = [one for one in buttons if one.startswith("pick:")]
        if yes is not None:
            await self._scene.pause(0.0, _READS_A_CARD_S)
            await self._agree(socket, yes)
        elif "skip" in buttons and dice.random() < _SKIPS:
            await self._press(socket, "skip")
        elif picks:
            await self._press(socket, dice.choice(picks))
        elif "skip" in buttons:
            await self._answer(socket)
        elif "resume" in buttons:
            await self._press(socket, "resume")

    async def _answer(self, socket: ClientConnection) -> None:
        """What fits the question that was asked last."""
        asked = self.last_words.rpartition("｜")[2]
        if "手机号" in asked:
            await self._say(socket, _A_PHONE.format(self._scene.dice.randrange(10_000)))
        elif "怎么处理" in asked:
            await self._say(socket, self._scene.dice.choice(_WORDS["处理"]))
        elif "发生了什么" in asked:
            await self._say(socket, self._scene.dice.choice(_WORDS["经过"]))
        else:
            await self._press(socket, "skip")


class Officer:
    """Registers what reached the house by letter: each under a key of her own, sent again until it is answered."""

    def __init__(self, scene: Scene) -> None:
        self.brought: list[Brought] = []
        self._scene = scene
        self._http = httpx.AsyncClient(base_url=scene.house, timeout=20.0)

    async def come(self) -> None:
        """Sign in. A sign-in that a kill cuts short stays counted, so this is done before the first."""
        await sign_in(self._scene, self._http, OFFICER)

    async def register(self) -> None:
        """One letter; sometimes she sends it twice at once."""
        brought = Brought(uuid.UUID(int=self._scene.dice.getrandbits(128), version=4).hex)
        self.brought.append(brought)
        letter = {
            "client_id": brought.key,
            "source": "self",
            "channel": "letter",
            "name": "测试写信人",
            "subject": self._scene.dice.choice(_SUBJECTS),
            "facts": self._scene.dice.choice(_WORDS["经过"]),
        }
        times = 2 if self._scene.dice.random() < _TWICE_AT_ONCE else 1
        await asyncio.gather(*(self._send(brought, letter) for _ in range(times)))

    async def leave(self) -> None:
        await self._http.aclose()

    async def _send(self, brought: Brought, letter: dict[str, Any]) -> None:
        answer = await self._scene.insist(lambda: self._http.post("/api/v1/staff/complaints", json=letter))
        if answer is None:
            return
        if answer.is_success:
            brought.numbers.append(answer.json()["number"])
        else:
            self._scene.met[f"officer refused: {answer.json().get('error')}"] += 1
