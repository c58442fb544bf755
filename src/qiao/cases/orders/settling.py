"""What follows from the history of a work order is written beside it, and its clock is looked at in time.

What a step asks for is done once for each order, however late it is looked at: the acts themselves say what was done.
"""

from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.cases.events import ORDER_PRESSED
from qiao.cases.orders import reading
from qiao.cases.orders.clocks import Step, steps_ahead
from qiao.cases.orders.clocks import reading as clock_reading
from qiao.cases.orders.history import Kind, Pressing
from qiao.cases.orders.model import WorkOrderRow
from qiao.cases.orders.parts import Ordering
from qiao.cases.orders.reading import Opened, OrderNotFound
from qiao.cases.orders.section import Tells
from qiao.cases.orders.writing import add_act, look_at, publish
from qiao.foundation import jobs
from qiao.foundation.clock import Clock

log = structlog.get_logger(__name__)

_PRESSING = {
    Kind.REMINDED: Pressing.IN_TIME,
    Kind.WARNED: Pressing.WARNED,
    Kind.BREACHED: Pressing.LATE,
    Kind.ESCALATED: Pressing.ESCALATED,
}


def look_handler(ordering: Ordering, clock: Clock) -> jobs.Handler:
    """An order's clock has to be looked at."""

    async def look(job: jobs.Job) -> None:
        async with job.transaction() as session:
            await look_now(session, ordering, UUID(job.payload["order"]), now=clock.now())

    return look


async def look_now(session: AsyncSession, ordering: Ordering, order_id: UUID, *, now: datetime) -> None:
    """Remind, warn, tell leaders and put breaches on record, as far as it is time and was not done."""
    try:
        found = await reading.opened(session, ordering, order_id, lock=True)
    except OrderNotFound:  # Its term is over.
        return
    for at, step in sorted(steps_ahead(found.order, found.terms, now=now), key=lambda one: one[0]):
        if at <= now:
            await _press(session, ordering, found, step, now=now)
    await settle(session, ordering, found.row, now=now)


async def _press(session: AsyncSession, ordering: Ordering, found: Opened, step: Step, *, now: datetime) -> None:
    to = sorted(str(one) for one in await _told(session, ordering, found, step))
    facts = {"step": step.name, "percent": step.percent, "to": to}
    await add_act(session, ordering.ring, found.row, step.does, by="house", now=now, facts=facts)
    await publish(session, found.row, ORDER_PRESSED, {"act": step.does.value, "to": to}, actor="house", now=now)
    if step.does is Kind.BREACHED:
        log.warning("work order late", order=str(found.row.id), department=found.row.department)


async def _told(session: AsyncSession, ordering: Ordering, found: Opened, step: Step) -> frozenset[UUID]:
    """Nobody hears of an order that is about her, or about whom she leads."""
    rota, row, owner = ordering.views.rota, found.row, found.order.owner
    told: set[UUID] = set()
    if Tells.OWNER in step.tells:
        told |= {owner} if owner else set(await reading.answering(session, ordering, row.department))
    if Tells.LEADER in step.tells and owner is not None:
        told |= await rota.leaders_of(session, {owner})
    if Tells.SERVICE in step.tells:
        told |= {row.opened_by} | await rota.leaders_of(session, {row.opened_by})
    return frozenset(told) - await reading.barred(session, ordering, row.id)


async def settle(session: AsyncSession, ordering: Ordering, row: WorkOrderRow, *, now: datetime) -> Opened:
    """Write what follows from the locked order's history, and have it looked at when the next step is due."""
    found = await reading.with_history(session, ordering, row)
    order = found.order
    row.state, row.department, row.owner_id = order.state, order.department, order.owner
    row.priority, row.promised_at, row.merged_into = order.priority, order.promised_at, order.into
    row.due_at = clock_reading(order, found.terms, now=now).due_at
    row.closed_at = order.ended_at
    raised = (_PRESSING[step.does] for step in found.terms.steps if step.name in order.raised)
    row.pressing = Pressing.IN_TIME if order.is_over else max(raised, default=Pressing.IN_TIME)
    await session.flush()
    following = [at for at, _ in steps_ahead(order, found.terms, now=now)]
    if following:
        await look_at(session, row.id, at=min(following))
    return found
