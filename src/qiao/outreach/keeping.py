"""Keeping what was decided: the touch's state, the decision with its reasons, its places, and its next moment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.customers import Person
from qiao.foundation import events, jobs
from qiao.foundation.ids import new_id
from qiao.outreach import counting, queries
from qiao.outreach.counting import Place
from qiao.outreach.events import TOUCH_DECIDED
from qiao.outreach.model import TouchDecisionRow, TouchRow
from qiao.outreach.parts import Governor
from qiao.outreach.rules import Reason, Verdict
from qiao.outreach.terms import Ruling, State

JUDGE_JOB: Final = "outreach.judge"
_STATES = {Ruling.SEND: State.PERMITTED, Ruling.HOLD: State.HELD, Ruling.DROP: State.DROPPED}


async def locked(session: AsyncSession, touch_id: UUID) -> tuple[TouchRow, Person]:
    """The touch, with its person's record held until the transaction ends. Raises TouchNotFound."""
    found = await queries.touch(session, touch_id)
    person = await customers.lock_person(session, found.customer_id)
    # What was read before the lock may have changed before it was had.
    return await queries.touch(session, touch_id), person


async def keep(session: AsyncSession, governor: Governor, row: TouchRow, verdict: Verdict, *, now: datetime) -> None:
    """The decision with its reasons; it is announced, and a held touch comes back when its time has come."""
    row.state, row.decided_at, row.due_at = _STATES[verdict.ruling], now, verdict.until
    row.left_at = now if verdict.ruling is Ruling.SEND else None
    await session.flush()
    session.add(
        TouchDecisionRow(
            id=new_id(),
            touch_id=row.id,
            customer_id=row.customer_id,
            at=now,
            ruling=verdict.ruling,
            until=verdict.until,
            reasons=[_written(one) for one in verdict.reasons],
            rules=governor.version,
        )
    )
    await session.flush()
    await events.publish(session, _decided(row, verdict, now))
    if verdict.until is not None:
        await _judge_at(session, row.id, verdict.until)


async def _judge_at(session: AsyncSession, touch_id: UUID, due_at: datetime) -> None:
    await jobs.ensure(
        session,
        kind=JUDGE_JOB,
        key=touch_id.hex,
        lane=f"{JUDGE_JOB}:{touch_id.hex}",
        due_at=due_at,
        payload={"touch": str(touch_id)},
    )


async def wake(session: AsyncSession, gone: TouchRow, person: Person, *, now: datetime) -> None:
    """What else of hers is held may leave now that a place is free, or she was not told about its topic after all."""
    for row in await queries.held_of(session, person.records):
        if row.id != gone.id:
            row.due_at = now
            await _judge_at(session, row.id, now)
    await session.flush()


def _decided(row: TouchRow, verdict: Verdict, now: datetime) -> events.Event:
    return events.Event(
        type=TOUCH_DECIDED,
        actor="house",
        occurred_at=now,
        subject=f"customer:{row.customer_id}",
        customer_id=row.customer_id,
        cause=f"touch:{row.id}",
        payload={
            "touch": str(row.id),
            "trigger": row.trigger,
            "kind": row.kind,
            "channel": row.channel,
            "ruling": verdict.ruling,
            "until": verdict.until.isoformat() if verdict.until is not None else None,
            "reasons": [one.rule for one in verdict.reasons],
        },
    )


async def free(session: AsyncSession, row: TouchRow, given: Sequence[Place]) -> None:
    """Give these of its places back."""
    await counting.free(session, given)
    written = {tuple(one.written()) for one in given}
    row.places = [one for one in row.places if tuple(one) not in written]


def places(row: TouchRow) -> list[Place]:
    """Those it takes."""
    return [Place.read(one) for one in row.places]


def _written(reason: Reason) -> dict[str, Any]:
    return {
        "gate": reason.gate,
        "rule": reason.rule,
        "then": reason.then,
        "until": reason.until.isoformat() if reason.until is not None else None,
        "unknown": reason.is_unknown,
        "source": reason.source,
    }
