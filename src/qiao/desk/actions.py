"""Everything that happens at the desk, one function per thing someone can do."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations, requests
from qiao.conversations import Level, OwnerKind, content
from qiao.desk import calling, profiles, queries
from qiao.desk.announcing import announce_item
from qiao.desk.assigning import put_in_turn, route, skills_for, who_has_an_interest, whom_she_knows, why_wire
from qiao.desk.model import ItemState, PresenceRow, PresenceState, WorkItemRow
from qiao.desk.moves import announce, back_to_queue, finish
from qiao.desk.parts import LEASE, Desk, presence_topic
from qiao.desk.routing import HasAnInterest, Kind, Reason
from qiao.foundation import events
from qiao.foundation.bus import Wake
from qiao.foundation.database import after_commit
from qiao.foundation.errors import Conflict, Forbidden
from qiao.foundation.ids import new_id
from qiao.policy import Lane

LISTED = ("name", "transcript")
"""The fields of a customer that the work list shows of what is in hand."""


class ItemTaken(Conflict):
    """Somebody else has this work item, or it is done."""


class AtCapacity(Conflict):
    """Her hands are full; close something first."""


class OffShift(Forbidden):
    """Work is taken during one's shift; for overtime let the leader plan the hours."""


class CannotTakeIt(Conflict):
    """She takes no conversations, has an interest in this one, or has it in hand already."""


class NobodyToCheck(Conflict):
    """Nobody has signed in here, so there is no customer who could be the one that was checked."""


class NotYours(Forbidden):
    """This conversation is in somebody else's hands."""


async def set_presence(
    session: AsyncSession, desk: Desk, staff_id: UUID, state: PresenceState, *, now: datetime
) -> None:
    """Say whether one takes work. Who does not hands back what is offered; conversations in hand stay in hand."""
    row = await queries.lock_presence(session, staff_id)
    if row is None:
        session.add(PresenceRow(staff_id=staff_id, state=state, since=now, lease_until=now + LEASE))
    else:
        if row.state != state or row.lease_until <= now:
            row.since = now
        row.state, row.lease_until = state, now + LEASE
    await session.flush()
    if state is not PresenceState.READY:
        for item in await queries.items_of(session, staff_id):
            if item.state == ItemState.RESERVED:
                await back_to_queue(session, item, Reason("away"), now=now)
    await _tell_presence(session, desk, staff_id, now=now)
    await route(session, desk, now=now)


async def presence_of(session: AsyncSession, desk: Desk, staff_id: UUID, *, now: datetime) -> queries.Presence:
    """How an agent's presence stands, with what she holds of what she can hold."""
    hers = await profiles.profile(session, desk, staff_id)
    return await queries.presence(session, staff_id, capacity=hers.capacity, now=now)


async def beat(session: AsyncSession, staff_id: UUID, *, now: datetime) -> None:
    """The heartbeat of an agent's browser: her presence holds for another lease."""
    row = await queries.lock_presence(session, staff_id)
    if row is not None and row.state != PresenceState.OFFLINE:
        row.lease_until = now + LEASE
        await session.flush()


async def enqueue(session: AsyncSession, desk: Desk, event: events.Event, *, now: datetime) -> None:
    """A conversation waits for a person: queue it, or put the item it has back at its old place."""
    assert event.conversation_id is not None
    assert event.contact_id is not None
    state = await conversations.state(session, event.conversation_id)
    if state.owner.kind is not OwnerKind.NOBODY or state.contact is None or state.contact.id != event.contact_id:
        return
    item = await queries.live_item_of_contact(session, event.contact_id)
    if item is None:
        lane = Lane(event.payload.get("lane") or Lane.NORMAL)
        brief = await conversations.brief(session, event.contact_id) or {}
        topic: str = brief.get("topic") or ""
        exclude = await who_has_an_interest(session, desk, event.conversation_id, topic)
        known = await whom_she_knows(session, desk, event.conversation_id, now=now)
        item = WorkItemRow(
            id=new_id(),
            kind=Kind.CONVERSATION,
            conversation_id=event.conversation_id,
            contact_id=event.contact_id,
            customer_id=state.customer_id,
            number=state.contact.number,
            lane=lane,
            lane_rank=lane.rank,
            skills=await skills_for(session, desk, event.conversation_id),
            weight=desk.routing.channels[desk.routing.kinds[Kind.CONVERSATION]].units,
            exclude=sorted(str(one) for one in exclude),
            preferred=known if known not in exclude else None,
            missed_by={},
            topic=desk.pack.intents[topic].name.zh if topic in desk.pack.intents else None,
            preview=_preview(brief),
            state=ItemState.WAITING,
            why=why_wire(_queued(desk, lane)),
            waiting_since=event.occurred_at,
            queued_at=event.occurred_at,
            version=0,
        )
        put_in_turn(desk, item)
        session.add(item)
        await session.flush()
        await announce_item(session, item)
    elif item.state != ItemState.WAITING:
        await back_to_queue(session, item, _queued(desk, item.lane), now=now)
    await route(session, desk, now=now)


async def accept(session: AsyncSession, desk: Desk, item_id: UUID, *, by: access.Staff, now: datetime) -> WorkItemRow:
    """Take an item that is offered to her, or one that waits. Raises ItemTaken, HasAnInterest, OffShift or AtCapacity;
    CallNotNow for a promised call whose time it is not.

    ItemTaken also where there is none, and for a post that serves nobody: neither learns what waits.
    """
    await queries.lock_presence(session, by.id)
    item = await queries.lock_item(session, item_id)
    if item is None or not desk.views.serves(by.post):
        raise ItemTaken
    if item.state == ItemState.ASSIGNED and item.agent_id == by.id:
        return item
    if item.state in {ItemState.DONE, ItemState.ASSIGNED}:
        raise ItemTaken
    if item.state == ItemState.RESERVED and item.agent_id != by.id:
        raise ItemTaken
    if not await desk.views.rota.on_shift(session, by, now=now):
        raise OffShift
    if str(by.id) in item.exclude:
        raise HasAnInterest
    units = (await queries.units_of(session, [by.id])).get(by.id, 0)
    capacity = (await profiles.profile(session, desk, by.id)).capacity
    if item.state == ItemState.WAITING and units + min(item.weight, capacity) > capacity:
        raise AtCapacity(capacity=capacity)
    is_call = item.kind == Kind.CALL_BACK
    if is_call:
        await calling.check_is_due(session, desk, item, now=now)
    else:
        await conversations.hand_over(
            session,
            item.conversation_id,
            to=OwnerKind.AGENT,
            agent=(by.id, by.name),
            actor=f"agent:{by.id}",
            reason="accepted",
            now=now,
        )
    item.state, item.agent_id, item.assigned_at, item.reserved_until = ItemState.ASSIGNED, by.id, now, None
    item.version += 1
    await session.flush()
    await _take_in_hand(session, desk, item, by, now=now)
    if not is_call:
        await announce(session, desk, item.conversation_id, "taken_over", now=now, agent=by.name)
    await announce_item(session, item)
    await route(session, desk, now=now)
    return item


async def _take_in_hand(
    session: AsyncSession, desk: Desk, item: WorkItemRow, by: access.Staff, *, now: datetime
) -> None:
    """She holds the contact from now on; what her list shows of it goes on record with that."""
    spoken_in = item.contact_id
    if item.kind == Kind.CALL_BACK:
        spoken_in = (await queries.call_of(session, item)).contact_id
    contact = (await conversations.contacts(session, [spoken_in]))[spoken_in]
    about = access.About(item.customer_id, item.contact_id, contact.subject)
    taken = access.views.Held(access.Holding(access.Scope.OWN, now), item.contact_id, "")
    look = await desk.views.look(session, by, about, now=now, in_hand=taken)
    await access.hold_contact(
        session,
        staff_id=by.id,
        customer_id=item.customer_id,
        contact_id=item.contact_id,
        purpose=look.purpose,
        post=by.post,
        seen=look.seen(LISTED),
        now=now,
    )


async def decline(session: AsyncSession, desk: Desk, item_id: UUID, *, by: access.Staff, now: datetime) -> None:
    """Give an offer back; it is not offered to her again. Raises ItemTaken when it is not hers to decline."""
    item = await queries.lock_item(session, item_id)
    if item is None or item.state != ItemState.RESERVED or item.agent_id != by.id:
        raise ItemTaken
    await back_to_queue(session, item, Reason("declined"), missed_by=by.id, now=now)
    await route(session, desk, now=now)


async def reply(
    session: AsyncSession,
    desk: Desk,
    conversation_id: UUID,
    text: str,
    *,
    by: access.Staff,
    client_id: str,
    now: datetime,
) -> conversations.Said:
    """Say something as the agent who owns the conversation. Raises NotOwner."""
    state = await conversations.state(session, conversation_id)
    return await conversations.say(
        session,
        desk.ring,
        conversation_id,
        content.Text(text=text),
        owner=state.owner,
        author=conversations.Author(conversations.AuthorKind.AGENT, by.id, by.name),
        now=now,
        client_id=client_id,
    )


async def write_note(
    session: AsyncSession,
    desk: Desk,
    conversation_id: UUID,
    text: str,
    *,
    by: access.Staff,
    client_id: str,
    now: datetime,
) -> conversations.Said:
    """Note something for colleagues. Raises NotOwner without an open contact."""
    author = conversations.Author(conversations.AuthorKind.AGENT, by.id, by.name)
    return await conversations.note(
        session, desk.ring, conversation_id, text, author=author, client_id=client_id, now=now
    )


async def set_subject(
    session: AsyncSession, conversation_id: UUID, subject: str, *, by: access.Staff, now: datetime
) -> None:
    """Say what the open contact is about. Raises conversations.NothingOpen."""
    state = await conversations.state(session, conversation_id)
    await conversations.set_subject(session, conversation_id, subject)
    act = access.audit.Record(
        f"staff:{by.id}",
        access.audit.Action.SUBJECT_SET,
        post=by.post,
        customer_id=state.customer_id,
        contact_id=state.contact.id if state.contact else None,
        detail={"subject": subject},
    )
    await access.audit.record(session, act, now=now)


async def check_identity(
    session: AsyncSession,
    desk: Desk,
    conversation_id: UUID,
    reason: str,
    *,
    by: access.Staff,
    client_id: str,
    purpose: str,
    now: datetime,
) -> None:
    """She made sure that the customer is who her session says: known at A3 for a while, on record with the reason.

    Raises NotYours, or NobodyToCheck where nobody has signed in.
    """
    item = await _in_hand(session, conversation_id, by)
    client_id = f"identity:{client_id}"
    if await conversations.is_noted(session, by.id, client_id):
        return
    live = await conversations.last_session(session, conversation_id)
    if live is None or live.level_at(now) < Level.A1:
        raise NobodyToCheck
    note = desk.pack.text("identity_checked", "zh", reason=reason)
    await write_note(session, desk, conversation_id, note, by=by, client_id=client_id, now=now)
    await conversations.prove(session, live.id, Level.A3, until=now + requests.PROVEN_FOR)
    act = access.audit.Record(
        f"staff:{by.id}",
        access.audit.Action.IDENTITY_CHECKED,
        post=by.post,
        customer_id=item.customer_id,
        contact_id=item.contact_id,
        purpose=purpose,
        reason=reason,
        detail={"level": Level.A3.value},
    )
    await access.audit.record(session, act, now=now)


async def give_back(
    session: AsyncSession, desk: Desk, conversation_id: UUID, *, by: access.Staff, now: datetime
) -> None:
    """Return the conversation to the robot, which goes on with what is being asked for. Raises NotYours."""
    item = await _in_hand(session, conversation_id, by)
    await conversations.hand_over(
        session, conversation_id, to=OwnerKind.BOT, actor=f"agent:{by.id}", reason="returned", now=now
    )
    await announce(session, desk, conversation_id, "handed_back", now=now)
    if await requests.is_open(session, conversation_id):
        await requests.wake(session, conversation_id)
    await finish(session, item, now=now)
    await route(session, desk, now=now)


async def hand_on(
    session: AsyncSession,
    desk: Desk,
    conversation_id: UUID,
    *,
    to: UUID | None,
    by: access.Staff,
    now: datetime,
    skill: str | None = None,
    note: str | None = None,
) -> None:
    """Let somebody else go on: this colleague as soon as she can, or without one whoever is next and has `skill`.

    The note is for whoever goes on. Raises NotYours, access.StaffNotFound, CannotTakeIt or profiles.SkillUnknown.
    """
    item = await _in_hand(session, conversation_id, by)
    if skill is not None and skill not in desk.routing.skills:
        raise profiles.SkillUnknown(skill=skill)
    if to is not None:
        colleague = await access.find_staff(session, to)
        if to == by.id or not desk.views.serves(colleague.post) or str(to) in item.exclude:
            raise CannotTakeIt
    if note:
        client_id = f"handed_on:{item.id}:{item.version}"
        await write_note(session, desk, conversation_id, note, by=by, client_id=client_id, now=now)
    await conversations.hand_over(
        session,
        conversation_id,
        to=OwnerKind.NOBODY,
        actor=f"agent:{by.id}",
        reason="handed_on",
        now=now,
        lane=item.lane,
    )
    await access.release_contact(session, item.contact_id, now=now)
    await announce(session, desk, conversation_id, "handed_on", now=now)
    item.preferred, item.queued_at = to, now
    if skill is not None:
        item.skills = {**item.skills, skill: max(1, item.skills.get(skill, 0))}
    put_in_turn(desk, item)
    await back_to_queue(session, item, Reason("handed_on"), missed_by=by.id, now=now)
    await route(session, desk, now=now)


async def close(
    session: AsyncSession,
    desk: Desk,
    conversation_id: UUID,
    *,
    by: access.Staff,
    reason: str,
    note: str | None,
    now: datetime,
) -> None:
    """Close the contact with a reason; the customer is asked for her rating. Raises NotYours."""
    item = await _in_hand(session, conversation_id, by)
    if note:
        await write_note(session, desk, conversation_id, note, by=by, client_id=f"close:{item.id}", now=now)
    await announce(session, desk, conversation_id, "rating_invite", now=now)
    await conversations.close_contact(
        session, conversation_id, reason=reason, actor=f"agent:{by.id}", now=now, contact_id=item.contact_id
    )
    await finish(session, item, now=now)
    await route(session, desk, now=now)


async def finish_item_of(session: AsyncSession, desk: Desk, contact_id: UUID, *, now: datetime) -> None:
    """The contact went elsewhere (closed, or back to the robot): its item is done."""
    item = await queries.live_item_of_contact(session, contact_id)
    if item is not None:
        await finish(session, item, now=now)
        await route(session, desk, now=now)


async def quote_again(session: AsyncSession, contact_id: UUID) -> None:
    """A message was masked later: what items quote of the brief is written again, those that are done as well."""
    brief = await conversations.brief(session, contact_id) or {}
    items = update(WorkItemRow).where(WorkItemRow.contact_id == contact_id)
    await session.execute(items.values(preview=_preview(brief)))


async def move_item(
    session: AsyncSession, desk: Desk, contact_id: UUID, conversation_id: UUID, customer_id: UUID, *, now: datetime
) -> None:
    """A visitor signed in and her contact goes on in the customer's conversation: so do its items and who holds them,
    and the calls that were promised in it.
    """
    items = [await queries.live_item_of_contact(session, contact_id)]
    for call in await queries.calls_made_in(session, contact_id):
        call.conversation_id, call.customer_id = conversation_id, customer_id
        items.append(await queries.live_call_item(session, call.id))
    for item in filter(None, items):
        item.conversation_id, item.customer_id = conversation_id, customer_id
        item.version += 1
        await session.flush()
        if item.state == ItemState.ASSIGNED and item.agent_id is not None:
            holder = await access.find_staff(session, item.agent_id)
            await _take_in_hand(session, desk, item, holder, now=now)
        await announce_item(session, item)


async def take_back_offers(session: AsyncSession, desk: Desk, *, now: datetime) -> None:
    """Offers nobody took go back to the queue, with a missed mark."""
    for item in await queries.overdue_offers(session, now=now):
        stood = desk.routing.lanes[Lane(item.lane)].offer_s
        await back_to_queue(session, item, Reason("no_reply", (stood,)), missed_by=item.agent_id, now=now)
    await route(session, desk, now=now)


async def sign_off_vanished(session: AsyncSession, desk: Desk, gone: Mapping[UUID, datetime], *, now: datetime) -> None:
    """Customers of agents whose heartbeat stopped go to the front of the queue; `gone` holds their last leases.

    An agent who came back meanwhile has another lease, and keeps what she holds.
    """
    for staff_id, lease in sorted(gone.items()):
        presence = await queries.lock_presence(session, staff_id)
        if presence is None or presence.state == PresenceState.OFFLINE or presence.lease_until != lease:
            continue
        presence.state, presence.since = PresenceState.OFFLINE, now
        await session.flush()
        await requeue_all(session, desk, staff_id, now=now)
        await _tell_presence(session, desk, staff_id, now=now)
    await route(session, desk, now=now)


async def requeue_all(session: AsyncSession, desk: Desk, staff_id: UUID, *, now: datetime) -> None:
    """Everything in this agent's hands waits for another; each customer is told."""
    for item in await queries.items_of(session, staff_id):
        if item.state == ItemState.ASSIGNED:
            if item.kind != Kind.CALL_BACK:
                await conversations.hand_over(
                    session,
                    item.conversation_id,
                    to=OwnerKind.NOBODY,
                    actor="house",
                    reason="agent_gone",
                    now=now,
                    lane=item.lane,
                )
                await announce(session, desk, item.conversation_id, "queue_next", now=now)
            await access.release_contact(session, item.contact_id, now=now)
            item.queued_at = now
            put_in_turn(desk, item, returned=True)
        await back_to_queue(session, item, Reason("vanished"), now=now)
        if item.kind == Kind.CALL_BACK:
            await calling.keep(session, desk, item.contact_id, now=now)


async def _in_hand(session: AsyncSession, conversation_id: UUID, by: access.Staff) -> WorkItemRow:
    item = await queries.live_item_of_conversation(session, conversation_id)
    if item is None or item.state != ItemState.ASSIGNED or item.agent_id != by.id:
        raise NotYours
    locked = await queries.lock_item(session, item.id)
    if locked is None or locked.state != ItemState.ASSIGNED or locked.agent_id != by.id:
        # Between the two looks another screen of hers closed it or handed it on.
        raise NotYours
    return locked


async def _tell_presence(session: AsyncSession, desk: Desk, staff_id: UUID, *, now: datetime) -> None:
    """Show the agent, on every desk she has open, how her presence stands now."""
    outlet: Any = session.info.get("outlet")
    if outlet is None:
        return
    presence = await presence_of(session, desk, staff_id, now=now)
    after_commit(session, lambda: outlet.bus.publish(Wake(presence_topic(staff_id), None, presence.wire())))


def _queued(desk: Desk, lane: str) -> Reason:
    return Reason("queued", (desk.routing.lanes[Lane(lane)].name,))


def _preview(brief: Mapping[str, Any]) -> str:
    return (brief.get("asked") or "")[:200]
