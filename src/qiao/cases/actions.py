"""Everything that changes a case, one function per thing someone can do."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, customers
from qiao.cases import queries, rules
from qiao.cases.complaints import Kind, add_act, begin_history, look_at
from qiao.cases.complaints.kinds import Phase
from qiao.cases.complaints.linking import reference_of
from qiao.cases.complaints.together import leave
from qiao.cases.events import CALLS_STOPPED, COMPLAINT_OPENED, COMPLAINT_WITHDRAWN, SOMEBODY_NEW
from qiao.cases.model import RUNNING, ComplaintRow, ComplaintState, Pressing, Relation, Source, Subject
from qiao.foundation import events
from qiao.foundation.ids import new_id, short_number
from qiao.foundation.keys import KeyId, KeyRing
from qiao.foundation.statements import store_made
from qiao.requests import Place


@dataclass(frozen=True, slots=True)
class Complaining:
    """What a complaint says; everything may be left out. `number` is where she wants the answer.

    `name` is who complains; `proof` of her right to do so for another, as it was seen; `broker`: why somebody is
    thought to be paid for it; `handed_over_by`: which office and whom there to answer.
    """

    subject: Subject = Subject.OTHER
    facts: str | None = None
    demand: str | None = None
    number: str | None = None
    name: str | None = None
    proof: str | None = None
    broker: str | None = None
    handed_over_by: str | None = None


_SAID = frozenset({"facts", "demand", "number"})


@dataclass(frozen=True, slots=True)
class Origin:
    """How the house has a complaint. What `came_up` did so in a conversation; the rest was brought by an officer.

    `is_somebody_new`: nobody serves her, for her record was made for this complaint. `first_look_at`: when its clocks
    are looked at first, where that need not be at once.
    """

    channel: str
    received_at: datetime
    source: Source = Source.SELF
    relation: Relation = Relation.SELF
    came_up: Place | None = None
    registered_by: UUID | None = None
    client_key: str | None = None
    references: Sequence[tuple[Source, str]] = ()
    answer_by: datetime | None = None
    is_somebody_new: bool = False
    first_look_at: datetime | None = None


async def register(
    session: AsyncSession,
    place: Place,
    complaining: Complaining,
    *,
    channel: str,
    served_by: Sequence[UUID],
    now: datetime,
) -> ComplaintRow:
    """Put on record what a customer complains of. `served_by`: the members of staff who served her here."""
    about = served_by if rules.names_a_person(complaining.subject) else ()
    origin = Origin(channel, now, came_up=place)
    row = await put_on_record(
        session, place.ring, place.customer_id, complaining, origin, key_id=place.data_key, about=about, now=now
    )
    # The receipt of her request says it.
    told = {"what": "received", "request": str(place.request_id)}
    await add_act(session, place.ring, row, Kind.TOLD, by="house", now=now, facts=told)
    return row


async def put_on_record(
    session: AsyncSession,
    ring: KeyRing,
    customer_id: UUID,
    complaining: Complaining,
    origin: Origin,
    *,
    key_id: KeyId,
    about: Sequence[UUID],
    now: datetime,
) -> ComplaintRow:
    """Put a complaint on record; its clock has run since it was received. `about`: the staff complained about."""
    complaint_id, place = new_id(), origin.came_up
    said = asdict(complaining)
    details = {name: value for name, value in said.items() if name in _SAID or (value and name != "subject")}
    row = ComplaintRow(
        id=complaint_id,
        number=short_number("T", complaint_id),
        customer_id=customer_id,
        conversation_id=place.conversation_id if place else None,
        contact_id=place.contact_id if place else None,
        request_id=place.request_id if place else None,
        channel=origin.channel,
        subject=complaining.subject,
        details=await _sealed(session, ring, key_id, json.dumps(details), bound_to=queries.details_place(complaint_id)),
        key_id=key_id,
        not_handled_by=[str(one) for one in about],
        state=ComplaintState.OPEN,
        opened_at=origin.received_at,
        due_at=rules.due_at(origin.received_at),
        source=origin.source,
        relation=origin.relation,
        is_broker_suspected=complaining.broker is not None,
        registered_at=now,
        registered_by=origin.registered_by,
        client_key=origin.client_key,
        outside_due_at=origin.answer_by,
        phase=Phase.NEW,
        pressing=Pressing.IN_TIME,
        wants_call=False,
        keeps_clock=False,
    )
    await store_made(session, row)
    for source, reference in origin.references:
        await store_made(session, reference_of(row, source, reference, now=now))
    by = f"staff:{origin.registered_by}" if origin.registered_by else "customer"
    began = {
        "source": row.source,
        "relation": row.relation,
        **({"registered_at": now.isoformat()} if origin.registered_by else {}),
        **({"answer_by": origin.answer_by.isoformat()} if origin.answer_by else {}),
    }
    await begin_history(session, row, by=by, at=origin.received_at, facts=began)
    await look_at(session, row.id, at=origin.first_look_at or now)
    facts = {
        "number": row.number,
        "subject": row.subject,
        "due_at": row.due_at.isoformat(),
        **({"of": SOMEBODY_NEW} if origin.is_somebody_new else {}),
    }
    await _publish(session, COMPLAINT_OPENED, row.id, row.customer_id, facts, by=by, place=place, now=now)
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
        await leave(session, place.ring, row, now=now)
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


async def _sealed(session: AsyncSession, ring: KeyRing, key_id: KeyId, text: str, *, bound_to: str) -> bytes:
    await ring.load(session, key_id)
    return ring.seal(key_id, text.encode(), bound_to=bound_to)


async def _publish(
    session: AsyncSession,
    event_type: str,
    subject: UUID,
    customer_id: UUID,
    payload: dict[str, str],
    *,
    place: Place | None,
    by: str = "customer",
    now: datetime,
) -> None:
    await events.publish(
        session,
        events.Event(
            type=event_type,
            actor=f"customer:{customer_id}" if by == "customer" else by.replace("staff:", "agent:"),
            occurred_at=now,
            payload=payload,
            subject=str(subject),
            customer_id=customer_id,
            conversation_id=place.conversation_id if place else None,
            contact_id=place.contact_id if place else None,
            cause=f"request:{place.request_id}" if place else None,
        ),
    )
