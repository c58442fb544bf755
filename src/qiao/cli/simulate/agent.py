"""An agent at the desk: over HTTP as the desk's page does it, one account for a whole suite."""

import asyncio
import time
import uuid
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, cast

import httpx

from qiao.cli.simulate.seen import Message, message_of
from qiao.foundation.errors import Unavailable

_LOOKS_AGAIN_S = 0.1


class NoAgent(Unavailable):
    """The desk took no sign-in, or the conversation did not come to it."""


@dataclass(frozen=True, slots=True)
class InHand:
    """What an agent sees of a customer's request. `given` are the answers known, each by its name and value."""

    name: str | None
    given: tuple[tuple[str, str], ...]
    is_submitted: bool
    stand: tuple[Message, ...]
    opening: str | None


class Agent:
    """Use as an async context: signed in inside. Several conversations may be in her hands at once."""

    def __init__(self, url: str, username: str, password: str) -> None:
        self._account = {"username": username, "password": password}
        self._http = httpx.AsyncClient(base_url=f"{url}/api/v1", headers={"origin": url}, timeout=30, trust_env=False)

    async def __aenter__(self) -> Self:
        me = await self._post("staff/sign-in", self._account)
        self._http.headers["x-csrf-token"] = str(me["csrf"])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def take(self, conversation: str, *, within_s: float) -> dict[str, Any]:
        """Accept a conversation that waits; its brief. Raises NoAgent where it does not come."""
        until_s = time.monotonic() + within_s
        while time.monotonic() < until_s:
            waiting = (await self._get("desk"))["waiting"]
            item = next((one["id"] for one in waiting if one["conversation"] == conversation), None)
            if item is not None:
                await self._post(f"desk/items/{item}/accept", {})
                return cast("dict[str, Any]", (await self._get(f"desk/conversations/{conversation}"))["brief"])
            await asyncio.sleep(_LOOKS_AGAIN_S)
        raise NoAgent

    async def sees(self, conversation: str) -> InHand:
        return _in_hand(await self._get(f"desk/conversations/{conversation}/request"))

    async def fills(self, conversation: str, *, text: str | None = None, button: str | None = None) -> InHand:
        """Answer for the customer what is asked."""
        step = {"text": text} if text is not None else {"button": button}
        return _in_hand(await self._post(f"desk/conversations/{conversation}/request/steps", {**_once(), **step}))

    async def sends_card(self, conversation: str) -> None:
        await self._post(f"desk/conversations/{conversation}/request/card", _once())

    async def says(self, conversation: str, text: str) -> None:
        await self._post(f"desk/conversations/{conversation}/messages", {**_once(), "text": text})

    async def gives_back(self, conversation: str) -> None:
        await self._post(f"desk/conversations/{conversation}/return", {})

    async def closes(self, conversation: str) -> None:
        await self._post(f"desk/conversations/{conversation}/close", {"reason": "solved"})

    async def _get(self, path: str) -> dict[str, Any]:
        return _body(await self._http.get(path))

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return _body(await self._http.post(path, json=body))


def _once() -> dict[str, str]:
    return {"client_id": uuid.uuid4().hex}


def _body(answer: httpx.Response) -> dict[str, Any]:
    """Raises NoAgent where the desk refuses."""
    if not answer.is_success:
        raise NoAgent(path=answer.request.url.path, status=answer.status_code, answer=answer.text[:200])
    return cast("dict[str, Any]", answer.json()) if answer.content else {}


def _in_hand(wire: dict[str, Any]) -> InHand:
    request = wire["request"]
    return InHand(
        name=request["name"]["zh"] if request else None,
        given=tuple((one["name"]["zh"], one["value"]["zh"]) for one in request["slots"]) if request else (),
        is_submitted=bool(request and request["is_submitted"]),
        stand=tuple(message_of("agent", one) for one in wire["stand"]),
        opening=wire["opening"],
    )
