"""A customer who speaks with the robot turn by turn, in a browser that resumes and sends again after each cut."""

import asyncio
import contextlib
import ssl
import time
import uuid
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Protocol

import httpx
import orjson
from joserfc import jwt
from joserfc.jwk import OctKey
from websockets.asyncio.client import ClientConnection, connect

from tests.kills.crowd import GONE, Crowd, listening, put

IDENTITY_KEY = "the shared secret of a campaign, long enough"
CROWDED = {
    "QIAO_MESSAGES_PER_MINUTE": "60000",
    "QIAO_SESSIONS_PER_MINUTE": "60000",
    "QIAO_IDENTITY_ALGORITHM": "HS256",
    "QIAO_IDENTITY_KEY": IDENTITY_KEY,
}
"""The environment of a house to which a whole crowd comes from one address, some of them vouched for."""
_TRUST = ssl.create_default_context()  # Made anew for each of a crowd it takes longer than all they say.
_ANSWER_WITHIN_S = 20.0
_TURN_IS_WHOLE_AFTER_S = 0.15
_LOOKS = 20
_DOUBLE_CLICK, _SAME_FRAME_AGAIN, _SECOND_TAB = 0.3, 0.2, 0.25
_CHOSEN = {"pick": "…", "yes": "确认办理", "skip": "跳过这题", "resume": "继续办理"}


@dataclass(slots=True)
class Yes:
    """One pressing of yes, perhaps sent several times under one client id. Moments are of a monotonic clock."""

    client_id: str
    button: str
    sent_at: float
    acknowledged_at: float | None = None


class Way(Protocol):
    """What a judge is told of her: her conversation, and how often she said yes."""

    conversation: str
    yeses: list[Yes]


class Talker(ABC):
    """What she says first and how she reacts is her own; how she sends, hears and presses yes is everybody's."""

    def __init__(self, crowd: Crowd, house: str, way: Way) -> None:
        self.is_over = False
        """She has what she came for, or will not go on."""
        self.last_words = ""
        self._crowd = crowd
        self._house = house
        self._way = way
        self._http = httpx.AsyncClient(timeout=_ANSWER_WITHIN_S, verify=_TRUST)
        self._token = ""
        self._entries: dict[int, dict[str, Any]] = {}
        self._answered = 0
        self._waiting: dict[str, dict[str, Any]] = {}
        self._moved_at = time.monotonic()
        self._came_before = False

    @abstractmethod
    async def _react(self, socket: ClientConnection, said: list[dict[str, Any]], before: int) -> None:
        """Answer what was said last. `before`: what she had answered until now, to come back to what she leaves."""

    @abstractmethod
    async def _begin(self, socket: ClientConnection) -> None:
        """Say what she came for."""

    @abstractmethod
    def _saw(self, content: dict[str, Any]) -> None:
        """Something stands in the conversation."""

    @abstractmethod
    def _yes_arrived(self) -> None:
        """Her yes was acknowledged, for the first time or again."""

    @abstractmethod
    async def _nothing_happens(self, socket: ClientConnection, quiet_s: float) -> None:
        """She was answered nothing for so long."""

    def _stays(self) -> bool:
        return not self._crowd.leave.is_set()

    async def _converse(self) -> None:
        """Stay until it is time to leave."""
        while self._stays():
            try:
                await self._one_connection()
            except GONE:
                self._crowd.met["socket cut"] += 1
            await self._crowd.pause(0.2, 0.6)

    async def look_again(self) -> None:
        """Come back as a new browser tab does, with the token and nothing else.

        While the campaign goes on she tries until she is in; after its end a busy house is asked so many times.
        """
        tries = 0 if self._token else _LOOKS
        while tries < _LOOKS:
            with contextlib.suppress(*GONE, httpx.HTTPError):
                await self._look()
                break
            tries += self._crowd.leave.is_set()
            await asyncio.sleep(0.5)
        await self._http.aclose()

    async def _look(self) -> None:
        """What she finds then."""
        await self._contents()

    async def _contents(self) -> list[dict[str, Any]]:
        """All that stands in her conversation, as a new tab is shown it."""
        async with self._connected() as socket:
            first = await self._hello(socket, resume=None)
        return [content for entry in first["entries"] if (content := _content(entry))]

    async def _sign_in(self, customer: str | None) -> bool:
        """Come as a visitor, or vouched for as `customer`; False where it is time to leave, or she is nobody."""
        web, crowd = f"{self._house}/api/v1/web", self._crowd
        started = await crowd.insist(lambda: self._http.post(f"{web}/sessions", json={}))
        if started is None:
            return False
        self._token = started.raise_for_status().json()["token"]
        if customer is None:
            return True
        identified = await crowd.insist(
            lambda: self._http.post(
                f"{web}/sessions/current/identity", json={"jwt": _vouched(customer)}, headers=self._bearer
            )
        )
        return identified is not None and identified.is_success

    @property
    def _bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._token}"}

    def _connected(self) -> Any:
        address = self._house.replace("http", "ws", 1)
        return connect(f"{address}/api/v1/web/socket", open_timeout=_ANSWER_WITHIN_S, compression=None)

    async def _hello(self, socket: ClientConnection, *, resume: dict[str, Any] | None) -> dict[str, Any]:
        hello = {"type": "hello", "protocol": 1, "token": self._token, "locale": "zh-CN", "resume": resume}
        await put(socket, hello)
        first = orjson.loads(await asyncio.wait_for(socket.recv(), _ANSWER_WITHIN_S))
        if first["type"] not in {"welcome", "resumed"}:
            self._crowd.met[f"{first['type']} {first.get('error')}"] += 1
            raise OSError(first)
        return first

    async def _one_connection(self) -> None:
        async with self._connected() as socket:
            seq = max(self._entries, default=0)
            resume = {"conversation": self._way.conversation, "seq": seq} if self._came_before else None
            first = await self._hello(socket, resume=resume)
            self._way.conversation, self._came_before = first["conversation"]["id"], True
            for entry in first["entries"]:
                self._see(entry)
            for frame in tuple(self._waiting.values()):
                await put(socket, frame)
            async with listening(self._listen(socket)) as reading:
                while self._stays() and not reading.done():
                    await self._crowd.pause(0.05, 0.25)
                    await self._go_on(socket)

    async def _listen(self, socket: ClientConnection) -> None:
        async for raw in socket:
            frame = orjson.loads(raw)
            match frame["type"]:
                case "entry":
                    self._see(frame["entry"])
                case "ack":
                    self._acknowledged(frame["client_id"])
                case "error" | "bye":
                    self._crowd.met[f"{frame['type']} {frame['error']}"] += 1
                    return  # What was refused is sent again with the next connection.
                case _:
                    pass

    def _see(self, entry: dict[str, Any]) -> None:
        self._entries[entry["seq"]] = entry
        self._moved_at = time.monotonic()
        self._saw(_content(entry))
        if entry["kind"] == "owner" and entry["owner"]["kind"] != "bot":
            self._ends("handed over")

    def _acknowledged(self, client_id: str) -> None:
        self._waiting.pop(client_id, None)
        for one in self._way.yeses:
            if one.client_id == client_id and one.acknowledged_at is None:
                one.acknowledged_at = time.monotonic()
                self._yes_arrived()

    def _ends(self, how: str) -> None:
        if not self.is_over:
            self._crowd.met[how] += 1
        self.is_over = True

    async def _go_on(self, socket: ClientConnection) -> None:
        """Answer what the robot said last, once its turn is whole."""
        quiet_s = time.monotonic() - self._moved_at
        if self.is_over or self._waiting or quiet_s < _TURN_IS_WHOLE_AFTER_S:
            return
        new = [self._entries[seq] for seq in sorted(self._entries) if seq > self._answered]
        said = [_content(one) for one in new if _author(one) in {"bot", "house"}]
        before, last = self._answered, max(self._entries, default=0)
        if not self._way.yeses and not any(_author(one) == "customer" for one in self._entries.values()):
            self._answered = last
            await self._begin(socket)
        elif said:
            self._answered = last
            self.last_words = "｜".join(str(one.get("text", one.get("card")))[:50] for one in said)
            await self._react(socket, said, before)
        elif not self._way.yeses:
            await self._nothing_happens(socket, quiet_s)

    async def _agree(self, socket: ClientConnection, button: str) -> None:
        """Press yes, and sometimes more than once: twice, the same frame again, or in a second tab at once."""
        dice = self._crowd.dice
        again, twice, elsewhere = (dice.random() < one for one in (_SAME_FRAME_AGAIN, _DOUBLE_CLICK, _SECOND_TAB))
        tab = asyncio.create_task(self._agree_in_second_tab(button)) if elsewhere else None
        frame = self._pressed(button)
        await put(socket, frame)
        if again:
            await put(socket, frame)
        if twice:
            await put(socket, self._pressed(button))
        if tab is not None:
            await tab

    async def _agree_in_second_tab(self, button: str) -> None:
        frame = self._pressed(button, waits=False)
        with contextlib.suppress(*GONE):
            async with self._connected() as socket:
                await self._hello(socket, resume=None)
                await put(socket, frame)
                async with asyncio.timeout(2.0):
                    async for raw in socket:
                        heard = orjson.loads(raw)
                        if heard["type"] == "ack":
                            self._acknowledged(heard["client_id"])
                            return

    def _pressed(self, button: str, *, waits: bool = True) -> dict[str, Any]:
        label = _CHOSEN.get(button.partition(":")[0], "…")
        frame = self._frame({"v": 1, "kind": "choice", "button": button, "label": label}, waits=waits)
        if button.startswith("yes:"):
            self._way.yeses.append(Yes(frame["client_id"], button, time.monotonic()))
        return frame

    async def _press(self, socket: ClientConnection, button: str) -> None:
        await put(socket, self._pressed(button))

    async def _say(self, socket: ClientConnection, text: str) -> None:
        await put(socket, self._frame({"v": 1, "kind": "text", "text": text}))

    def _frame(self, content: dict[str, Any], *, waits: bool = True) -> dict[str, Any]:
        client_id = uuid.UUID(int=self._crowd.dice.getrandbits(128), version=4).hex
        frame = {"type": "send", "client_id": client_id, "content": content}
        if waits:
            self._waiting[client_id] = frame
        self._moved_at = time.monotonic()
        return frame


def buttons_of(said: list[dict[str, Any]]) -> list[str]:
    """The ids of all buttons she can press."""
    return [button["id"] for one in said for button in one.get("buttons", ())]


def _content(entry: dict[str, Any]) -> dict[str, Any]:
    return entry["message"]["content"] if entry["kind"] == "message" else {}


def _author(entry: dict[str, Any]) -> str:
    return entry["message"]["author"]["kind"] if entry["kind"] == "message" else ""


def _vouched(customer: str) -> str:
    """What the lender's app says of whoever is signed in there; a new one for each try."""
    now = int(time.time())
    claims = {
        "iss": "lender", "aud": "qiao", "sub": customer, "name": "测试一", "lvl": "A1", "iat": now, "exp": now + 300,
        "jti": uuid.uuid4().hex,
    }  # fmt: skip
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(IDENTITY_KEY))
