"""What a customer allows and how she wants to be served, over HTTP: seen and changed by herself."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path

from qiao import requests
from qiao.channels.web.admitting import require_pace
from qiao.channels.web.bearer import session_behind
from qiao.channels.web.hub import Hub
from qiao.conversations import ChannelSession, Level
from qiao.customers import standing
from qiao.customers.standing import Change, Herself, Kind, StandingBook, StandingRule
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Forbidden
from qiao.foundation.http import REFUSALS
from qiao.policy import Pack

_Code = Annotated[str, Path(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")]


class SignInFirst(Forbidden):
    """Consents and preferences belong to a customer, and nobody knows yet who this is."""


class Allowing(Body):
    granted: bool


class Preferring(Body):
    """One of the values of the pack; without, as everybody."""

    value: str | None = None


def routes(hub: Hub, pack: Pack, *, has_lender: bool) -> APIRouter:
    """Under `/api/v1/web`, for the session behind the bearer token. Without a lender nothing is ordered there."""
    parts = hub.parts
    router = APIRouter(prefix="/api/v1/web", tags=["web"], responses=REFUSALS)
    book = pack.section(standing.STANDING)

    async def current(authorization: str | None) -> ChannelSession:
        """Raises SessionEnded, SignInFirst, or TooManyRequests at more than a person's pace."""
        live = await session_behind(parts, authorization)
        require_pace(hub.session_rate, f"standing:{live.id}", now_s=parts.clock.monotonic(), cost=5)
        if live.level_at(parts.clock.now()) < Level.A1:
            raise SignInFirst
        return live

    @router.get("/standing")
    @declared(Who.CUSTOMER)
    async def own(authorization: Annotated[str | None, Header()] = None) -> dict[str, Any]:
        """Every consent and preference there is, and how hers stand; of a consent nobody has told of, nothing."""
        live = await current(authorization)
        async with parts.database.reading() as session:
            now = parts.clock.now()
            consents = await standing.consents_at(session, live.customer_id, now)
            preferences = await standing.preferences_at(session, live.customer_id, now)
        return _wire(book, consents, preferences)

    @router.post("/consents/{purpose}/{channel}")
    @declared(Who.CUSTOMER)
    async def allow(
        purpose: _Code, channel: _Code, given: Allowing, authorization: Annotated[str | None, Header()] = None
    ) -> dict[str, Any]:
        """Give a consent or take it back. It holds here at once, and at the lender some seconds later."""
        live, now = await current(authorization), parts.clock.now()
        her = Herself(live.customer_id, pack.version)
        async with parts.database.transaction() as session:
            wanted = await standing.allow(session, book, her, purpose, channel, granted=given.granted, now=now)
            if has_lender:
                await requests.order_as_standing(session, parts.ring, live.customer_id, wanted, now=now)
        return {"granted": given.granted}

    @router.post("/preferences/{name}")
    @declared(Who.CUSTOMER)
    async def prefer(
        name: _Code, given: Preferring, authorization: Annotated[str | None, Header()] = None
    ) -> dict[str, Any]:
        """Say how she wants to be served, or take it back."""
        live, now = await current(authorization), parts.clock.now()
        her = Herself(live.customer_id, pack.version)
        async with parts.database.transaction() as session:
            await standing.prefer(session, book, her, name, given.value, now=now)
        return {"value": given.value}

    _ = (own, allow, prefer)
    return router


def _wire(book: StandingBook, consents: list[Change], preferences: list[Change]) -> dict[str, Any]:
    given = {(one.key.name, one.key.scope): one for one in consents}
    chosen = {one.key.name: one for one in preferences if not one.key.scope}
    return {
        "consents": [
            {**_words(rule), "purpose": rule.id, "channel": channel, **_stands(given.get((rule.id, channel)))}
            for rule in book.rules[Kind.CONSENT].values()
            for channel in rule.scopes
        ],
        "preferences": [
            {**_words(rule), "id": rule.id, "values": list(rule.values), **_stands(chosen.get(rule.id))}
            for rule in book.rules[Kind.PREFERENCE].values()
        ],
    }


def _stands(change: Change | None) -> dict[str, str | None]:
    return {
        "value": change.value if change is not None else None,
        "since": change.from_at.isoformat() if change is not None else None,
    }


def _words(rule: StandingRule) -> dict[str, Any]:
    return {"name": {"zh": rule.name.zh, "en": rule.name.en}}
