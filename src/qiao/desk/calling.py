"""Keeping a promised call: into the queue when its time has come, tried until it is kept or its window is over.

What has to be done is told by the call as it stands and the time, never by what was done before: a look that comes
late, twice or after a restart does the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations, customers
from qiao.desk import alerts, call_backs, presences, queries
from qiao.desk.announcing import announce_item
from qiao.desk.assigning import put_in_turn, route, skills_for, who_has_an_interest, whom_she_knows, why_wire
from qiao.desk.events import CALL_BACK_AT_RISK, CALL_BACK_ENDED, CALL_BACK_REBOOKED
from qiao.desk.model import AlertKind, Attempt, CallAttemptRow, CallBackRow, CallBackState, ItemState, WorkItemRow
from qiao.desk.moves import announce, back_to_queue, finish
from qiao.desk.parts import Desk
from qiao.desk.routing import Kind, Reason
from qiao.foundation import events
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.errors import Conflict, Invalid, NotFound
from qiao.foundation.ids import new_id
from qiao.policy import Lane

_CHOICES = {"intent:request_callback": "button_call_again", "human": "button_human"}


class CallNotFound(NotFound):
    """There is no such call in her hands."""


class CallNotNow(Conflict):
    """It is not the time that was promised, or outside the hours in which anybody is called."""


class CallOver(Conflict):
    """The call was made, cancelled, or its time is over."""


class NotReachedYet(Conflict):
    """Nothing is done by a call in which nobody was reached."""


class WindowNotOffered(Invalid):
    """Calls are promised for the windows that are offered, and for no other time."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of an attempt; `window` is the beginning of the one she asked for, where she asked for another."""

    outcome: Attempt
    window: datetime | None = None


async def keep(session: AsyncSession, desk: Desk, call_id: UUID, *, now: datetime) -> None:
    """Do what keeping the promise asks for now, and have it looked at again when something else is due."""
    call = await queries.lock_call(session, call_id)
    if call is None or call.state != CallBackState.BOOKED:
        return
    item = await queries.live_call_item(session, call.id)
    if item is not None and item.state == ItemState.ASSIGNED:
        await _wait_for_word(session, desk, call, item, now=now)
        return
    if await _is_taken_back(session, call, now=now):
        await _end(session, desk, call, item, CallBackState.CANCELLED, actor="house", now=now)
        return
    if now >= call.ends_at:
        await _end(session, desk, call, item, _over(call), actor="house", now=now)
        return
    remind_at = call.ends_at - timedelta(minutes=desk.routing.calls.remind_min)
    first_at = call.next_try_at or call.starts_at
    if item is None and now >= first_at:
        item = await _queue(session, desk, call, since=first_at, now=now)
    if now >= remind_at and call.reminded_at is None:
        await _remind(session, desk, call, item, now=now)
    due = [at for at in (first_at, remind_at, call.ends_at) if at > now]
    await call_backs.look_again(session, call, at=min(due))


async def check_is_due(session: AsyncSession, desk: Desk, item: WorkItemRow, *, now: datetime) -> CallBackRow:
    """The call behind the item, while it may be made. Raises CallNotNow."""
    call = await queries.call_of(session, item)
    hours = desk.routing.queue_of(Kind.CALL_BACK, Lane(item.lane)).hours
    is_open = hours is None or hours.opens_at(now.timestamp()) <= now.timestamp()
    if call.state != CallBackState.BOOKED or not call.starts_at <= now < call.ends_at or not is_open:
        raise CallNotNow
    if await _is_taken_back(session, call, now=now):
        raise CallNotNow
    return call


async def in_hand(session: AsyncSession, item_id: UUID, by: access.Staff) -> tuple[CallBackRow, WorkItemRow]:
    """The call that she has in hand. Raises CallNotFound."""
    item = await queries.item(session, item_id)
    if item is None or not _is_hers(item, by):
        raise CallNotFound
    return await queries.call_of(session, item), item


async def record(
    session: AsyncSession, desk: Desk, item_id: UUID, tried: Tried, *, by: access.Staff, now: datetime
) -> CallBackRow:
    """Put on record what came of an attempt, and go on from there.

    Raises CallNotFound, also when another screen of hers was first; NotReachedYet; WindowNotOffered.
    """
    call, item = await _lock_in_hand(session, item_id, by)
    was_reached = await queries.was_reached(session, item.id)
    if tried.outcome is Attempt.REACHED and was_reached:
        return call
    if tried.outcome is Attempt.DONE and not was_reached:
        raise NotReachedYet
    window = _offered(tried.window, now=now) if tried.outcome is Attempt.ANOTHER_TIME else None
    session.add(
        CallAttemptRow(
            id=new_id(),
            call_id=call.id,
            item_id=item.id,
            customer_id=call.customer_id,
            agent_id=by.id,
            outcome=tried.outcome,
            at=now,
        )
    )
    await session.flush()
    actor = f"agent:{by.id}"
    match tried.outcome:
        case Attempt.REACHED:
            pass
        case Attempt.DONE:
            await _end(session, desk, call, item, CallBackState.DONE, actor=actor, now=now)
            await presences.begin_wrap_up(session, desk, by.id, now=now)
        case Attempt.WRONG_NUMBER:
            await _end(
                session, desk, call, item, CallBackState.UNREACHED, actor=actor, text="call_back_wrong_number", now=now
            )
        case Attempt.ANOTHER_TIME if window is not None:
            await _call_then(session, desk, call, item, window, actor=actor, now=now)
        case _:
            await _try_again(session, desk, call, item, actor=actor, now=now)
    return call


async def put_back(session: AsyncSession, desk: Desk, item_id: UUID, *, by: access.Staff, now: datetime) -> None:
    """Let somebody else make the call. Raises CallNotFound."""
    call, item = await _lock_in_hand(session, item_id, by)
    await access.release_contact(session, item.contact_id, now=now)
    await back_to_queue(session, item, Reason("handed_on"), missed_by=by.id, now=now)
    await keep(session, desk, call.id, now=now)
    await route(session, desk, now=now)


async def cancel(
    session: AsyncSession, desk: Desk, customer_id: UUID, call_id: UUID, *, actor: str, now: datetime
) -> None:
    """She is not to be called after all: out of the queue, or out of the hands it is in.

    Raises CallNotFound, also for another customer's, or CallOver.
    """
    call = await queries.lock_call(session, call_id)
    if call is None or call.customer_id != customer_id:
        raise CallNotFound
    if call.state == CallBackState.CANCELLED:
        return
    if call.state != CallBackState.BOOKED:
        raise CallOver
    item = await queries.live_call_item(session, call.id)
    await _end(session, desk, call, item, CallBackState.CANCELLED, actor=actor, now=now)


async def move(
    session: AsyncSession,
    desk: Desk,
    customer_id: UUID,
    call_id: UUID,
    starts_at: datetime,
    *,
    actor: str,
    now: datetime,
) -> CallBackRow:
    """She would rather be called in another window: the same promise, out of the queue until then.

    Raises CallNotFound, also for another customer's; CallOver, also while somebody has it in hand; WindowNotOffered.
    """
    call = await queries.lock_call(session, call_id)
    if call is None or call.customer_id != customer_id:
        raise CallNotFound
    item = await queries.live_call_item(session, call.id)
    if call.state != CallBackState.BOOKED or (item is not None and item.state == ItemState.ASSIGNED):
        raise CallOver
    window = _offered(starts_at, now=now)
    if window == call.starts_at:
        return call
    await _call_then(session, desk, call, item, window, actor=actor, now=now)
    return call


async def _lock_in_hand(session: AsyncSession, item_id: UUID, by: access.Staff) -> tuple[CallBackRow, WorkItemRow]:
    found, _ = await in_hand(session, item_id, by)
    # The call first, as whoever looks after it does: two who lock both never wait for each other.
    call = await queries.lock_call(session, found.id)
    item = await queries.lock_item(session, item_id)
    if call is None or call.state != CallBackState.BOOKED or item is None or not _is_hers(item, by):
        raise CallNotFound
    return call, item


def _is_hers(item: WorkItemRow, by: access.Staff) -> bool:
    return item.kind == Kind.CALL_BACK and item.state == ItemState.ASSIGNED and item.agent_id == by.id


def _offered(window: datetime | None, *, now: datetime) -> datetime:
    found = next((start for start, _ in call_backs.windows(now) if start == window), None)
    if found is None:
        raise WindowNotOffered
    return found


async def _is_taken_back(session: AsyncSession, call: CallBackRow, *, now: datetime) -> bool:
    """Whether she has wished since not to be called at all. Who books in spite of such a wish wants this call."""
    if not await customers.wants_no_calls(session, call.customer_id, now):
        return False
    return not await customers.wants_no_calls(session, call.customer_id, call.booked_at)


def _over(call: CallBackRow) -> CallBackState:
    return CallBackState.UNREACHED if call.tries else CallBackState.BROKEN


async def _wait_for_word(
    session: AsyncSession, desk: Desk, call: CallBackRow, item: WorkItemRow, *, now: datetime
) -> None:
    """Whoever has it says what becomes of it; leaders are told when its window is over and she has said nothing."""
    if now < call.ends_at:
        await call_backs.look_again(session, call, at=call.ends_at)
    elif call.reminded_at is None or call.reminded_at < call.ends_at:
        await _remind(session, desk, call, item, now=now)


async def _queue(
    session: AsyncSession, desk: Desk, call: CallBackRow, *, since: datetime, now: datetime
) -> WorkItemRow:
    subject = (await conversations.contacts(session, [call.contact_id]))[call.contact_id].subject
    exclude = await who_has_an_interest(session, desk, call.conversation_id, subject or "")
    known = await whom_she_knows(session, desk, call.conversation_id, now=now)
    item = WorkItemRow(
        id=new_id(),
        kind=Kind.CALL_BACK,
        conversation_id=call.conversation_id,
        contact_id=call.id,
        customer_id=call.customer_id,
        number=call.booked_as,
        lane=Lane.PROMISE,
        lane_rank=Lane.PROMISE.rank,
        skills=await skills_for(session, desk, call.conversation_id),
        weight=desk.routing.channels[desk.routing.kinds[Kind.CALL_BACK]].units,
        due_at=call.ends_at,
        exclude=sorted(str(one) for one in exclude),
        preferred=known if known not in exclude else None,
        missed_by={},
        topic=None,
        # What she wants to talk about is in her own words: for whoever has it in hand.
        preview=call.topic,
        state=ItemState.WAITING,
        why=why_wire(Reason("promised", (desk.routing.lanes[Lane.PROMISE].name,))),
        waiting_since=since,
        queued_at=now,
        version=0,
    )
    put_in_turn(desk, item)
    session.add(item)
    await session.flush()
    await announce_item(session, item)
    await route(session, desk, now=now)
    return item


async def _remind(
    session: AsyncSession, desk: Desk, call: CallBackRow, item: WorkItemRow | None, *, now: datetime
) -> None:
    """Somebody has to look before the promise breaks: an event, and a sentence with what waits."""
    call.reminded_at = now
    left_min = max((call.ends_at - now).total_seconds() / 60, 0)
    if item is not None:
        item.why = why_wire(Reason("promise_ends", (desk.routing.lanes[Lane(item.lane)].name, left_min)))
    await session.flush()
    if item is not None:
        await announce_item(session, item)
        await alerts.raise_alert(session, item, AlertKind.PROMISE, now=now)
    await _publish(session, call, CALL_BACK_AT_RISK, "house", {"ends_at": call.ends_at.isoformat()}, now=now)


async def _try_again(
    session: AsyncSession, desk: Desk, call: CallBackRow, item: WorkItemRow, *, actor: str, now: datetime
) -> None:
    next_at = now + timedelta(minutes=desk.routing.calls.apart_min)
    call.tries, call.next_try_at = call.tries + 1, next_at
    if call.tries >= desk.routing.calls.tries or next_at >= call.ends_at:
        await _end(session, desk, call, item, CallBackState.UNREACHED, actor=actor, now=now)
        return
    await finish(session, item, now=now)
    await keep(session, desk, call.id, now=now)
    await route(session, desk, now=now)


async def _call_then(
    session: AsyncSession,
    desk: Desk,
    call: CallBackRow,
    item: WorkItemRow | None,
    starts_at: datetime,
    *,
    actor: str,
    now: datetime,
) -> None:
    await call_backs.rebook(session, call, starts_at)
    if item is not None:
        await _let_go(session, item, now=now)
    await announce(
        session,
        desk,
        call.conversation_id,
        "call_back_rebooked",
        contact_id=call.contact_id,
        number=call.booked_as,
        window=_window(call),
        now=now,
    )
    told = {"starts_at": call.starts_at.isoformat()}
    await _publish(session, call, CALL_BACK_REBOOKED, actor, told, now=now)
    await route(session, desk, now=now)


async def _end(
    session: AsyncSession,
    desk: Desk,
    call: CallBackRow,
    item: WorkItemRow | None,
    state: CallBackState,
    *,
    actor: str,
    text: str | None = None,
    now: datetime,
) -> None:
    """The promise is over, one way or another; the customer is told how, and chooses where it was not kept."""
    call.state, call.ended_at = state, now
    await session.flush()
    if item is not None:
        await _let_go(session, item, now=now)
    is_kept = state in {CallBackState.DONE, CallBackState.CANCELLED}
    await announce(
        session,
        desk,
        call.conversation_id,
        text or f"call_back_{state}",
        contact_id=call.contact_id,
        choices={} if is_kept else _CHOICES,
        number=call.booked_as,
        tries=str(call.tries),
        now=now,
    )
    await _publish(session, call, CALL_BACK_ENDED, actor, {"state": state.value, "tries": call.tries}, now=now)
    await route(session, desk, now=now)


async def _let_go(session: AsyncSession, item: WorkItemRow, *, now: datetime) -> None:
    """Nobody has served what was only offered."""
    if item.state == ItemState.RESERVED:
        item.agent_id = None
    await finish(session, item, now=now)


async def _publish(
    session: AsyncSession, call: CallBackRow, kind: str, actor: str, payload: Mapping[str, object], *, now: datetime
) -> None:
    await events.publish(
        session,
        events.Event(
            type=kind,
            actor=actor,
            occurred_at=now,
            payload={"number": call.booked_as, **payload},
            subject=str(call.id),
            customer_id=call.customer_id,
            conversation_id=call.conversation_id,
            contact_id=call.contact_id,
        ),
    )


def _window(call: CallBackRow) -> str:
    starts, ends = call.starts_at.astimezone(SHANGHAI), call.ends_at.astimezone(SHANGHAI)
    return f"{starts:%m-%d %H:%M}-{ends:%H:%M}"
