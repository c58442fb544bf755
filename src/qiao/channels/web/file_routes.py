"""Files from the customer's browser: uploaded here, then sent as a message over the socket, by the id that is answered.

The body is the file and nothing else; its name comes percent-encoded in a header, for addresses stand in logs.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Annotated, Any
from urllib.parse import unquote
from uuid import UUID

from fastapi import APIRouter, Header, Path, Request
from starlette.requests import ClientDisconnect

from qiao import conversations
from qiao.channels.web.admitting import SlowDown, require_pace
from qiao.channels.web.bearer import session_behind
from qiao.channels.web.hub import Hub, Overloaded
from qiao.conversations import files
from qiao.foundation.admission import WorkClass
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Invalid, Unavailable
from qiao.foundation.files import FileTooLarge
from qiao.foundation.http import REFUSALS

UPLOADS = "/api/v1/web/files/"
NAME_HEADER = "x-file-name"
_WITHIN_S = 120.0
_AT_ONCE = 3
"""Of one session: what was cut off may look alive for a while when it comes again."""
_IN_MEMORY_BYTES = 100_000_000
"""Of all uploads at once: a file is in memory until it is sealed, for it may not lie in clear on a disk."""


class LengthNeeded(Invalid):
    """An upload says in `Content-Length` how long it is."""


class UploadBroken(Unavailable):
    """The file did not come in whole, or not in time; send it again with the same id."""


class _Room:
    """How many bytes of uploads are in memory, and whose: they count as they come, so who is slow holds little."""

    def __init__(self, total_bytes: int) -> None:
        self._left = total_bytes
        self._sending = Counter[UUID]()

    @contextmanager
    def share(self, session_id: UUID) -> Generator[Callable[[int], None]]:
        """A way to take so many bytes more, all given back at the end; taking raises Overloaded when none are left.

        Raises SlowDown for a session that sends more than a few at once.
        """
        if self._sending[session_id] >= _AT_ONCE:
            raise SlowDown(retry_after_s=1.0)
        taken_bytes = 0

        def take(size_bytes: int) -> None:
            nonlocal taken_bytes
            if size_bytes > self._left:
                raise Overloaded
            self._left -= size_bytes
            taken_bytes += size_bytes

        self._sending[session_id] += 1
        try:
            yield take
        finally:
            self._left += taken_bytes
            self._sending -= Counter([session_id])


def routes(hub: Hub, cabinet: files.Cabinet) -> APIRouter:
    """Under `/api/v1/web`, for the session behind the bearer token."""
    parts = hub.parts
    router = APIRouter(prefix="/api/v1/web", tags=["web"], responses=REFUSALS)
    room = _Room(_IN_MEMORY_BYTES)

    @router.put(
        "/files/{client_id}",
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {kind.value: {"schema": {"type": "string", "format": "binary"}} for kind in files.TYPES},
            }
        },
    )
    @declared(Who.CUSTOMER)
    async def upload(
        client_id: Annotated[str, Path(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_\-]+$")],
        request: Request,
        authorization: Annotated[str | None, Header()] = None,
    ) -> dict[str, Any]:
        """Keep a picture or a PDF, and answer with the id by which a message sends it; again is answered as before.

        `state` is `ready`, or `harmful` or `unexamined` (the scanner does not answer): neither of these can be sent.
        """
        live = await session_behind(parts, authorization)
        _admit(hub, live)
        length = _length(request, most=cabinet.limits.max_bytes)
        name, declared_type = unquote(request.headers.get(NAME_HEADER, "")), request.headers.get("content-type", "")
        with room.share(live.id) as take:
            given = files.Upload(client_id, name, declared_type, await _body(request, length, take))
            row = await files.take_in(cabinet, parts.database, parts.ring, live, given, now=parts.clock.now())
        return files.wire(row)

    _ = upload
    return router


def _admit(hub: Hub, live: conversations.ChannelSession) -> None:
    hub.gate.require(WorkClass.CUSTOMER_MESSAGE, hub.load)
    require_pace(hub.session_rate, f"files:{live.id}", now_s=hub.parts.clock.monotonic(), cost=20)


def _length(request: Request, *, most: int) -> int:
    """Raises LengthNeeded or FileTooLarge."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        raise LengthNeeded
    if int(length) > most:
        raise FileTooLarge(limit_bytes=most)
    return int(length)


async def _body(request: Request, length: int, take: Callable[[int], None]) -> bytes:
    """Raises UploadBroken for what is shorter or longer than was said, or slower than anybody is waited for."""
    body = bytearray()
    try:
        async with asyncio.timeout(_WITHIN_S):
            async for chunk in request.stream():
                if len(body) + len(chunk) > length:
                    raise UploadBroken
                take(len(chunk))
                body += chunk
    except (ClientDisconnect, TimeoutError):
        raise UploadBroken from None
    if len(body) != length:
        raise UploadBroken
    return bytes(body)
