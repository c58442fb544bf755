"""The rooms put together: who hears whom, and who does which job."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

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
    outreach,
    requests,
)
from qiao.access import audit, reveals
from qiao.access.rights import jobs as rights_jobs
from qiao.app import outside
from qiao.app.packs import FLOWS, REQUESTS
from qiao.backoffice import feed as lender_feed
from qiao.backoffice import jobs as backoffice_jobs
from qiao.backoffice.contract.happenings import Event
from qiao.channels.web.entrance import keep_told
from qiao.channels.web.hub import Hub
from qiao.channels.web.identity import check_key
from qiao.conversations import MarkBook, content
from qiao.conversations import jobs as conversation_jobs
from qiao.conversations import measures as conversation_measures
from qiao.customers import lifecycle, merges, profile, standing
from qiao.delivery.dispatch import Dispatch
from qiao.desk import CustomersDesk, Desk, OpenDesks, Sweeper, floor, plans
from qiao.desk.aside_rules import ASIDES
from qiao.desk.composing import CHECKS, SNIPPETS, Checker
from qiao.desk.floor_rules import FLOOR
from qiao.desk.foresight import RISK, Hearing
from qiao.desk.routing import ROUTING
from qiao.desk.steps import STEPS
from qiao.foundation import events
from qiao.foundation.bus import Bus
from qiao.foundation.business_calendar import BusinessCalendar
from qiao.foundation.clock import Clock, SystemClock
from qiao.foundation.database import Database
from qiao.foundation.events import Outlet, Subscriptions
from qiao.foundation.files import Clamd
from qiao.foundation.http import Parts
from qiao.foundation.keys import KeyRing, read_key_ring
from qiao.foundation.runner import Runner
from qiao.foundation.settings import Settings
from qiao.outreach import triggers
from qiao.policy import Pack, rules
from qiao.policy.overlays import Overlays
from qiao.requests import measures as request_measures

if TYPE_CHECKING:
    from qiao.backoffice.http import HttpBackOffice

_MEANT = {
    conversations.CONTACT_OPENED: "contact.opened",
    conversations.CONTACT_RATED: "contact.rated",
    cases.COMPLAINT_OPENED: "complaint.opened",
}
"""Events of the house by the names that packs give them in `profile/traits.yaml`."""
_TOLD_BY_THEMSELVES = ("house.complaints.", "house.callbacks.")
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
    desks: OpenDesks
    sweeper: Sweeper
    audit_keys: audit.TrailKeys
    sealer: audit.Sealer
    with_codes: frozenset[access.Post]
    cabinet: conversations.files.Cabinet
    dispatch: Dispatch
    complaints: cases.Handling
    orders: cases.orders.Ordering
    governor: outreach.Governor
    overlays: Overlays
    incidents: emergencies.Incidents
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
        await self.overlays.start()
        await self.dispatch.start()
        await self.runner.start()
        async with self.parts.database.transaction() as session:
            await conversations.files.sweep_at(session, now)
            await cases.look_at_all(session, now=now)
            await lifecycle.begin_days(session, now=now)
            await profile.begin_days(session, now=now)
            if self.lender is not None:
                await lender_feed.begin_reading(session, now=now)
        self.hub.start()
        self.desks.start()
        self.sweeper.start()

    def _prepare(self) -> None:
        language.prepare(pause_s=_BREATH_S)
        self.robot.library.prepare(pause_s=_BREATH_S)

    async def stop(self) -> None:
        await asyncio.gather(*self._preparing)
        await self.hub.stop()
        await self.sweeper.stop()
        await self.desks.stop()
        await self.runner.stop()
        if self.lender is not None:
            await self.lender.close()
        await self.dispatch.stop()
        await self.overlays.stop()
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
    database, bus = Database(settings.database), outside.bus(settings)
    ring = read_key_ring(settings.master_key_file, create=database.is_sqlite)
    parts = Parts(settings, database, ring, clock, bus)
    audit_keys = audit.attach(database, ring)
    sealer = audit.Sealer(database, audit_keys, clock, outside.head_sinks(settings))
    lender = lender or outside.back_office(settings, clock)
    at_desk = _desk(settings, pack, ring, bot.Briefs(pack, understander), accepts=lender is not None)
    overlays, incidents = (
        Overlays(database, bus, clock),
        emergencies.Incidents(pack, pack.section(emergencies.PLAYBOOKS)),
    )
    befalling = emergencies.Befalling(overlays)
    robot = bot.Robot(pack, understander, library, ring, CustomersDesk(at_desk), befalling)
    runner, subscriptions = Runner(database, clock), Subscriptions()
    database.session_info["outlet"] = Outlet(subscriptions, bus, runner)
    turns = _request_turns(robot, lender, ring, database, clock) if lender is not None else None
    _answer_customers(subscriptions, runner, robot, turns, parts, bystander=desk.Bystander(at_desk))
    _tell_the_desk(subscriptions, runner, at_desk, clock)
    _alert_of_complaints(subscriptions, runner, clock)
    _tell_of_dealings(subscriptions, runner, bus)
    _learn_answers(subscriptions, runner, at_desk, clock)
    _try_plans(runner, parts)
    if lender is not None:
        _order_at_the_lender(runner, lender, parts)
    if turns is not None:
        _carry_requests_on(subscriptions, runner, turns, clock)
    if lender is not None and turns is not None:
        _hear_the_lender(subscriptions, runner, lender, turns.requesting, parts)
    _let_days_pass(runner, pack, clock)
    _carry_needs_on(subscriptions, runner, incidents, parts)
    _keep_profiles(subscriptions, runner, pack, clock)
    cabinet = _cabinet(settings, ring)
    orders, complaints = _cases(pack, ring, at_desk.views, sends_word=lender is not None)
    _look_at_clocks(runner, orders, complaints, clock)
    _hear_of_redress(subscriptions, runner, complaints, clock)
    governor = _govern(pack, ring, runner, clock)
    _come_by_itself(subscriptions, runner, governor, pack, parts, has_lender=lender is not None)
    _keep_house(runner, robot, parts, cabinet)
    dispatch = outside.add_delivery(parts, runner, subscriptions)
    marks = MarkBook(database, bus)
    hub = Hub(parts, marks)
    keep_told(hub, pack, overlays)
    desks = OpenDesks(database, at_desk.views, clock)
    return House(
        parts,
        pack,
        at_desk,
        robot,
        runner,
        marks,
        hub,
        desks,
        Sweeper(at_desk, desks, database, clock, bus),
        audit_keys,
        sealer,
        outside.posts_with_codes(settings, pack),
        cabinet,
        dispatch,
        complaints,
        orders,
        governor,
        overlays,
        incidents,
        lender=lender,
        steps=bot.RequestSteps(turns.requesting, database, clock) if turns is not None else None,
    )


def _cases(
    pack: Pack, ring: KeyRing, views: access.Views, *, sends_word: bool
) -> tuple[cases.orders.Ordering, cases.Handling]:
    book, handling = pack.section(rules.RULES), pack.section(cases.COMPLAINTS)
    of_orders = pack.section(cases.orders.ORDERS)
    orders = cases.orders.Ordering(ring, pack, book, of_orders, handling.departments, views, sends_word)
    opinions = cases.orders.OpinionOrders(orders)
    classes = pack.section(cases.CLASSES)
    return orders, cases.Handling(ring, pack, book, handling, classes, views, opinions, sends_word)


def _hear_of_redress(subscriptions: Subscriptions, runner: Runner, complaints: cases.Handling, clock: Clock) -> None:
    for event_type in (*backoffice.EFFECT_EVENTS, backoffice.LENDER_TOLD):
        subscriptions.add("redress", event_type, when=cases.is_of_a_redress)
    hear = cases.redress_handler(complaints, clock)
    runner.register("on:redress", hear, given_up=hear)


def _govern(pack: Pack, ring: KeyRing, runner: Runner, clock: Clock) -> outreach.Governor:
    """The gate of unasked touches."""
    gates = pack.section(outreach.GOVERNOR)
    situations = outreach.ByLifecycle(pack.section(lifecycle.LIFECYCLE), gates.file.situations)
    governor = outreach.Governor(ring, gates, situations, pack.version)
    runner.register(
        outreach.JUDGE_JOB,
        outreach.judge_handler(governor, clock),
        given_up=outreach.give_up_handler(governor, clock),
    )
    return governor


def _come_by_itself(
    subscriptions: Subscriptions,
    runner: Runner,
    governor: outreach.Governor,
    pack: Pack,
    parts: Parts,
    *,
    has_lender: bool,
) -> None:
    """What the house does for customers that nobody asked for."""
    journeys = triggers.Journeys(
        governor,
        pack,
        pack.section(triggers.TRIGGERS),
        pack.section(lifecycle.LIFECYCLE),
        pack.section(FLOWS),
        has_sms=parts.settings.smpp is not None,
        has_lender=has_lender,
    )
    triggers.subscribe(subscriptions, journeys)
    clock = parts.clock
    runner.register(
        f"on:{triggers.ROOM}",
        triggers.event_handler(journeys, clock),
        given_up=triggers.unheard_handler(journeys, clock),
    )
    runner.register(
        triggers.JOURNEY_JOB,
        triggers.journey_handler(journeys, clock),
        given_up=triggers.failed_handler(journeys, clock),
    )


def _look_at_clocks(runner: Runner, orders: cases.orders.Ordering, complaints: cases.Handling, clock: Clock) -> None:
    for kind, look in (
        (cases.LOOK_JOB, cases.look_handler(complaints, clock)),
        (cases.ROUND_JOB, cases.round_handler(clock)),
        (cases.orders.LOOK_JOB, cases.orders.look_handler(orders, clock)),
    ):
        runner.register(kind, look, given_up=look)


def _desk(settings: Settings, pack: Pack, ring: KeyRing, briefs: bot.Briefs, *, accepts: bool) -> Desk:
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
    risk = pack.section(RISK)
    return Desk(
        ring,
        pack,
        views,
        opening,
        pack.section(ROUTING),
        pack.section(FLOOR),
        pack.section(ASIDES),
        Checker(pack.section(CHECKS)),
        pack.section(SNIPPETS),
        pack.section(STEPS),
        risk,
        Hearing(risk),
        cases.complained,
        pack.section(FLOWS),
        settings.agent_capacity,
        briefs,
        (floor.measure, conversation_measures.measure, request_measures.measure),
        books_calls=accepts and pack.section(FLOWS).flow_of(bot.CALL_BACK) is not None,
        tellers=_tellers(pack, rota),
    )


def _tellers(pack: Pack, rota: access.Rota) -> tuple[access.Teller, ...]:
    """What the rooms know of a customer's dealings with the house.

    A complaint and a promised call tell of themselves: the requests by which they were made would tell it twice, and
    to whom complaints are not told.
    """
    book = pack.section(FLOWS)
    told_by_themselves = {
        flow.id for flow in book.flows.values() if flow.effect and flow.effect.name.startswith(_TOLD_BY_THEMSELVES)
    }
    about_them = {
        flow.id
        for flow in book.flows.values()
        if any(read.name.startswith("complaints.") for read in flow.reads.values())
    }
    return (
        conversations.contacts_teller(pack.intents),
        *requests.tellers(book, but=told_by_themselves | about_them),
        cases.complaints_teller(rota),
        desk.CALLS_TELLER,
        standing.standing_teller(pack.section(customers.STANDING)),
        merges.MERGES_TELLER,
        backoffice.LOANS_TELLER,
    )


def _request_turns(
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


def _answer_customers(
    subscriptions: Subscriptions,
    runner: Runner,
    robot: bot.Robot,
    turns: bot.RequestTurns | None,
    parts: Parts,
    *,
    bystander: bot.Bystander,
) -> None:
    database, clock = parts.database, parts.clock
    subscriptions.add("bot", conversations.MESSAGE_ACCEPTED, when=bot.is_from_a_customer)
    runner.register(
        "on:bot",
        bot.turn_handler(robot, database, clock, request_turns=turns, bystander=bystander),
        given_up=bot.turn_handler(robot, database, clock, gives_up=True),
    )


def _tell_the_desk(subscriptions: Subscriptions, runner: Runner, at_desk: Desk, clock: Clock) -> None:
    for event_type in (
        conversations.OWNER_CHANGED,
        conversations.CONTACT_CLOSED,
        conversations.CONVERSATION_CONTINUED,
        conversations.MESSAGE_REVISED,
        desk.CALL_BACK_BOOKED,
        *requests.REQUEST_EVENTS,
    ):
        subscriptions.add("desk", event_type)
    _add_complaints("desk", subscriptions)
    # Nobody who waits for a person may be forgotten, however often the house went down meanwhile.
    hear = desk.event_handler(at_desk, clock, complaints=cases.COMPLAINT_EVENTS)
    runner.register("on:desk", hear, given_up=hear)
    runner.register("desk.offer", desk.offer_handler(at_desk, clock))
    keep = desk.call_handler(at_desk, clock)
    runner.register("desk.call", keep, given_up=keep)
    keep_promises = desk.aside_handler(at_desk, clock)
    runner.register("desk.aside", keep_promises, given_up=keep_promises)
    forget = desk.account_handler()
    runner.register(access.ACCOUNT_ENDED_JOB, forget, given_up=forget)
    ready_again = desk.wrap_up_handler(at_desk, clock)
    runner.register("desk.wrap_up", ready_again, given_up=ready_again)


def _add_complaints(room: str, subscriptions: Subscriptions) -> None:
    for event_type in cases.COMPLAINT_EVENTS:
        subscriptions.add(room, event_type, when=cases.is_of_somebody_known)


def _alert_of_complaints(subscriptions: Subscriptions, runner: Runner, clock: Clock) -> None:
    """Leaders are told on the floor where a complaint is about to be late."""
    for event_type in (cases.COMPLAINT_ESCALATED, cases.COMPLAINT_MOVED, cases.COMPLAINT_WITHDRAWN):
        subscriptions.add("case_alerts", event_type, when=desk.is_for_leaders)
    hear = desk.case_alert_handler(clock, escalated=cases.COMPLAINT_ESCALATED)
    runner.register("on:case_alerts", hear, given_up=hear)


def _tell_of_dealings(subscriptions: Subscriptions, runner: Runner, bus: Bus) -> None:
    """What is new of a customer and is no entry of her conversation."""
    for event_type in (
        *requests.REQUEST_EVENTS,
        cases.COMPLAINT_MOVED,
        *desk.CALL_EVENTS,
        customers.STANDING_CHANGED,
        customers.CUSTOMERS_MERGED,
        customers.CUSTOMERS_PARTED,
        *backoffice.LOAN_EVENTS,
    ):
        subscriptions.add("dealings", event_type)
    _add_complaints("dealings", subscriptions)
    runner.register("on:dealings", desk.dealings_handler(bus))


def _learn_answers(subscriptions: Subscriptions, runner: Runner, at_desk: Desk, clock: Clock) -> None:
    """What agents answered in contacts that ended well; a complaint about one takes it back."""
    for event_type in (conversations.CONTACT_CLOSED, conversations.CONTACT_RATED):
        subscriptions.add("answers", event_type)
    _add_complaints("answers", subscriptions)
    runner.register("on:answers", desk.learn_handler(at_desk, clock))


def _try_plans(runner: Runner, parts: Parts) -> None:
    runner.register(
        plans.CHECK_JOB,
        plans.check_handler(parts.database, parts.clock),
        given_up=plans.failed_handler(parts.clock),
        at_most=1,
        attempts=plans.CHECK_ATTEMPTS,
    )


def _order_at_the_lender(runner: Runner, lender: "HttpBackOffice", parts: Parts) -> None:
    runner.register(
        backoffice_jobs.EFFECT_JOB,
        backoffice_jobs.effect_handler(parts.ring, parts.clock, parts.database, lender),
        given_up=backoffice_jobs.lost_handler(parts.ring, parts.clock),
        at_most=backoffice_jobs.AT_MOST,
    )


def _carry_requests_on(subscriptions: Subscriptions, runner: Runner, turns: bot.RequestTurns, clock: Clock) -> None:
    for event_type in backoffice.EFFECT_EVENTS:
        subscriptions.add("requests", event_type, when=requests.is_of_a_request)
        subscriptions.add("beside", event_type, when=requests.is_beside)
    runner.register("on:requests", turns.by_effect, given_up=turns.by_effect)
    beside = bot.beside_handler(turns.requesting, clock)
    runner.register("on:beside", beside, given_up=beside)
    runner.register(requests.SILENCE_JOB, turns.by_silence)
    runner.register(requests.PROCEED_JOB, turns.by_proof)


def _hear_the_lender(
    subscriptions: Subscriptions, runner: Runner, lender: "HttpBackOffice", requesting: bot.Requesting, parts: Parts
) -> None:
    """What is decided there reaches the customers whose requests it is about."""
    book = requesting.acceptance.book
    runner.register(
        lender_feed.FEED_JOB,
        lender_feed.feed_handler(
            parts.database,
            parts.clock,
            lender,
            _facts_wanted(requests.facts_waited_for(book)),
            _kept_of_customers(parts.ring, requesting.robot.pack),
        ),
        given_up=lender_feed.put_off_handler(parts.clock),
    )
    subscriptions.add("news", backoffice.LENDER_TOLD)
    subscriptions.add("news", requests.REQUEST_ENDED, when=requests.may_have_news(book))
    runner.register("on:news", bot.news_handler(requesting, parts.clock))


def _facts_wanted(of_requests: lender_feed.Asked) -> lender_feed.Asked:
    def wanted(type_: str, facts: Mapping[str, Any]) -> Mapping[str, Any] | None:
        of_redress = cases.facts_wanted(type_, facts)
        return of_requests(type_, facts) if of_redress is None else of_redress

    return wanted


def _cabinet(settings: Settings, ring: KeyRing) -> conversations.files.Cabinet:
    return conversations.files.Cabinet.at(
        settings.files_folder,
        ring,
        max_bytes=settings.max_file_bytes,
        a_day=settings.files_per_day,
        scanner=Clamd(settings.file_scanner) if settings.file_scanner else None,
        named_elsewhere=cases.orders.named_files,
    )


def _let_days_pass(runner: Runner, pack: Pack, clock: Clock) -> None:
    """Customers and loans whose stage is another by the day alone."""
    runner.register(
        lifecycle.DAY_JOB,
        lifecycle.day_handler(pack.section(lifecycle.LIFECYCLE), clock),
        given_up=lifecycle.put_off_handler(clock),
    )


def _carry_needs_on(
    subscriptions: Subscriptions, runner: Runner, incidents: emergencies.Incidents, parts: Parts
) -> None:
    """Incidents end by their dates, pauses are told before they end, and what is decided of needs is kept."""
    # Nobody's incident and nobody's pause is forgotten, however often the house went down meanwhile.
    for kind, handler in (
        (emergencies.END_JOB, emergencies.end_handler(incidents, parts.clock)),
        (emergencies.HOLD_JOB, emergencies.hold_handler(incidents.pack, parts.ring, parts.clock)),
    ):
        runner.register(kind, handler, given_up=handler)
    subscriptions.add("needs", backoffice.LENDER_TOLD, when=emergencies.is_decision)
    runner.register("on:needs", emergencies.decision_handler(parts.clock))


def _keep_profiles(subscriptions: Subscriptions, runner: Runner, pack: Pack, clock: Clock) -> None:
    """What happens between a customer and the house, what she allows, and the days, for her traits and tags."""
    book = pack.section(profile.PROFILE)
    for event_type in _MEANT:
        subscriptions.add("profile", event_type)
    subscriptions.add("profile", customers.STANDING_CHANGED, when=lambda facts: facts["kind"] == standing.Kind.CONSENT)
    runner.register("on:profile", profile.hear_handler(book, clock, _meant))
    runner.register(profile.DAY_JOB, profile.day_handler(book, clock), given_up=profile.put_off_handler(clock))


def _meant(event: events.Event) -> tuple[str, Mapping[str, object]] | None:
    return (_MEANT[event.type], event.payload) if event.type in _MEANT else None


def _kept_of_customers(ring: KeyRing, pack: Pack) -> lender_feed.Kept:
    """What the lender says of customers of its own accord is kept with them."""
    follow = profile.follow_of(pack.section(profile.PROFILE))
    intake = lifecycle.Intake(
        ring, pack.section(lifecycle.LIFECYCLE), "feed", follows_clock=True, follow=follow
    )  # fmt: skip

    async def keep(session: AsyncSession, event: Event, now: datetime) -> UUID | None:
        if event.customer_id is None:
            return None
        told = lifecycle.of_feed(
            lifecycle.FromFeed(
                event.number, event.type, event.customer_id, event.occurred_at, event.loan_id, event.facts
            )
        )
        if told is not None:
            await lifecycle.take_in(session, intake, [told], now=now)
        if not customers.is_kept(event.type):
            is_asked = backoffice.befell(event) is not None
            return await customers.known_as(session, ring, event.customer_id) if is_asked else None
        said = customers.LenderSaid(
            event.number,
            event.type,
            event.customer_id,
            event.occurred_at,
            loan=event.loan_id,
            resource=event.resource_id,
            facts=event.facts,
        )
        return await customers.keep_said(session, ring, said, now=now)

    return keep


def _keep_house(runner: Runner, robot: bot.Robot, parts: Parts, cabinet: conversations.files.Cabinet) -> None:
    """Contacts that nobody goes on with are closed, rights of persons are served, and bytes that no row names go."""
    ring, clock, settings, pack = parts.ring, parts.clock, parts.settings, robot.pack

    async def waits(session: AsyncSession, conversation_id: UUID) -> bool:
        return await robot.desk.waiting(session, conversation_id) is not None

    def idle_notice(locale: str) -> tuple[content.Notice, str]:
        return content.Notice(notice="idle_notice", text=pack.text("idle_notice", locale[:2])), pack.version

    runner.register(
        "contact.idle",
        conversation_jobs.idle_handler(ring, clock, idle_after=settings.contact_idle, notice=idle_notice, waits=waits),
    )
    running = rights_jobs.run_handler(personal_data_holders(ring), ring, parts.database, clock)
    runner.register("rights.run", running, given_up=rights_jobs.fail, attempts=rights_jobs.ATTEMPTS)
    runner.register("rights.expire", rights_jobs.expire_handler())
    runner.register(conversations.files.REMOVE_JOB, conversations.files.remove_handler(cabinet, parts.database))
    runner.register(conversations.files.SWEEP_JOB, conversations.files.sweep_handler(cabinet, parts.database, clock))


def personal_data_holders(ring: KeyRing) -> access.Holders:
    """Every room that holds something about customers, those above first."""
    return access.Holders(
        (
            emergencies.EmergenciesHolder(ring),
            outreach.OutreachHolder(),
            cases.CasesHolder(ring),
            desk.DeskHolder(ring),
            requests.RequestsHolder(ring),
            conversations.ConversationsHolder(ring),
            customers.CustomersHolder(ring),
            backoffice.BackOfficeHolder(),
            delivery.DeliveryHolder(ring),
            access.HouseHolder(ring),
        ),
        earlier=conversations.earlier_selves,
    )
