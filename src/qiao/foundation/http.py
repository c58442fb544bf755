"""What every HTTP and WebSocket surface shares: the parts of the house, errors, origins, security headers."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from qiao.foundation.bus import Bus
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.foundation.errors import QiaoError
from qiao.foundation.keys import KeyRing
from qiao.foundation.settings import Settings

log = structlog.get_logger(__name__)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_BODY_BYTES = 256 * 1024

# Scripts and styles come from files of ours alone; `unsafe-inline` styles are what the desk's component library
# writes into the page, and styles run no code.
PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the entry points of every room are given."""

    settings: Settings
    database: Database
    ring: KeyRing
    clock: Clock
    bus: Bus

    def allows_origin(self, origin: str | None, host: str | None) -> bool:
        """Whether a page from `origin` may open a socket here: our own pages, and those on the allow-list.

        Programs that are no browser send no origin; they carry no cookies either.
        """
        if origin is None:
            return True
        own = {self.settings.public_url.rstrip("/")} if self.settings.public_url else set[str]()
        return origin in self.settings.allowed_origins or origin in own or urlsplit(origin).netloc == host


def source_of(request: Request) -> str:
    """The address behind a request, as limits count it: of IPv6 the /64, which one household has to itself."""
    host = request.client.host if request.client else "unknown"
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if address.version == 4:  # noqa: PLR2004  (the protocol's number)
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped or ip_network((address, 64), strict=False).network_address)


class Trouble(BaseModel):
    """What every refusal looks like: a code, and the facts of the case. Clients hold the words."""

    error: str
    params: dict[str, Any]


# Any route may be asked by nobody, by the wrong person, for what is not there, too late, too often or in bad times.
REFUSALS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Trouble, "description": "Refused: who asks, what is asked, or how often."},
    503: {"model": Trouble, "description": "A part that is needed does not answer; try again later."},
}
_ROUTER_ERRORS = {404: "NotFound", 405: "MethodNotAllowed"}


def answer_errors(app: FastAPI) -> None:
    """Turn expected trouble into its status, code and parameters; of the unexpected say only that it happened."""

    async def expected(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, QiaoError)
        return JSONResponse({"error": error.code, "params": error.params}, error.status)

    async def malformed(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        fields = [".".join(str(part) for part in one["loc"]) for one in error.errors()]
        return JSONResponse({"error": "Malformed", "params": {"fields": fields}}, 422)

    async def no_such_thing(_request: Request, error: Exception) -> JSONResponse:
        """What the router itself refuses: no such path, another method, a body that is no JSON."""
        assert isinstance(error, HTTPException)
        code = _ROUTER_ERRORS.get(error.status_code, "Malformed")
        return JSONResponse({"error": code, "params": {}}, error.status_code, headers=error.headers)

    async def database_away(_request: Request, error: Exception) -> JSONResponse:
        log.warning("the database did not answer", trouble=type(error).__name__)
        return JSONResponse({"error": "DatabaseAway", "params": {}}, 503, headers={"Retry-After": "2"})

    async def unexpected(_request: Request, _error: Exception) -> JSONResponse:
        # It is answered outside of `Hardened`, which therefore cannot add its headers.
        return JSONResponse({"error": "Unexpected", "params": {}}, 500, headers=_security_headers())

    app.add_exception_handler(Exception, unexpected)
    app.add_exception_handler(QiaoError, expected)
    app.add_exception_handler(HTTPException, no_such_thing)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(DBAPIError, database_away)
    app.add_exception_handler(PoolTimeout, database_away)
    app.add_exception_handler(ConnectionError, database_away)


class Hardened:
    """Limits bodies and adds security headers, before any route sees the request."""

    def __init__(self, app: App, larger: Mapping[str, int] = MappingProxyType({})) -> None:
        """`larger`: for paths that begin so, how many bytes a body may have instead of LARGEST_BODY_BYTES."""
        self._app = app
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        length = dict(scope["headers"]).get(b"content-length", b"0")
        path = scope["path"]
        limit = next((most for begin, most in self._larger.items() if path.startswith(begin)), LARGEST_BODY_BYTES)
        if not length.isdigit() or int(length) > limit:
            refusal = JSONResponse(
                {"error": "BodyTooLarge", "params": {"limit_bytes": limit}},
                413,
                headers=_security_headers(),
            )
            await refusal(scope, receive, send)
            return
        received = 0

        async def limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                return {"type": "http.disconnect"}
            return message

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                names = {name for name, _ in headers}
                for name, value in _SECURITY_HEADERS:
                    if name not in names:
                        headers.append((name, value))
                message["headers"] = headers
            await send(message)

        await self._app(scope, limited, with_headers)


_SECURITY_HEADERS = (
    (b"content-security-policy", PAGE_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


def _security_headers() -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in _SECURITY_HEADERS}
