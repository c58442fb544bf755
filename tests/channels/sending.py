"""A customer's browser that sends files: over the routes and the socket that real ones use."""

import asyncio
import json
import struct
import uuid
import zlib
from typing import Any, Self, cast
from urllib.parse import quote

import httpx

from qiao.channels.web.socket import serve
from qiao.conversations import ChannelSession, session_by_digest
from tests.conftest import Web


def picture(width: int = 8, height: int = 8, colour: bytes = b"\x2a\x6f\xb0") -> bytes:
    """A PNG of one colour."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + colour * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def paper(words: str = "") -> bytes:
    """A PDF of one empty page that carries words."""
    return (
        f"%PDF-1.4\n% {words}\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
        "trailer<</Root 1 0 R>>\n%%EOF"
    ).encode(errors="replace")


class _Socket:
    """Says hello and what it is given, and goes when all of it was answered."""

    def __init__(self, *frames: dict[str, Any]) -> None:
        self.headers: dict[str, str] = {}
        self.said: list[dict[str, Any]] = []
        self._frames = [*frames]
        self._answered = asyncio.Event()
        self._ids = {frame["client_id"] for frame in frames if "client_id" in frame}

    async def accept(self) -> None:
        pass

    async def receive(self) -> dict[str, Any]:
        if self._frames:
            return {"type": "websocket.receive", "text": json.dumps(self._frames.pop(0))}
        async with asyncio.timeout(20):
            await self._answered.wait()
        return {"type": "websocket.disconnect"}

    async def send_text(self, text: str) -> None:
        self.said.append(json.loads(text))
        if self._ids <= {frame.get("client_id") for frame in self.said}:
            self._answered.set()

    async def send_json(self, frame: dict[str, Any]) -> None:
        await self.send_text(json.dumps(frame))

    async def close(self, code: int) -> None:
        _ = code


class Sender:
    """One channel session of a customer."""

    def __init__(self, web: Web, token: str) -> None:
        self._web = web
        self.token = token

    @classmethod
    async def comes(cls, web: Web, *, locale: str = "zh-CN") -> Self:
        started = await web.client.post("/api/v1/web/sessions", json={"locale": locale})
        return cls(web, started.json()["token"])

    async def live(self) -> ChannelSession:
        async with self._web.house.database.reading() as session:
            return await session_by_digest(session, self._web.house.house.parts.ring.token_digest(self.token))

    async def uploads(
        self, content: bytes, name: str = "图.png", kind: str = "image/png", *, client_id: str | None = None
    ) -> httpx.Response:
        return await self._web.client.put(
            f"/api/v1/web/files/{client_id or uuid.uuid4().hex}",
            content=content,
            headers={
                "authorization": f"Bearer {self.token}",
                "content-type": kind,
                "x-file-name": quote(name, errors="replace"),
            },
        )

    async def sends(self, content: dict[str, Any], *, client_id: str | None = None) -> dict[str, Any]:
        """Over a socket of its own, so that each is sent after a reconnect; the receipt or the refusal."""
        client_id = client_id or uuid.uuid4().hex
        socket = _Socket(
            {"type": "hello", "protocol": 1, "token": self.token},
            {"type": "send", "client_id": client_id, "content": content},
        )
        await serve(self._web.house.house.hub, _nobody_waits, cast("Any", socket))
        return next(frame for frame in socket.said if frame.get("client_id") == client_id)

    async def sends_file(self, file: str, *, client_id: str | None = None) -> dict[str, Any]:
        return await self.sends({"v": 1, "kind": "file", "file": file}, client_id=client_id)

    async def hands_over(self, content: bytes, name: str = "图.png", kind: str = "image/png") -> str:
        """Upload and send; the id of the file."""
        uploaded = await self.uploads(content, name, kind)
        assert uploaded.status_code == 200, uploaded.text
        file: str = uploaded.json()["file"]
        assert (await self.sends_file(file))["type"] == "ack"
        await self._web.house.settle()
        return file

    async def messages(self) -> list[dict[str, Any]]:
        return await self._web.house.messages(await self.live())


async def _nobody_waits(*_: object, **__: object) -> None:
    return None
