"""Whether a complaint repeats an earlier one: the same person's, about the same, not long before."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.cases.complaints import reading
from qiao.cases.complaints.kinds import Kind
from qiao.cases.complaints.parts import Handling
from qiao.cases.complaints.reading import Opened
from qiao.cases.complaints.writing import add_act
from qiao.cases.model import RUNNING, ComplaintRow, Subject
from qiao.customers import CustomerField
from qiao.foundation.keys import KeyRing

_WHOLE_NUMBER = 7
"""Fewer signs are no telephone number, and would be looked for as the end of one."""


async def records_of(
    session: AsyncSession, ring: KeyRing, customer_id: UUID | None, number: str | None
) -> frozenset[UUID]:
    """Every record that may be this person: those joined to hers, and those with the number she gives."""
    found = {customer_id} if customer_id is not None else set[UUID]()
    if number is not None and sum(sign.isdigit() for sign in number) >= _WHOLE_NUMBER:
        found |= {*await customers.find_by_field(session, ring, CustomerField.PHONE, number)}
    people = await customers.persons_of(session, found)
    return frozenset(record for one in people.values() for record in one.records)


async def running_of(session: AsyncSession, records: Collection[UUID], subject: Subject) -> Sequence[ComplaintRow]:
    """Theirs of this subject that are not answered yet, the newest first."""
    query = select(ComplaintRow).where(
        ComplaintRow.customer_id.in_(records), ComplaintRow.subject == subject, ComplaintRow.state.in_(RUNNING)
    )
    return (await session.scalars(query.order_by(ComplaintRow.opened_at.desc(), ComplaintRow.id.desc()))).all()


async def link_repeated(session: AsyncSession, handling: Handling, found: Opened, *, now: datetime) -> None:
    """Where the locked complaint repeats an earlier one, keep which, once."""
    row = found.row
    if row.earlier_id is not None:
        return
    number = (await reading.details_of(session, handling.ring, row)).get("number")
    records = await records_of(session, handling.ring, row.customer_id, number)
    earlier = await session.scalar(
        select(ComplaintRow)
        .where(
            ComplaintRow.customer_id.in_(records),
            ComplaintRow.subject == row.subject,
            ComplaintRow.id != row.id,
            ComplaintRow.registered_at <= row.registered_at,
            ComplaintRow.opened_at <= row.opened_at,
            ComplaintRow.opened_at >= row.opened_at - timedelta(days=found.terms.repeat_days),
            # Of two of the same moment, one is the earlier.
            ComplaintRow.id < row.id,
        )
        .order_by(ComplaintRow.opened_at.desc(), ComplaintRow.id.desc())
        .limit(1)
    )
    if earlier is not None:
        row.earlier_id = earlier.id
        facts = {"earlier": str(earlier.id), "number": earlier.number}
        await add_act(session, handling.ring, row, Kind.REPEATED, by="house", now=now, facts=facts)


async def opened_earlier(session: AsyncSession, row: ComplaintRow) -> ComplaintRow | None:
    """Which one it repeats, as far as its term is not over."""
    return await session.get(ComplaintRow, row.earlier_id) if row.earlier_id is not None else None
