"""Every SELECT of the handling of complaints, and what is sealed in it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access
from qiao.access import Post, Staff
from qiao.cases.complaints.case import Case
from qiao.cases.complaints.history import fold
from qiao.cases.complaints.kinds import OWED, Phase
from qiao.cases.complaints.parts import Handling
from qiao.cases.complaints.rules import READERS, Who, may_take_over
from qiao.cases.complaints.terms import Terms
from qiao.cases.complaints.writing import act_of, words_place
from qiao.cases.model import RUNNING, ComplaintActRow, ComplaintRow, Pressing
from qiao.cases.queries import ComplaintNotFound, details_place
from qiao.foundation.errors import Forbidden
from qiao.foundation.keys import KeyDestroyed, KeyId, KeyRing


class ComplaintsNotForThisPost(Forbidden):
    """Complaints are handled and agreed to by posts that answer for them."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A complaint with its history, and where it stands by the figures of its day."""

    row: ComplaintRow
    acts: tuple[ComplaintActRow, ...]
    terms: Terms
    case: Case


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which complaints: of one phase, or all that run where none is named; `mine`: handled by whoever asks.

    `owed`: those whose redress was not paid, whether they run or not.
    """

    phase: Phase | None = None
    mine: bool = False
    awaits_me: bool = False
    owed: bool = False
    limit: int = 50
    after: tuple[datetime, UUID] | None = None


async def opened(session: AsyncSession, handling: Handling, complaint_id: UUID, *, lock: bool = False) -> Opened:
    """Raises ComplaintNotFound."""
    query = select(ComplaintRow).where(ComplaintRow.id == complaint_id)
    row = await _locked(session, complaint_id) if lock else await session.scalar(query)
    if row is None:
        raise ComplaintNotFound
    return await with_history(session, handling, row)


async def _locked(session: AsyncSession, complaint_id: UUID) -> ComplaintRow | None:
    """The one it follows is locked first, as it is by whoever acts on that one, so that neither waits for the other."""
    leading = await session.scalar(select(ComplaintRow.leading_id).where(ComplaintRow.id == complaint_id))
    if leading is not None:
        await session.scalar(select(ComplaintRow.id).where(ComplaintRow.id == leading).with_for_update())
    return await session.scalar(select(ComplaintRow).where(ComplaintRow.id == complaint_id).with_for_update())


async def with_history(session: AsyncSession, handling: Handling, row: ComplaintRow) -> Opened:
    acts = await session.scalars(
        select(ComplaintActRow).where(ComplaintActRow.complaint_id == row.id).order_by(ComplaintActRow.seq)
    )
    found, terms = tuple(acts), handling.terms(row.opened_at)
    return Opened(row, found, terms, fold(map(act_of, found), terms))


async def for_staff(
    session: AsyncSession, handling: Handling, staff: Staff, complaint_id: UUID, *, lock: bool = False
) -> Opened:
    """One that concerns neither her nor somebody whom she leads, which for her is not there.

    Raises ComplaintsNotForThisPost or ComplaintNotFound.
    """
    require_reader(handling, staff)
    found = await opened(session, handling, complaint_id, lock=lock)
    if await concerns(session, handling, found.row, staff.id):
        raise ComplaintNotFound
    return found


async def concerns(session: AsyncSession, handling: Handling, row: ComplaintRow, staff_id: UUID) -> bool:
    """Whether it is about her, or about somebody whom she leads."""
    about = {UUID(one) for one in row.not_handled_by}
    return bool(about) and (staff_id in about or staff_id in await handling.views.rota.leaders_of(session, about))


async def officers_for(session: AsyncSession, handling: Handling, found: Opened) -> dict[UUID, str]:
    """The names of those into whose hands it can be given."""
    stands = found.case
    officers = await access.staff_of_post(session, Post.COMPLAINT_OFFICER)
    return {
        id_: name
        for id_, name in officers.items()
        if id_ != stands.handler
        and may_take_over(stands, id_) is None
        and not await concerns(session, handling, found.row, id_)
    }


async def listed(
    session: AsyncSession, handling: Handling, staff: Staff, wanted: Wanted
) -> tuple[list[ComplaintRow], bool]:
    """Those she may know of, the soonest due first, and whether there are more. Raises ComplaintsNotForThisPost."""
    require_reader(handling, staff)
    who, place = Who.of(staff.id, staff.post), wanted.after
    found: list[ComplaintRow] = []
    while len(found) <= wanted.limit:
        query = select(ComplaintRow).where(*_conditions(wanted, who))
        if place is not None:
            at, last = place
            query = query.where(or_(_soonest > at, (_soonest == at) & (ComplaintRow.id > last)))
        ordered = query.order_by(_soonest, ComplaintRow.id).limit(wanted.limit + 1)
        rows = (await session.scalars(ordered)).all()
        found += [row for row in rows if not await concerns(session, handling, row, staff.id)]
        if len(rows) <= wanted.limit:
            break
        place = (rows[-1].soonest_due_at, rows[-1].id)
    return found[: wanted.limit], len(found) > wanted.limit


async def counts(session: AsyncSession, handling: Handling, staff: Staff) -> dict[str, int]:
    """How many of those that run, and that she may know of, are in each phase, are hers, wait for her, or are late.

    Besides, of how many the redress is `owed`.
    """
    who = Who.of(staff.id, staff.post)
    rows = await session.scalars(select(ComplaintRow).where(or_(and_(*_RUN), _OWED)))
    told: dict[str, int] = dict.fromkeys((*_RUNS, "mine", "awaits_me", "escalated", "late", "owed"), 0)
    for row in rows:
        if await concerns(session, handling, row, staff.id):
            continue
        told["owed"] += row.redress in OWED
        if row.state not in RUNNING or row.leading_id is not None:
            continue
        told[row.phase] += 1
        told["mine"] += row.handler_id == who.id
        told["awaits_me"] += _awaits(row, who)
        told["escalated"] += row.pressing >= Pressing.ESCALATED
        told["late"] += row.pressing >= Pressing.LATE
    return told


async def running(session: AsyncSession, *, after: UUID | None, most: int) -> Sequence[UUID]:
    """Some of those that are not over, in the order of their ids."""
    found = select(ComplaintRow.id).where(ComplaintRow.state.in_(RUNNING)).order_by(ComplaintRow.id).limit(most)
    if after is not None:
        found = found.where(ComplaintRow.id > after)
    return (await session.scalars(found)).all()


async def words_of(session: AsyncSession, ring: KeyRing, acts: Sequence[ComplaintActRow]) -> dict[UUID, dict[str, str]]:
    """What stands in them, by act; nothing where her erasing has made it unreadable."""
    return {
        act.id: json.loads(plain)
        for act in acts
        if act.words is not None and (plain := await _plain(session, ring, act.key_id, act.words, words_place(act.id)))
    }


async def details_of(session: AsyncSession, ring: KeyRing, row: ComplaintRow) -> dict[str, str | None]:
    plain = await _plain(session, ring, row.key_id, row.details, details_place(row.id))
    return json.loads(plain) if plain else {}


async def _plain(session: AsyncSession, ring: KeyRing, key: UUID, sealed: bytes, place: str) -> str | None:
    try:
        await ring.load(session, KeyId(key))
    except KeyDestroyed:
        return None
    return ring.open(KeyId(key), sealed, bound_to=place).decode()


_soonest = case(
    (ComplaintRow.outside_due_at < ComplaintRow.due_at, ComplaintRow.outside_due_at), else_=ComplaintRow.due_at
)
_RUN = (ComplaintRow.state.in_(RUNNING), ComplaintRow.leading_id.is_(None))
"""Those that wait for an answer. Of a joint complaint the leading one stands for all."""
_OWED = ComplaintRow.redress.in_(OWED)
_RUNS = tuple(phase for phase in Phase if phase not in {Phase.DECIDED, Phase.WITHDRAWN})


def require_reader(handling: Handling, staff: Staff) -> None:
    """Of the posts that answer for complaints, those to which the table of rights gives their files."""
    offers = handling.views.book.table.offers(staff.post, "complaint_file", "complaint")
    if staff.post not in READERS or not any(offers):
        raise ComplaintsNotForThisPost


def _conditions(wanted: Wanted, who: Who) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = (
        [_OWED]
        if wanted.owed
        else [
            or_(ComplaintRow.leading_id.is_(None), ComplaintRow.state.not_in(RUNNING)),
            ComplaintRow.phase == wanted.phase if wanted.phase else ComplaintRow.state.in_(RUNNING),
        ]
    )
    if wanted.mine:
        found.append(ComplaintRow.handler_id == who.id)
    if wanted.awaits_me:
        found += [ComplaintRow.level_asked <= who.level, func.coalesce(ComplaintRow.handler_id != who.id, True)]
    return found


def _awaits(row: ComplaintRow, who: Who) -> bool:
    return row.level_asked is not None and row.level_asked <= who.level and row.handler_id != who.id
