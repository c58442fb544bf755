"""Customers and agents who use a server that keeps dying under them, and remember what they were told."""

import asyncio
import contextlib
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect

from tests.kills.crowd import GONE, Crowd, listening, put
from tests.kills.history import Acknowledged, Person, Sent, Showing

PASSWORD = "demo-password"
_ANSWER_WITHIN_S = 60.0
_BEAT_EVERY_S = 4.0
_MOST_UNACKNOWLEDGED = 4
_HEARD = (
    "怎么还款", "我想提前还清", "利息怎么算", "额度是多少", "为什么被拒了", "可以开结清证明吗", "逾期会怎么样",
    "你是机器人吗", "谢谢", "在吗", "今天天气不错啊", "how do I repay", "这个东西那个啥", "。。。",
    "转人工", "我要找人",
)  # fmt: skip
_PRESSED = ("human", "solved", "unsolved", "intent:how_to_repay")
_AGENT_SAYS = ("您好，我来看一下。", "请稍等。", "已经为您核实。", "还有别的可以帮您吗？")


@dataclass(slots=True, kw_only=True)
class Load(Crowd):
    """What they share besides: the server's address, and whether to speak."""

    url: str
    speak: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def socket_url(self) -> str:
        return self.url.replace("http", "ws", 1)


class Customer:
    """One browser: sends with client ids, keeps up to four messages under way, resumes and sends again after a cut."""

    def __init__(self, load: Load, number: int, *, talks: int) -> None:
        self.part = Person("customer", "")
        self._load = load
        self._number = number
        self._talks = talks
        self._token = ""
        self._last_seq: int | None = None
        self._waiting: dict[str, tuple[Sent, dict[str, Any]]] = {}

    @property
    def is_quiet(self) -> bool:
        """Nothing of hers is under way."""
        return not self._waiting

    @property
    def last_seq(self) -> int:
        return self._last_seq or 0

    async def live(self) -> None:
        """Come, talk, and stay to listen until it is time to leave."""
        async with httpx.AsyncClient(base_url=self._load.url, timeout=_ANSWER_WITHIN_S) as http:
            answer = await self._load.insist(lambda: http.post("/api/v1/web/sessions", json={}))
        if answer is None:
            return
        self._token = answer.json()["token"]
        while not self._load.leave.is_set():
            try:
                await self._one_connection()
            except GONE:
                self._load.met["socket cut"] += 1
            await self._load.pause(0.3, 1.0)

    async def _one_connection(self) -> None:
        async with connect(
            f"{self._load.socket_url}/api/v1/web/socket", open_timeout=_ANSWER_WITHIN_S, compression=None
        ) as socket:
            await self._greet(socket)
            for _, content in tuple(self._waiting.values()):
                await put(socket, content)
            async with listening(self._listen(socket)) as reading:
                while not self._load.leave.is_set() and not reading.done():
                    await self._load.pause(0.02, 0.5)
                    if self._may_speak():
                        await self._say_something(socket)

    async def _greet(self, socket: ClientConnection) -> None:
        resume = None
        if self._last_seq is not None:
            resume = {"conversation": self.part.conversation, "seq": self._last_seq}
        await put(socket, {"type": "hello", "protocol": 1, "token": self._token, "locale": "zh-CN", "resume": resume})
        first = orjson.loads(await asyncio.wait_for(socket.recv(), _ANSWER_WITHIN_S))
        assert first["type"] == ("welcome" if resume is None else "resumed"), first
        self.part.conversation = first["conversation"]["id"]
        self.part.showings.append(Showing(self._last_seq))
        if self._last_seq is None:
            self._last_seq = 0
        for entry in first["entries"]:
            self._see(entry)

    async def _listen(self, socket: ClientConnection) -> None:
        async for raw in socket:
            frame = orjson.loads(raw)
            match frame["type"]:
                case "entry":
                    self._see(frame["entry"])
                case "ack":
                    self._acknowledged(frame)
                case "error" | "bye":
                    self._load.met[f"{frame['type']} {frame['error']}"] += 1
                    if frame.get("client_id") in self._waiting:
                        # Sent again after the next resume, which puts it behind what was accepted meanwhile.
                        self._waiting[frame["client_id"]][0].refused = True
                    return
                case _:
                    pass

    def _see(self, entry: dict[str, Any]) -> None:
        self.part.showings[-1].entries.append(entry)
        self._last_seq = max(self.last_seq, entry["seq"])

    def _acknowledged(self, frame: dict[str, Any]) -> None:
        sent = next(one for one in reversed(self.part.sent) if one.client_id == frame["client_id"])
        sent.acknowledged.append(Acknowledged(frame["message"], frame["seq"]))
        self._waiting.pop(frame["client_id"], None)

    def _may_speak(self) -> bool:
        return (
            self._load.speak.is_set()
            and not self._load.leave.is_set()
            and len(self._waiting) < _MOST_UNACKNOWLEDGED
            and len(self.part.sent) < self._talks
        )

    async def _say_something(self, socket: ClientConnection) -> None:
        dice = self._load.dice
        if dice.random() < 0.08:
            button = dice.choice(_PRESSED)
            text, content = button, {"v": 1, "kind": "choice", "button": button, "label": "按钮"}
        else:
            text = f"{dice.choice(_HEARD)} {_letters(len(self.part.sent))}"
            content = {"v": 1, "kind": "text", "text": text}
        sent = Sent(uuid.UUID(int=dice.getrandbits(128), version=4).hex, text)
        self.part.sent.append(sent)
        frame = {"type": "send", "client_id": sent.client_id, "content": content}
        self._waiting[sent.client_id] = (sent, frame)
        await put(socket, frame)
        if dice.random() < 0.05:  # An impatient client: the same again, on the same connection.
            await put(socket, frame)


def _letters(number: int) -> str:
    """A mark of its own for each message, without digits that could look like an identifier."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


async def sign_in(crowd: Crowd, http: httpx.AsyncClient, username: str) -> bool:
    """Let `http` speak for a member of the demo's staff; False where it is time to leave."""
    answer = await crowd.insist(
        lambda: http.post("/api/v1/staff/sign-in", json={"username": username, "password": PASSWORD})
    )
    if answer is None:
        return False
    http.headers["x-csrf-token"] = answer.raise_for_status().json()["csrf"]
    return True


class Agent:
    """One agent: takes what waits, replies and notes over HTTP with client ids, gives back or closes."""

    def __init__(self, load: Load, username: str) -> None:
        self._load = load
        self._username = username
        self._http = httpx.AsyncClient(base_url=load.url, timeout=_ANSWER_WITHIN_S)
        self._parts: dict[str, Person] = {}
        self._socket: ClientConnection | None = None
        self._unsettled = False
        self.is_quiet = True
        self.looks = 0
        """How often the desk was looked at."""
        self.is_in = asyncio.Event()
        self.accepted = 0

    @property
    def parts(self) -> list[Person]:
        return list(self._parts.values())

    async def live(self) -> None:
        if not await sign_in(self._load, self._http, self._username):
            return
        self.is_in.set()
        watching = asyncio.create_task(self._watch())
        try:
            while not self._load.leave.is_set():
                await self._load.pause(0.1, 0.4)
                await self._look_at_the_desk()
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError, *GONE):
                await watching
            await self._http.aclose()

    async def _look_at_the_desk(self) -> None:
        answer = await self._load.insist(lambda: self._http.get("/api/v1/desk"))
        if answer is None:
            return
        desk = answer.json()
        self.is_quiet = not desk["mine"] and not desk["waiting"]
        self.looks += 1
        for item in [*desk["mine"], *desk["waiting"]]:
            if item["state"] in {"waiting", "reserved"}:
                await self._accept(item)
            else:
                await self._serve(item["conversation"])

    async def _accept(self, item: dict[str, Any]) -> None:
        answer = await self._load.insist(lambda: self._http.post(f"/api/v1/desk/items/{item['id']}/accept"))
        if answer is not None and answer.is_success:
            self.accepted += 1
            await self._serve(item["conversation"])
        elif answer is not None:
            self._load.met[f"accept {answer.json().get('error')}"] += 1

    async def _serve(self, conversation: str) -> None:
        part = self._parts.setdefault(conversation, Person("agent", conversation))
        await self._tell_socket({"type": "watch", "conversation": conversation, "after": self._seen(part)})
        for _ in range(self._load.dice.randrange(3)):
            await self._say(part, "notes" if self._load.dice.random() < 0.2 else "messages")
        path = f"/api/v1/desk/conversations/{conversation}"
        chance = self._load.dice.random()
        if chance < 0.35 or not self._load.speak.is_set():
            await self._load.insist(lambda: self._http.post(f"{path}/return"))
        elif chance < 0.6:
            await self._load.insist(lambda: self._http.post(f"{path}/close", json={"reason": "solved"}))

    async def _say(self, part: Person, what: str) -> None:
        sent = Sent(uuid.UUID(int=self._load.dice.getrandbits(128), version=4).hex, self._load.dice.choice(_AGENT_SAYS))
        part.sent.append(sent)
        words = {"client_id": sent.client_id, "text": sent.text}
        answer = await self._load.insist(
            lambda: self._http.post(f"/api/v1/desk/conversations/{part.conversation}/{what}", json=words),
        )
        if answer is None:
            return
        if answer.is_success:
            stored = answer.json()
            sent.acknowledged.append(Acknowledged(stored["message"], stored["seq"]))
        else:
            self._load.met[f"{what} {answer.json().get('error')}"] += 1

    def _seen(self, part: Person) -> int:
        return max((showing.entries[-1]["seq"] for showing in part.showings if showing.entries), default=0)

    async def _watch(self) -> None:
        """The desk's socket: presence, its heartbeat, and the conversations in hand, live."""
        while not self._load.leave.is_set():
            try:
                cookies = "; ".join(f"{name}={value}" for name, value in self._http.cookies.items())
                async with connect(
                    f"{self._load.socket_url}/api/v1/desk/socket",
                    additional_headers={"Cookie": cookies},
                    open_timeout=_ANSWER_WITHIN_S,
                    compression=None,
                ) as self._socket:
                    await self._tell_socket({"type": "hello", "protocol": 1})
                    await self._load.insist(lambda: self._http.put("/api/v1/desk/presence", json={"state": "ready"}))
                    beating = asyncio.create_task(self._beat())
                    try:
                        async for raw in self._socket:
                            self._hear(orjson.loads(raw))
                    finally:
                        beating.cancel()
            except GONE:
                self._load.met["desk socket cut"] += 1
            self._socket = None
            await self._load.pause(0.3, 1.0)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(_BEAT_EVERY_S)
            await self._tell_socket({"type": "beat"})

    async def _tell_socket(self, frame: dict[str, Any]) -> None:
        if self._socket is not None:
            with contextlib.suppress(*GONE):
                await self._socket.send(orjson.dumps(frame).decode())

    def _hear(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "entries":
            part = self._parts[frame["conversation"]]
            entries = frame["entries"]
            part.showings.append(Showing(entries[0]["seq"] - 1 if entries else self._seen(part), list(entries)))
        elif frame["type"] == "entry":
            self._parts[frame["conversation"]].showings[-1].entries.append(frame["entry"])
        elif frame["type"] in {"error", "bye"}:
            self._load.met[f"desk {frame['type']} {frame['error']}"] += 1
