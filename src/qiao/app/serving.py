"""The ASGI application of an assembled house: its routes, its sockets, and how it is doing."""

import contextlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, FastAPI, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from fastapi.websockets import WebSocket
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.ext.asyncio import AsyncSession

import qiao
from qiao import access, backoffice, customers, desk, migrations, requests
from qiao.access import api as access_api
from qiao.access.audit import api as audit_api
from qiao.access.grants import api as grants_api
from qiao.access.reveals import api as reveals_api
from qiao.access.rights import api as rights_api
from qiao.app.house import House, personal_data_holders
from qiao.app.outside import identity_provider, posts_of_groups, signatures_of_lender
from qiao.app.packs import FLOWS
from qiao.cases.complaints import api as complaints_api
from qiao.cases.complaints import papers_api, together_api, voice
from qiao.cases.intake import api as intake_api
from qiao.cases.orders import api as orders_api
from qiao.cases.orders import files_api as orders_files_api
from qiao.cases.orders import lists_api as orders_lists_api
from qiao.cases.orders import reveals_api as orders_reveals_api
from qiao.cases.orders import systems as orders_systems
from qiao.cases.orders import views_api as orders_views_api
from qiao.cases.reports import api as reports_api
from qiao.cases.reports import rectifying_api
from qiao.channels.web import (
    call_routes,
    complaint_routes,
    file_routes,
    incident_routes,
    pages,
    request_routes,
    standing_routes,
)
from qiao.channels.web import routes as web_routes
from qiao.customers import lifecycle, profile
from qiao.customers.lifecycle import api as lifecycle_api
from qiao.desk import api as desk_api
from qiao.desk import asides_api as desk_asides_api
from qiao.desk import assist_api as desk_assist_api
from qiao.desk import calls_api as desk_calls_api
from qiao.desk import composing_api as desk_composing_api
from qiao.desk import consults_api as desk_consults_api
from qiao.desk import dealings_api as desk_dealings_api
from qiao.desk import files_api as desk_files_api
from qiao.desk import lifecycle_api as desk_lifecycle_api
from qiao.desk import mentions_api as desk_mentions_api
from qiao.desk import merging_api as desk_merging_api
from qiao.desk import own_snippets_api as desk_own_snippets_api
from qiao.desk import profiles_api as desk_profiles_api
from qiao.desk import requests_api as desk_requests_api
from qiao.desk import reveals_api as desk_reveals_api
from qiao.desk import socket as desk_socket
from qiao.desk import speakers_api as desk_speakers_api
from qiao.desk import standing_api as desk_standing_api
from qiao.desk import suggestions_api as desk_suggestions_api
from qiao.desk import tags_api as desk_tags_api
from qiao.desk.floor import api as desk_floor_api
from qiao.desk.merging import AtLender
from qiao.desk.plans import api as desk_plans_api
from qiao.emergencies import api as emergencies_api
from qiao.emergencies.command import api as command_api
from qiao.foundation import telemetry
from qiao.foundation.database import is_reachable
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS, Hardened, answer_errors
from qiao.knowledge import api as knowledge_api
from qiao.outreach import api as outreach_api
from qiao.outreach import staff_api as outreach_staff_api
from qiao.outreach import systems as outreach_systems
from qiao.requests import api as requests_api

_READY_WITHIN_S = 30.0


def create_app(house: House, *, demo_accounts: Sequence[Mapping[str, str]] = ()) -> FastAPI:
    """The ASGI application of an assembled house; it starts and stops with the server."""
    parts = house.parts

    @contextlib.asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        await parts.database.connect()
        try:
            if parts.database.is_sqlite:
                await migrations.upgrade(parts.database)
            else:
                await migrations.check(parts.database)
            await house.start()
            yield
            await house.stop()
        finally:
            await parts.database.close()

    app = FastAPI(
        title="Qiao", version=qiao.__version__, lifespan=lifespan, docs_url=None, redoc_url=None, responses=REFUSALS
    )
    answer_errors(app)
    signed_in = access_api.doorkeeper(parts)
    _put(app, web_routes.routes(house.hub, house.pack, _queue_place(house), house.overlays))
    _put(app, incident_routes.routes(house.hub, house.overlays))
    lender = house.lender or backoffice.NoBackOffice()
    book = house.pack.section(FLOWS)
    proving = requests.Proving(book, lender, parts.ring, parts.database, parts.clock)
    records = requests.Records(book, lender, parts.ring, parts.database, parts.clock)
    _put(app, request_routes.routes(house.hub, proving, records))
    _put(app, file_routes.routes(house.hub, house.cabinet))
    _put(app, call_routes.routes(house.hub, house.desk))
    by_number = voice.Asking(house.complaints, lender, parts.database)
    _put(app, complaint_routes.routes(house.hub, house.complaints, by_number))
    _put(app, standing_routes.routes(house.hub, house.pack, has_lender=house.lender is not None))
    entrance = access.Entrance(
        parts,
        house.pack.brand.zh,
        house.with_codes,
        demo_accounts,
        identity_provider(parts),
        posts_of_groups(parts.settings),
        access.pages_of(house.desk.reveals, has_orders=house.orders.works_with),
    )
    _put(app, access_api.routes(entrance, house.pack.section(access.GRANTS), signed_in))
    _put(app, grants_api.routes(house.pack, signed_in, parts.clock))
    _put(app, reveals_api.routes(parts, house.desk.reveals, signed_in))
    _put(
        app,
        rights_api.routes(
            parts,
            personal_data_holders(parts.ring),
            customers.PeopleHere(parts.ring),
            house.desk.reveals,
            terms=house.pack.rights,
            signed_in=signed_in,
        ),
    )
    _put(app, audit_api.routes(parts, house.audit_keys, signed_in))
    _add_desk(app, house, signed_in, AtLender(lender, parts.ring, parts.database))
    _put(app, complaints_api.routes(parts, house.complaints, signed_in))
    _put(app, together_api.routes(parts, house.complaints, signed_in))
    _put(app, intake_api.routes(parts, house.complaints, signed_in))
    _put(app, orders_systems.routes(parts, house.orders))
    for router in (
        outreach_systems.routes(parts, house.governor),
        outreach_api.routes(parts, house.desk, house.governor, signed_in),
        outreach_staff_api.routes(parts, house.desk, house.governor, signed_in),
    ):
        _put(app, router)
    follow = profile.follow_of(house.pack.section(profile.PROFILE))
    intake = lifecycle.Intake(parts.ring, house.pack.section(lifecycle.LIFECYCLE), "call", follow=follow)
    _put(app, lifecycle_api.routes(parts, intake, signatures_of_lender(parts.settings)))
    for orders in (orders_lists_api, orders_views_api, orders_api):
        _put(app, orders.routes(parts, house.orders, signed_in))
    _put(app, orders_files_api.routes(parts, house.orders, house.cabinet, signed_in))
    _put(app, orders_reveals_api.routes(parts, house.orders, house.desk.reveals, signed_in))
    _put(app, reports_api.routes(parts, house.complaints, signed_in))
    _put(app, rectifying_api.routes(parts, house.complaints, house.orders, signed_in))
    _put(app, papers_api.routes(parts, house.complaints, house.cabinet, signed_in))
    _put(app, requests_api.routes(parts, records, signed_in))
    for incidents in (emergencies_api, command_api):
        _put(app, incidents.routes(parts, house.incidents, signed_in))
    _put(app, knowledge_api.routes(house.pack, house.robot.library, signed_in))
    _add_desk_socket(app, house)
    _add_health(app, house)
    pages.add_pages(app)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(parts.settings.allowed_origins),
        allow_methods=["GET", "POST", "PUT", "DELETE"],
        allow_headers=["authorization", "content-type", file_routes.NAME_HEADER],
        max_age=600,
    )
    # The outermost, so that what others answer by themselves has its headers too.
    app.add_middleware(
        Hardened,
        larger={
            file_routes.UPLOADS: house.cabinet.limits.max_bytes,
            orders_files_api.UPLOADS: house.cabinet.limits.max_bytes,
            **desk_plans_api.LARGER,
            **intake_api.LARGER,
        },
    )
    return app


def _put(app: FastAPI, room: APIRouter) -> None:
    """Put a room's routes on the application as they are.

    To include its router would build each of them once more, and ask both copies at every request.
    """
    app.router.routes.extend(room.routes)


def _queue_place(house: House) -> web_routes.QueuePlace:
    async def place(session: AsyncSession, conversation_id: UUID, *, now: datetime) -> dict[str, Any] | None:
        return await desk.queue_place(session, house.desk, conversation_id, now=now)

    return place


def _add_desk(app: FastAPI, house: House, signed_in: access.Doorkeeper, at_lender: AtLender) -> None:
    parts, desk, library = house.parts, house.desk, house.robot.library
    _put(app, desk_api.routes(parts, desk, signed_in))
    _put(app, desk_calls_api.routes(parts, desk, signed_in))
    _put(app, desk_consults_api.routes(parts, desk, signed_in))
    _put(app, desk_asides_api.routes(parts, desk, signed_in))
    _put(app, desk_speakers_api.routes(parts, desk, signed_in))
    _put(app, desk_dealings_api.routes(parts, desk, signed_in))
    _put(app, desk_files_api.routes(parts, desk, house.cabinet, signed_in))
    _put(app, desk_lifecycle_api.routes(parts, desk, signed_in))
    _put(app, desk_tags_api.routes(parts, desk, signed_in))
    _put(app, desk_floor_api.routes(parts, desk, signed_in))
    _put(app, desk_plans_api.routes(parts, desk, signed_in))
    _put(app, desk_composing_api.routes(desk, signed_in))
    _put(app, desk_merging_api.routes(parts, desk, at_lender, signed_in))
    _put(app, desk_mentions_api.routes(parts, desk, signed_in))
    _put(app, desk_own_snippets_api.routes(parts, desk, signed_in))
    _put(app, desk_profiles_api.routes(parts, desk, signed_in))
    _put(app, desk_reveals_api.routes(parts, desk, signed_in))
    _put(app, desk_standing_api.routes(parts, desk, signed_in, has_lender=house.lender is not None))
    _put(app, desk_suggestions_api.routes(parts, desk, library, signed_in))
    _put(app, desk_assist_api.routes(parts, desk, library, house.steps, signed_in))
    _put(app, desk_requests_api.routes(parts, desk, house.steps, signed_in))


def _add_desk_socket(app: FastAPI, house: House) -> None:
    parts = house.parts

    @app.websocket("/api/v1/desk/socket")
    @declared(Who.HOLDER, *desk_socket.SHOWN)
    async def socket(websocket: WebSocket) -> None:
        live: access.StaffSession | None = None
        secret = websocket.cookies.get(access_api.COOKIE)
        if secret:
            with contextlib.suppress(access.NotSignedIn):
                async with parts.database.reading() as session:
                    live = await access.session_of(session, parts.ring.token_digest(secret), now=parts.clock.now())
        await desk_socket.serve(parts, house.desk, house.desks, house.marks, websocket, live=live)

    _ = socket


def _add_health(app: FastAPI, house: House) -> None:
    @app.get("/healthz", include_in_schema=False)
    @declared(Who.ANYBODY)
    async def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @app.get("/readyz", include_in_schema=False)
    @declared(Who.ANYBODY)
    async def readyz() -> JSONResponse:
        reachable = await is_reachable(house.parts.database)
        in_time = house.hub.load.lag_s < _READY_WITHIN_S
        body = {
            "database": reachable,
            "jobs_in_time": in_time,
            "jobs_oldest_s": round(house.hub.load.lag_s, 3),
        }
        return JSONResponse(body, 200 if reachable and in_time else 503)

    @app.get("/metrics", include_in_schema=False)
    @declared(Who.ANYBODY)
    async def metrics() -> Response:
        return Response(generate_latest(telemetry.registry), media_type=CONTENT_TYPE_LATEST)

    _ = (healthz, readyz, metrics)
