"""The customer's side over HTTP: configuration, sessions, identity, history and the transcript."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import PlainTextResponse
from fastapi.websockets import WebSocket
from pydantic import AfterValidator, Field

from qiao import conversations, customers, requests
from qiao.channels.web.admitting import require_pace
from qiao.channels.web.bearer import session_behind
from qiao.channels.web.entrance import entrance_wire
from qiao.channels.web.hub import Hub
from qiao.channels.web.identity import verified_claim
from qiao.channels.web.ports import QueuePlace
from qiao.channels.web.socket import serve
from qiao.conversations import AuthorKind, Viewer, Visibility, content, shown
from qiao.desk import next_opening
from qiao.foundation.bodies import Body
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.declared import Who, declared
from qiao.foundation.files import attachment
from qiao.foundation.http import REFUSALS, source_of
from qiao.policy import Pack
from qiao.policy.overlays import Overlays

Locale = Literal["zh-CN", "en"]
_MOST_DIGITS = 6


def _place(entrance: str) -> str:
    """An entrance is kept in clear for statistics, so it names a place of the lender's and cannot be a number."""
    if sum(sign.isdigit() for sign in entrance) > _MOST_DIGITS:
        raise ValueError("an entrance has six digits at most")
    return entrance


_Entrance = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$"), AfterValidator(_place)]
_TRANSCRIPT_ENTRIES = 2_000


class NewSession(Body):
    """What a browser says when it comes for the first time."""

    entrance: _Entrance = "web"
    locale: Locale = "zh-CN"


class Identity(Body):
    """The token by which the lender's app vouches for somebody."""

    jwt: str = Field(max_length=8192)


def routes(hub: Hub, pack: Pack, queue_place: QueuePlace, overlays: Overlays) -> APIRouter:
    """The web channel's routes under `/api/v1/web`."""
    parts = hub.parts
    router = APIRouter(prefix="/api/v1/web", tags=["web"], responses=REFUSALS)

    @router.get("/config")
    @declared(Who.ANYBODY)
    async def config(locale: Locale = "zh-CN") -> dict[str, Any]:
        """What a page needs before anyone speaks."""
        language = locale[:2]
        hours = pack.manifest.human_hours
        is_open, _ = next_opening(parts.clock.now(), hours.from_, hours.to)
        labels = ("robot_label", "human_label", "system_label", "source_label")
        entrance = entrance_wire(pack, overlays.at(parts.clock.now()), language)
        return {
            "brand": {
                "name": pack.brand.in_language(language),
                "service_number": pack.lender.facts["service_number"].in_language(language),
            },
            "locale": locale,
            "locales": ["zh-CN", "en"],
            "human": {"open": is_open, "hours": f"{hours.from_:%H:%M}–{hours.to:%H:%M}"},
            "texts": {
                **{key: pack.text(key, language) for key in labels},
                "ai_notice": entrance["ai_notice"],
            },
            "banners": entrance["banners"],
            "tiles": entrance["tiles"],
            "max_text": parts.settings.max_text,
            "files": {
                "types": [kind.value for kind in conversations.files.TYPES] if parts.settings.files_per_day else [],
                "max_bytes": parts.settings.max_file_bytes,
            },
        }

    @router.post("/sessions", status_code=201)
    @declared(Who.ANYBODY)
    async def start(new: NewSession, request: Request) -> dict[str, Any]:
        """A session of somebody unknown."""
        hub.admit_arrival(source_of(request))
        async with parts.database.transaction() as session:
            session_id, token = await conversations.start_session(
                session,
                parts.ring,
                channel="web",
                entrance=new.entrance,
                locale=new.locale,
                now=parts.clock.now(),
            )
        return {"session": str(session_id), "token": token, "level": "A0"}

    @router.post("/sessions/current/identity")
    @declared(Who.CUSTOMER)
    async def identify(identity: Identity, authorization: Annotated[str | None, Header()] = None) -> dict[str, Any]:
        """The lender's app says who this is."""
        live = await session_behind(parts, authorization)
        require_pace(hub.session_rate, f"identity:{live.id}", now_s=parts.clock.monotonic(), cost=30)
        now = parts.clock.now()
        claim = verified_claim(parts.settings.identity, identity.jwt, now=now)
        async with parts.database.transaction() as session:
            identified = await conversations.identify_session(session, parts.ring, live, claim, now=now)
            person = await customers.find(session, identified.customer_id)
            if identified.conversation_id != live.conversation_id:
                await requests.carry_over(
                    session,
                    parts.ring,
                    live.conversation_id,
                    identified.conversation_id,
                    identified.customer_id,
                    now=now,
                )
            if await requests.is_open(session, identified.conversation_id):
                await requests.wake(session, identified.conversation_id)
        hub.tell_moved(live.id, identified.conversation_id)
        return {"session": str(identified.id), "level": identified.level, "name": person.name}

    @router.delete("/sessions/current", status_code=204)
    @declared(Who.CUSTOMER)
    async def sign_out(authorization: Annotated[str | None, Header()] = None) -> Response:
        """End this session everywhere it is open."""
        live = await session_behind(parts, authorization)
        async with parts.database.transaction() as session:
            await conversations.end_session(session, live.id, now=parts.clock.now())
        hub.end_session(live.id)
        return Response(status_code=204)

    @router.get("/history")
    @declared(Who.CUSTOMER)
    async def history(
        before: Annotated[int, Query(ge=0, le=2**31 - 1)] = 2**31 - 1,
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
        authorization: Annotated[str | None, Header()] = None,
    ) -> dict[str, Any]:
        """Older entries, oldest first."""
        live = await session_behind(parts, authorization)
        viewer = Viewer(is_staff=False, level=live.level)
        async with parts.database.reading() as session:
            state = await conversations.state(session, live.conversation_id)
            entries, has_more = await conversations.last_entries(
                session, live.conversation_id, before=min(before, state.seq + 1), limit=limit
            )
        return {"entries": [shown(entry, viewer) for entry in entries], "has_more": has_more}

    @router.get("/transcript", response_class=PlainTextResponse)
    @declared(Who.CUSTOMER)
    async def transcript(authorization: Annotated[str | None, Header()] = None) -> Response:
        """The customer's own conversation as plain text, with the robot's words marked as such."""
        live = await session_behind(parts, authorization)
        viewer = Viewer(is_staff=False, level=live.level)
        async with parts.database.reading() as session:
            state = await conversations.state(session, live.conversation_id)
            entries, _ = await conversations.last_entries(
                session, live.conversation_id, before=state.seq + 1, limit=_TRANSCRIPT_ENTRIES
            )
        text = _transcript(pack, [entry.wire for entry in entries if viewer.sees(entry)], live.locale[:2])
        return Response(
            text,
            media_type="text/plain; charset=utf-8",
            headers=attachment("qiao-transcript.txt"),
        )

    @declared(Who.CUSTOMER)
    async def socket(websocket: WebSocket) -> None:
        await serve(hub, queue_place, websocket)

    # Starlette's plain route: FastAPI's would keep its empty injection stacks, 4 kB, as long as the socket lives.
    router.add_websocket_route(f"{router.prefix}/socket", socket)
    _ = (config, start, identify, sign_out, history, transcript)
    return router


def _transcript(pack: Pack, wires: Sequence[dict[str, Any]], language: str) -> str:
    """Plain text, robot lines labelled, with the label's numbers at the end (they survive copying and export)."""
    who = {
        AuthorKind.CUSTOMER: "客户" if language == "zh" else "Customer",
        AuthorKind.BOT: pack.text("robot_label", language),
        AuthorKind.AGENT: pack.text("human_label", language),
        AuthorKind.HOUSE: pack.text("system_label", language),
    }
    lines = [f"{pack.brand.in_language(language)}", ""]
    for wire in wires:
        if wire["kind"] != "message" or wire["message"]["visibility"] != Visibility.PUBLIC:
            continue
        message = wire["message"]
        at = datetime.fromisoformat(wire["at"]).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
        name = f" {message['author']['name']}" if message["author"]["name"] else ""
        label = f" [AI {message['label']['number']}]" if message["label"] else ""
        lines += [
            f"{at} {who[message['author']['kind']]}{name}{label}",
            content.plain(content.parse(message["content"])),
            "",
        ]
    return "\n".join(lines)
