"""Every SELECT of the cases."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.cases.model import RUNNING, ComplaintRow, ComplaintState, Relation, Subject
from qiao.foundation.errors import NotFound


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


def made_by(records: Collection[UUID]) -> ColumnElement[bool]:
    """Those that are hers by these records of her.

    Of whoever died nothing is shown under her own: it is the heirs' by now, under theirs where they have one.
    """
    own = and_(ComplaintRow.customer_id.in_(records), ComplaintRow.relation != Relation.HEIR)
    return or_(own, ComplaintRow.complainant_id.in_(records))


async def complaints_of(session: AsyncSession, customer_id: UUID, *, only_open: bool = False) -> Sequence[Complaint]:
    """Hers, the newest first."""
    query = select(ComplaintRow).where(made_by([customer_id]))
    if only_open:
        query = query.where(ComplaintRow.state.in_(RUNNING))
    return [_complaint(row) for row in await session.scalars(query.order_by(ComplaintRow.id.desc()))]


async def complaint(session: AsyncSession, customer_id: UUID, complaint_id: UUID) -> Complaint:
    """One of hers. Raises ComplaintNotFound."""
    return _complaint(await row_of(session, customer_id, complaint_id))


async def row_of(session: AsyncSession, customer_id: UUID, complaint_id: UUID, *, lock: bool = False) -> ComplaintRow:
    """Raises ComplaintNotFound."""
    query = select(ComplaintRow).where(ComplaintRow.id == complaint_id, made_by([customer_id]))
    found = await session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise ComplaintNotFound
    return found


def details_place(complaint_id: UUID) -> str:
    """What sealed details are bound to."""
    return f"complaints.details:{complaint_id}"


def _complaint(row: ComplaintRow) -> Complaint:
    return Complaint(row.id, row.number, Subject(row.subject), ComplaintState(row.state), row.opened_at, row.due_at)
