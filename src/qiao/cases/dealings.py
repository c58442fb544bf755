"""The complaints of a customer, for the list of what she has had to do with the house."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Dealing, DealingKind, Form, Look, Rota, Stretch, Teller
from qiao.cases.model import RUNNING, ComplaintRow, Subject
from qiao.cases.rules import SUBJECTS
from qiao.desk import Complained

_FIELD = "complaint_file"


def complaints_teller(rota: Rota) -> Teller:
    """Tells which complaints there are and how their clocks stand; nothing to those complained about and their leaders.

    Whoever may know the state of a complaint alone is not told what it is about.
    """

    async def tell(session: AsyncSession, look: Look, stretch: Stretch) -> Sequence[Dealing]:
        if not look.shows(_FIELD) or look.form_of(_FIELD) is Form.AGGREGATE:
            return []
        found: list[Dealing] = []
        place: Stretch | None = stretch
        while place is not None and len(found) < stretch.limit:
            rows = await _rows(session, look, place)
            found += [_dealing(row, look, stretch.now) for row in rows if not await _concerns(session, rota, row, look)]
            # What is kept from her leaves room for older ones.
            last = rows[-1] if len(rows) == stretch.limit else None
            place = replace(stretch, before=(last.opened_at, last.id)) if last else None
        return found[: stretch.limit]

    return Teller(DealingKind.COMPLAINT, (_FIELD,), tell)


async def complained(session: AsyncSession, customer_ids: Collection[UUID], since: datetime) -> Complained:
    """Fulfils `desk.ComplaintCounter`; a complaint about somebody of the house is told to those alone who handle it."""
    is_open = ComplaintRow.state.in_(RUNNING)
    rows = await session.execute(
        select(ComplaintRow.not_handled_by, is_open).where(
            ComplaintRow.customer_id.in_(customer_ids), is_open | (ComplaintRow.opened_at >= since)
        )
    )
    found = [bool(runs) for about, runs in rows if not about]
    return Complained(sum(found), len(found) - sum(found))


async def _rows(session: AsyncSession, look: Look, stretch: Stretch) -> Sequence[ComplaintRow]:
    query = select(ComplaintRow).where(
        ComplaintRow.customer_id.in_(stretch.customer_ids),
        stretch.covers(ComplaintRow.opened_at.expression, ComplaintRow.id.expression),
    )
    if look.form_of(_FIELD) is Form.POSTLOAN_RELATED:
        query = query.where(ComplaintRow.subject == Subject.COLLECTION)
    ordered = query.order_by(ComplaintRow.opened_at.desc(), ComplaintRow.id.desc()).limit(stretch.limit)
    return (await session.scalars(ordered)).all()


def _dealing(row: ComplaintRow, look: Look, now: datetime) -> Dealing:
    return Dealing(
        DealingKind.COMPLAINT,
        row.id,
        row.opened_at,
        title=None if look.form_of(_FIELD) is Form.STATUS else SUBJECTS[Subject(row.subject)],
        number=row.number,
        state=_state(row, now),
        contact_id=row.contact_id,
        due_at=row.due_at if row.state in RUNNING else None,
        ended_at=row.withdrawn_at or row.closed_at,
    )


async def _concerns(session: AsyncSession, rota: Rota, row: ComplaintRow, look: Look) -> bool:
    """Whether it is about her, or about somebody whom she leads."""
    about = {UUID(one) for one in row.not_handled_by}
    who = look.staff.id
    return bool(about) and (who in about or who in await rota.leaders_of(session, about))


def _state(row: ComplaintRow, now: datetime) -> str:
    is_late = row.state in RUNNING and row.due_at < now
    return "late" if is_late else row.state
