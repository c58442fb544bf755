"""A customer's end of the wire (docs/reference/protocol.md); a lost connection loses and doubles nothing."""

import asyncio
import contextlib
import json
import random
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from qiao.foundation.errors import Unavailable

Frame = Mapping[str, Any]
Hear = Callable[[Frame], None]

_ANSWERS_WITHIN_S = 10.0
_PING_EVERY_S = 25.0
_LONGEST_PAUSE_S = 10.0
_LATER = {"SlowDown", "NotStored", "Overloaded"}
_OVER = {"SignedOut", "SessionEnded"}


class ServiceAway(Unavailable):
    """No Qiao answers there. Start one with `qiao demo`, or name another with --url."""


class SessionOver(Unavailable):
    """The service ended this session; start again with `qiao chat`."""


def request(url: str, *, body: Frame | None = None) -> dict[str, Any]:
    """The JSON that `url` answers, posted to when there is a `body`. Raises ServiceAway."""
    asked = urllib.request.Request(  # noqa: S310  (the scheme was checked)
        url,
        data=json.dumps(body).encode() if body is not None else None,
        headers={"content-type": "application/json", "accept": "application/json"},
    )
    try:
        with urllib.request.urlopen(asked, timeout=_ANSWERS_WITHIN_S) as answer:  # noqa: S310
            return cast("dict[str, Any]", json.load(answer))
    except urllib.error.HTTPError as trouble:
        with trouble:
            raise ServiceAway(url=url, status=trouble.code) from None
    except (OSError, ValueError):
        raise ServiceAway(url=url) from None


class Line:
    """One session. `hear` is told of every frame once, of entries in order and without gaps."""

    def __init__(self, url: str, *, locale: str, hear: Hear) -> None:
        """Nothing is sent yet. Raises ServiceAway for an address that is none."""
        parts = urlsplit(url.rstrip("/"))
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise ServiceAway(url=url)
        self._base = f"{parts.scheme}://{parts.netloc}{parts.path}/api/v1/web"
        self._socket_url = (
            f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}{parts.path}/api/v1/web/socket"
        )
        self._locale = locale
        self._hear = hear
        self._token = ""
        self._connection: ClientConnection | None = None
        self._conversation: str | None = None
        self._seq = 0
        self._tries = 0
        self.unacknowledged: dict[str, dict[str, Any]] = {}

    @property
    def token(self) -> str:
        """What proves this session to the channel's other calls; empty before `open_session`."""
        return self._token

    async def open_session(self) -> dict[str, Any]:
        """Become a new visitor; returns the page's configuration. Raises ServiceAway."""
        config_url = f"{self._base}/config?{urlencode({'entrance': 'terminal', 'locale': self._locale})}"
        config = await asyncio.to_thread(request, config_url)
        new = {"entrance": "terminal", "locale": self._locale}
        started = await asyncio.to_thread(request, f"{self._base}/sessions", body=new)
        self._token = started["token"]
        return config

    async def send(self, frame: dict[str, Any]) -> str:
        """Send a frame that will be acknowledged, now or after the next connection; returns its client id."""
        client_id = uuid.uuid4().hex
        frame = {**frame, "client_id": client_id}
        self.unacknowledged[client_id] = frame
        await self._put(frame)
        return client_id

    async def run(self) -> None:
        """Stay connected until cancelled. Raises SessionOver, or ServiceAway when the first connection fails."""
        while True:
            with contextlib.suppress(OSError, TimeoutError, WebSocketException):
                async with connect(self._socket_url, open_timeout=_ANSWERS_WITHIN_S, max_size=None) as connection:
                    await self._converse(connection)
            if self._conversation is None:
                raise ServiceAway(url=self._base)
            self._connection = None
            self._tries += 1
            self._hear({"type": "lost", "tries": self._tries})
            await asyncio.sleep(min(0.2 * 2**self._tries, _LONGEST_PAUSE_S) * random.uniform(0.5, 1.0))  # noqa: S311

    async def _converse(self, connection: ClientConnection) -> None:
        await connection.send(json.dumps(self._hello()))
        pinging = asyncio.create_task(self._ping(connection))
        try:
            async for raw in connection:
                if not await self._take(connection, json.loads(raw)):
                    break
        finally:
            pinging.cancel()

    def _hello(self) -> dict[str, Any]:
        resume = {"conversation": self._conversation, "seq": self._seq} if self._conversation else None
        return {"type": "hello", "protocol": 1, "token": self._token, "locale": self._locale, "resume": resume}

    async def _take(self, connection: ClientConnection, frame: dict[str, Any]) -> bool:
        """Take one frame; False when this connection is of no more use."""
        match frame["type"]:
            case "welcome" | "resumed":
                self._conversation = frame["conversation"]["id"]
                self._hear(frame)
                for entry in frame["entries"]:
                    self._enter(entry)
                self._seq = frame["conversation"]["seq"]
                self._connection, self._tries = connection, 0
                await self._mark()
                for unacknowledged in list(self.unacknowledged.values()):
                    await self._put(unacknowledged)
            case "entry":
                if frame["entry"]["seq"] > self._seq + 1:
                    return False
                self._enter(frame["entry"])
                await self._mark()
            case "ack":
                self.unacknowledged.pop(frame["client_id"], None)
                self._hear(frame)
            case "error":
                await self._refused(frame)
            case "moved":
                self._conversation, self._seq = None, 0
                await connection.send(json.dumps(self._hello()))
            case "bye":
                if frame["error"] in _OVER:
                    raise SessionOver
                return False
            case _:
                self._hear(frame)
        return True

    def _enter(self, entry: dict[str, Any]) -> None:
        if entry["seq"] > self._seq:
            self._seq = entry["seq"]
            self._hear({"type": "entry", "entry": entry})

    async def _refused(self, frame: dict[str, Any]) -> None:
        if frame["error"] in _OVER:
            raise SessionOver
        refused = self.unacknowledged.get(frame.get("client_id") or "")
        if refused is not None and frame["error"] in _LATER:
            await asyncio.sleep(float(frame["params"].get("retry_after_s", 1)))
            await self._put(refused)
            return
        self.unacknowledged.pop(frame.get("client_id") or "", None)
        self._hear(frame)

    async def _mark(self) -> None:
        await self._put({"type": "mark", "delivered": self._seq, "read": self._seq})

    async def _put(self, frame: dict[str, Any]) -> None:
        if self._connection is not None:
            with contextlib.suppress(WebSocketException):  # It is sent again after the next welcome.
                await self._connection.send(json.dumps(frame))

    async def _ping(self, connection: ClientConnection) -> None:
        with contextlib.suppress(WebSocketException):
            while True:
                await asyncio.sleep(_PING_EVERY_S)
                await connection.send('{"type": "ping"}')
