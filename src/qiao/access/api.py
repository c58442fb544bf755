"""Signing in and out, and the dependency by which every staff route knows who asks."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from qiao.access import actions, passwords, queries
from qiao.access.actions import SignInRefused
from qiao.access.queries import NotSignedIn, StaffSession
from qiao.foundation.admission import RateLimit
from qiao.foundation.errors import Forbidden, TooMany
from qiao.foundation.http import Parts, source_of

COOKIE = "qiao_staff"
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}

Doorkeeper = Callable[[Request], Awaitable[StaffSession]]


class TooManyTries(TooMany):
    """Too many sign-ins failed here; wait before the next."""


class CsrfMissing(Forbidden):
    """The change does not carry this session's CSRF token; reload the page."""


class ForeignOrigin(Forbidden):
    """This page may not act here."""


class Credentials(BaseModel):
    """What somebody types to sign in."""

    username: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00]+$")]
    password: Annotated[str, Field(min_length=1, max_length=200)]


def doorkeeper(parts: Parts) -> Doorkeeper:
    """The dependency that finds the session behind a request, and for changes checks its origin and CSRF token."""

    async def signed_in(request: Request) -> StaffSession:
        secret = request.cookies.get(COOKIE)
        if not secret or len(secret) > 100:  # noqa: PLR2004  (ours have 43 characters)
            raise NotSignedIn
        async with parts.database.reading() as session:
            live = await queries.session_of(session, parts.ring.token_digest(secret), now=parts.clock.now())
        if request.method not in _SAFE_METHODS:
            check_origin(parts, request)
            if not secrets.compare_digest(request.headers.get("x-csrf-token", "").encode(), live.csrf.encode()):
                raise CsrfMissing
        return live

    return signed_in


def check_origin(parts: Parts, request: Request) -> None:
    """Raises ForeignOrigin when a browser says the request comes from another site's page."""
    if not parts.allows_origin(request.headers.get("origin"), request.headers.get("host")):
        raise ForeignOrigin


def routes(
    parts: Parts, signed_in: Doorkeeper, *, brand: str, demo_accounts: Sequence[Mapping[str, str]] = ()
) -> APIRouter:
    """The routes under `/api/v1/staff`. `demo_accounts` are shown to whoever is not signed in: only a demo has them."""
    demo = bool(demo_accounts)
    router = APIRouter(prefix="/api/v1/staff", tags=["staff"])
    by_name = RateLimit(rate_per_s=1 / 30, burst=6)
    by_source = RateLimit(rate_per_s=2, burst=100)

    def me(live: StaffSession) -> dict[str, Any]:
        staff = live.staff
        return {
            "staff": {
                "id": str(staff.id),
                "username": staff.username,
                "name": staff.name,
                "post": staff.post,
            },
            "csrf": live.csrf,
            "demo": demo,
            "brand": brand,
        }

    @router.post("/sign-in")
    async def sign_in(credentials: Credentials, request: Request, response: Response) -> dict[str, Any]:
        """A session for somebody whose name and password fit; every other case gets the same answer."""
        check_origin(parts, request)
        now_s = parts.clock.monotonic()
        wait_s = max(
            by_name.wait_s(credentials.username.lower(), now_s=now_s), by_source.wait_s(source_of(request), now_s=now_s)
        )
        if wait_s > 0:
            raise TooManyTries(retry_after_s=round(wait_s))
        async with parts.database.reading() as session:
            found = await queries.staff_by_username(session, credentials.username)
        usable = found is not None and found.active and (demo or not found.demo)
        fits = await passwords.verify_password(found.password_hash if found and usable else None, credentials.password)
        source, now = source_of(request), parts.clock.now()
        if found is None or not fits:
            async with parts.database.transaction() as session:
                await actions.note_refusal(session, found.id if found else None, source=source, now=now)
            raise SignInRefused
        async with parts.database.transaction() as session:
            secret = await actions.sign_in(session, parts.ring, found.id, now=now, source=source)
        async with parts.database.reading() as session:
            live = await queries.session_of(session, parts.ring.token_digest(secret), now=parts.clock.now())
        response.set_cookie(
            COOKIE,
            secret,
            max_age=int(actions.SESSION_LASTS.total_seconds()),
            httponly=True,
            secure=parts.settings.secure_cookies,
            samesite="strict",
            path="/",
        )
        return me(live)

    @router.get("/me")
    async def who_am_i(request: Request) -> dict[str, Any]:
        try:
            return me(await signed_in(request))
        except NotSignedIn:
            raise NotSignedIn(brand=brand, demo=demo, accounts=list(demo_accounts)) from None

    @router.post("/sign-out", status_code=204)
    async def sign_out(request: Request) -> Response:
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            await actions.end_session(session, live, now=parts.clock.now())
        response = Response(status_code=204)
        response.delete_cookie(COOKIE, path="/")
        return response

    _ = (sign_in, who_am_i, sign_out)
    return router
