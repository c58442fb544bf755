"""Everything that happens at the desk, one function per thing someone can do."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations, requests
from qiao.conversations import Level, OwnerKind, content
from qiao.desk import (
    alerts,
    calling,
    consults,
    mentions,
    owed,
    participants,
    places,
    presences,
    profiles,
    queries,
    risks,
    saying,
)
from qiao.desk.announcing import announce_item, tell_floor
from qiao.desk.assigning import put_in_turn, route, skills_for, who_has_an_interest, whom_she_knows, why_wire
from qiao.desk.in_hands import ItemTaken, OffShift, in_hand, take_in_hand
from qiao.desk.model import AlertRow, ItemState, Outcome, WorkItemRow
from qiao.desk.moods import moods_after
from qiao.desk.moves import announce, back_to_queue, finish, leave_hands
from qiao.desk.parts import Desk
from qiao.desk.routing import HasAnInterest, Kind, Reason
from qiao.desk.taking_over import tell_who_took_over
from qiao.foundation import events
from qiao.foundation.errors import Conflict
from qiao.foundation.ids import new_id
from qiao.policy import Lane, sooner

BACK = "agent_back"
"""Why a conversation is in somebody's hands: it was in hers before, and nobody took it while she was silent."""


class AtCapacity(Conflict):
    """Her hands are full; close something first."""


class NobodyToCheck(Conflict):
    """Nobody has signed in here, so there is no customer who could be the one that was checked."""


async def enqueue(session: AsyncSession, desk: Desk, event: events.Event, *, now: datetime) -> None:
    """A conversation waits for a person: queue it, or put the item it has back at its old place.

    Who left the queue shortly ago is back at her place; who is in need since she waits goes sooner, and never later.
    """
    assert event.conversation_id is not None
    assert event.contact_id is not None
    state = await conversations.state(session, event.conversation_id)
    if state.owner.kind is not OwnerKind.NOBODY or state.contact is None or state.contact.id != event.contact_id:
        return
    item = await queries.live_item_of_contact(session, event.contact_id)
    lane = Lane(event.payload.get("lane") or Lane.NORMAL)
    if item is None:
        left = await places.left_lately(session, desk, event.conversation_id, now=now)
        since = left.waiting_since if left is not None else event.occurred_at
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
            moods=moods_after((), brief.get("emotion")),
            state=ItemState.WAITING,
            why=why_wire(_named("queued" if left is None else "came_back", desk, lane)),
            waiting_since=since,
            queued_at=event.occurred_at,
            version=0,
        )
        put_in_turn(desk, item)
        session.add(item)
        await session.flush()
        await announce_item(session, item)
        await alerts.hear_mood(session, desk, item, now=now)
        await risks.look(session, desk, item, now=now)
    elif sooner(lane, item.lane) != item.lane:
        item.lane, item.lane_rank = lane, lane.rank
        put_in_turn(desk, item, returned=item.returned)
        await back_to_queue(session, item, _named("sooner", desk, lane), now=now)
    elif item.state == ItemState.ASSIGNED:
        await back_to_queue(session, item, _named("queued", desk, item.lane), now=now)
    await route(session, desk, now=now)


async def accept(session: AsyncSession, desk: Desk, item_id: UUID, *, by: access.Staff, now: datetime) -> WorkItemRow:
    """Take an item that is offered to her, or one that waits. Raises ItemTaken, HasAnInterest, OffShift or AtCapacity;
    CallNotNow for a promised call whose time it is not.

    ItemTaken also where there is none, and for a post that serves nobody: neither learns what waits.
    """
    known = await queries.item(session, item_id)
    if known is not None and known.kind == Kind.CONSULT:
        return await consults.accept(session, desk, item_id, by=by, now=now)
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
    await put_into_hands(session, desk, item, by, reason="accepted", now=now)
    return item


async def put_into_hands(
    session: AsyncSession,
    desk: Desk,
    item: WorkItemRow,
    by: access.Staff,
    *,
    reason: str,
    now: datetime,
    is_known: bool = False,
) -> None:
    """The locked item is in her hands from now on, and whoever had it has it no more; the customer is told, unless
    she `is_known` to her already.

    Her presence is locked. Raises HasAnInterest, OffShift, AtCapacity, or CallNotNow.
    """
    if not await desk.views.rota.on_shift(session, by, now=now):
        raise OffShift
    if str(by.id) in item.exclude:
        raise HasAnInterest
    units = (await queries.units_of(session, [by.id])).get(by.id, 0)
    capacity = (await profiles.profile(session, desk, by.id)).capacity
    if item.agent_id != by.id and units + min(item.weight, capacity) > capacity:
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
            reason=reason,
            now=now,
            brief=await _brief_since(session, desk, item, now=now),
        )
    await leave_hands(session, item, now=now)
    item.state, item.agent_id, item.assigned_at, item.reserved_until = ItemState.ASSIGNED, by.id, now, None
    item.lost_by = item.team_id = None
    if item.answered_after_s is None:
        item.answered_after_s = (now - item.waiting_since).total_seconds()
    item.version += 1
    await session.flush()
    await take_in_hand(session, desk, item, by, now=now)
    if not is_call and not is_known:
        await tell_who_took_over(session, desk, item, by, is_back=reason == BACK, now=now)
    await announce_item(session, item)
    # What she said while she waited was heard by nobody who counts.
    await risks.look(session, desk, item, now=now)
    await route(session, desk, now=now)


async def _brief_since(session: AsyncSession, desk: Desk, item: WorkItemRow, *, now: datetime) -> dict[str, Any] | None:
    """The brief anew, where the robot went on helping since the first was written; None where that one holds."""
    state = await conversations.state(session, item.conversation_id)
    if state.owner.kind is not OwnerKind.BOT:
        return None
    before = await conversations.brief(session, item.contact_id) or {}
    reason: str = before.get("reason") or "asked"
    language = await conversations.language_of(session, item.conversation_id)
    brief = await desk.briefs.written(session, item.contact_id, reason=reason, language=language, now=now)
    is_open = await requests.is_open(session, item.conversation_id)
    return {**brief, "request": before["request"]} if is_open and "request" in before else brief


async def decline(session: AsyncSession, desk: Desk, item_id: UUID, *, by: access.Staff, now: datetime) -> None:
    """Give an offer back; it is not offered to her again. Raises ItemTaken when it is not hers to decline."""
    known = await queries.item(session, item_id)
    if known is not None and known.kind == Kind.CONSULT:
        await consults.decline(session, desk, item_id, by=by, now=now)
        await route(session, desk, now=now)
        return
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
    confirmed: Collection[str] = (),
    now: datetime,
) -> conversations.Said:
    """Say something as the agent who owns the conversation, or beside her as the colleague or leader who has joined;
    what goes over a warning is on record.

    `confirmed`: rules whose warnings she has seen and goes over. Raises NotOwner, MustNotBeSaid or NeedsConfirming.
    """
    findings = saying.check(desk.checker, text, confirmed=confirmed)
    beside = await _beside_whom(session, conversation_id, by)
    state = await conversations.state(session, conversation_id)
    tell_floor(session)
    owing = await owed.lock_owed(session, conversation_id)
    said = await conversations.say(
        session,
        desk.ring,
        conversation_id,
        content.Text(text=text),
        owner=state.owner,
        author=conversations.Author(conversations.AuthorKind.AGENT, by.id, by.name),
        beside=beside,
        now=now,
        client_id=client_id,
    )
    # Sent twice it is stored once, and on record once.
    if said.seq == state.seq:
        return said
    if owing is not None and await owed.answered(session, owing, by=f"agent:{by.id}", now=now):
        await announce_item(session, owing)
        await route(session, desk, now=now)
    if findings:
        await saying.record(session, state, said, findings, by=by, now=now)
    return said


async def _beside_whom(session: AsyncSession, conversation_id: UUID, by: access.Staff) -> UUID | None:
    """The agent beside whom she speaks to this customer; None where it is her own, or she has not joined."""
    item = await queries.live_item_of_conversation(session, conversation_id)
    if item is None or item.agent_id == by.id:
        return None
    # As whoever closes it or hands it on does first: of her words and of that, exactly one comes before the other.
    await queries.lock_item(session, item.id)
    asker = await consults.speaks_beside(session, conversation_id, by.id)
    return asker or await participants.speaks_beside(session, conversation_id, by.id)


async def write_note(
    session: AsyncSession,
    desk: Desk,
    conversation_id: UUID,
    text: str,
    *,
    by: access.Staff,
    client_id: str,
    mentioned: Collection[UUID] = (),
    now: datetime,
) -> conversations.Said:
    """Note something for colleagues, and tell those who are `mentioned`, but herself.

    Raises NotOwner without an open contact, and for somebody who may not be mentioned as `mentions.check`.
    """
    author = conversations.Author(conversations.AuthorKind.AGENT, by.id, by.name)
    others, state = set(mentioned) - {by.id}, await conversations.state(session, conversation_id)
    if others:
        await mentions.check(session, desk, state, others, now=now)
    said = await conversations.note(
        session, desk.ring, conversation_id, text, author=author, client_id=client_id, now=now
    )
    # Sent twice it is stored once, and tells once.
    if others and said.seq > state.seq:
        await mentions.mention(session, state, said, others, by=by, now=now)
    return said


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
    item = await in_hand(session, conversation_id, by)
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
    item = await in_hand(session, conversation_id, by)
    await conversations.hand_over(
        session, conversation_id, to=OwnerKind.BOT, actor=f"agent:{by.id}", reason="returned", now=now
    )
    await announce(session, desk, conversation_id, "handed_back", now=now)
    if await requests.is_open(session, conversation_id):
        await requests.wake(session, conversation_id)
    await finish(session, item, now=now)
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
    item = await in_hand(session, conversation_id, by)
    if note:
        await write_note(session, desk, conversation_id, note, by=by, client_id=f"close:{item.id}", now=now)
    await announce(session, desk, conversation_id, "rating_invite", now=now)
    await conversations.close_contact(
        session, conversation_id, reason=reason, actor=f"agent:{by.id}", now=now, contact_id=item.contact_id
    )
    await finish(session, item, now=now)
    await presences.begin_wrap_up(session, desk, by.id, now=now)
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
        await session.execute(update(AlertRow).where(AlertRow.item_id == item.id).values(customer_id=customer_id))
        item.version += 1
        await session.flush()
        if item.state == ItemState.ASSIGNED and item.agent_id is not None:
            holder = await access.find_staff(session, item.agent_id)
            await take_in_hand(session, desk, item, holder, now=now)
        await announce_item(session, item)
    await owed.move(session, contact_id, conversation_id, customer_id)
    await mentions.move(session, contact_id, conversation_id, customer_id)
    await participants.move(session, contact_id, conversation_id, customer_id)
    await consults.move(session, desk, contact_id, conversation_id, customer_id, now=now)


async def end_consult(session: AsyncSession, desk: Desk, consult_id: UUID, *, by: access.Staff, now: datetime) -> None:
    """Either ends what is being asked, and the asked one has a hand free again. Raises ConsultNotFound."""
    await consults.call_off(session, desk, consult_id, by=by, now=now)
    await route(session, desk, now=now)


async def hand_to_joined(
    session: AsyncSession, desk: Desk, consult_id: UUID, *, by: access.Staff, now: datetime
) -> None:
    """The colleague who speaks with the customer already goes on alone, without a greeting.

    Raises ConsultNotFound, NotJoined, NotYours, HasAnInterest, OffShift or AtCapacity.
    """
    found = await consults.lock_joined(session, consult_id, by=by)
    item = await in_hand(session, found.row.conversation_id, by)
    colleague = await access.find_staff(session, found.row.asked_id)
    await queries.lock_presence(session, colleague.id)
    await consults.stop(session, found.row, found.work, Outcome.TAKEN, actor=f"agent:{by.id}", now=now)
    await put_into_hands(session, desk, item, colleague, reason="handed_on", now=now, is_known=True)


async def take_back_offers(session: AsyncSession, desk: Desk, *, now: datetime) -> None:
    """Offers nobody took go back to the queue, with a missed mark; whoever asked a colleague in vain is told."""
    await consults.run_out(session, desk, now=now)
    for item in await queries.overdue_offers(session, now=now):
        stood = desk.routing.lanes[Lane(item.lane)].offer_s
        await back_to_queue(session, item, Reason("no_reply", (stood,)), missed_by=item.agent_id, now=now)
    await route(session, desk, now=now)


def _named(code: str, desk: Desk, lane: str) -> Reason:
    return Reason(code, (desk.routing.lanes[Lane(lane)].name,))


def _preview(brief: Mapping[str, Any]) -> str:
    return (brief.get("asked") or "")[:200]
