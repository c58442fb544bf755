"""What follows from the history of a complaint is written beside it, and its clocks are looked at in time.

What a clock asks for is done once for each stage of each round, however late it is looked at and however the clock of
the host jumped: the acts themselves say what was done.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.cases.complaints import reading
from qiao.cases.complaints.case import Case
from qiao.cases.complaints.clocks import Clock, Due, Stage, readings, stages
from qiao.cases.complaints.kinds import Kind
from qiao.cases.complaints.parts import Handling
from qiao.cases.complaints.reading import Opened
from qiao.cases.complaints.repeats import link_repeated
from qiao.cases.complaints.writing import add_act, look_at
from qiao.cases.events import COMPLAINT_ESCALATED, COMPLAINT_MOVED
from qiao.cases.model import RUNNING, ComplaintRow, ComplaintState, Pressing
from qiao.cases.queries import ComplaintNotFound
from qiao.foundation import events, jobs
from qiao.foundation.clock import Clock as HostClock

log = structlog.get_logger(__name__)

_DONE_AT = {Stage.HALF: Kind.ESCALATED, Stage.WARN: Kind.WARNED, Stage.END: Kind.BREACHED}


def look_handler(handling: Handling, clock: HostClock) -> jobs.Handler:
    """A complaint's clocks have to be looked at."""

    async def look(job: jobs.Job) -> None:
        async with job.transaction() as session:
            await look_now(session, handling, UUID(job.payload["complaint"]), now=clock.now())

    return look


async def look_now(session: AsyncSession, handling: Handling, complaint_id: UUID, *, now: datetime) -> None:
    """Warn, tell leaders and put breaches on record, as far as it is time and was not done."""
    try:
        found = await reading.opened(session, handling, complaint_id, lock=True)
    except ComplaintNotFound:  # Its term is over.
        return
    await link_repeated(session, handling, found, now=now)
    for due in sorted(stages(found.case, found.terms, now=now), key=lambda one: one.at):
        if due.at <= now:
            await _raise(session, handling, found, due, now=now)
    await settle(session, handling, found.row, now=now)


async def _raise(session: AsyncSession, handling: Handling, found: Opened, due: Due, *, now: datetime) -> None:
    handler = found.case.handler
    leaders = await handling.views.rota.leaders_of(session, {handler}) if handler else frozenset[UUID]()
    facts = {
        "clock": due.clock.value,
        "stage": due.stage.value,
        "days": due.days,
        "due_at": due.at.isoformat(),
        "to": sorted(str(one) for one in leaders),
    }
    await add_act(session, handling.ring, found.row, _DONE_AT[due.stage], by="house", now=now, facts=facts)
    told = {
        "number": found.row.number,
        "handler": str(handler) if handler else None,
        "about": found.row.not_handled_by,
        **facts,
    }
    await publish(session, found.row, COMPLAINT_ESCALATED, told, actor="house", now=now)
    if due.stage is Stage.END:
        log.warning("complaint late", complaint=str(found.row.id), clock=due.clock.value)


async def settle(session: AsyncSession, handling: Handling, row: ComplaintRow, *, now: datetime) -> Opened:
    """Write what follows from the locked complaint's history, and have it looked at when the next thing is due."""
    found = await reading.with_history(session, handling, row)
    case = found.case
    due_at = {one.clock: one.due_at for one in readings(case, found.terms, now=now)}
    row.state, row.phase = _state(case), case.phase
    row.handler_id, row.level_asked = case.handler, case.ask.level if case.ask else None
    row.due_at, row.house_due_at = due_at[Clock.LEGAL], due_at[Clock.HOUSE]
    row.outside_due_at, row.closed_at, row.wants_call = case.answer_by, case.ended_at, case.wants_call
    row.relation, row.complainant_id = case.relation or row.relation, case.complainant
    row.leading_id, row.keeps_clock, row.redress = case.leading, case.keeps_clock, case.redress
    row.withdrawn_at = case.ended_at if row.state == ComplaintState.WITHDRAWN else None
    row.pressing = Pressing.IN_TIME if case.is_over else _most_pressing(case)
    await _one_deadline(session, row, case)
    await session.flush()
    following = [due.at for due in stages(case, found.terms, now=now)]
    if following:
        await look_at(session, row.id, at=min(following))
    return found


async def _one_deadline(session: AsyncSession, row: ComplaintRow, case: Case) -> None:
    """All of a joint complaint are due when the leading one is, also while a clock stands and its end moves along.

    Those that were made apart are due when their own clocks end.
    """
    if case.is_over or (case.leading is not None and case.keeps_clock):
        return
    if case.leading is not None:
        leading = await session.get_one(ComplaintRow, case.leading)
        row.due_at, row.house_due_at = leading.due_at, leading.house_due_at
        return
    led = ComplaintRow.leading_id == row.id, ComplaintRow.state.in_(RUNNING), ~ComplaintRow.keeps_clock
    due = {"due_at": row.due_at, "house_due_at": row.house_due_at}
    await session.execute(update(ComplaintRow).where(*led).values(due))


async def moved(session: AsyncSession, row: ComplaintRow, kind: Kind, *, actor: str, now: datetime) -> None:
    """Announce that it stands otherwise."""
    told = {"number": row.number, "act": kind.value, "state": row.state, "phase": row.phase}
    await publish(session, row, COMPLAINT_MOVED, told, actor=actor, now=now)


async def publish(
    session: AsyncSession,
    row: ComplaintRow,
    event_type: str,
    payload: Mapping[str, Any],
    *,
    actor: str,
    now: datetime,
) -> None:
    await events.publish(
        session,
        events.Event(
            type=event_type,
            actor=actor,
            occurred_at=now,
            payload=payload,
            subject=str(row.id),
            customer_id=row.customer_id,
            conversation_id=row.conversation_id,
            contact_id=row.contact_id,
        ),
    )


def _state(case: Case) -> ComplaintState:
    if case.ended_by is not None:
        return ComplaintState.DECIDED if case.ended_by is Kind.DELIVERED else ComplaintState.WITHDRAWN
    return ComplaintState.VERIFYING if case.is_verification else ComplaintState.OPEN


def _most_pressing(case: Case) -> Pressing:
    return max((_pressing(*one) for one in case.raised), default=Pressing.IN_TIME)


def _pressing(clock: str, stage: str, days: int) -> Pressing:
    _ = days
    if stage == Stage.WARN:
        return Pressing.WARNED
    return Pressing.LATE if (clock, stage) == (Clock.LEGAL, Stage.END) else Pressing.ESCALATED
