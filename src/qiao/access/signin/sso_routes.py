"""The way over the identity provider and back."""

import secrets
from typing import Annotated
from urllib.parse import urlencode

import structlog
from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse
from pydantic import Field

from qiao.access import audit, queries
from qiao.access.signin import sso
from qiao.access.signin.doors import set_cookie
from qiao.access.signin.entrance import Arrival, Entrance
from qiao.access.signin.oidc import Provider, ProviderAway, SsoRefused
from qiao.access.signin.steps import Onward
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import NotFound
from qiao.foundation.http import REFUSALS, source_of

_STATE_COOKIE = "qiao_sso"
_PATH = "/api/v1/staff/sso"
_DESK = "/desk"
_SIGN_IN = "/desk/sign-in"

log = structlog.get_logger(__name__)


class NoSso(NotFound):
    """No identity provider is set up here."""


class Subject(Body):
    """Under which name the provider knows somebody (its `sub`)."""

    subject: Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[^\x00]+$")]


def routes(entrance: Entrance) -> APIRouter:
    """The routes under `/api/v1/staff/sso`. They are for browsers: every answer sends them on."""
    router = APIRouter(prefix=_PATH, tags=["staff"], responses=REFUSALS)
    parts = entrance.parts

    @router.get("")
    @declared(Who.ANYBODY)
    async def go(
        back: Annotated[str, Query(max_length=200, pattern=r"^/([^/\\\x00-\x1f][^\x00-\x1f]*)?$")] = "/work",
    ) -> RedirectResponse:
        """To the identity provider."""
        provider = _provider(entrance)
        async with parts.database.transaction() as session:
            state = await sso.begin(session, parts.ring, back=back, now=parts.clock.now())
        nonce, verifier = sso.nonce_of(parts.ring, state), sso.verifier_of(parts.ring, state)
        try:
            address = await provider.address(state=state, nonce=nonce, verifier=verifier)
        except ProviderAway as trouble:
            return _away(trouble.code)
        answer = RedirectResponse(address, 302)
        # Lax, because the way back begins at the provider's page.
        answer.set_cookie(
            _STATE_COOKIE,
            state,
            max_age=int(sso.LASTS.total_seconds()),
            httponly=True,
            secure=parts.settings.secure_cookies,
            samesite="lax",
            path=_PATH,
        )
        return answer

    @router.get("/callback")
    @declared(Who.ANYBODY)
    async def come_back(
        request: Request,
        code: Annotated[str | None, Query(max_length=4000)] = None,
        state: Annotated[str, Query(max_length=100)] = "",
        iss: Annotated[str | None, Query(max_length=200)] = None,
    ) -> RedirectResponse:
        """From the identity provider: into the desk, to the next step, or back to the sign-in page with the reason."""
        provider = _provider(entrance)
        try:
            back, arrival = await _arrive(entrance, provider, request, code=code, state=state, iss=iss)
        except (SsoRefused, ProviderAway) as trouble:
            reason = str(trouble.params.get("reason", "away"))
            log.info("single sign-on was refused", reason=reason)
            async with parts.database.transaction() as session:
                act = audit.Record(
                    "unknown", audit.Action.SIGN_IN_REFUSED, source=source_of(request), detail={"sso": reason}
                )
                await audit.record(session, act, now=parts.clock.now())
            return _away(trouble.code)
        if arrival.secret is None:
            # After the #, which browsers send to no server and into no log.
            step = urlencode({"step": arrival.step, "ticket": arrival.ticket})
            answer = RedirectResponse(f"{_SIGN_IN}?{urlencode({'back': back})}#{step}", 302)
        else:
            answer = RedirectResponse(f"{_DESK}{back}", 302)
            set_cookie(parts, answer, arrival.secret)
        answer.delete_cookie(_STATE_COOKIE, path=_PATH)
        return answer

    _ = (go, come_back)
    return router


async def _arrive(
    entrance: Entrance, provider: Provider, request: Request, *, code: str | None, state: str, iss: str | None
) -> tuple[str, Arrival]:
    """Raises SsoRefused or ProviderAway."""
    parts = entrance.parts
    if not state or not secrets.compare_digest(request.cookies.get(_STATE_COOKIE, "").encode(), state.encode()):
        raise SsoRefused(reason="state")
    async with parts.database.transaction() as session:
        back = await sso.come_back(session, parts.ring, state, now=parts.clock.now())
    if not code:
        raise SsoRefused(reason="provider")
    nonce, verifier = sso.nonce_of(parts.ring, state), sso.verifier_of(parts.ring, state)
    identity = await provider.identity(code, nonce=nonce, verifier=verifier, named=iss)
    now = parts.clock.now()
    async with parts.database.transaction() as session:
        staff = await sso.whose(session, identity, by_email=provider.settings.link_by_email, now=now)
        hers = await queries.posts_of(session, staff.id, now=now)
        posts = sso.allowed(hers, identity.groups, entrance.posts_of_groups)
        if not posts:
            raise SsoRefused(reason="posts")
        onward = Onward(staff.id, "sso", proved_code=identity.second_factor, post=posts[0])
        return back, await entrance.onward(session, staff, onward, request=request, now=now)


def _provider(entrance: Entrance) -> Provider:
    if entrance.provider is None:
        raise NoSso
    return entrance.provider


def _away(code: str) -> RedirectResponse:
    answer = RedirectResponse(f"{_SIGN_IN}?{urlencode({'refused': code})}", 302)
    answer.delete_cookie(_STATE_COOKIE, path=_PATH)
    return answer
