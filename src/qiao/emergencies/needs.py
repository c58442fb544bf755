"""Needs after a disaster: one of a person in an incident, held back for at once, told to post-loan, never twice.

Everything here happens in the transaction of the request in which she tells it. A second telling adds to the first.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import cases, customers
from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import service as s
from qiao.emergencies.actions import HOLD_DAYS, details_place, report
from qiao.emergencies.events import NEED_MOVED
from qiao.emergencies.incidents import concerning, queries, say_affected
from qiao.emergencies.incidents.model import IncidentRow
from qiao.emergencies.model import EmergencyKind, EmergencyRow, EmergencyState
from qiao.foundation import events, jobs, regions
from qiao.foundation.keys import KeyId
from qiao.requests import Asking, Order, Place, order_beside

HOLD_JOB = "emergencies.hold"
WHY = "disaster_care"
"""The reason of `standing.yaml` for which calls pause."""
DEFAULT_NOTICES = (7, 3)
_LONGEST_PLACE = 60


@dataclass(frozen=True, slots=True)
class Need:
    """What she tells: a code of the form, when she may be called, where she is and which loans it is about.

    `home`: in which region the lender has her. `number`: where to reach somebody nobody knows.
    """

    need: str
    window: str | None
    region: str | None
    loans: tuple[str, ...]
    number: str | None
    home: str | None

    @property
    def details(self) -> dict[str, str | None]:
        return {"need": self.need, "window": self.window, "number": self.number}


async def take_need(session: AsyncSession, asking: Asking, place: Place, need: Need) -> EmergencyRow:
    """Put a need on record and protect whoever it befell. Raises KeyDestroyed."""
    person = await customers.lock_person(session, place.customer_id)
    if need.home is not None:
        await customers.put_region(
            session, place.customer_id, customers.RegionSource.ADDRESS, need.home, now=asking.now
        )
    incident = await incident_for(session, place.customer_id, need.region)
    row = await _standing(session, incident, person.records, now=asking.now)
    if row is None:
        row = await report(session, place, EmergencyKind.DISASTER, need.details, region=need.region, now=asking.now)
        row.incident_id = incident.id if incident is not None else None
    else:
        await _add(session, place, row, need, now=asking.now)
    if incident is not None:
        await say_affected(session, incident.id, place.customer_id, is_affected=True, now=asking.now)
    if asking.reference is not None:
        await _protect(session, asking, place, row, incident, asking.reference)
        if need.loans:
            await _tell_post_loan(session, asking, place, row, need, asking.reference)
    await session.flush()
    return row


async def incident_for(session: AsyncSession, customer_id: UUID, region: str | None) -> IncidentRow | None:
    """The incident that a need belongs to: that of the place she names, else one that concerns her."""
    for one in await queries.taking_needs(session):
        if region is not None:
            if concerning.takes_in(one, region):
                return one
        elif (await concerning.concern_of(session, one, customer_id)).concerns:
            return one
    return None


def hold_days(incident: IncidentRow | None) -> int:
    """For how long calls pause from the moment in which a need is told."""
    return incident.hold_days or HOLD_DAYS if incident is not None else HOLD_DAYS


async def publish_moved(
    session: AsyncSession, row: EmergencyRow, what: str, *, actor: str, now: datetime, **facts: object
) -> None:
    """Say what became of a need."""
    await events.publish(
        session,
        events.Event(
            NEED_MOVED,
            actor,
            now,
            payload={"number": row.number, "what": what, **facts},
            subject=str(row.id),
            customer_id=row.customer_id,
        ),
    )


async def _standing(
    session: AsyncSession, incident: IncidentRow | None, records: Sequence[UUID], *, now: datetime
) -> EmergencyRow | None:
    """Hers in this incident; without one, a need outside of any for which calls still pause."""
    query = select(EmergencyRow).where(
        EmergencyRow.customer_id.in_(records), EmergencyRow.kind == EmergencyKind.DISASTER
    )
    if incident is not None:
        query = query.where(EmergencyRow.incident_id == incident.id)
    else:
        query = query.where(EmergencyRow.incident_id.is_(None), EmergencyRow.held_until > now)
    newest = query.order_by(EmergencyRow.id.desc()).limit(1).with_for_update()
    return await session.scalar(newest.execution_options(populate_existing=True))


async def _add(session: AsyncSession, place: Place, row: EmergencyRow, need: Need, *, now: datetime) -> None:
    """What she tells now beside what she told before."""
    key_id, ring = KeyId(row.key_id), place.ring
    await ring.load(session, key_id)
    told: dict[str, Any] = json.loads(ring.open(key_id, row.details, bound_to=details_place(row.id)))
    earlier = [*told.pop("earlier", []), told]
    fresh = {name: value for name, value in need.details.items() if value is not None}
    sealed = json.dumps({**told, **fresh, "earlier": earlier}).encode()
    row.details = ring.seal(key_id, sealed, bound_to=details_place(row.id))
    row.region = need.region or row.region
    row.times += 1
    row.state, row.closed_at = EmergencyState.OPEN, None
    await publish_moved(
        session, row, "added", actor=f"customer:{place.customer_id}", now=now, request=str(place.request_id)
    )


async def _protect(  # noqa: PLR0917  (whom, for what, because of which incident)
    session: AsyncSession,
    asking: Asking,
    place: Place,
    row: EmergencyRow,
    incident: IncidentRow | None,
    reference: str,
) -> None:
    until = asking.now + timedelta(days=hold_days(incident))
    row.held_id = await cases.pause_calls(
        session,
        place,
        reference,
        case=row.id,
        reason=f"disaster {row.number}",
        until=until,
        now=asking.now,
        why=WHY,
        once=f"{row.times}-dunning-hold",
    )
    row.held_until = until
    notices = incident.notices if incident is not None else DEFAULT_NOTICES
    for days in (*notices, 0):
        at = until - timedelta(days=days)
        if at > asking.now:
            await _look_at_hold(session, row, days, at)


async def _look_at_hold(session: AsyncSession, row: EmergencyRow, days: int, at: datetime) -> None:
    key = f"{row.id.hex}:{row.times}:{days}"
    payload = {"need": str(row.id), "times": row.times, "days": days}
    await jobs.schedule(session, kind=HOLD_JOB, key=key, lane=f"{HOLD_JOB}:{key}", due_at=at, payload=payload)


async def _tell_post_loan(  # noqa: PLR0917  (who has told what, and for whom)
    session: AsyncSession, asking: Asking, place: Place, row: EmergencyRow, need: Need, reference: str
) -> None:
    """A case at the lender; of what is not decided yet there is one, to which is added."""
    body = s.CaseOrder(
        kind=s.CaseKind.DISASTER,
        loan_ids=need.loans,
        cause=f"disaster: {need.need}",
        contact_window=need.window,
        region=regions.full_name(need.region)[:_LONGEST_PLACE] if need.region is not None else None,
    )
    operation = c.EXTEND_CASE if await _has_case(session, row) else c.REGISTER_CASE
    key = f"{row.id}-{row.times}-{operation.id}"
    row.case_key, row.decision, row.decided_at = key, None, None
    await order_beside(session, place, Order(operation, reference, body), key=key, now=asking.now)


async def _has_case(session: AsyncSession, row: EmergencyRow) -> bool:
    """Whether post-loan may still have an undecided case of hers, because of this need or of an earlier one."""
    if row.case_key is not None:
        return True
    undecided = select(EmergencyRow.id).where(
        EmergencyRow.held_id == row.held_id,
        EmergencyRow.id != row.id,
        EmergencyRow.case_key.is_not(None),
        EmergencyRow.decision.is_(None),
    )
    return await session.scalar(undecided.limit(1)) is not None
