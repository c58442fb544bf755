"""Everything that changes a case, one function per thing someone can do."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, customers
from qiao.cases import queries, rules
from qiao.cases.complaints import Kind, add_act, look_at
from qiao.cases.complaints.history import Phase
from qiao.cases.events import CALLS_STOPPED, COMPLAINT_OPENED, COMPLAINT_WITHDRAWN
from qiao.cases.model import RUNNING, ComplaintRow, ComplaintState, Pressing, Subject
from qiao.foundation import events
from qiao.foundation.ids import new_id, short_number
from qiao.requests import Place


@dataclass(frozen=True, slots=True)
class Complaining:
    """What a complaint says; everything may be left out. `number` is where she wants the answer."""

    subject: Subject = Subject.OTHER
    facts: str | None = None
    demand: str | None = None
    number: str | None = None


async def register(
    session: AsyncSession,
    place: Place,
    complaining: Complaining,
    *,
    channel: str,
    served_by: Sequence[UUID],
    now: datetime,
) -> ComplaintRow:
    """Put a complaint on record; its clock begins. `served_by`: the members of staff who served her here."""
    complaint_id = new_id()
    details = {name: value for name, value in asdict(complaining).items() if name != "subject"}
    row = ComplaintRow(
        id=complaint_id,
        number=short_number("T", complaint_id),
        customer_id=place.customer_id,
        conversation_id=place.conversation_id,
        contact_id=place.contact_id,
        request_id=place.request_id,
        channel=channel,
        subject=complaining.subject,
        details=await _sealed(session, place, json.dumps(details), bound_to=queries.details_place(complaint_id)),
        key_id=place.data_key,
        not_handled_by=[str(one) for one in served_by] if rules.names_a_person(complaining.subject) else [],
        state=ComplaintState.OPEN,
        opened_at=now,
        due_at=rules.due_at(now),
    )
    session.add(row)
    await session.flush()
    await add_act(session, place.ring, row, Kind.OPENED, by="customer", now=now)
    # The receipt of her request says it.
    told = {"what": "received", "request": str(place.request_id)}
    await add_act(session, place.ring, row, Kind.TOLD, by="house", now=now, facts=told)
    await look_at(session, row.id, at=now)
    facts = {"number": row.number, "subject": row.subject, "due_at": row.due_at.isoformat()}
    await _publish(session, COMPLAINT_OPENED, row.id, row.customer_id, facts, place=place, now=now)
    return row


async def withdraw(session: AsyncSession, place: Place, complaint_id: UUID, *, now: datetime) -> ComplaintRow:
    """Take a complaint back; what was taken back before stays so. Raises ComplaintNotFound."""
    row = await queries.row_of(session, place.customer_id, complaint_id, lock=True)
    if row.state in RUNNING:
        row.state, row.withdrawn_at, row.closed_at = ComplaintState.WITHDRAWN, now, now
        row.phase, row.level_asked, row.pressing = Phase.WITHDRAWN, None, Pressing.IN_TIME
        await session.flush()
        await add_act(session, place.ring, row, Kind.WITHDRAWN, by="customer", now=now)
        await access.release_contact(session, row.id, now=now)
        await _publish(
            session, COMPLAINT_WITHDRAWN, row.id, row.customer_id, {"number": row.number}, place=place, now=now
        )
    return row


async def stop_calls(session: AsyncSession, place: Place, *, phone: str | None, now: datetime) -> UUID:
    """Keep the wish not to be called: on `phone`, or where there is none on the customer's own numbers."""
    stop_id = await customers.stop_calls(
        session,
        place.ring,
        place.customer_id,
        number=phone,
        key_id=place.data_key,
        by=customers.By(customers.Source.CUSTOMER, f"customer:{place.customer_id}"),
        because=customers.Because("customer_asked", f"request:{place.request_id}"),
        now=now,
    )
    await _publish(session, CALLS_STOPPED, stop_id, place.customer_id, {}, place=place, now=now)
    return stop_id


async def _sealed(session: AsyncSession, place: Place, text: str, *, bound_to: str) -> bytes:
    await place.ring.load(session, place.data_key)
    return place.ring.seal(place.data_key, text.encode(), bound_to=bound_to)


async def _publish(
    session: AsyncSession,
    event_type: str,
    subject: UUID,
    customer_id: UUID,
    payload: dict[str, str],
    *,
    place: Place,
    now: datetime,
) -> None:
    await events.publish(
        session,
        events.Event(
            type=event_type,
            actor=f"customer:{customer_id}",
            occurred_at=now,
            payload=payload,
            subject=str(subject),
            customer_id=customer_id,
            conversation_id=place.conversation_id,
            contact_id=place.contact_id,
            cause=f"request:{place.request_id}",
        ),
    )
