"""Putting an emergency on record, and what the lender has to do about it at once."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.emergencies.events import EMERGENCY_REPORTED
from qiao.emergencies.model import EmergencyKind, EmergencyRow, EmergencyState
from qiao.foundation import events
from qiao.foundation.ids import new_id, short_number
from qiao.requests import Place

HOLD_DAYS = 30
"""How long calls about debts pause after a disaster, a death, or for somebody who cannot act for herself; and how long
nothing is offered after a fraud."""


async def report(
    session: AsyncSession,
    place: Place,
    kind: EmergencyKind,
    details: Mapping[str, str | None],
    *,
    region: str | None = None,
    now: datetime,
) -> EmergencyRow:
    """Put it on record. `details` are sealed; `region` is a code."""
    emergency_id = new_id()
    await place.ring.load(session, place.data_key)
    told = json.dumps({name: value for name, value in details.items() if value is not None})
    row = EmergencyRow(
        id=emergency_id,
        number=short_number("E", emergency_id),
        kind=kind,
        customer_id=place.customer_id,
        conversation_id=place.conversation_id,
        contact_id=place.contact_id,
        request_id=place.request_id,
        region=region,
        details=place.ring.seal(place.data_key, told.encode(), bound_to=details_place(emergency_id)),
        key_id=place.data_key,
        state=EmergencyState.OPEN,
        opened_at=now,
    )
    session.add(row)
    await session.flush()
    await events.publish(
        session,
        events.Event(
            type=EMERGENCY_REPORTED,
            actor=f"customer:{place.customer_id}",
            occurred_at=now,
            payload={"number": row.number, "kind": kind, "region": region},
            subject=str(row.id),
            customer_id=place.customer_id,
            conversation_id=place.conversation_id,
            contact_id=place.contact_id,
            cause=f"request:{place.request_id}",
        ),
    )
    return row


async def reported(session: AsyncSession, customer_id: UUID, emergency_id: UUID) -> EmergencyRow | None:
    """One that this person reported, under whichever of her records."""
    records = (await customers.person_of(session, customer_id)).records
    return await session.scalar(
        select(EmergencyRow).where(EmergencyRow.id == emergency_id, EmergencyRow.customer_id.in_(records))
    )


def details_place(emergency_id: UUID) -> str:
    """What sealed details are bound to."""
    return f"emergencies.details:{emergency_id}"
