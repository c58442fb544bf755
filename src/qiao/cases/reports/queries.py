"""Every SELECT of the reports: rows without their words, and words for themes alone."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Staff
from qiao.cases.complaints import Handling
from qiao.cases.complaints.case import Act
from qiao.cases.complaints.kinds import Kind
from qiao.cases.complaints.reading import details_of
from qiao.cases.model import ComplaintActRow, ComplaintRow, Source, Subject
from qiao.cases.orders.model import WorkOrderBarRow, WorkOrderRow
from qiao.cases.reports.records import Kept, Record, record_of
from qiao.foundation.business_calendar import business_date
from qiao.foundation.keys import KeyRing

_COLUMNS = (
    ComplaintRow.id,
    ComplaintRow.number,
    ComplaintRow.customer_id,
    ComplaintRow.subject,
    ComplaintRow.source,
    ComplaintRow.opened_at,
    ComplaintRow.earlier_id,
    ComplaintRow.not_handled_by,
)
_LISTED = 50
_AT_ONCE = 500
"""So many ids stand in one statement."""


async def records(
    session: AsyncSession, handling: Handling, staff: Staff, *, opened_from: datetime, open_from: datetime, at: datetime
) -> list[Record]:
    """Those that were opened from `opened_from` on, or waited at `open_from` or later; as they stood at `at`.

    What is about whoever asks, or about somebody whom she leads, is not there for her.
    """
    query = select(*_COLUMNS).where(
        ComplaintRow.opened_at < at,
        or_(
            ComplaintRow.opened_at >= opened_from,
            ComplaintRow.closed_at.is_(None),
            ComplaintRow.closed_at >= open_from,
        ),
    )
    led = {str(one) for one in {staff.id, *await handling.views.rota.led_by(session, staff.id)}}
    rows = [row for row in await session.execute(query) if led.isdisjoint(row.not_handled_by)]
    acts = await _acts(session, [row.id for row in rows])
    kept = [
        Kept(
            row.id,
            row.number,
            row.customer_id,
            Subject(row.subject),
            Source(row.source),
            row.opened_at,
            row.earlier_id is not None,
        )
        for row in rows
    ]
    first = {business_date(one.opened_at): one.opened_at for one in kept}
    terms = {day: handling.terms(opened_at) for day, opened_at in first.items()}

    def folded() -> list[Record]:
        made = (record_of(one, acts[one.id], terms[business_date(one.opened_at)], at=at) for one in kept)
        return sorted((one for one in made if one is not None), key=lambda one: (one.kept.opened_at, one.kept.id))

    # A year of them takes seconds, in which conversations go on.
    return await asyncio.to_thread(folded)


async def facts_of(session: AsyncSession, ring: KeyRing, complaints: Iterable[UUID]) -> dict[UUID, str]:
    """What happened, in her words; nothing of those whose words are erased."""
    found: dict[UUID, str] = {}
    wanted = [*complaints]
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(ComplaintRow).where(ComplaintRow.id.in_(wanted[start : start + _AT_ONCE]))
        for row in await session.scalars(query):
            if said := (await details_of(session, ring, row)).get("facts"):
                found[row.id] = said
    return found


async def rectifications(session: AsyncSession, type_name: str, led: frozenset[UUID]) -> Sequence[WorkOrderRow]:
    """Work orders of this type, the newest first, but those about whoever asks or whom she leads."""
    barred = select(WorkOrderBarRow.order_id).where(WorkOrderBarRow.staff_id.in_(led))
    query = select(WorkOrderRow).where(WorkOrderRow.type == type_name, WorkOrderRow.id.not_in(barred))
    return (await session.scalars(query.order_by(WorkOrderRow.opened_at.desc()).limit(_LISTED))).all()


async def barred_from(session: AsyncSession, order_id: UUID) -> frozenset[UUID]:
    """Those whom an order is about."""
    query = select(WorkOrderBarRow.staff_id).where(WorkOrderBarRow.order_id == order_id)
    return frozenset(await session.scalars(query))


async def _acts(session: AsyncSession, complaints: list[UUID]) -> dict[UUID, list[Act]]:
    row = ComplaintActRow
    found: dict[UUID, list[Act]] = defaultdict(list)
    for start in range(0, len(complaints), _AT_ONCE):
        wanted = complaints[start : start + _AT_ONCE]
        query = select(row.complaint_id, row.kind, row.at, row.by, row.facts).where(row.complaint_id.in_(wanted))
        for one in await session.execute(query.order_by(row.complaint_id, row.seq)):
            found[one.complaint_id].append(Act(Kind(one.kind), one.at, one.by, one.facts))
    return found
