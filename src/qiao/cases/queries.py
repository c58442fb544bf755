"""Every SELECT of the cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.cases.model import CallStopRow, ComplaintRow, ComplaintState, Subject
from qiao.foundation.errors import NotFound
from qiao.foundation.keys import KeyRing

PHONE_INDEX = "call_stops.phone"


class ComplaintNotFound(NotFound):
    """There is no such complaint, or it is somebody else's."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint as its maker may see it."""

    id: UUID
    number: str
    subject: Subject
    state: ComplaintState
    opened_at: datetime
    due_at: datetime


async def complaints_of(session: AsyncSession, customer_id: UUID, *, only_open: bool = False) -> Sequence[Complaint]:
    """Hers, the newest first."""
    query = select(ComplaintRow).where(ComplaintRow.customer_id == customer_id)
    if only_open:
        query = query.where(ComplaintRow.state == ComplaintState.OPEN)
    return [_complaint(row) for row in await session.scalars(query.order_by(ComplaintRow.id.desc()))]


async def complaint(session: AsyncSession, customer_id: UUID, complaint_id: UUID) -> Complaint:
    """One of hers. Raises ComplaintNotFound."""
    return _complaint(await row_of(session, customer_id, complaint_id))


async def row_of(session: AsyncSession, customer_id: UUID, complaint_id: UUID, *, lock: bool = False) -> ComplaintRow:
    """Raises ComplaintNotFound."""
    query = select(ComplaintRow).where(ComplaintRow.id == complaint_id, ComplaintRow.customer_id == customer_id)
    found = await session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise ComplaintNotFound
    return found


async def wants_no_calls(session: AsyncSession, customer_id: UUID) -> bool:
    """Whether this customer wishes not to be called, on whatever number."""
    query = select(exists().where(CallStopRow.customer_id == customer_id, CallStopRow.ended_at.is_(None)))
    return bool(await session.scalar(query))


async def is_stopped(session: AsyncSession, ring: KeyRing, phone: str) -> bool:
    """Whether somebody asked that this number be called no more, whoever she is."""
    index = ring.blind_index(PHONE_INDEX, phone)
    query = select(exists().where(CallStopRow.phone_index == index, CallStopRow.ended_at.is_(None)))
    return bool(await session.scalar(query))


async def stop(session: AsyncSession, customer_id: UUID, stop_id: UUID) -> CallStopRow | None:
    """One wish of this customer's."""
    return await session.scalar(
        select(CallStopRow).where(CallStopRow.id == stop_id, CallStopRow.customer_id == customer_id)
    )


def details_place(complaint_id: UUID) -> str:
    """What sealed details are bound to."""
    return f"complaints.details:{complaint_id}"


def phone_place(stop_id: UUID) -> str:
    """What a sealed number is bound to."""
    return f"call_stops.phone:{stop_id}"


def _complaint(row: ComplaintRow) -> Complaint:
    return Complaint(row.id, row.number, Subject(row.subject), ComplaintState(row.state), row.opened_at, row.due_at)
