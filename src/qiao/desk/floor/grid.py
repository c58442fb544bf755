"""The floor of one leader at one moment: the agents of her teams with what is in their hands, and the queues."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.access import Staff
from qiao.desk import profiles, risks
from qiao.desk import queries as desk_queries
from qiao.desk.floor import queries
from qiao.desk.foresight import Level
from qiao.desk.model import AlertRow, ItemState, PresenceRow, PresenceState, WorkItemRow
from qiao.desk.moods import worst_mood
from qiao.desk.parts import Desk
from qiao.desk.routing import Kind
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.errors import Forbidden
from qiao.foundation.http import Parts
from qiao.policy import Lane

SHOWN = ("emotion",)
"""The field of customers that the floor shows of what is in her teams' hands."""


class LeadsNobody(Forbidden):
    """The post in which you work leads no team."""


def require_leader(staff: Staff) -> None:
    """Raises LeadsNobody. Whose work she sees is decided by the teams she leads."""
    if staff.post not in access.LEADERS:
        raise LeadsNobody


@dataclass(frozen=True, slots=True)
class Floor:
    """As the protocol's `Floor`: agents and queues, everything in it by numbers and moments."""

    agents: list[dict[str, Any]]
    queues: list[dict[str, Any]]
    alerts: list[dict[str, Any]]
    answer_within_s: int

    def wire(self) -> dict[str, Any]:
        return {
            "agents": self.agents,
            "queues": self.queues,
            "alerts": self.alerts,
            "answer_within_s": self.answer_within_s,
        }


@dataclass(slots=True)
class Recorded:
    """The fields of which this leader may be told something, by contact; that she sees what somebody feels is on
    record once, when she begins to. Nothing of whom she may not see.
    """

    shown: dict[UUID, frozenset[str]] = field(default_factory=dict[UUID, frozenset[str]])


async def seen_by(parts: Parts, desk: Desk, leader: Staff, recorded: Recorded) -> Floor:
    """The floor now. That she sees what customers feel is on record before it is shown."""
    now = parts.clock.now()
    async with parts.database.reading() as session:
        led = await desk.views.rota.led_by(session, leader.id)
        held = await desk_queries.in_hands(session, led)
    new = [row for row in held if (row.risk or worst_mood(row.moods or ())) and row.contact_id not in recorded.shown]
    if new:
        async with parts.database.transaction() as session:
            for row in new:
                recorded.shown[row.contact_id] = await _told_of(session, desk, leader, row, now=now)
    async with parts.database.reading() as session:
        return Floor(
            await _agents(session, desk, led, held, recorded.shown, now=now),
            await _queues(session, desk, now=now),
            await alert_wires(session, await queries.alerts(session), leader=leader.id, led=led),
            desk.floor.answer_within_s,
        )


async def _told_of(
    session: AsyncSession, desk: Desk, leader: Staff, row: WorkItemRow, *, now: datetime
) -> frozenset[str]:
    contact = (await conversations.contacts(session, [row.contact_id])).get(row.contact_id)
    about = access.About(row.customer_id, row.contact_id, contact.subject if contact else None)
    look = await desk.views.look(session, leader, about, now=now, counted=False)
    if look.in_hand is None or not look.allows("emotion"):
        return frozenset()
    if not (await desk.views.record(session, look, SHOWN, now=now)).shows("emotion"):
        return frozenset()
    return risks.fields_of(look, look.allows)


async def _agents(
    session: AsyncSession,
    desk: Desk,
    led: Iterable[UUID],
    held: Sequence[WorkItemRow],
    told: Mapping[UUID, frozenset[str]],
    *,
    now: datetime,
) -> list[dict[str, Any]]:
    """Everybody of her teams who is given work, by name."""
    led = set(led)
    staff = [one for one in await access.all_staff(session) if one.id in led and desk.views.serves(one.post)]
    ids = [one.id for one in staff]
    known, here = await profiles.profiles(session, desk, ids), await queries.presences(session, ids)
    unanswered = await conversations.unanswered_since(session, {row.conversation_id for row in held})
    beside = await queries.speaking_beside(session, {row.contact_id for row in held})
    names = await access.staff_names(session, {one for people in beside.values() for one in people})
    speakers = {contact: [names.get(one, "") for one in people] for contact, people in beside.items()}
    hers: dict[UUID | None, list[WorkItemRow]] = defaultdict(list)
    for row in held:
        hers[row.agent_id].append(row)
    return [
        {
            "id": str(one.id),
            "name": one.name,
            "post": one.post,
            **_presence(here.get(one.id), now=now),
            "units": min(sum(row.weight for row in hers[one.id]), known[one.id].capacity),
            "capacity": known[one.id].capacity,
            "aside": sum(row.is_aside for row in hers[one.id]),
            "talks": [
                {
                    **_talk(desk, row, unanswered, told.get(row.contact_id, frozenset()), now=now),
                    "beside": speakers.get(row.contact_id, []) if row.kind == Kind.CONVERSATION else [],
                }
                for row in hers[one.id]
            ],
        }
        for one in sorted(staff, key=lambda one: one.name)
    ]


def _presence(row: PresenceRow | None, *, now: datetime) -> dict[str, Any]:
    if row is None:
        return {"state": PresenceState.OFFLINE, "since": None, "reason": None}
    if row.lease_until <= now:
        return {"state": PresenceState.OFFLINE, "since": row.since.isoformat(), "reason": None}
    return {"state": row.state, "since": row.since.isoformat(), "reason": row.reason}


def _talk(
    desk: Desk, row: WorkItemRow, unanswered: Mapping[UUID, datetime], told: frozenset[str], *, now: datetime
) -> dict[str, Any]:
    """Of a promised call nobody waits for an answer; of an offer, the wait is that in the queue."""
    waits_since = unanswered.get(row.conversation_id) if row.kind == Kind.CONVERSATION else None
    if row.state == ItemState.RESERVED:
        waits_since = row.waiting_since
    foreseen = risks.foreseen(desk, row, shown=told, unanswered=waits_since, now=now)
    return {
        "item": str(row.id),
        "kind": row.kind,
        "state": row.state,
        "lane": row.lane,
        "conversation": str(row.conversation_id),
        "number": row.number,
        "since": (row.assigned_at or row.waiting_since).isoformat(),
        "waits_since": waits_since.isoformat() if waits_since else None,
        "is_aside": row.is_aside,
        "due_at": row.due_at.isoformat() if row.due_at else None,
        "mood": worst_mood(row.moods or ()) if "emotion" in told else None,
        "risk": foreseen.level if "transcript" in told else Level.NONE,
    }


async def _queues(session: AsyncSession, desk: Desk, *, now: datetime) -> list[dict[str, Any]]:
    """What waits in each queue of the house, and how its promise is kept today: answered within the target out of
    those whose wait is over or is longer than that.
    """
    rules = desk.routing
    waiting: dict[str, list[WorkItemRow]] = defaultdict(list)
    for row in await desk_queries.waiting(session, limit=None):
        waiting[rules.queue_of(Kind(row.kind), Lane(row.lane)).id].append(row)
    midnight = datetime.combine(now.astimezone(SHANGHAI).date(), time.min, SHANGHAI)
    ended: dict[str, list[queries.Waits]] = defaultdict(list)
    targets = sorted({queue.target.within_s for queue in rules.queues})
    for one in await queries.waits(session, since=midnight, within_s=targets):
        ended[rules.queue_of(one.kind, one.lane).id].append(one)
    found: list[dict[str, Any]] = []
    for queue in rules.queues:
        within_s, here = queue.target.within_s, waiting[queue.id]
        late = sum((now - row.waiting_since).total_seconds() > within_s for row in here)
        lanes = [row.lane for row in here]
        found.append(
            {
                "id": queue.id,
                "name": {"zh": queue.name.zh, "en": queue.name.en},
                "waiting": {lane.value: lanes.count(lane) for lane in Lane if lane in lanes},
                "longest_since": min((row.waiting_since for row in here), default=now).isoformat() if here else None,
                "target": {"share": queue.target.share, "within_s": within_s},
                "in_time": sum(one.within[within_s] for one in ended[queue.id]),
                "of": sum(one.answered + one.left for one in ended[queue.id]) + late,
            }
        )
    return found


def is_hers(alert: AlertRow, item: WorkItemRow | None, *, leader: UUID, led: Collection[UUID]) -> bool:
    """Whether an alert is for a leader: it is about what waits for anybody, or what one of hers has.

    A complaint about her, or about one of hers, is not there for her.
    """
    if alert.case_number is not None:
        about = {UUID(one) for one in alert.concerns or ()}
        agent_id = alert.agent_id if about.isdisjoint({leader, *led}) else leader
    else:
        agent_id = item.agent_id if item is not None else leader
    return agent_id is None or agent_id in led


async def alert_wires(
    session: AsyncSession,
    told: Iterable[tuple[AlertRow, WorkItemRow | None]],
    *,
    leader: UUID,
    led: Collection[UUID],
) -> list[dict[str, Any]]:
    """Of what leaders were told, what is for whoever leads these."""
    found = [(alert, item) for alert, item in told if is_hers(alert, item, leader=leader, led=led)]
    agents = {alert.id: item.agent_id if item is not None else alert.agent_id for alert, item in found}
    people = {one for alert, _ in found for one in (alert.acknowledged_by, agents[alert.id]) if one is not None}
    names = await access.staff_names(session, people)
    return [
        {
            "id": str(alert.id),
            "kind": alert.kind,
            **_about(alert, item),
            "agent": names.get(agent_id) if (agent_id := agents[alert.id]) is not None else None,
            "raised_at": alert.raised_at.isoformat(),
            "acknowledged": {
                "by": names.get(alert.acknowledged_by, ""),
                "at": alert.acknowledged_at.isoformat(),
            }
            if alert.acknowledged_at is not None and alert.acknowledged_by is not None
            else None,
        }
        for alert, item in found
    ]


def _about(alert: AlertRow, item: WorkItemRow | None) -> dict[str, Any]:
    """What it is about: work with its conversation, or a complaint."""
    if item is None:
        of_case = {"complaint": str(alert.item_id), "number": alert.case_number, "lane": Lane.COMPLAINT}
        return {"item": None, "conversation": None, **of_case}
    of_work = {"item": str(item.id), "conversation": str(item.conversation_id)}
    return {**of_work, "complaint": None, "number": item.number, "lane": item.lane}
