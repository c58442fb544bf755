"""How every staff route knows who asks: the cookie, the session behind it, and for changes origin and CSRF token."""

import secrets
from collections.abc import Awaitable, Callable

from fastapi import Request, Response

from qiao.access import queries
from qiao.access.queries import NotSignedIn, StaffSession
from qiao.access.signin import sessions
from qiao.access.signin.devices import device_of
from qiao.access.signin.sessions import Browser, Lasts
from qiao.foundation.errors import Forbidden
from qiao.foundation.http import Parts, source_of

COOKIE = "qiao_staff"
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_LONGEST_SECRET = 100  # Ours have 43 characters.

Doorkeeper = Callable[[Request], Awaitable[StaffSession]]


class CsrfMissing(Forbidden):
    """The change does not carry this session's CSRF token; reload the page."""


class ForeignOrigin(Forbidden):
    """This page may not act here."""


def doorkeeper(parts: Parts) -> Doorkeeper:
    """The dependency that finds the session behind a request, and for changes checks its origin and CSRF token."""

    async def signed_in(request: Request) -> StaffSession:
        secret = request.cookies.get(COOKIE)
        if not secret or len(secret) > _LONGEST_SECRET:
            raise NotSignedIn
        now = parts.clock.now()
        async with parts.database.reading() as session:
            live = await queries.session_of(session, parts.ring.token_digest(secret), now=now)
        if request.method not in _SAFE_METHODS:
            check_origin(parts, request)
            if not secrets.compare_digest(request.headers.get("x-csrf-token", "").encode(), live.csrf.encode()):
                raise CsrfMissing
        if sessions.is_due(live, now=now):
            async with parts.database.transaction() as session:
                await sessions.note_seen(session, live.digest, idle=parts.settings.session_idle, now=now)
        return live

    return signed_in


def check_origin(parts: Parts, request: Request) -> None:
    """Raises ForeignOrigin when a browser says the request comes from another site's page."""
    if not parts.allows_origin(request.headers.get("origin"), request.headers.get("host")):
        raise ForeignOrigin


def browser_of(request: Request) -> Browser:
    return Browser(source_of(request), device_of(request.headers.get("user-agent")))


def lasts(parts: Parts) -> Lasts:
    return Lasts(parts.settings.session_idle, parts.settings.session_lasts)


def set_cookie(parts: Parts, response: Response, secret: str) -> None:
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(parts.settings.session_lasts.total_seconds()),
        httponly=True,
        secure=parts.settings.secure_cookies,
        samesite="strict",
        path="/",
    )
