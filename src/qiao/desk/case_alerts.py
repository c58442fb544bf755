"""Leaders are told where a complaint is about to be late, or is: by what the room of cases announces of its clocks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.desk import queries
from qiao.desk.announcing import tell_alerts, tell_floor
from qiao.desk.model import AlertKind, AlertRow
from qiao.foundation import events, jobs
from qiao.foundation.clock import Clock
from qiao.foundation.ids import new_id

_TOLD_AT = frozenset({"half", "end"})
"""The stages of a clock that leaders are told of; the handler alone is warned before."""
_RUNS = frozenset({"open", "verifying"})


def is_for_leaders(facts: Mapping[str, Any]) -> bool:
    """Of what is announced of complaints: that a clock ran so far, and that one is over."""
    return facts["stage"] in _TOLD_AT if "stage" in facts else facts.get("state") not in _RUNS


def case_alert_handler(clock: Clock, *, escalated: str) -> jobs.Handler:
    """The subscriber of what `is_for_leaders`: `escalated` raises, an end of the complaint takes away."""

    async def hear(job: jobs.Job) -> None:
        async with job.transaction() as session:
            event = await events.read_event(session, UUID(job.payload["event"]))
            assert event.subject is not None, "it is announced of a complaint"
            if event.type == escalated:
                await _raise(session, event, UUID(event.subject))
            else:
                await _end(session, UUID(event.subject), now=clock.now())

    return hear


async def _raise(session: AsyncSession, event: events.Event, case_id: UUID) -> None:
    """While nobody has answered for one of that kind, it stands for all."""
    facts = event.payload
    is_late = (facts["clock"], facts["stage"]) == ("legal", "end")
    kind = AlertKind.CASE_LATE if is_late else AlertKind.CASE_DUE
    standing = await queries.case_alerts(session, case_id)
    if any(one.kind == kind and one.acknowledged_at is None for one in standing):
        return
    session.add(
        AlertRow(
            id=new_id(),
            kind=kind,
            item_id=case_id,
            about_id=event.id,
            case_number=facts["number"],
            agent_id=UUID(facts["handler"]) if facts["handler"] else None,
            concerns=facts["about"],
            customer_id=event.customer_id,
            raised_at=event.occurred_at,
        )
    )
    await _tell(session)


async def _end(session: AsyncSession, case_id: UUID, *, now: datetime) -> None:
    standing = await queries.case_alerts(session, case_id)
    for one in standing:
        one.ended_at = now
    if standing:
        await _tell(session)


async def _tell(session: AsyncSession) -> None:
    await session.flush()
    tell_floor(session)
    tell_alerts(session)
