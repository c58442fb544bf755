"""Customers as programs: they speak the protocol of docs/reference/protocol.md and keep the time of every turn."""

import asyncio
import contextlib
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol, Self

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

_TRY_AGAIN = frozenset({"SlowDown", "NotStored", "WorkShed", "Overloaded"})
_PAUSE_S = 0.5


@dataclass(slots=True)
class Turn:
    """One question and what became of it. Times are seconds of `time.perf_counter`, empty where nothing came."""

    question: str
    sent_at: float = 0.0
    acked_at: float | None = None
    replied_at: float | None = None
    accepted_at: datetime | None = None  # The server's own stamp of when it took the message.
    replied_wall_s: float = 0.0
    message: str | None = None
    reply: dict[str, Any] | None = None
    handed_over: bool = False
    too_late: bool = False  # It arrived when the conversation was no longer the robot's.
    refused: str | None = None

    @property
    def is_done(self) -> bool:
        return self.refused is not None or (self.acked_at is not None and self.replied_at is not None)

    @property
    def server_s(self) -> float | None:
        """From the message taken by the server to the reply in the customer's hands; both on this machine's clock."""
        if self.accepted_at is None or not self.replied_wall_s:
            return None
        return self.replied_wall_s - self.accepted_at.timestamp()


class Asker(Protocol):
    """Someone who can send a text and wait for what comes back."""

    async def arrive(self) -> None: ...

    async def ask(self, text: str, *, within_s: float = 30.0) -> Turn: ...

    async def ping(self) -> None: ...

    async def leave(self) -> None: ...


@dataclass(slots=True)
class Customer:
    """One customer with a socket; asks one question at a time."""

    http: httpx.AsyncClient
    socket_address: str
    source: str | None = None
    token: str = ""
    conversation: str = ""
    seq: int = 0
    robots: bool = True
    troubles: list[str] = field(default_factory=list[str])
    _socket: ClientConnection | None = None

    async def arrive(self) -> None:
        """Begin a new session and open its socket."""
        new = {"entrance": "web", "locale": "zh-CN"}
        try:
            answer = await self.http.post("/api/v1/web/sessions", json=new)
        except httpx.TransportError:  # The server had just let go of the connection we meant to use again.
            answer = await self.http.post("/api/v1/web/sessions", json=new)
        answer.raise_for_status()
        self.token, self.conversation, self.seq, self.robots = answer.json()["token"], "", 0, True
        await self._open()

    async def sign_in(self, token: str) -> None:
        """Arrive, and be the one `token` names, as the lender's app says. Raises httpx.HTTPStatusError."""
        await self.arrive()
        await self.leave()
        answer = await self.http.post(
            "/api/v1/web/sessions/current/identity",
            json={"jwt": token},
            headers={"authorization": f"Bearer {self.token}"},
        )
        answer.raise_for_status()
        self.conversation, self.seq = "", 0
        await self._open()

    async def ask(self, text: str, *, within_s: float = 30.0) -> Turn:
        """Send `text` and wait for the robot's turn, for a refusal, or `within_s`.

        A message that may be sent again is sent again; a lost connection is opened again where it broke.
        """
        turn, client_id = Turn(text), uuid.uuid4().hex
        frame = orjson.dumps(
            {"type": "send", "client_id": client_id, "content": {"v": 1, "kind": "text", "text": text}}
        ).decode()
        turn.sent_at = time.perf_counter()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while not await self._tried(turn, frame):
                    pass
        return turn

    async def ping(self) -> None:
        """Say that one is still there, as a client does every 25 seconds."""
        if self._socket is not None:
            await self._socket.send('{"type":"ping"}')

    async def leave(self) -> None:
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    async def entries(self) -> list[dict[str, Any]]:
        """Everything that is stored of this conversation, oldest first, read over HTTP."""
        entries: list[dict[str, Any]] = []
        before = 2**31 - 1
        while True:
            answer = await self.http.get(
                "/api/v1/web/history",
                params={"before": before, "limit": 100},
                headers={"authorization": f"Bearer {self.token}"},
            )
            answer.raise_for_status()
            page = answer.json()
            entries = [*page["entries"], *entries]
            if not page["has_more"]:
                return entries
            before = page["entries"][0]["seq"]

    async def _tried(self, turn: Turn, frame: str) -> bool:
        """One attempt; False when it is worth another."""
        try:
            if self._socket is None:
                await self._open()
            assert self._socket is not None
            await self._socket.send(frame, text=True)
            while not turn.is_done:
                answer = orjson.loads(await self._socket.recv(decode=False))
                if answer["type"] == "error" and answer["error"] in _TRY_AGAIN:
                    await asyncio.sleep(answer["params"].get("retry_after_s", _PAUSE_S))
                    return False
                self._hear(turn, answer)
        except (ConnectionClosed, OSError) as trouble:
            self.troubles.append(f"connection lost: {type(trouble).__name__}")
            self._socket = None
            await asyncio.sleep(_PAUSE_S)
            return False
        return True

    def _hear(self, turn: Turn, frame: dict[str, Any]) -> None:
        now = time.perf_counter()
        match frame["type"]:
            case "ack":
                turn.acked_at, turn.message = now, frame["message"]
                turn.accepted_at = datetime.fromisoformat(frame["at"])
                if not self.robots and not turn.handed_over:
                    turn.too_late, turn.replied_at = True, now
            case "error":
                turn.refused = frame["error"]
            case "entry":
                self._read(turn, frame["entry"], now)
            case "resumed":
                for entry in frame["entries"]:
                    self._read(turn, entry, now)
            case _:
                pass

    def _read(self, turn: Turn, entry: dict[str, Any], now: float) -> None:
        if entry["seq"] != self.seq + 1:
            self.troubles.append(f"entry {entry['seq']} after {self.seq}")
        self.seq = entry["seq"]
        if entry["kind"] == "owner":
            self.robots = entry["owner"]["kind"] == "bot"
            if not self.robots:
                # Before our words were stored, it is an earlier question that was handed over.
                turn.handed_over = turn.message is not None
        if entry["kind"] != "message":
            return
        message = entry["message"]
        if message["author"]["kind"] == "bot" and message["reply_to"] == turn.message:
            self._reply(turn, message, now)
        elif message["author"]["kind"] == "customer":
            turn.message = message["id"]
        elif turn.handed_over and message["content"].get("notice") == "handing_over":
            self._reply(turn, turn.reply or message, now)

    def _reply(self, turn: Turn, message: dict[str, Any], now: float) -> None:
        if turn.replied_at is None:
            turn.replied_at, turn.replied_wall_s, turn.reply = now, time.time(), message

    async def _open(self) -> None:
        self._socket = await connect(
            self.socket_address,
            compression=None,
            ping_interval=None,
            open_timeout=60,
            max_queue=None,
            proxy=None,
            local_addr=(self.source, 0) if self.source else None,
        )
        resume = {"conversation": self.conversation, "seq": self.seq} if self.conversation else None
        hello = {"type": "hello", "protocol": 1, "token": self.token, "locale": "zh-CN", "resume": resume}
        await self._socket.send(orjson.dumps(hello).decode())
        welcome = orjson.loads(await self._socket.recv(decode=False))
        if welcome["type"] not in {"welcome", "resumed"}:
            raise OSError(f"no welcome: {welcome}")
        self.conversation = welcome["conversation"]["id"]
        if welcome["type"] == "welcome":
            self.seq = welcome["conversation"]["seq"]


@dataclass(slots=True)
class Echoed:
    """A client of the bare echo, measured like a customer."""

    socket_address: str
    source: str | None = None
    _socket: ClientConnection | None = None

    async def arrive(self) -> None:
        self._socket = await connect(
            self.socket_address,
            compression=None,
            ping_interval=None,
            open_timeout=60,
            max_queue=None,
            proxy=None,
            local_addr=(self.source, 0) if self.source else None,
        )

    async def ask(self, text: str, *, within_s: float = 30.0) -> Turn:
        assert self._socket is not None
        turn = Turn(text, sent_at=time.perf_counter(), accepted_at=datetime.now(UTC))
        frame = {"type": "send", "client_id": uuid.uuid4().hex, "content": {"v": 1, "kind": "text", "text": text}}
        async with asyncio.timeout(within_s):
            await self._socket.send(orjson.dumps(frame), text=True)
            turn.reply = orjson.loads(await self._socket.recv(decode=False))
        turn.acked_at = turn.replied_at = time.perf_counter()
        turn.replied_wall_s = time.time()
        return turn

    async def ping(self) -> None:
        """The echo lets the silent stay."""

    async def leave(self) -> None:
        if self._socket is not None:
            await self._socket.close()


@dataclass(slots=True)
class Door:
    """Where customers come in: one HTTP client for all of them."""

    address: str
    http: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        limits = httpx.Limits(max_connections=16, keepalive_expiry=2)
        self.http = httpx.AsyncClient(base_url=self.address, limits=limits, timeout=60, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    def customer(self, number: int = 0) -> Customer:
        """A customer; every 20,000th comes from another loopback address, because ports are finite."""
        socket_address = f"ws{self.address.removeprefix('http')}/api/v1/web/socket"
        return Customer(self.http, socket_address, source_of(number, self.address))


def source_of(number: int, address: str) -> str | None:
    """The loopback address client `number` comes from; None for a server elsewhere."""
    return f"127.0.0.{2 + number // 20_000}" if "//127." in address else None
