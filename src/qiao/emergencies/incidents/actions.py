"""Every change of an incident: written, submitted, agreed to, taken back, wound down and closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.emergencies.incidents import queries
from qiao.emergencies.incidents.events import INCIDENT_MOVED
from qiao.emergencies.incidents.machine import Act, ActNotOpen, State, step
from qiao.emergencies.incidents.model import AffectedRow, IncidentRow
from qiao.emergencies.incidents.parts import Incidents, PlaybookUnknown
from qiao.emergencies.incidents.wording import overlay_of, source_of
from qiao.foundation import events, jobs, regions
from qiao.foundation.database import insert_into
from qiao.foundation.errors import Invalid
from qiao.foundation.ids import new_id, short_number
from qiao.policy.overlays import lay, lift

END_JOB = "emergencies.incident"
LEVELS = range(1, 5)
_HOUSE = "house"


class PeriodNotValid(Invalid):
    """It has to end after it begins and after now, within the days of its playbook (`most_days`)."""


class RegionsNotValid(Invalid):
    """A playbook about places needs one region at least, the others none; `code` is no region."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is declared. `level` is 1 (most severe) to 4, `regions` are codes of GB/T 2260."""

    playbook: str
    kind: str
    level: int
    regions: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    is_rehearsal: bool = False


async def write(  # noqa: PLR0917  (what is written, by whom, and where it comes from)
    session: AsyncSession,
    incidents: Incidents,
    wish: Wish,
    by: UUID | None,
    source: Literal["hand", "cap"] = "hand",
    source_id: str | None = None,
    *,
    now: datetime,
) -> IncidentRow:
    """A draft: nobody sees anything of it. Raises PlaybookUnknown, RegionsNotValid or PeriodNotValid."""
    _check(incidents, wish, now=now)
    incident_id = new_id()
    row = IncidentRow(
        id=incident_id,
        number=short_number("I", incident_id),
        source=source,
        source_id=source_id,
        state=State.DRAFT,
        notices=[],
    )
    _fill(row, wish, by, now=now)
    session.add(row)
    await session.flush()
    await _publish(session, row, by, {"act": "written", "after": State.DRAFT}, now=now)
    return row


async def rewrite(
    session: AsyncSession, incidents: Incidents, incident_id: UUID, wish: Wish, by: UUID, *, now: datetime
) -> IncidentRow:
    """Change a draft. Raises IncidentNotFound, ActNotOpen, PlaybookUnknown, RegionsNotValid or PeriodNotValid."""
    row = await queries.incident(session, incident_id, lock=True)
    if row.state != State.DRAFT:
        raise ActNotOpen(state=row.state, act="write")
    _check(incidents, wish, now=now)
    _fill(row, wish, by, now=now)
    await session.flush()
    await _publish(session, row, by, {"act": "written", "after": State.DRAFT}, now=now)
    return row


async def move(
    session: AsyncSession, incidents: Incidents, incident_id: UUID, act: Act, by: UUID | None, *, now: datetime
) -> IncidentRow:
    """Do `act`; by nobody it is the house whose clock did it. What customers see changes with the commit.

    Raises IncidentNotFound, ActNotOpen, SecondPersonNeeded or PeriodNotValid.
    """
    row = await queries.incident(session, incident_id, lock=True)
    before = State(row.state)
    after = step(before, act, by=by, answered=answered_for(row))
    if after is State.ACTIVE and row.ends_at <= now:
        raise PeriodNotValid
    row.state = after
    if act is Act.SUBMIT:
        row.submitted_by, row.submitted_at = by, now
    elif act is Act.AGREE:
        row.agreed_by, row.agreed_at = by, now
        _take_terms(incidents, row)
    elif after is State.DRAFT:
        row.submitted_by = row.submitted_at = row.agreed_by = row.agreed_at = None
    if after is State.CLOSED:
        row.closed_at = now
    await session.flush()
    await _show(session, incidents, row, before, now=now)
    await _publish(session, row, by, {"act": act, "before": before, "after": after}, now=now)
    return row


async def say_affected(
    session: AsyncSession, incident_id: UUID, customer_id: UUID, *, is_affected: bool, now: datetime
) -> None:
    """Keep what she says of herself, instead of what she said before. Raises IncidentNotFound or ActNotOpen."""
    row = await queries.incident(session, incident_id)
    if State(row.state) not in {State.ACTIVE, State.WINDING_DOWN} or row.is_rehearsal:
        raise ActNotOpen(state=row.state, act="say")
    said = insert_into(session, AffectedRow).values(
        incident_id=incident_id, customer_id=customer_id, is_affected=is_affected, said_at=now
    )
    await session.execute(
        said.on_conflict_do_update(
            index_elements=["incident_id", "customer_id"], set_={"is_affected": is_affected, "said_at": now}
        )
    )


async def note_told(session: AsyncSession, incident_id: UUID, *, now: datetime) -> None:
    """Keep when the first customer was told; of later ones nothing is kept."""
    first = update(IncidentRow).where(IncidentRow.id == incident_id, IncidentRow.first_told_at.is_(None))
    await session.execute(first.values(first_told_at=now))


def answered_for(row: IncidentRow) -> frozenset[UUID]:
    """Who has written and submitted it: none of them can be the second person."""
    return frozenset(one for one in (row.written_by, row.submitted_by) if one is not None)


def _check(incidents: Incidents, wish: Wish, *, now: datetime) -> None:
    playbook = incidents.playbook(wish.playbook)
    if wish.kind not in playbook.kinds:
        raise PlaybookUnknown(playbook=wish.playbook, kind=wish.kind)
    if playbook.is_local != bool(wish.regions):
        raise RegionsNotValid
    for code in wish.regions:
        try:
            regions.find(code)
        except regions.RegionNotFound:
            raise RegionsNotValid(code=code) from None
    longest = timedelta(days=playbook.most_days)
    if not max(wish.starts_at, now) < wish.ends_at <= wish.starts_at + longest:
        raise PeriodNotValid(most_days=playbook.most_days)


def _fill(row: IncidentRow, wish: Wish, by: UUID | None, *, now: datetime) -> None:
    row.playbook, row.kind, row.level = wish.playbook, wish.kind, wish.level
    row.regions = list(dict.fromkeys(wish.regions))
    row.starts_at, row.ends_at, row.is_rehearsal = wish.starts_at, wish.ends_at, wish.is_rehearsal
    row.written_by, row.written_at = by, now


def _take_terms(incidents: Incidents, row: IncidentRow) -> None:
    """What was agreed to stays so, whatever the pack says later."""
    playbook = incidents.playbook(row.playbook)
    row.playbook_version = f"{playbook.version} {incidents.pack.version}"[:60]
    row.hold_days, row.notices = playbook.hold_days, list(playbook.notices)


async def _show(session: AsyncSession, incidents: Incidents, row: IncidentRow, before: State, *, now: datetime) -> None:
    """Customers see it while it is active, and from its beginning to its end; a rehearsal they never see."""
    if row.is_rehearsal:
        return
    if row.state == State.ACTIVE:
        overlay = overlay_of(incidents.pack, incidents.playbook(row.playbook), row)
        await lay(session, source_of(row), overlay, from_at=row.starts_at, until=row.ends_at, now=now)
        key = f"{row.id.hex}:{row.ends_at.isoformat()}"
        payload = {"incident": str(row.id)}
        await jobs.ensure(session, kind=END_JOB, key=key, lane=f"{END_JOB}:{key}", due_at=row.ends_at, payload=payload)
    elif before is State.ACTIVE:
        await lift(session, source_of(row), now=now)


async def _publish(
    session: AsyncSession, row: IncidentRow, by: UUID | None, facts: Mapping[str, Any], *, now: datetime
) -> None:
    actor = f"agent:{by}" if by is not None else _HOUSE
    payload = {"number": row.number, "rehearsal": row.is_rehearsal, **facts}
    event = events.Event(INCIDENT_MOVED, actor, now, payload=payload, subject=source_of(row))
    await events.publish(session, event)
