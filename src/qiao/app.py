"""The composition root: settings in, ASGI application out. The only file that knows everybody."""

import asyncio
import contextlib
import math
import multiprocessing
import os
import shlex
import unicodedata
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import structlog
from fastapi import FastAPI, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from fastapi.websockets import WebSocket
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.ext.asyncio import AsyncSession

import qiao
from qiao import (
    access,
    backoffice,
    bot,
    cases,
    conversations,
    customers,
    delivery,
    desk,
    emergencies,
    knowledge,
    language,
    migrations,
    policy,
    requests,
)
from qiao.access import api as access_api
from qiao.access import audit, reveals
from qiao.access.audit import api as audit_api
from qiao.access.grants import api as grants_api
from qiao.access.reveals import api as reveals_api
from qiao.access.rights import api as rights_api
from qiao.access.rights import jobs as rights_jobs
from qiao.backoffice import jobs as backoffice_jobs
from qiao.channels.web import pages, request_routes
from qiao.channels.web import routes as web_routes
from qiao.channels.web.hub import Hub
from qiao.channels.web.identity import check_key
from qiao.conversations import MarkBook, content
from qiao.conversations import jobs as conversation_jobs
from qiao.delivery.carriers import carriers_of
from qiao.delivery.dispatch import Dispatch
from qiao.desk import Desk, QueueForecast, Sweeper
from qiao.desk import api as desk_api
from qiao.desk import requests_api as desk_requests_api
from qiao.desk import reveals_api as desk_reveals_api
from qiao.desk import socket as desk_socket
from qiao.foundation import telemetry
from qiao.foundation.bus import Bus, LocalBus
from qiao.foundation.business_calendar import BusinessCalendar
from qiao.foundation.clock import Clock, SystemClock
from qiao.foundation.database import Database, is_reachable
from qiao.foundation.declared import Who, declared
from qiao.foundation.events import Outlet, Subscriptions
from qiao.foundation.http import REFUSALS, Hardened, Parts, answer_errors
from qiao.foundation.keys import KeyRing, read_key_ring
from qiao.foundation.redis_bus import RedisBus
from qiao.foundation.runner import Runner
from qiao.foundation.settings import Settings, SettingsWrong
from qiao.knowledge import api as knowledge_api
from qiao.policy import Pack, rules
from qiao.requests import api as requests_api

if TYPE_CHECKING:
    from qiao.backoffice.http import HttpBackOffice

log = structlog.get_logger(__name__)

_Learnt = TypeVar("_Learnt", language.Model, language.Detectors)
_ORDINARY_ENOUGH = 2_000  # More would only make learning longer and feelings rarer.

REQUESTS = requests.LENDER.joined(desk.REQUESTS).joined(cases.REQUESTS).joined(emergencies.REQUESTS)
"""What flows can read and have done: at the lender, and in the rooms of the house."""
FLOWS = requests.flows_section(REQUESTS.catalogue)
"""The section of the pack in which flows stand, checked against what this deployment can read and have done."""

WEBHOOK_EVENTS: delivery.webhooks.Catalogue = {
    conversations.CONTACT_OPENED: (),
    conversations.CONTACT_CLOSED: ("reason",),
    conversations.CONTACT_RATED: ("contact", "score"),
    conversations.OWNER_CHANGED: ("to", "reason", "lane", "topic"),
    **dict.fromkeys(
        (requests.REQUEST_ENTERED, requests.REQUEST_ENDED),
        ("request", "flow", "stage", "state", "asked", "trouble"),
    ),
    **dict.fromkeys(
        (backoffice.EFFECT_VERIFIED, backoffice.EFFECT_REFUSED, backoffice.EFFECT_PENDING, backoffice.EFFECT_STUCK),
        ("effect", "operation", "for", "refusal", "trouble"),
    ),
    **dict.fromkeys(
        (
            delivery.DELIVERY_SENT,
            delivery.DELIVERY_ARRIVED,
            delivery.DELIVERY_FAILED,
            delivery.DELIVERY_UNCERTAIN,
        ),
        ("delivery", "kind", "purpose", "for", "state", "error"),
    ),
}
"""What other systems may hear of, and what of each: ids, codes and figures alone."""

_READY_WITHIN_S = 30.0
_BREATH_S = 0.005  # As long as a thread of Python's holds the processor: whoever prepares takes half of it at most.


@dataclass(frozen=True, slots=True)
class House:
    """Everything that runs, assembled."""

    parts: Parts
    pack: Pack
    desk: Desk
    robot: bot.Robot
    runner: Runner
    marks: MarkBook
    hub: Hub
    sweeper: Sweeper
    audit_keys: audit.TrailKeys
    sealer: audit.Sealer
    with_codes: frozenset[access.Post]
    dispatch: Dispatch
    lender: "HttpBackOffice | None" = None
    steps: bot.RequestSteps | None = None
    _preparing: list[asyncio.Task[object]] = field(default_factory=list[asyncio.Task[object]])

    async def start(self) -> None:
        now = self.parts.clock.now()
        async with self.parts.database.transaction() as session:
            await audit.note_policy(session, version=self.pack.version, fingerprint=self.pack.fingerprint, now=now)
        self.sealer.start()
        # Beside the first customers rather than before them: the first search would wait for it otherwise.
        self._preparing.append(asyncio.create_task(asyncio.to_thread(self._prepare)))
        await self.parts.bus.start()
        await self.dispatch.start()
        await self.runner.start()
        self.hub.start()
        self.sweeper.start()

    def _prepare(self) -> None:
        language.prepare(pause_s=_BREATH_S)
        self.robot.library.prepare(pause_s=_BREATH_S)

    async def stop(self) -> None:
        await asyncio.gather(*self._preparing)
        await self.hub.stop()
        await self.sweeper.stop()
        await self.runner.stop()
        if self.lender is not None:
            await self.lender.close()
        await self.dispatch.stop()
        await self.parts.bus.stop()
        await self.sealer.stop()


def assemble(
    settings: Settings,
    pack: Pack,
    understander: language.Understander,
    library: knowledge.Library,
    *,
    clock: Clock | None = None,
    lender: "HttpBackOffice | None" = None,
) -> House:
    """Put the rooms together. Nothing runs yet and no database is open. `lender`: instead of that of the settings."""
    clock = clock or SystemClock()
    check_key(settings.identity)
    database, bus = Database(settings.database), _bus(settings)
    ring = read_key_ring(settings.master_key_file, create=database.is_sqlite)
    parts = Parts(settings, database, ring, clock, bus)
    audit_keys = audit.attach(database, ring)
    sealer = audit.Sealer(database, audit_keys, clock, head_sinks(settings))
    rota = access.PlannedRota(BusinessCalendar())
    views = access.Views(pack.section(access.GRANTS), pack.intents, rota, settings.looks_per_hour)
    opening = reveals.Reveals(
        views,
        pack.section(reveals.REVEALS),
        lasts=timedelta(seconds=settings.reveal_seconds),
        step_up_lasts=timedelta(minutes=settings.step_up_minutes),
        match_tries=settings.match_tries,
        glass_lasts=timedelta(minutes=settings.glass_minutes),
    )
    at_desk = Desk(ring, pack, views, opening, settings.agent_capacity, timedelta(seconds=settings.reservation_seconds))
    robot = bot.Robot(pack, understander, library, ring, QueueForecast(at_desk))
    runner = Runner(database, clock)
    lender = lender or back_office(settings, clock)
    turns = request_turns(robot, lender, ring, database, clock) if lender is not None else None
    marks = MarkBook(database, bus)

    subscriptions = Subscriptions()
    subscriptions.add("bot", conversations.MESSAGE_ACCEPTED, when=bot.is_from_a_customer)
    for event_type in (
        conversations.OWNER_CHANGED,
        conversations.CONTACT_CLOSED,
        conversations.CONVERSATION_CONTINUED,
        conversations.MESSAGE_REVISED,
    ):
        subscriptions.add("desk", event_type)
    database.session_info["outlet"] = Outlet(subscriptions, bus, runner)
    runner.register(
        "on:bot",
        bot.turn_handler(robot, database, clock, request_turns=turns),
        given_up=bot.turn_handler(robot, database, clock, gives_up=True),
    )
    # Nobody who waits for a person may be forgotten, however often the house went down meanwhile.
    hear = desk.event_handler(at_desk, clock)
    runner.register("on:desk", hear, given_up=hear)
    runner.register("desk.offer", desk.offer_handler(at_desk, clock))

    def idle_notice(locale: str) -> tuple[content.Notice, str]:
        return content.Notice(notice="idle_notice", text=pack.text("idle_notice", locale[:2])), pack.version

    if lender is not None:
        runner.register(
            backoffice_jobs.EFFECT_JOB,
            backoffice_jobs.effect_handler(ring, clock, database, lender),
            given_up=backoffice_jobs.lost_handler(ring, clock),
            at_most=backoffice_jobs.AT_MOST,
        )
    if turns is not None:
        for event_type in (
            backoffice.EFFECT_VERIFIED,
            backoffice.EFFECT_REFUSED,
            backoffice.EFFECT_PENDING,
            backoffice.EFFECT_STUCK,
        ):
            subscriptions.add("requests", event_type, when=is_of_a_request)
        runner.register("on:requests", turns.by_effect, given_up=turns.by_effect)
        runner.register(requests.SILENCE_JOB, turns.by_silence)
        runner.register(requests.PROCEED_JOB, turns.by_proof)
    runner.register(
        "contact.idle",
        conversation_jobs.idle_handler(ring, clock, idle_after=settings.contact_idle, notice=idle_notice),
    )
    running = rights_jobs.run_handler(personal_data_holders(ring), ring, database, clock)
    runner.register("rights.run", running, given_up=rights_jobs.fail, attempts=rights_jobs.ATTEMPTS)
    runner.register("rights.expire", rights_jobs.expire_handler())
    dispatch = add_delivery(parts, runner, subscriptions)
    hub, sweeper = Hub(parts, marks), Sweeper(at_desk, database, clock, bus)
    with_codes = posts_with_codes(settings, pack)
    steps = bot.RequestSteps(turns.requesting, database, clock) if turns is not None else None
    return House(
        parts,
        pack,
        at_desk,
        robot,
        runner,
        marks,
        hub,
        sweeper,
        audit_keys,
        sealer,
        with_codes,
        dispatch,
        lender=lender,
        steps=steps,
    )


def is_of_a_request(facts: Mapping[str, Any]) -> bool:
    """Of the effects in the lender's systems, requests hear of their own."""
    return str(facts["for"]).startswith("request:")


def request_turns(
    robot: bot.Robot, lender: "HttpBackOffice", ring: KeyRing, database: Database, clock: Clock
) -> bot.RequestTurns:
    """The robot's way to accept requests."""
    pack = robot.pack
    acceptance = requests.Acceptance(
        pack.section(FLOWS),
        requests.PackRules(pack.section(rules.RULES)),
        REQUESTS,
        lender=lender,
        ring=ring,
        database=database,
        clock=clock,
    )
    robot.accepts(frozenset(acceptance.book.begun_by))
    return bot.RequestTurns(bot.Requesting(robot, acceptance), database, clock)


def add_delivery(parts: Parts, runner: Runner, subscriptions: Subscriptions) -> Dispatch:
    """The ways out of the house that are set up, with the jobs that use them. Raises SettingsWrong."""
    settings, clock = parts.settings, parts.clock
    carriers = carriers_of(settings.smtp, settings.smpp, settings.push, clock)
    dispatch = Dispatch(
        parts.database, parts.ring, clock, carriers, catalogue=WEBHOOK_EVENTS, inside=settings.webhook_inside
    )
    dispatch.register(runner, subscriptions)
    return dispatch


def posts_with_codes(settings: Settings, pack: Pack) -> frozenset[access.Post]:
    """The posts that sign in with a one-time code. Raises SettingsWrong."""
    try:
        return access.posts_with_codes(pack.section(access.GRANTS), settings.code_posts)
    except ValueError as trouble:
        raise SettingsWrong(f"QIAO_CODE_POSTS: {trouble}") from None


def identity_provider(parts: Parts) -> access.Provider | None:
    """The provider by which staff may sign in, where one is set up."""
    oidc, url = parts.settings.oidc, parts.settings.public_url
    if oidc is None or url is None:
        return None
    return access.Provider(oidc, parts.clock, redirect_uri=f"{url.rstrip('/')}/api/v1/staff/sso/callback")


def posts_of_groups(settings: Settings) -> tuple[tuple[str, access.Post], ...]:
    """Which posts the provider's groups allow. Raises SettingsWrong."""
    try:
        return tuple((group, access.Post(post)) for group, post in (settings.oidc.groups if settings.oidc else ()))
    except ValueError as trouble:
        raise SettingsWrong(f"QIAO_OIDC_GROUPS: {trouble}") from None


def back_office(settings: Settings, clock: Clock) -> "HttpBackOffice | None":
    """The way to the lender's own systems, where one is set up. Raises SettingsWrong."""
    if settings.backoffice is None:
        return None
    # Whoever has no lender to ask need not wait for the client.
    from qiao.backoffice.http import Address, HttpBackOffice  # noqa: PLC0415

    given = settings.backoffice
    try:
        secret = backoffice.contract.signing.secret_in(given.secret_file.read_text())
    except (OSError, ValueError) as trouble:
        raise SettingsWrong(f"QIAO_BACKOFFICE_SECRET_FILE: {given.secret_file}: {trouble}") from None
    return HttpBackOffice(Address(given.url, given.key_id, secret, given.deadline_s), clock)


def head_sinks(settings: Settings) -> list[audit.HeadSink]:
    """Where heads of the audit trail are kept; the first is the one that is verified."""
    sinks: list[audit.HeadSink] = [audit.FileHeads(settings.audit_heads_file)]
    if settings.audit_head_command:
        sinks.append(audit.CommandHeads(shlex.split(settings.audit_head_command)))
    return sinks


def personal_data_holders(ring: KeyRing) -> access.Holders:
    """Every room that holds something about customers, those above first."""
    return access.Holders(
        (
            emergencies.EmergenciesHolder(ring),
            cases.CasesHolder(ring),
            desk.DeskHolder(ring),
            requests.RequestsHolder(ring),
            conversations.ConversationsHolder(ring),
            customers.CustomersHolder(ring),
            backoffice.BackOfficeHolder(),
            delivery.DeliveryHolder(ring),
            access.HouseHolder(ring),
        ),
        earlier=conversations.visitors_before,
    )


def _bus(settings: Settings) -> Bus:
    return RedisBus(settings.redis_url) if settings.redis_url else LocalBus()


def load_pack(settings: Settings) -> Pack:
    """The deployment's pack. Raises PackInvalid."""
    return read_pack(settings.pack or shipped_pack())


def read_pack(folder: Path) -> Pack:
    """The pack in `folder`, with the files of every room. Raises PackInvalid."""
    return policy.load_pack(folder, sections=(access.GRANTS, reveals.REVEALS, rules.RULES, FLOWS))


def shipped_pack() -> Path:
    """The consumer-credit pack: inside the wheel, or beside the sources."""
    inside = Path(qiao.__file__).parent / "packs" / "consumer_credit"
    return inside if inside.is_dir() else Path(qiao.__file__).parents[2] / "packs" / "consumer_credit"


def load_understander(settings: Settings, pack: Pack) -> language.Understander:
    """What the pack teaches, learnt once and kept in the data folder until the pack changes."""
    intents = _load_intents(settings, pack)
    return language.Understander(intents, _load_feelings(settings, pack), _load_detectors(settings, pack))


def learn_side_by_side(settings: Settings) -> None:
    """Let several processes learn for a folder that holds nothing learnt; `load_…` finds it there afterwards."""
    models, cores = settings.data / "models", os.cpu_count() or 1
    missing = [kind for kind in _TAUGHT if not any(models.glob(f"{kind}-*"))]
    if min(len(missing), cores) == 1 or not missing:
        return
    afresh = multiprocessing.get_context("spawn")  # A fork would inherit locks, and threads that hold them.
    with ProcessPoolExecutor(min(cores, len(missing)), mp_context=afresh) as pool:
        list(pool.map(_learn, missing, repeat(settings)))


def _learn(kind: str, settings: Settings) -> None:
    telemetry.configure_logging(settings.log_level)
    _TAUGHT[kind](settings, load_pack(settings))


def _load_intents(settings: Settings, pack: Pack) -> language.Model:
    model = kept_model(settings, pack)
    if model is None:
        examples, aliases = _lessons(pack)
        log.info("learning from the pack", utterances=len(examples))
        model = language.train(examples, aliases=aliases)
        _keep(settings, "intents", model)
    return model


def load_library(settings: Settings, pack: Pack) -> knowledge.Library:
    """The pack's articles, ready to be searched; what likeness is worth is learnt once and kept beside the model."""
    path = settings.data / "models" / f"articles-{pack.fingerprint[:16]}.json"
    with contextlib.suppress(FileNotFoundError, knowledge.WorthFileDamaged):
        return knowledge.Library(pack, knowledge.load_worth(path))
    log.info("learning how articles are found", articles=len(pack.articles))
    worth = knowledge.learn_worth(pack)
    path.parent.mkdir(parents=True, exist_ok=True)
    knowledge.save_worth(worth, path)
    return knowledge.Library(pack, worth)


def kept_model(settings: Settings, pack: Pack) -> language.Model | None:
    """The model in the data folder, when there is one of exactly what this pack teaches."""
    examples, aliases = _lessons(pack)
    return _kept(settings, "intents", language.load, language.training_fingerprint(examples, aliases=aliases))


def _load_feelings(settings: Settings, pack: Pack) -> language.Feelings:
    lines, ordinary = felt_lessons(pack)
    model = _kept(settings, "emotions", language.load, language.feelings_fingerprint(lines, ordinary))
    if model is None:
        log.info("learning feelings from the pack", lines=len(lines))
        model = language.learn_feelings(lines, ordinary).model
        _keep(settings, "emotions", model)
    return language.Feelings(model)


def _load_detectors(settings: Settings, pack: Pack) -> language.Detectors:
    lines, ordinary = signal_lessons(pack)
    fingerprint = language.detectors_fingerprint(lines, ordinary)
    detectors = _kept(settings, "signals", language.load_detectors, fingerprint)
    if detectors is None:
        log.info("learning signals from the pack", lines=len(lines))
        detectors = language.learn_detectors(lines, ordinary)
        _keep(settings, "signals", detectors)
    return detectors


def felt_lessons(pack: Pack) -> tuple[list[language.FeltText], list[str]]:
    """The pack's lines with their feelings, and ordinary enquiries and requests beside them.

    Of answers only those with a face: a face under a date or an amount is no grief, and the others teach nothing.
    """
    faces = [one for one in pack.answers if any(unicodedata.category(sign) == "So" for sign in one)]
    return [language.FeltText(line.text, line.feeling) for line in pack.feelings], [*_ordinary(pack), *faces]


def signal_lessons(pack: Pack) -> tuple[list[language.SignalLine], list[str]]:
    """The pack's lines with their signals, those of intents and feelings of the same meaning, and ordinary ones."""
    lines = list(pack.signals)
    for one in pack.utterances:
        intent = pack.intents.get(one.intent)
        if intent is not None and intent.signal is not None:
            lines.append(language.SignalLine(one.text, intent.signal, carries=True))
    signal_of = {feeling: signal for signal, (feeling, _) in language.SIGNALLED.items()}
    # A feeling is one label, and danger goes before all others but despair: who feels something else is in none.
    lines += [
        language.SignalLine(line.text, signal, carries=line.feeling is feeling, is_lookalike=False)
        for line in pack.feelings
        for feeling, signal in signal_of.items()
        if line.feeling is not language.Feeling.DESPERATE
    ]
    return lines, [*_ordinary(pack), *pack.answers]


def _ordinary(pack: Pack) -> list[str]:
    ordinary = [one.text for one in pack.utterances if pack.is_ordinary(one.intent)]
    step = math.ceil(len(ordinary) / _ORDINARY_ENOUGH) or 1
    return ordinary[::step]


def _kept(settings: Settings, kind: str, load: Callable[[Path], _Learnt], fingerprint: str) -> _Learnt | None:
    with contextlib.suppress(FileNotFoundError, language.ModelFileDamaged, language.ModelFileOutdated):
        learnt = load(_model_file(settings, kind, fingerprint))
        if learnt.fingerprint == fingerprint:
            return learnt
    return None


def _keep(settings: Settings, kind: str, learnt: language.Model | language.Detectors) -> None:
    path = _model_file(settings, kind, learnt.fingerprint)
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(learnt, language.Detectors):
        language.save_detectors(learnt, path)
    else:
        language.save(learnt, path)


# By the beginning of its file's name; the longest first, so that the others fit beside it.
_TAUGHT: Mapping[str, Callable[[Settings, Pack], object]] = {
    "intents": _load_intents,
    "emotions": _load_feelings,
    "signals": _load_detectors,
    "articles": load_library,
}


def _lessons(pack: Pack) -> tuple[list[language.Example], language.Aliases]:
    examples = [language.Example(utterance.text, utterance.intent) for utterance in pack.utterances]
    return examples, language.Aliases({name: list(names) for name, names in pack.manifest.aliases.items()})


def _model_file(settings: Settings, kind: str, fingerprint: str) -> Path:
    return settings.data / "models" / f"{kind}-{fingerprint[:16]}.qiao"


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
    app.include_router(web_routes.routes(house.hub, house.pack, _queue_place(house)))
    lender = house.lender or backoffice.NoBackOffice()
    proving = requests.Proving(lender, parts.ring, parts.database, parts.clock)
    records = requests.Records(house.pack.section(FLOWS), lender, parts.ring, parts.database, parts.clock)
    app.include_router(request_routes.routes(house.hub, proving, records))
    entrance = access.Entrance(
        parts,
        house.pack.brand.zh,
        house.with_codes,
        demo_accounts,
        identity_provider(parts),
        posts_of_groups(parts.settings),
        access.pages_of(house.desk.reveals),
    )
    app.include_router(access_api.routes(entrance, house.pack.section(access.GRANTS), signed_in))
    app.include_router(grants_api.routes(house.pack, signed_in, parts.clock))
    app.include_router(reveals_api.routes(parts, house.desk.reveals, signed_in))
    app.include_router(
        rights_api.routes(
            parts,
            personal_data_holders(parts.ring),
            customers.PeopleHere(parts.ring),
            house.desk.reveals,
            terms=house.pack.rights,
            signed_in=signed_in,
        )
    )
    app.include_router(audit_api.routes(parts, house.audit_keys, signed_in))
    app.include_router(desk_api.routes(parts, house.desk, signed_in))
    app.include_router(desk_reveals_api.routes(parts, house.desk, signed_in))
    app.include_router(desk_requests_api.routes(parts, house.desk, house.steps, signed_in))
    app.include_router(requests_api.routes(parts, records, signed_in))
    app.include_router(knowledge_api.routes(house.pack, house.robot.library, signed_in))
    _add_desk_socket(app, house)
    _add_health(app, house)
    pages.add_pages(app)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(parts.settings.allowed_origins),
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["authorization", "content-type"],
        max_age=600,
    )
    app.add_middleware(Hardened)  # The outermost, so that what others answer by themselves has its headers too.
    return app


def _queue_place(house: House) -> web_routes.QueuePlace:
    async def place(session: AsyncSession, conversation_id: UUID, *, now: datetime) -> dict[str, Any] | None:
        return await desk.queue_place(session, house.desk, conversation_id, now=now)

    return place


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
        await desk_socket.serve(parts, house.desk, house.marks, websocket, live)

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
