"""Numbers under which others have the same complaint: a number of one source is one complaint."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.cases.model import ComplaintReferenceRow, ComplaintRow, Source
from qiao.foundation.errors import Conflict
from qiao.foundation.ids import new_id


class ReferenceOfAnother(Conflict):
    """Under this number of that source the house has another complaint: `number`."""


def reference_of(row: ComplaintRow, source: Source, reference: str, *, now: datetime) -> ComplaintReferenceRow:
    return ComplaintReferenceRow(
        id=new_id(), complaint_id=row.id, customer_id=row.customer_id, source=source, reference=reference, at=now
    )


async def known_under(
    session: AsyncSession, references: Sequence[tuple[Source, str]]
) -> dict[tuple[Source, str], ComplaintRow]:
    """The complaints that stand under these numbers."""
    if not references:
        return {}
    rows = await session.execute(
        select(ComplaintReferenceRow.source, ComplaintReferenceRow.reference, ComplaintRow)
        .join(ComplaintRow, ComplaintRow.id == ComplaintReferenceRow.complaint_id)
        .where(tuple_(ComplaintReferenceRow.source, ComplaintReferenceRow.reference).in_(references))
    )
    return {(Source(source), reference): row for source, reference, row in rows}


async def references_of(session: AsyncSession, complaint_id: UUID) -> Sequence[ComplaintReferenceRow]:
    rows = select(ComplaintReferenceRow).where(ComplaintReferenceRow.complaint_id == complaint_id)
    return (await session.scalars(rows.order_by(ComplaintReferenceRow.id))).all()


async def link(session: AsyncSession, row: ComplaintRow, source: Source, reference: str, *, now: datetime) -> None:
    """Keep one more number of the locked complaint; one that it has stays. Raises ReferenceOfAnother."""
    there = (await known_under(session, [(source, reference)])).get((source, reference))
    if there is None:
        session.add(reference_of(row, source, reference, now=now))
        await session.flush()
    elif there.id != row.id:
        raise ReferenceOfAnother(number=there.number)
