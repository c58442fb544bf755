"""Live decisions: what routing says of the queue as it stands in the database, carried out there.

The database is the truth: a router begins with it at each event and is thrown away, and what it decides of an item
holds only while that item still waits as it did when it was read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.desk import profiles, queries
from qiao.desk.announcing import announce_item
from qiao.desk.model import ItemState, PresenceRow, WorkItemRow
from qiao.desk.parts import OFFER_JOB, Desk
from qiao.desk.routing import Act, Agent, Decision, Held, Item, Kind, Name, Reason, Router, Skills, Team
from qiao.foundation import jobs
from qiao.policy import Lane

_A_SHIFT = timedelta(hours=12)


async def route(session: AsyncSession, desk: Desk, *, now: datetime) -> None:
    """Offer what waits to who is ready."""
    ready = await queries.ready_agents(session, now=now, lock=True)
    if not ready:
        return
    in_hands: dict[UUID, list[WorkItemRow]] = {row.staff_id: [] for row in ready}
    for row in await queries.in_hands(session, in_hands):
        if row.agent_id is not None:
            in_hands[row.agent_id].append(row)
    aside = {agent_id: sum(row.weight for row in hers if row.is_aside) for agent_id, hers in in_hands.items()}
    in_hands = {agent_id: [row for row in hers if not row.is_aside] for agent_id, hers in in_hands.items()}
    agents = [
        replace(agent, capacity=agent.capacity - aside[agent.id])
        for agent in await _agents(session, desk, ready, now=now)
        if agent.capacity > aside[agent.id]
    ]
    # In a busy hour hundreds wait and nobody is free; those are read only when somebody may take one.
    if not any(_may_take(agent, in_hands[agent.id]) for agent in agents):
        return
    waiting = await queries.waiting(session, limit=None)
    if not waiting:
        return
    teams = dict[UUID, Team]()
    if any(row.team_id is not None for row in waiting):
        teams = {one.id: Team(one.id, Name(one.name, one.name)) for one in await access.teams(session)}
        team_of = await access.team_ids(session, in_hands)
        agents = [replace(agent, team=team_of.get(agent.id)) for agent in agents]
    held = [
        Held(_as_item(row, teams), agent.id, is_accepted=row.state == ItemState.ASSIGNED)
        for agent in agents
        for row in in_hands[agent.id]
    ]
    router, at = Router(desk.routing), now.timestamp()
    decided = router.restore(agents, held, [_as_item(row, teams) for row in waiting], now=at) + router.tick(now=at)
    await _carry_out(session, decided, {row.id: row for row in waiting})


async def whom_she_knows(session: AsyncSession, desk: Desk, conversation_id: UUID, *, now: datetime) -> UUID | None:
    """The agent who served this conversation last, where that is not too long ago."""
    since = now - timedelta(days=desk.routing.last_agent_within_days)
    return await queries.last_agent(session, conversation_id, since=since)


async def who_has_an_interest(session: AsyncSession, desk: Desk, conversation_id: UUID, topic: str) -> frozenset[UUID]:
    """Who must not get this: in matters of conduct whoever served the customer before, and their leaders."""
    if topic not in desk.routing.conflicts:
        return frozenset()
    served = await queries.served_by(session, conversation_id)
    return frozenset(served) | await desk.views.rota.leaders_of(session, served)


async def skills_for(session: AsyncSession, desk: Desk, conversation_id: UUID) -> dict[str, int]:
    """What the conversation itself asks for, beside its queue: its language."""
    skill = desk.routing.languages.get(await conversations.language_of(session, conversation_id))
    return {skill: 1} if skill is not None else {}


def put_in_turn(desk: Desk, item: WorkItemRow, *, returned: bool = False) -> None:
    """Give it its place in the order of service, by its lane and the beginning of its wait."""
    band, at = desk.routing.lanes[Lane(item.lane)].turn(item.waiting_since.timestamp(), returned=returned)
    item.turn_band, item.turn_at = band, datetime.fromtimestamp(at, UTC)


async def _agents(session: AsyncSession, desk: Desk, ready: Sequence[PresenceRow], *, now: datetime) -> list[Agent]:
    ids = [row.staff_id for row in ready]
    at_work = await desk.views.rota.at_work(session, ids, now=now)
    known = await profiles.profiles(session, desk, ids)
    ended = await queries.last_ended(session, ids, since=now - _A_SHIFT)
    return [
        Agent(
            row.staff_id,
            known[row.staff_id].capacity,
            known[row.staff_id].skills,
            max(row.since, ended.get(row.staff_id, row.since)).timestamp(),
        )
        for row in ready
        if at_work(row.staff_id, now)
    ]


def _may_take(agent: Agent, hers: Sequence[WorkItemRow]) -> bool:
    return sum(row.weight for row in hers) < agent.capacity and all(row.state == ItemState.ASSIGNED for row in hers)


def _as_item(row: WorkItemRow, teams: Mapping[UUID, Team]) -> Item:
    missed: Mapping[str, str] = row.missed_by
    skills: Skills = tuple(sorted(dict(row.skills).items()))
    return Item(
        row.id,
        row.waiting_since.timestamp(),
        Kind(row.kind),
        Lane(row.lane),
        skills,
        row.preferred,
        frozenset(UUID(one) for one in row.exclude),
        {UUID(agent): datetime.fromisoformat(at).timestamp() for agent, at in missed.items()},
        returned=row.returned,
        queued_at=(row.queued_at or row.waiting_since).timestamp(),
        team=teams.get(row.team_id) if row.team_id is not None else None,
    )


async def _carry_out(session: AsyncSession, decided: Sequence[Decision], waiting: Mapping[UUID, WorkItemRow]) -> None:
    offers = {one.item for one in decided if one.act is Act.OFFER}
    last = {one.item: one for one in decided if one.item is not None and (one.act is Act.OFFER) == (one.item in offers)}
    for item_id, decision in last.items():
        known = waiting[item_id]
        if decision.act is not Act.OFFER and known.why is not None and known.why["code"] == decision.why.code:
            continue
        item = await queries.lock_waiting(session, item_id, version=known.version)
        if item is None:
            # Somebody took it since it was read, and is told so by whoever lost.
            continue
        item.why = why_wire(decision.why)
        if decision.act is Act.OFFER and decision.agent is not None and decision.until is not None:
            await offer(session, item, decision.agent, until=datetime.fromtimestamp(decision.until, UTC))
        await session.flush()
        await announce_item(session, item)


def why_wire(why: Reason) -> dict[str, Any]:
    """A reason as it is kept and shown."""
    return {"code": why.code, "zh": why.zh, "en": why.en}


async def offer(session: AsyncSession, item: WorkItemRow, agent_id: UUID, *, until: datetime) -> None:
    """It rings at her desk, and the job that ends it is set."""
    item.state, item.agent_id, item.reserved_until = ItemState.RESERVED, agent_id, until
    item.version += 1
    await session.flush()
    await jobs.schedule(
        session,
        kind=OFFER_JOB,
        key=f"{item.id.hex}:{item.version}",
        lane=f"{OFFER_JOB}:{item.id.hex}",
        due_at=until,
        payload={},
    )
