"""Reading all of it at one moment."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, backoffice, customers, desk, outreach
from qiao.backoffice.contract import catalogue as c
from qiao.emergencies.command import figures, queries, timeline
from qiao.emergencies.command.figures import Spread, Stage
from qiao.emergencies.command.queries import Holds, InProvince, Needs, OneNeed
from qiao.emergencies.command.tiles import TILES, Tile
from qiao.emergencies.command.timeline import Moment
from qiao.emergencies.incidents import Incidents, State
from qiao.emergencies.incidents import queries as incident_queries
from qiao.emergencies.incidents.concerning import FEWEST_SHOWN
from qiao.emergencies.incidents.model import IncidentRow
from qiao.emergencies.incidents.wording import source_of
from qiao.foundation import events
from qiao.foundation.errors import Conflict
from qiao.policy import Lane
from qiao.policy.overlays import Period, held_for

MOST_TIMED = 1000
"""Over how many needs, the newest, times and touches are counted: what a look costs does not grow with a flood."""
_FIRST = 50
"""Among how many of the oldest needs the first is looked for that post-loan received."""
_AT_ONCE = 5000
SOON = timedelta(days=3)
_COUNTED_FOR = timedelta(minutes=1)
_ORDERS = (c.REGISTER_CASE.id, c.EXTEND_CASE.id)


class NothingToReport(Conflict):
    """It was never agreed to, so nothing began that could be reported."""


class Sort(StrEnum):
    """Which report it is."""

    SITUATION = "situation"
    """While it goes on."""
    AFTERWARDS = "afterwards"
    REHEARSAL = "rehearsal"


@dataclass(frozen=True, slots=True)
class Known:
    """Whom the house knows to be there; `around`: by a larger region alone."""

    at: datetime
    within: int
    around: int
    by_province: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Place:
    """One province; `affected` is None where it is not known or would tell of somebody."""

    tile: Tile
    is_in: bool
    affected: int | None
    needs: InProvince


@dataclass(frozen=True, slots=True)
class Queue:
    """Who waits for a person now in the lane that the playbook names, whatever brings her there."""

    lane: Lane
    waiting: int
    since: datetime | None
    everywhere: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything at one moment. Counts of known people are as old as `known.at`; None for an incident of no places."""

    row: IncidentRow
    now: datetime
    needs: Needs
    stages: Mapping[Stage, int]
    not_arrived_since: datetime | None
    to_post_loan: Spread
    to_decision: Spread
    holds: Holds
    known: Known | None
    said: Mapping[bool, int]
    places: Sequence[Place]
    without_place: InProvince
    queue: Queue
    touches: Mapping[tuple[str, outreach.State], int]
    late_touches: int
    moments: Sequence[Moment]
    shown: Sequence[Period]
    names: Mapping[UUID, str]

    @property
    def sort(self) -> Sort:
        if self.row.is_rehearsal:
            return Sort.REHEARSAL
        return Sort.AFTERWARDS if self.row.state == State.CLOSED else Sort.SITUATION


@dataclass
class Census:
    """How many people are known to be in the regions of incidents: counted once a minute, however many look.

    While one counts, the others are given what was counted before.
    """

    _counted: dict[UUID, tuple[tuple[str, ...], Known]] = field(
        default_factory=dict[UUID, tuple[tuple[str, ...], Known]]
    )
    _counting: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def of(self, session: AsyncSession, row: IncidentRow, *, now: datetime) -> Known | None:
        """None for an incident that is about no places."""
        codes = tuple(row.regions)
        if not codes:
            return None
        counted_of, counted = self._counted.get(row.id, ((), None))
        if counted is not None and counted_of == codes and (now - counted.at < _COUNTED_FOR or self._counting.locked()):
            return counted
        async with self._counting:
            counted_of, newer = self._counted.get(row.id, ((), None))
            if newer is None or newer is counted or counted_of != codes:
                newer = await _count(session, codes, now=now)
                self._counted[row.id] = codes, newer
        return newer


async def report(
    session: AsyncSession, incidents: Incidents, census: Census, incident_id: UUID, *, now: datetime
) -> Report:
    """Raises IncidentNotFound or NothingToReport."""
    row = await incident_queries.incident(session, incident_id)
    needs = await queries.needs(session, incident_id)
    # One that was taken back is agreed to no longer, and its needs are there all the same.
    since = min((at for at in (row.agreed_at, needs.first_at) if at is not None), default=None)
    if since is None:
        raise NothingToReport
    holds = await queries.holds(session, incident_id, now=now, soon=now + SOON)
    waiting = await _waiting(session, row, needs, since=since)
    timed = await queries.sample(session, incident_id, newest=True, limit=MOST_TIMED)
    held = [one.held_id for one in timed if one.held_id is not None]
    left = await outreach.debts_left(session, held, since=since) if held else []
    known = await census.of(session, row, now=now)
    by_province = await queries.by_province(session, incident_id)
    acts, shown = await events.of_subject(session, source_of(row)), await held_for(session, source_of(row))
    first = await _arrivals(session, await queries.sample(session, incident_id, newest=False, limit=_FIRST))
    first_at = min((one.ended_at for one in first), default=None)
    moments = timeline.moments(row, acts, shown, needs, holds, first_at, now=now)
    return Report(
        row=row,
        now=now,
        needs=needs,
        stages=figures.stages(needs, waiting),
        not_arrived_since=min((one.intended_at for one in waiting), default=None),
        to_post_loan=figures.to_post_loan(await _arrivals(session, timed)),
        to_decision=figures.to_decision(timed),
        holds=holds,
        known=known,
        said=await queries.said(session, incident_id),
        places=_places(row, known, by_province),
        without_place=by_province.get(None, InProvince(0, 0)),
        queue=await _queue(session, incidents.playbook(row.playbook).lane),
        touches=await outreach.counted_of(session, held, since=since) if held else {},
        late_touches=figures.late_touches(timed, left),
        moments=moments,
        shown=shown,
        names=await access.staff_names(session, {one.by for one in moments if one.by is not None}),
    )


async def _count(session: AsyncSession, codes: Sequence[str], *, now: datetime) -> Known:
    provinces = dict[str, list[str]]()
    for code in codes:
        provinces.setdefault(code[:2], []).append(code)
    by = {one: await customers.count_within(session, inside) for one, inside in provinces.items()}
    return Known(
        at=now,
        within=sum((await customers.count_within(session, codes)).values()),
        around=await customers.count_around(session, codes),
        by_province={one: sum(counts.values()) for one, counts in by.items()},
    )


async def _waiting(
    session: AsyncSession, row: IncidentRow, needs: Needs, *, since: datetime
) -> Sequence[backoffice.Effect]:
    """The orders about undecided needs that the lender has not taken."""
    if not needs.told:
        return []
    found, after = list[backoffice.Effect](), None
    while True:
        open_ = await backoffice.not_arrived(session, _ORDERS, since=since, after=after, limit=_AT_ONCE)
        ours = await queries.undecided_among(session, row.id, [one.key for one in open_])
        found += [one for one in open_ if one.key in ours]
        if len(open_) < _AT_ONCE or len(found) >= needs.told:
            return found
        after = open_[-1]


async def _arrivals(session: AsyncSession, needs: Sequence[OneNeed]) -> Sequence[backoffice.Arrival]:
    keys = [one.case_key for one in needs if one.case_key is not None]
    return await backoffice.arrivals(session, keys) if keys else []


async def _queue(session: AsyncSession, lane: Lane) -> Queue:
    waits = await desk.waits_by_lane(session)
    here = waits.get(lane)
    return Queue(
        lane,
        waiting=here.count if here is not None else 0,
        since=here.since if here is not None else None,
        everywhere=sum(one.count for one in waits.values()),
    )


def _places(row: IncidentRow, known: Known | None, needs: Mapping[str | None, InProvince]) -> list[Place]:
    affected = figures.told_parts(known.by_province, fewest=FEWEST_SHOWN) if known is not None else {}
    inside = {code[:2] for code in row.regions}
    return [
        Place(tile, code in inside, affected.get(code), needs.get(code, InProvince(0, 0)))
        for code, tile in TILES.items()
    ]
