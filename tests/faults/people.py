"""A customer on a real socket, driven step by step."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect

WITHIN_S = 20.0
Frame = dict[str, Any]


@dataclass(slots=True)
class Client:
    """One browser's session: what it was shown, and its open socket."""

    url: str
    token: str
    conversation: str = ""
    entries: dict[int, Frame] = field(default_factory=dict[int, Frame])
    _socket: ClientConnection | None = None

    @contextlib.asynccontextmanager
    async def connected(self) -> AsyncGenerator["Client"]:
        """Open (or go on), as the widget would after a lost connection."""
        async with connect(socket_url(self.url), open_timeout=WITHIN_S, compression=None) as self._socket:
            resume = {"conversation": self.conversation, "seq": max(self.entries, default=0)}
            hello = {"type": "hello", "protocol": 1, "token": self.token, "locale": "zh-CN"}
            await self.put({**hello, "resume": resume if self.conversation else None})
            first = await self.hear(lambda frame: frame["type"] in {"welcome", "resumed"})
            self.conversation = first["conversation"]["id"]
            yield self

    async def put(self, frame: Frame | str | bytes) -> None:
        assert self._socket is not None
        await self._socket.send(orjson.dumps(frame).decode() if isinstance(frame, dict) else frame)

    async def hear(self, wanted: Callable[[Frame], bool], *, within_s: float = WITHIN_S) -> Frame:
        """The next frame that is wanted; entries on the way are kept."""
        assert self._socket is not None
        async with asyncio.timeout(within_s):
            while True:
                frame = orjson.loads(await self._socket.recv())
                for entry in [*frame.get("entries", ()), *([frame["entry"]] if "entry" in frame else ())]:
                    self.entries[entry["seq"]] = entry
                if wanted(frame):
                    return frame

    async def send(self, text: str, *, client_id: str | None = None) -> Frame:
        """Send and return what came back for it: an ack, or an error."""
        client_id = client_id or new_client_id()
        await self.put(text_frame(text, client_id))
        return await self.hear(lambda frame: frame.get("client_id") == client_id)

    async def ask(self, text: str, *, client_id: str | None = None) -> Frame:
        """Send, again while the house is too busy, and wait for the robot's answer; returns its entry."""
        client_id = client_id or new_client_id()
        async with asyncio.timeout(WITHIN_S):
            while (ack := await self.send(text, client_id=client_id)).get("error") == "WorkShed":  # noqa: ASYNC110  (there is nobody to wait for)
                await asyncio.sleep(0.5)
        assert ack["type"] == "ack", ack
        return await self.answer_to(ack["message"])

    async def answer_to(self, message: str, *, within_s: float = WITHIN_S) -> Frame:
        def answers(entry: Frame) -> bool:
            return entry["kind"] == "message" and entry["message"]["reply_to"] == message

        found = next((entry for entry in self.entries.values() if answers(entry)), None)
        if found is None:
            frame = await self.hear(lambda one: one["type"] == "entry" and answers(one["entry"]), within_s=within_s)
            found = frame["entry"]
        return found

    def said(self, kind: str) -> list[str]:
        """The words of everybody of that kind, in order."""
        return [
            entry["message"]["content"].get("text", "")
            for _, entry in sorted(self.entries.items())
            if entry["kind"] == "message" and entry["message"]["author"]["kind"] == kind
        ]

    @property
    def is_whole(self) -> bool:
        return sorted(self.entries) == list(range(1, len(self.entries) + 1))


def new_client_id() -> str:
    return uuid.uuid4().hex


def text_frame(text: str, client_id: str) -> Frame:
    return {"type": "send", "client_id": client_id, "content": {"v": 1, "kind": "text", "text": text}}


def socket_url(url: str) -> str:
    return f"{url.replace('http', 'ws', 1)}/api/v1/web/socket"


async def arrive(url: str) -> Client:
    """A new customer with a session."""
    async with httpx.AsyncClient(base_url=url, timeout=WITHIN_S) as http:
        answer = (await http.post("/api/v1/web/sessions", json={})).raise_for_status()
    return Client(url, answer.json()["token"])
