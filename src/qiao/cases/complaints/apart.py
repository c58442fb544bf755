"""Complaints that were made apart, of different persons about one thing, are joined later, and joint ones parted.

Each keeps its number, its clocks and its letter. What was done about it before stays its own.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.access import Staff, audit
from qiao.cases.complaints import reading, settling
from qiao.cases.complaints.acting import ActNotPossible, require_possible
from qiao.cases.complaints.holding import hands
from qiao.cases.complaints.kinds import Kind
from qiao.cases.complaints.parts import Handling
from qiao.cases.complaints.reading import Opened
from qiao.cases.complaints.rules import Because, Who, may_follow
from qiao.cases.complaints.together import followers, require_room
from qiao.cases.complaints.writing import add_act
from qiao.cases.model import ComplaintRow
from qiao.cases.queries import ComplaintNotFound


async def join_apart(
    session: AsyncSession,
    handling: Handling,
    staff: Staff,
    complaint_id: UUID,
    number: str,
    *,
    speaks: bool,
    now: datetime,
) -> ComplaintRow:
    """Let the complaint with this number follow one that she handles; nobody else may have it in hand.

    Raises ComplaintsNotForThisPost, ComplaintNotFound, ActNotPossible or TooManyTogether.
    """
    leading, hers = await _both(session, handling, staff, complaint_id, number)
    await _require(session, leading, hers, staff, now=now)
    await require_room(session, handling, leading, speaks=speaks)
    await _nobody_of_them(session, leading.row, hers.row)
    head, row, ring, by = leading.row, hers.row, handling.ring, f"staff:{staff.id}"
    led = {"leading": str(head.id), "number": head.number, "speaks": speaks, "apart": True}
    await add_act(session, ring, row, Kind.LED_BY, by=by, now=now, facts=led)
    if hers.case.handler != leading.case.handler:
        taken = {"to": str(leading.case.handler), "of": head.number}
        await add_act(session, ring, row, Kind.TAKEN, by=by, now=now, facts=taken)
    if leading.case.classes is not None:
        classes = {name: code for name, code in leading.case.classes.items() if name != "redress_fen"}
        facts = {"classes": classes, "of": head.number}
        await add_act(session, ring, row, Kind.CLASSIFIED, by=by, now=now, facts=facts)
    await hands(session, hers, await settling.settle(session, handling, row, now=now), now=now)
    joined = {"complaint": str(row.id), "number": row.number, "speaks": speaks, "apart": True}
    await add_act(session, ring, head, Kind.JOINED, by=by, now=now, facts=joined)
    await settling.settle(session, handling, head, now=now)
    await _tell(session, staff, [head, row], Kind.JOINED, now=now)
    return row


async def part(
    session: AsyncSession, handling: Handling, staff: Staff, complaint_id: UUID, member_id: UUID, *, now: datetime
) -> ComplaintRow:
    """Let one that follows go on by itself, in the same hands, as it stands.

    Raises ComplaintsNotForThisPost, ComplaintNotFound or ActNotPossible.
    """
    leading = await reading.for_staff(session, handling, staff, complaint_id, lock=True)
    require_possible(leading, staff, Kind.PARTED, now=now)
    head, by = leading.row, f"staff:{staff.id}"
    row = next((one for one in await followers(session, head.id) if one.id == member_id), None)
    if row is None:
        raise ComplaintNotFound
    led = {"leading": None, "number": head.number}
    await add_act(session, handling.ring, row, Kind.LED_BY, by=by, now=now, facts=led)
    await settling.settle(session, handling, row, now=now)
    parted = {"complaint": str(row.id), "number": row.number}
    await add_act(session, handling.ring, head, Kind.PARTED, by=by, now=now, facts=parted)
    await settling.settle(session, handling, head, now=now)
    await _tell(session, staff, [head, row], Kind.PARTED, now=now)
    return row


async def _both(
    session: AsyncSession, handling: Handling, staff: Staff, complaint_id: UUID, number: str
) -> tuple[Opened, Opened]:
    """Locked in the order of their ids, so that two who join them crosswise do not wait for each other."""
    other = await session.scalar(select(ComplaintRow.id).where(ComplaintRow.number == number.strip().upper()))
    if other is None:
        raise ComplaintNotFound
    both = select(ComplaintRow.id).where(ComplaintRow.id.in_([complaint_id, other])).order_by(ComplaintRow.id)
    await session.execute(both.with_for_update())
    leading, hers = [await reading.for_staff(session, handling, staff, one, lock=True) for one in (complaint_id, other)]
    return leading, hers


async def _require(session: AsyncSession, leading: Opened, hers: Opened, staff: Staff, *, now: datetime) -> None:
    """Raises ActNotPossible."""
    require_possible(leading, staff, Kind.JOINED, now=now)
    who = Who.of(staff.id, staff.post)
    because = may_follow(leading.case, hers.case, who, terms=leading.terms, her_terms=hers.terms, now=now)
    if hers.row.id == leading.row.id:
        because = Because.ITSELF
    elif because is None and await followers(session, hers.row.id):
        because = Because.LEADS
    elif because is None and await _is_one_of_them(session, leading.row, hers.row):
        because = Because.SAME_PERSON
    if because is not None:
        raise ActNotPossible(act=Kind.JOINED.value, because=because.value, instead=[])


async def _is_one_of_them(session: AsyncSession, head: ComplaintRow, row: ComplaintRow) -> bool:
    """Whether she makes it already: one person is no two complainants."""
    person = await customers.person_of(session, row.customer_id)
    theirs = {head.customer_id, *(one.customer_id for one in await followers(session, head.id))}
    return not theirs.isdisjoint(person.records)


async def _nobody_of_them(session: AsyncSession, head: ComplaintRow, row: ComplaintRow) -> None:
    """Whoever is complained about in one of them has no hand in any of them, then and after they were parted."""
    about = sorted({*head.not_handled_by, *row.not_handled_by})
    for one in (head, row, *await followers(session, head.id)):
        one.not_handled_by = about


async def _tell(
    session: AsyncSession, staff: Staff, rows: Collection[ComplaintRow], kind: Kind, *, now: datetime
) -> None:
    for row in rows:
        await settling.moved(session, row, kind, actor=f"agent:{staff.id}", now=now)
        record = audit.Record(
            f"staff:{staff.id}",
            audit.Action.COMPLAINT_HANDLED,
            post=staff.post,
            customer_id=row.customer_id,
            contact_id=row.contact_id,
            purpose="complaint",
            detail={"complaint": str(row.id), "act": kind.value},
        )
        await audit.record(session, record, now=now)
