"""Handing deliveries over, and taking what carriers say of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.delivery import actions, queries
from qiao.delivery.model import DeliveryRow, DeliveryState, Kind
from qiao.delivery.ports import Carrier, CarrierAway, CarrierRefused, MaybeSent, Message, Report
from qiao.delivery.rules import Step, next_step, pause_before, together
from qiao.foundation import jobs
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.foundation.errors import NotFound
from qiao.foundation.keys import KeyDestroyed, KeyRing

log = structlog.get_logger(__name__)

Carriers = Mapping[Kind, Carrier]

ASK_JOB, REPORT_JOB, submit_job = actions.ASK_JOB, actions.REPORT_JOB, actions.submit_job
AT_MOST = 16
"""Deliveries of one kind under way in one process."""
REPORT_ATTEMPTS = 9
"""A report may come before its message was recorded as sent; it is looked for during a minute or two."""
NO_CARRIER = "no_carrier"
_OPEN = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING})
_REPORTABLE = frozenset({DeliveryState.SENT, DeliveryState.UNKNOWN})


class ReportUnmatched(NotFound):
    """A carrier reports on a message that nobody knows (yet)."""


@dataclass(frozen=True, slots=True)
class _Ended:
    state: DeliveryState
    error: str | None


@dataclass(frozen=True, slots=True)
class _Taken:
    provider_ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class _NotYet:
    reason: str


_Outcome = _Ended | _Taken | _NotYet


def submit_handler(ring: KeyRing, clock: Clock, database: Database, carriers: Carriers) -> jobs.Handler:
    """Hands one delivery over, and says what came of it."""

    async def submit(job: jobs.Job) -> None:
        delivery_id = UUID(job.payload["delivery"])
        begun = await _begin(database, ring, clock, carriers, delivery_id)
        outcome = await _hand_over(*begun) if isinstance(begun, tuple) else begun
        asks = isinstance(begun, tuple) and begun[0].asks
        try:
            async with job.transaction() as session:
                await _settle(session, clock, delivery_id, outcome, asks=asks)
        except jobs.LeaseLost:
            # Another runner took over and could only say that nobody knows. Here it is known.
            if isinstance(outcome, _Taken):
                async with database.transaction() as session:
                    await _settle(session, clock, delivery_id, outcome, asks=asks)
            raise

    return submit


def lost_handler(clock: Clock) -> jobs.Handler:
    """For a delivery that every process which took it up was lost with."""

    async def take_over(job: jobs.Job) -> None:
        delivery_id = UUID(job.payload["delivery"])
        async with job.transaction() as session:
            found = await queries.row(session, delivery_id, lock=True)
            if found.state == DeliveryState.SENDING:
                await _settle(session, clock, delivery_id, _Ended(DeliveryState.UNKNOWN, "RunnerLost"), asks=False)
            elif found.state == DeliveryState.QUEUED:
                await _settle(session, clock, delivery_id, _NotYet("RunnerLost"), asks=False)

    return take_over


def report_handler(clock: Clock, *, gives_up: bool = False) -> jobs.Handler:
    """Finds the delivery a report is about. Raises ReportUnmatched, to be tried again, unless it `gives_up`."""

    async def take(job: jobs.Job) -> None:
        told = job.payload
        async with job.transaction() as session:
            kind, provider_id = Kind(told["kind"]), told["provider_id"]
            found = await queries.of_provider(session, kind, provider_id)
            if found is None and told["lookup"] is not None and told["reference"] is not None:
                found = await queries.uncertain(session, kind, told["lookup"], told["reference"])
            if found is not None:
                ended = _Ended(DeliveryState(told["state"]), told["error"])
                await _note_report(session, found, provider_id, ended, now=clock.now())
            elif gives_up:
                log.warning("a report is about nothing known", delivery_kind=kind)
            else:
                raise ReportUnmatched

    return take


def ask_handler(ring: KeyRing, database: Database, carriers: Carriers) -> jobs.Handler:
    """Asks a carrier what became of a message on which it has not reported."""

    async def ask(job: jobs.Job) -> None:
        delivery_id = UUID(job.payload["delivery"])
        reports = await _answers(database, ring, carriers, delivery_id)
        async with job.transaction() as session:
            for report in reports:
                await actions.take_report(session, ring, report)
            found = await queries.row(session, delivery_id)
            if found.state == DeliveryState.SENT and not reports:
                await actions.queue_question(session, found, asked=job.payload["asked"] + 1)

    return ask


async def _begin(
    database: Database, ring: KeyRing, clock: Clock, carriers: Carriers, delivery_id: UUID
) -> tuple[Carrier, Message] | _Ended:
    """Say before the carrier hears of it that it is being handed over, so that a crash cannot hide it."""
    async with database.transaction() as session:
        found = await queries.row(session, delivery_id, lock=True)
        state, carrier = DeliveryState(found.state), carriers.get(Kind(found.kind))
        step = next_step(
            state,
            has_carrier=carrier is not None,
            repeats=carrier is not None and carrier.repeats,
            is_over=clock.now() >= found.give_up_at,
        )
        match step:
            case Step.HAND_OVER:
                assert carrier is not None
                try:
                    message = await queries.message(session, ring, found)
                except KeyDestroyed as gone:
                    return _Ended(DeliveryState.FAILED, gone.code)
                found.state = DeliveryState.SENDING
                found.attempts += 1
                return carrier, message
            case Step.FAIL:
                return _Ended(DeliveryState.FAILED, NO_CARRIER)
            case Step.EXPIRE:
                return _Ended(DeliveryState.EXPIRED, found.error)
            case Step.LEAVE:
                return _Ended(DeliveryState.UNKNOWN, "RunnerLost")
            case Step.NOTHING:
                return _Ended(state, found.error)


async def _hand_over(carrier: Carrier, message: Message) -> _Outcome:
    try:
        return _Taken(await carrier.submit(message))
    except CarrierAway as away:
        return _NotYet(away.reason)
    except CarrierRefused as refused:
        return _Ended(DeliveryState.FAILED, refused.reason)
    except MaybeSent as unknown:
        return _Ended(DeliveryState.UNKNOWN, unknown.reason)


async def _settle(session: AsyncSession, clock: Clock, delivery_id: UUID, outcome: _Outcome, *, asks: bool) -> None:
    """Keep what came of it, and go on later where it may still be sent."""
    found, now = await queries.row(session, delivery_id, lock=True), clock.now()
    state = DeliveryState(found.state)
    if isinstance(outcome, _Taken):
        if state in _OPEN or state is DeliveryState.UNKNOWN:
            await actions.note_sent(session, found, outcome.provider_ids, asks=asks, now=now)
    elif state not in _OPEN:
        return
    elif isinstance(outcome, _NotYet):
        found.state, found.error = DeliveryState.QUEUED, outcome.reason[:60]
        # At the latest when its time is over, so that it is called expired then and not later.
        due_at = min(now + pause_before(found.attempts), max(found.give_up_at, now))
        await actions.queue(session, found.kind, found.id, due_at=due_at)
    else:
        if outcome.state is DeliveryState.UNKNOWN:
            log.error("nobody knows whether it went", delivery_id=str(found.id), error=outcome.error)
        error = outcome.error[:60] if outcome.error else None
        await actions.note_state(session, found, outcome.state, error=error, now=now)


async def _note_report(
    session: AsyncSession, delivery_id: UUID, provider_id: str, ended: _Ended, *, now: datetime
) -> None:
    found = await queries.row(session, delivery_id, lock=True)
    if DeliveryState(found.state) not in _REPORTABLE:
        return
    parts = await queries.parts(session, delivery_id)
    for part in parts:
        if part.provider_id == provider_id:
            part.state, part.error = ended.state, ended.error
    # What nobody knew of has no parts on record: the report is all there is.
    whole = together(DeliveryState(part.state) for part in parts) if parts else ended.state
    if whole is not DeliveryState.SENT:
        await actions.note_state(session, found, whole, error=ended.error, now=now)


async def _answers(database: Database, ring: KeyRing, carriers: Carriers, delivery_id: UUID) -> list[Report]:
    async with database.reading() as session:
        found: DeliveryRow = await queries.row(session, delivery_id)
        carrier = carriers.get(Kind(found.kind))
        if found.state != DeliveryState.SENT or carrier is None:
            return []
        open_parts = [
            part.provider_id for part in await queries.parts(session, delivery_id) if part.state == DeliveryState.SENT
        ]
        try:
            destination = await queries.destination(session, ring, found)
        except KeyDestroyed:
            return []
    reports: list[Report] = []
    for provider_id in open_parts:
        try:
            report = await carrier.ask(provider_id, destination)
        except CarrierAway:
            break
        if report is not None:
            reports.append(report)
    return reports
