"""A customer's telephone: the web channel over its real socket, signing in, and proofs of identity."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, cast

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey

from qiao.cli.chat_client import Frame, Line
from qiao.cli.simulate.seen import Button, Message, message_of
from qiao.foundation.errors import Unavailable

_LOCALES = {"zh": "zh-CN", "en": "en"}


class NotSignedIn(Unavailable):
    """The service took no sign-in; it needs QIAO_IDENTITY_ALGORITHM=HS256 and the key given with --identity-key."""


@dataclass(frozen=True, slots=True)
class House:
    """Where Qiao answers, and the key with which the lender's app vouches for customers."""

    url: str
    identity_key: str
    issuer: str = "lender"
    audience: str = "qiao"

    def vouch_for(self, reference: str, name: str) -> str:
        """A short token with which the lender's app signs this customer in."""
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": self.audience, "sub": reference, "name": name, "lvl": "A1",
            "iat": now, "exp": now + 300, "jti": uuid.uuid4().hex,
        }  # fmt: skip
        return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(self.identity_key))


@dataclass(slots=True)
class Page:
    """What stands on the page, and what is new since she looked last."""

    messages: list[Message] = field(default_factory=list[Message])
    read: set[str] = field(default_factory=set[str])
    handed_over: bool = False
    conversation: str = ""
    errors: list[str] = field(default_factory=list[str])
    stirred: asyncio.Event = field(default_factory=asyncio.Event)
    changed_at_s: float = 0.0
    is_open: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, frame: Frame) -> None:
        match frame["type"]:
            case "welcome":
                self.conversation = str(frame["conversation"]["id"])
                self.is_open.set()
            case "resumed":
                self.is_open.set()
            case "entry":
                self._enter(frame["entry"])
            case "error":
                self.errors.append(str(frame["error"]))
            case "queue" if frame.get("place") is not None or frame.get("open") is False:
                self.handed_over = True
            case _:
                return
        self.changed_at_s = time.monotonic()
        self.stirred.set()

    def _enter(self, entry: dict[str, Any]) -> None:
        if entry["kind"] == "message" and entry["message"]["author"]["kind"] != "customer":
            message = entry["message"]
            # After signing in the conversation is shown from its beginning; what she has read is not new.
            if message["id"] in self.read:
                return
            self.read.add(message["id"])
            self.messages.append(message_of(message["author"]["kind"], message["content"]))
        elif entry["kind"] == "owner":
            self.handed_over = entry["owner"]["kind"] != "bot"


class Device:
    """Use as an async context: connected inside, hung up after."""

    def __init__(self, house: House, *, language: str) -> None:
        self._house = house
        self.page = Page()
        self._line = Line(house.url, locale=_LOCALES[language], hear=self.page.hear)
        self._http = httpx.AsyncClient(base_url=f"{house.url}/api/v1/web", timeout=30, trust_env=False)
        self._running: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._line.open_session()
        self._running = asyncio.create_task(self._line.run())
        await self._opened()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._running is not None:
            self._running.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await self._running
        await self._http.aclose()

    async def _opened(self) -> None:
        """Wait for the welcome. Raises what ended the connection instead."""
        assert self._running is not None
        waiting = asyncio.create_task(self.page.is_open.wait())
        await asyncio.wait({waiting, self._running}, return_when=asyncio.FIRST_COMPLETED, timeout=20)
        if not self.page.is_open.is_set():
            waiting.cancel()
            if self._running.done():
                self._running.result()
            raise Unavailable

    async def sign_in(self, reference: str, name: str) -> None:
        """As the lender's app does it. Raises NotSignedIn."""
        self.page.is_open.clear()
        if await self.post("sessions/current/identity", {"jwt": self._house.vouch_for(reference, name)}) is None:
            raise NotSignedIn
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.page.is_open.wait(), 10)

    async def say(self, text: str) -> None:
        await self._line.send({"type": "send", "content": {"v": 1, "kind": "text", "text": text}})

    async def press(self, button: Button) -> None:
        content = {"v": 1, "kind": "choice", "button": button.id, "label": button.label}
        await self._line.send({"type": "send", "content": content})

    async def quiet(self, *, after: int, within_s: float, still_s: float) -> tuple[Message, ...]:
        """The messages behind the first `after`, once one is there and nothing more came for `still_s` seconds."""
        page, until_s = self.page, time.monotonic() + within_s
        while (left_s := until_s - time.monotonic()) > 0:
            has_news = len(page.messages) > after or page.handed_over or bool(page.errors)
            still_since_s = time.monotonic() - page.changed_at_s
            if has_news and still_since_s >= still_s:
                break
            page.stirred.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(
                    page.stirred.wait(), min(left_s, still_s - still_since_s if has_news else left_s)
                )
        return tuple(page.messages[after:])

    async def until(self, holds: Callable[[Page], bool], *, within_s: float) -> None:
        """Wait until the page is so, or for `within_s` seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while not holds(self.page):
                    self.page.stirred.clear()
                    await self.page.stirred.wait()

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """The answer of one of the web channel's calls; None when it was refused or is not there."""
        return await self._asked("POST", path, body)

    async def read(self, path: str) -> dict[str, Any] | None:
        return await self._asked("GET", path, None)

    async def _asked(self, method: str, path: str, body: object) -> dict[str, Any] | None:
        try:
            answer = await self._http.request(
                method, path, json=body, headers={"authorization": f"Bearer {self._line.token}"}
            )
        except httpx.HTTPError:
            return None
        return cast("dict[str, Any]", answer.json()) if answer.is_success and answer.content else None
