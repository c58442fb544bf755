"""Push to the lender's app as deliveries, through a gateway of the lender's that knows the devices.

    POST <address>/messages          {"id", "to", "title", "text", "valid_until"}   → 200 {"id": …}
    GET  <address>/messages/<id>     → 200 {"state": "sent" | "delivered" | "failed", "error": …}

Both are signed as `signing` says; the delivery of a GET is the id in its path, its body is empty. The same `id` is the
same message: the gateway sends it once, so what got no answer is handed over again. A status of 400 to 499 but 401,
403, 408, 425 and 429 refuses for good; `{"error": "no_device"}` in it says why.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import httpx
import orjson

from qiao.delivery import signing
from qiao.delivery.model import Kind
from qiao.delivery.ports import CarrierAway, CarrierRefused, Message, Report, Told
from qiao.foundation.clock import Clock

_OK, _BAD_REQUEST, _SERVER_ERROR = 200, 400, 500
_NOT_HEARD = frozenset({401, 403, 408, 425, 429})
_LARGEST_ANSWER_BYTES = 64 * 1024
_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PushAddress:
    """The gateway, and the secret both sides hold."""

    url: str
    secret: bytes = field(repr=False)
    deadline_s: float = 10.0


class PushCarrier:
    """Fulfils `ports.Carrier`."""

    repeats = True
    asks = True

    def __init__(
        self, address: PushAddress, clock: Clock, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._address = address
        self._clock = clock
        self._client = httpx.AsyncClient(
            timeout=address.deadline_s, transport=transport, follow_redirects=False, trust_env=False
        )

    async def start(self, told: Told) -> None:
        _ = told  # The gateway is asked.

    async def stop(self) -> None:
        await self._client.aclose()

    async def submit(self, message: Message) -> Sequence[str]:
        body = orjson.dumps(
            {
                "id": str(message.id),
                "to": message.destination,
                "title": message.content.title,
                "text": message.content.text,
                "valid_until": message.valid_until.isoformat(),
            }
        )
        status, answer = await self._exchange("POST", "/messages", str(message.id), body)
        if status == _OK:
            return [str(message.id)]
        if _BAD_REQUEST <= status < _SERVER_ERROR and status not in _NOT_HEARD:
            raise CarrierRefused(_code(answer) or f"http_{status}")
        raise CarrierAway(f"http_{status}")

    async def ask(self, provider_id: str, destination: str) -> Report | None:
        _ = destination
        status, answer = await self._exchange("GET", f"/messages/{provider_id}", provider_id, b"")
        match answer.get("state") if status == _OK else None:
            case "delivered":
                return Report(Kind.PUSH, provider_id, "delivered")
            case "failed":
                return Report(Kind.PUSH, provider_id, "failed", _code(answer) or "failed")
            case _:
                return None

    async def _exchange(self, method: str, path: str, delivery: str, body: bytes) -> tuple[int, Mapping[str, Any]]:
        """Status and answer. Raises CarrierAway."""
        signed = signing.signed_headers(self._address.secret, delivery, body, now_s=self._clock.now().timestamp())
        headers = {"content-type": "application/json", **signed}
        url = self._address.url.rstrip("/") + path
        try:
            async with self._client.stream(method, url, content=body or None, headers=headers) as response:
                content = bytearray()
                async for chunk in response.aiter_bytes():
                    content += chunk
                    if len(content) > _LARGEST_ANSWER_BYTES:
                        raise CarrierAway("too_large")
                return response.status_code, _parsed(bytes(content))
        except httpx.HTTPError as trouble:
            raise CarrierAway(type(trouble).__name__) from None


def _parsed(content: bytes) -> Mapping[str, Any]:
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _code(answer: Mapping[str, Any]) -> str | None:
    """A code of the gateway's; anything else might be a text about her."""
    said = answer.get("error")
    return said if isinstance(said, str) and _CODE.fullmatch(said) else None
