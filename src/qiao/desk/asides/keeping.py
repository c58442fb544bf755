"""Bringing back what is aside in its time, and never letting a promise break in silence."""

import re
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.conversations import OwnerKind
from qiao.desk import alerts, events, in_hands, looking_again, owed, queries, risks
from qiao.desk.announcing import announce_item, tell_floor
from qiao.desk.aside_rules import Until
from qiao.desk.assigning import put_in_turn, route
from qiao.desk.model import AlertKind, AsideOutcome, AsideRow, Back, PresenceState, WorkItemRow
from qiao.desk.moves import announce, back_to_queue
from qiao.desk.parts import ASIDE_JOB, Desk
from qiao.desk.routing import Reason
from qiao.foundation.business_calendar import SHANGHAI
from qiao.policy import Lane, sooner

_BESIDE_WORDS = re.compile(r"[\W_]+")
_HERE = (PresenceState.READY, PresenceState.WRAP_UP, PresenceState.BUSY)


async def keep(session: AsyncSession, desk: Desk, aside_id: UUID, *, now: datetime) -> None:
    """Do what keeping the promise asks for now, and have it looked at again when something else is due."""
    found = await owed.lock(session, aside_id)
    if found is None or found.item is None or found.item.aside_id != aside_id:
        return
    row, item = found.row, found.item
    if item.is_aside and now >= row.returns_at:
        await _come_back(session, desk, row, item, Back.TIME, now=now)
    if row.promised_at is None or row.outcome is not None:
        return
    warn_at = row.promised_at - timedelta(minutes=desk.asides.warn_min)
    if now >= warn_at and row.warned_at is None:
        row.warned_at = now
        await session.flush()
        await alerts.raise_alert(session, item, AlertKind.PROMISE, about=row.id, now=now)
    if now >= row.promised_at:
        await _break(session, desk, row, item, now=now)
        return
    due = [at for at in (row.returns_at, warn_at, row.promised_at) if at > now]
    await look_again(session, row, at=min(due))


async def look_again(session: AsyncSession, row: AsideRow, *, at: datetime) -> None:
    """Have it looked at then, also by a house that was started meanwhile."""
    await looking_again.look_again(session, ASIDE_JOB, "aside", row.id, at=at)


async def moment_in_words(session: AsyncSession, conversation_id: UUID, at: datetime) -> str:
    """As the customer reads it, in her language."""
    local = at.astimezone(SHANGHAI)
    if await conversations.language_of(session, conversation_id) == "zh":
        return f"{local.month}月{local.day}日 {local:%H:%M} "
    return f"{local:%H:%M} on {local:%d %b}"


async def take_back(
    session: AsyncSession, desk: Desk, conversation_id: UUID, *, by: access.Staff, now: datetime
) -> None:
    """She goes on with it herself; what she promised stands. Raises NotYours."""
    item = await in_hands.in_hand(session, conversation_id, by)
    row = await owed.of_item(session, item)
    if row is None or not item.is_aside:
        return
    await _come_back(session, desk, row, item, Back.HAND, now=now)


async def event_came(
    session: AsyncSession,
    desk: Desk,
    item: WorkItemRow,
    event: Until,
    *,
    at: datetime,
    text: str = "",
    is_danger: bool = False,
    now: datetime,
) -> None:
    """Something happened in the locked item since `at`: it is back where it was put aside until that, and where she
    is in danger in any case.

    A customer who only says that it is fine has asked for nothing.
    """
    row = await owed.of_item(session, item)
    if not item.is_aside or row is None or at < row.set_at or not (is_danger or event in row.events):
        return
    if _BESIDE_WORDS.sub("", text).casefold() in {_BESIDE_WORDS.sub("", nod).casefold() for nod in desk.asides.nods}:
        return
    await _come_back(session, desk, row, item, Back(event), now=now)


async def _come_back(
    session: AsyncSession, desk: Desk, row: AsideRow, item: WorkItemRow, because: Back, *, now: datetime
) -> None:
    """Into her hands, to the front of her list; or to whoever is next, where she is not here."""
    await owed.leave(session, item, because, now=now)
    item.version += 1
    await session.flush()
    actor = f"agent:{row.agent_id}" if because is Back.HAND else "house"
    await owed.tell(session, row, events.ASIDE_BACK, because, actor=actor, now=now)
    if because is Back.HAND or await _is_here(session, desk, row.agent_id, now=now):
        await announce_item(session, item)
        tell_floor(session)
    else:
        await _to_the_next(session, desk, item, now=now)


async def _is_here(session: AsyncSession, desk: Desk, agent_id: UUID, *, now: datetime) -> bool:
    """Whether she has not signed off or gone on a break, and is on shift."""
    here = (await queries.here(session, now=now)).get(agent_id)
    by = await access.find_staff(session, agent_id)
    return here in _HERE and await desk.views.rota.on_shift(session, by, now=now)


async def _to_the_next(session: AsyncSession, desk: Desk, item: WorkItemRow, *, now: datetime) -> None:
    lane = sooner(Lane(item.lane), Lane.PROMISE)
    item.lane, item.lane_rank = lane, Lane(lane).rank
    await conversations.hand_over(
        session, item.conversation_id, to=OwnerKind.NOBODY, actor="house", reason="agent_gone", now=now, lane=lane
    )
    await access.release_contact(session, item.contact_id, now=now)
    await announce(session, desk, item.conversation_id, "aside_passed_on", now=now)
    item.queued_at = now
    put_in_turn(desk, item, returned=True)
    await back_to_queue(session, item, Reason("promised_by_another"), now=now)
    tell_floor(session)
    await route(session, desk, now=now)


async def _break(session: AsyncSession, desk: Desk, row: AsideRow, item: WorkItemRow, *, now: datetime) -> None:
    """Nobody has answered: leaders and the customer are told, and it stays owed."""
    row.outcome = AsideOutcome.BROKEN
    await session.flush()
    assert row.promised_at is not None
    when = await moment_in_words(session, item.conversation_id, row.promised_at)
    await announce(session, desk, item.conversation_id, "aside_late", time=when, now=now)
    await owed.tell(session, row, events.ASIDE_BROKEN, "broken", actor="house", now=now)
    await alerts.raise_alert(session, item, AlertKind.BROKEN, about=row.id, now=now)
    await risks.look(session, desk, item, now=now)
    await announce_item(session, item)
