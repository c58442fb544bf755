"""What a leader does with the work of her teams, each act on record as hers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.access import Staff
from qiao.desk import actions, consults, handing_on, participants, presences, queries, vanishing
from qiao.desk.announcing import tell_alerts, tell_floor
from qiao.desk.floor import queries as queries_of_floor
from qiao.desk.floor.grid import is_hers
from qiao.desk.model import ItemState, PresenceState, WorkItemRow
from qiao.desk.parts import Desk
from qiao.desk.routing import Kind, Reason
from qiao.foundation.errors import Conflict, NotFound


class NotOnYourFloor(NotFound):
    """Nobody of your teams has this in her hands."""


class CallsGoOn(Conflict):
    """Somebody is on the telephone: whoever called her finishes, or puts the call back."""


async def whisper(
    session: AsyncSession, desk: Desk, item_id: UUID, text: str, *, by: Staff, client_id: str, now: datetime
) -> conversations.Said:
    """A word that her agent reads in the conversation and the customer does not. Raises NotOnYourFloor."""
    item = await _on_her_floor(session, desk, item_id, by)
    said = await actions.write_note(session, desk, item.conversation_id, text, by=by, client_id=client_id, now=now)
    await _record(session, "whisper", by, item=item, now=now)
    return said


async def join(session: AsyncSession, desk: Desk, item_id: UUID, *, by: Staff, now: datetime) -> WorkItemRow:
    """She speaks to the customer beside her agent, who stays in charge.

    Raises NotOnYourFloor, CallsGoOn, participants.SpeaksAlready, or as `participants.join`.
    """
    item = await _conversation_on_her_floor(session, desk, item_id, by)
    if await consults.speaks_beside(session, item.conversation_id, by.id) is not None:
        raise participants.SpeaksAlready
    await participants.join(session, desk, item, by=by, now=now)
    return item


async def take_over(session: AsyncSession, desk: Desk, item_id: UUID, *, by: Staff, now: datetime) -> WorkItemRow:
    """From now on she speaks, and her agent no longer; the customer is told who. Raises NotOnYourFloor, CallsGoOn,
    HasAnInterest, OffShift or AtCapacity.
    """
    await queries.lock_presence(session, by.id)
    item = await _conversation_on_her_floor(session, desk, item_id, by)
    await _record(session, "take_over", by, item=item, now=now)
    await actions.put_into_hands(session, desk, item, by, reason="taken_over", now=now)
    return item


async def send_on(
    session: AsyncSession,
    desk: Desk,
    item_id: UUID,
    *,
    to: UUID | None,
    team: UUID | None,
    skill: str | None,
    note: str | None,
    by: Staff,
    now: datetime,
) -> None:
    """Let another go on: see `handing_on.hand_on`. Raises as that, NotOnYourFloor or CallsGoOn."""
    item = await _conversation_on_her_floor(session, desk, item_id, by)
    await _record(session, "send_on", by, item=item, now=now, to=to or team)
    why = Reason("sent_on")
    await handing_on.send_on(session, desk, item, to=to, by=by, now=now, team=team, skill=skill, note=note, why=why)


async def empty_hands(
    session: AsyncSession, desk: Desk, staff_id: UUID, *, to: Sequence[UUID], by: Staff, now: datetime
) -> int:
    """An agent leaves: everything of hers goes to these in turn, or to the front of the queue, and she gets nothing
    more. How many there were. Raises NotOnYourFloor, StaffNotFound or CannotTakeIt.
    """
    led = await desk.views.rota.led_by(session, by.id)
    if staff_id not in led:
        raise NotOnYourFloor
    for one in to:
        colleague = await access.find_staff(session, one)
        if one == staff_id or not desk.views.serves(colleague.post):
            raise handing_on.CannotTakeIt
    await queries.lock_presence(session, staff_id)
    await _record(session, "empty_hands", by, of=staff_id, now=now)
    moved = await vanishing.requeue_all(
        session, desk, staff_id, to=to, why=Reason("leaves"), actor=f"agent:{by.id}", now=now
    )
    await presences.set_presence(session, desk, staff_id, PresenceState.OFFLINE, now=now)
    return moved


async def acknowledge(session: AsyncSession, desk: Desk, alert_id: UUID, *, by: Staff, now: datetime) -> None:
    """She answers for what leaders were told; whoever was first stays on it. Raises NotOnYourFloor."""
    found = await queries_of_floor.lock_alert(session, alert_id)
    led = await desk.views.rota.led_by(session, by.id)
    if found is None or not is_hers(*found, leader=by.id, led=led):
        raise NotOnYourFloor
    alert, item = found
    if alert.acknowledged_at is not None:
        return
    alert.acknowledged_at, alert.acknowledged_by = now, by.id
    await session.flush()
    await _record(session, "acknowledge", by, item=item, of=alert.agent_id, now=now)
    tell_floor(session)
    tell_alerts(session)


async def _on_her_floor(session: AsyncSession, desk: Desk, item_id: UUID, by: Staff) -> WorkItemRow:
    item = await queries.lock_item(session, item_id)
    led = await desk.views.rota.led_by(session, by.id)
    if item is None or item.agent_id not in led or item.state not in {ItemState.RESERVED, ItemState.ASSIGNED}:
        raise NotOnYourFloor
    return item


async def _conversation_on_her_floor(session: AsyncSession, desk: Desk, item_id: UUID, by: Staff) -> WorkItemRow:
    item = await _on_her_floor(session, desk, item_id, by)
    if item.kind != Kind.CONVERSATION:
        raise CallsGoOn
    return item


async def _record(
    session: AsyncSession,
    did: str,
    by: Staff,
    *,
    now: datetime,
    item: WorkItemRow | None = None,
    of: UUID | None = None,
    to: UUID | None = None,
) -> None:
    whose = item.agent_id if item is not None else of
    sent: Mapping[str, str] = {"to": str(to)} if to is not None else MappingProxyType({})
    act = access.audit.Record(
        f"staff:{by.id}",
        access.audit.Action.LED,
        post=by.post,
        customer_id=item.customer_id if item is not None else None,
        contact_id=item.contact_id if item is not None else None,
        detail={"did": did, "staff": str(whose), **sent},
    )
    await access.audit.record(session, act, now=now)
