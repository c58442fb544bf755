"""Whoever says that she does not accept a decision has it verified at once: which ones can be, until when, and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.cases import queries, rules
from qiao.cases.complaints import Kind, add_act, look_at
from qiao.cases.complaints.history import BEGINNINGS
from qiao.cases.complaints.kinds import Phase
from qiao.cases.events import COMPLAINT_MOVED
from qiao.cases.model import ComplaintActRow, ComplaintRow, ComplaintState, Subject
from qiao.foundation import events
from qiao.foundation.business_calendar import business_date
from qiao.requests import Place


@dataclass(frozen=True, slots=True)
class Decided:
    """A complaint with its decision. `until` is the last day to have that verified, in Shanghai."""

    id: UUID
    number: str
    subject: Subject
    decided_on: date
    until: date
    was_verified: bool

    def is_open(self, now: datetime) -> bool:
        """Whether it can be verified; what others have verified once is not verified again."""
        return not self.was_verified and business_date(now) <= self.until


async def decided_of(session: AsyncSession, customer_id: UUID) -> Sequence[Decided]:
    """Hers, the decided last first."""
    query = select(ComplaintRow).where(
        queries.made_by([customer_id]),
        ComplaintRow.state == ComplaintState.DECIDED,
        ComplaintRow.closed_at.is_not(None),
    )
    rows = await session.scalars(query.order_by(ComplaintRow.closed_at.desc(), ComplaintRow.id.desc()))
    return [await _decided(session, row) for row in rows]


async def ask(
    session: AsyncSession, place: Place, complaint_id: UUID, words: str | None, *, now: datetime
) -> ComplaintRow:
    """Have a decision verified; nothing happens to one that cannot be by now. Raises ComplaintNotFound."""
    row = await queries.row_of(session, place.customer_id, complaint_id, lock=True)
    if row.state != ComplaintState.DECIDED or not (await _decided(session, row)).is_open(now):
        return row
    # The receipt of her request says it.
    facts = {"told": {"what": "verification", "request": str(place.request_id)}}
    said = {"words": words} if words else {}
    await add_act(session, place.ring, row, Kind.VERIFICATION_ASKED, by="customer", now=now, facts=facts, words=said)
    row.state, row.phase, row.handler_id, row.closed_at = ComplaintState.VERIFYING, Phase.NEW, None, None
    row.due_at = rules.end_of(business_date(now) + timedelta(days=rules.VERIFICATION_DAYS))
    await session.flush()
    # What else stands beside its history follows at once.
    await look_at(session, row.id, at=now)
    told = {"number": row.number, "act": Kind.VERIFICATION_ASKED.value, "state": row.state, "phase": row.phase}
    await events.publish(
        session,
        events.Event(
            type=COMPLAINT_MOVED,
            actor=f"customer:{place.customer_id}",
            occurred_at=now,
            payload=told,
            subject=str(row.id),
            customer_id=row.customer_id,
            conversation_id=place.conversation_id,
            contact_id=place.contact_id,
            cause=f"request:{place.request_id}",
        ),
    )
    return row


async def _decided(session: AsyncSession, row: ComplaintRow) -> Decided:
    assert row.closed_at is not None, "it is decided"
    begun = select(ComplaintActRow.kind).where(
        ComplaintActRow.complaint_id == row.id, ComplaintActRow.kind.in_(BEGINNINGS)
    )
    last = await session.scalar(begun.order_by(ComplaintActRow.seq.desc()).limit(1))
    decided_on = business_date(row.closed_at)
    return Decided(
        row.id,
        row.number,
        Subject(row.subject),
        decided_on,
        decided_on + timedelta(days=rules.VERIFICATION_ASK_DAYS),
        was_verified=last == Kind.VERIFICATION_ASKED,
    )
