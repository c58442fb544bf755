"""Asking a colleague, and what she or the time makes of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.desk import events, in_hands, profiles
from qiao.desk import queries as desk_queries
from qiao.desk.announcing import announce_item
from qiao.desk.assigning import offer, why_wire
from qiao.desk.colleagues import Colleague, colleagues
from qiao.desk.consults import queries
from qiao.desk.consults.ending import stop
from qiao.desk.consults.joining import see_off
from qiao.desk.consults.wires import tell
from qiao.desk.model import ConsultRow, ConsultState, ItemState, Outcome, PresenceState, WorkItemRow
from qiao.desk.parts import Desk
from qiao.desk.routing import Kind, Name, Reason
from qiao.foundation.errors import Conflict
from qiao.foundation.ids import new_id

_ASKED_UNNAMED = (PresenceState.READY, PresenceState.WRAP_UP)


class ConsultGoesOn(Conflict):
    """A colleague is being asked about this conversation already; end that first."""


class CannotBeAsked(Conflict):
    """She is not here, her hands are full, she has an interest in this customer, or is yourself; ask another."""


class NobodyToAsk(Conflict):
    """Nobody of whom you named is here with a hand free; ask another."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a question is for: one colleague, or the first to answer of those with a skill or of a team."""

    to: UUID | None = None
    skill: str | None = None
    team: UUID | None = None


async def ask(
    session: AsyncSession,
    desk: Desk,
    conversation_id: UUID,
    whom: Whom,
    question: str,
    *,
    by: access.Staff,
    client_id: str,
    now: datetime,
) -> ConsultRow:
    """Put a question about a conversation in her hands to a colleague; the same again is answered like the first time.

    Raises NotYours, ConsultGoesOn, CannotBeAsked, NobodyToAsk or profiles.SkillUnknown.
    """
    item = await in_hands.in_hand(session, conversation_id, by)
    last = await queries.last_of_contact(session, item.contact_id)
    if last is not None and await conversations.is_noted(session, by.id, client_id):
        return last
    if last is not None and last.state != ConsultState.ENDED:
        raise ConsultGoesOn
    if whom.skill is not None and whom.skill not in desk.routing.skills:
        raise profiles.SkillUnknown(skill=whom.skill)
    asked = await _next(session, desk, item, whom, but=by.id, tried=(), now=now)
    if asked is None:
        raise NobodyToAsk if whom.to is None else CannotBeAsked
    author = conversations.Author(conversations.AuthorKind.AGENT, by.id, by.name)
    said = await conversations.note(
        session, desk.ring, conversation_id, question, author=author, client_id=client_id, now=now
    )
    work = _work(desk, item, now=now)
    row = ConsultRow(
        id=work.id,
        conversation_id=conversation_id,
        contact_id=item.contact_id,
        customer_id=item.customer_id,
        asker_id=by.id,
        asked_id=asked.id,
        skill=whom.skill,
        team_id=whom.team,
        tried=[],
        question_id=said.id,
        state=ConsultState.ASKED,
        asked_at=now,
    )
    session.add_all((work, row))
    await _put_to(session, desk, row, work, asked.id, asker=by.name, now=now)
    return row


async def accept(
    session: AsyncSession, desk: Desk, consult_id: UUID, *, by: access.Staff, now: datetime
) -> WorkItemRow:
    """She looks at it with whoever asked, from now on. Raises ItemTaken or OffShift."""
    found = await queries.lock(session, consult_id)
    if found is None or found.work.agent_id != by.id or found.row.state == ConsultState.ENDED:
        raise in_hands.ItemTaken
    row, work = found.row, found.work
    if row.state == ConsultState.OPEN:
        return work
    if not await desk.views.rota.on_shift(session, by, now=now):
        raise in_hands.OffShift
    row.state, row.accepted_at = ConsultState.OPEN, now
    work.state, work.assigned_at, work.reserved_until = ItemState.ASSIGNED, now, None
    work.version += 1
    await session.flush()
    await in_hands.take_in_hand(session, desk, work, by, now=now, beside=True)
    await tell(session, row, events.CONSULT_ACCEPTED, "accepted", actor=f"agent:{by.id}", now=now)
    await announce_item(session, work)
    return work


async def decline(session: AsyncSession, desk: Desk, consult_id: UUID, *, by: access.Staff, now: datetime) -> None:
    """She cannot help now. Raises ItemTaken."""
    found = await queries.lock(session, consult_id)
    if found is None or found.work.agent_id != by.id or found.row.state != ConsultState.ASKED:
        raise in_hands.ItemTaken
    await _pass_on(session, desk, found, Outcome.DECLINED, now=now)


async def put_to_the_next(session: AsyncSession, desk: Desk, consult_id: UUID, *, now: datetime) -> None:
    """Whoever is asked takes no work any more, or has gone: the next is asked, or what she helped with is over."""
    found = await queries.lock(session, consult_id)
    if found is None:
        return
    if found.row.state == ConsultState.ASKED:
        await _pass_on(session, desk, found, Outcome.NO_REPLY, now=now)
    elif found.row.state == ConsultState.OPEN:
        await see_off(session, desk, found.row, now=now)
        await stop(session, found.row, found.work, Outcome.LEFT, actor="house", now=now)


async def run_out(session: AsyncSession, desk: Desk, *, now: datetime) -> None:
    """Who was asked has not answered in time: the next is asked, or whoever asked is told."""
    for consult_id in await queries.overdue(session, now=now):
        found = await queries.lock(session, consult_id)
        if found is None or found.row.state != ConsultState.ASKED:
            continue
        if found.work.reserved_until is not None and found.work.reserved_until <= now:
            await _pass_on(session, desk, found, Outcome.NO_REPLY, now=now)


async def write(
    session: AsyncSession, desk: Desk, consult_id: UUID, text: str, *, by: access.Staff, client_id: str, now: datetime
) -> conversations.Said:
    """A word between the two; the customer does not see it. Raises ConsultNotFound."""
    found = await queries.lock(session, consult_id)
    if found is None or not _may_write(found.row, by.id):
        raise queries.ConsultNotFound
    row = found.row
    author = conversations.Author(conversations.AuthorKind.AGENT, by.id, by.name)
    return await conversations.note(
        session,
        desk.ring,
        row.conversation_id,
        text,
        author=author,
        client_id=client_id,
        reply_to=row.question_id,
        now=now,
    )


async def call_off(session: AsyncSession, desk: Desk, consult_id: UUID, *, by: access.Staff, now: datetime) -> None:
    """Either ends it; whoever asked also before there was an answer. Raises ConsultNotFound."""
    found = await queries.lock(session, consult_id)
    if found is None or not _may_write(found.row, by.id):
        raise queries.ConsultNotFound
    row = found.row
    outcome = Outcome.WITHDRAWN if row.state == ConsultState.ASKED else Outcome.DONE
    await see_off(session, desk, row, now=now)
    await stop(session, row, found.work, outcome, actor=f"agent:{by.id}", now=now)


async def move(
    session: AsyncSession, desk: Desk, contact_id: UUID, conversation_id: UUID, customer_id: UUID, *, now: datetime
) -> None:
    """A visitor signed in and her contact goes on in the customer's conversation: so does who looks at it."""
    for row in await queries.of_contact(session, contact_id):
        row.conversation_id, row.customer_id = conversation_id, customer_id
    live = await queries.live_of_contact(session, contact_id)
    if live is None:
        return
    row, work = live
    work.conversation_id, work.customer_id = conversation_id, customer_id
    work.version += 1
    await session.flush()
    if row.state == ConsultState.OPEN:
        asked = await access.find_staff(session, row.asked_id)
        await in_hands.take_in_hand(session, desk, work, asked, now=now, beside=True)
    await announce_item(session, work)


def _may_write(row: ConsultRow, staff_id: UUID) -> bool:
    """Whoever asked as long as it is not over, the asked one once she has accepted."""
    if row.state == ConsultState.ASKED:
        return staff_id == row.asker_id
    return row.state == ConsultState.OPEN and staff_id in {row.asker_id, row.asked_id}


async def _next(
    session: AsyncSession,
    desk: Desk,
    item: WorkItemRow,
    whom: Whom,
    *,
    but: UUID,
    tried: Collection[UUID],
    now: datetime,
) -> Colleague | None:
    """Who is asked next: here, a hand free, no interest in it, and not asked before; the least loaded first."""
    asker = await access.find_staff(session, but)
    here = await colleagues(session, desk, asker, now=now)
    known = await profiles.profiles(session, desk, [one.id for one in here])
    able = [
        one
        for one in here
        if one.id not in tried and str(one.id) not in item.exclude and _is_meant(one, whom, known[one.id])
    ]
    for one in able:
        # Locked, nothing else fills her hands meanwhile.
        await desk_queries.lock_presence(session, one.id)
        units = (await desk_queries.units_of(session, [one.id])).get(one.id, 0)
        if units + _units(desk) <= one.capacity:
            return one
    return None


def _is_meant(one: Colleague, whom: Whom, profile: profiles.Profile) -> bool:
    if whom.to is not None:
        return one.id == whom.to and one.state is not PresenceState.BREAK
    if one.state not in _ASKED_UNNAMED:
        return False
    if whom.team is not None and one.team_id != whom.team:
        return False
    return whom.skill is None or profile.skills is None or whom.skill in dict(profile.skills)


async def _pass_on(
    session: AsyncSession, desk: Desk, found: queries.Locked, outcome: Outcome, *, now: datetime
) -> None:
    row, work, owned = found.row, found.work, found.owned
    whom = Whom(skill=row.skill, team=row.team_id)
    asked = None
    if owned is not None and (row.skill is not None or row.team_id is not None):
        tried = {UUID(one) for one in row.tried}
        asked = await _next(session, desk, owned, whom, but=row.asker_id, tried=tried, now=now)
    if asked is None:
        actor = f"agent:{row.asked_id}" if outcome is Outcome.DECLINED else "house"
        await stop(session, row, work, outcome, actor=actor, now=now)
        return
    names = await access.staff_names(session, [row.asker_id])
    await _put_to(session, desk, row, work, asked.id, asker=names[row.asker_id], now=now)


async def _put_to(
    session: AsyncSession, desk: Desk, row: ConsultRow, work: WorkItemRow, asked: UUID, *, asker: str, now: datetime
) -> None:
    """It rings at her desk as other work does."""
    until = now + timedelta(seconds=desk.routing.consults.answer_s)
    row.asked_id, row.tried = asked, [*row.tried, str(asked)]
    work.why = why_wire(Reason("consulted", (Name(asker, asker),)))
    await offer(session, work, asked, until=until)
    await tell(session, row, events.CONSULT_ASKED, "asked", actor=f"agent:{row.asker_id}", now=now)
    await announce_item(session, work)


def _units(desk: Desk) -> int:
    return desk.routing.channels[desk.routing.kinds[Kind.CONSULT]].units


def _work(desk: Desk, item: WorkItemRow, *, now: datetime) -> WorkItemRow:
    """The question as it stands in somebody's hands; of the customer no more than of any other item."""
    exclude: Sequence[str] = item.exclude
    return WorkItemRow(
        id=new_id(),
        kind=Kind.CONSULT,
        conversation_id=item.conversation_id,
        contact_id=item.contact_id,
        customer_id=item.customer_id,
        number=item.number,
        lane=item.lane,
        lane_rank=item.lane_rank,
        skills={},
        weight=_units(desk),
        exclude=list(exclude),
        missed_by={},
        topic=item.topic,
        preview=item.preview,
        state=ItemState.RESERVED,
        waiting_since=now,
        queued_at=now,
        version=0,
    )
