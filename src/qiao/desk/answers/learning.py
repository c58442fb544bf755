"""Learning from contacts that ended well: what agents answered to which matter."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations, requests
from qiao.conversations import AuthorKind, Visibility, content
from qiao.conversations.model import ContactRow, MessageRow
from qiao.desk.answers import rules
from qiao.desk.answers.model import GivenAnswerRow
from qiao.desk.model import WorkItemRow
from qiao.desk.parts import Desk
from qiao.foundation import events, jobs
from qiao.foundation.clock import Clock
from qiao.foundation.ids import new_id
from qiao.language import SignalName, Understanding
from qiao.policy import Lane

_WELL = "solved"
_RATED_WELL = 4
_MOST_MESSAGES = 200
_QUIET_LANES = frozenset({Lane.NORMAL, Lane.ELDER, Lane.PROMISE})


def learn_handler(desk: Desk, clock: Clock) -> jobs.Handler:
    """A contact was closed or rated, or a complaint came out of it: what is learnt from it is made anew."""

    async def learn_from(job: jobs.Job) -> None:
        async with job.transaction() as session:
            known = job.at_hand
            event = known if isinstance(known, events.Event) else await _read(session, job)
            contact_id = _contact_of(event)
            if contact_id is not None:
                await learn(session, desk, contact_id, now=clock.now())

    return learn_from


async def learn(session: AsyncSession, desk: Desk, contact_id: UUID, *, now: datetime) -> int:
    """Keep the answers of a contact that may be said again, in place of those kept of it before; how many."""
    await session.execute(delete(GivenAnswerRow).where(GivenAnswerRow.contact_id == contact_id))
    row = (await conversations.contacts(session, {contact_id})).get(contact_id)
    if row is None or not _ended_well(row) or not await _is_quiet(session, desk, contact_id):
        return 0
    said = await _said(session, row)
    heard = {
        one.id: desk.briefs.understander.understand(_words(one))
        for one in said
        if one.author_kind == AuthorKind.CUSTOMER and one.content.get("kind") == "text"
    }
    if any(not _is_harmless(desk, one) for one in heard.values()):
        return 0
    names = {one.author_name for one in said if one.author_name}
    kept = 0
    for asked, answer in _pairs(said):
        words, understood = _words(answer).strip(), heard[asked.id]
        if answer.spans or not understood.accepted or understood.intents[0][0] not in desk.pack.intents:
            continue
        intent = understood.intents[0][0]
        if not desk.pack.is_ordinary(intent) or not rules.may_be_said_again(words, names=names, now=now):
            continue
        kept += 1
        session.add(
            GivenAnswerRow(
                id=new_id(),
                customer_id=row.customer_id,
                contact_id=contact_id,
                intent=intent,
                language=understood.language,
                digest=rules.digest_of(words),
                words=words,
                said_at=answer.accepted_at,
            )
        )
    return kept


async def _read(session: AsyncSession, job: jobs.Job) -> events.Event:
    return await events.read_event(session, UUID(job.payload["event"]))


def _contact_of(event: events.Event) -> UUID | None:
    rated = event.payload.get("contact")
    return UUID(rated) if rated is not None else event.contact_id


def _ended_well(row: ContactRow) -> bool:
    """Solved, as its agent says and the customer does not deny; or rated well."""
    if row.closed_at is None:
        return False
    return row.score >= _RATED_WELL if row.score is not None else row.close_reason == _WELL


async def _is_quiet(session: AsyncSession, desk: Desk, contact_id: UUID) -> bool:
    """Whether it never waited as something grave, and nothing but the ordinary was requested in it."""
    lanes = await session.scalars(select(WorkItemRow.lane).where(WorkItemRow.contact_id == contact_id))
    if not {*lanes} <= _QUIET_LANES:
        return False
    asked_for = await requests.intents_in(session, contact_id)
    return all(desk.pack.is_ordinary(intent) for intent in asked_for)


def _is_harmless(desk: Desk, heard: Understanding) -> bool:
    """Whether what she said is neither a complaint nor about danger or need."""
    if any(signal.name is not SignalName.HUMAN_REQUEST for signal in heard.signals):
        return False
    intent = desk.pack.intents.get(heard.intents[0][0]) if heard.accepted else None
    return intent is None or intent.signal is None or intent.signal == SignalName.HUMAN_REQUEST


async def _said(session: AsyncSession, row: ContactRow) -> Sequence[MessageRow]:
    query = (
        select(MessageRow)
        .where(
            MessageRow.contact_id == row.id,
            MessageRow.conversation_id == row.conversation_id,
            MessageRow.visibility == Visibility.PUBLIC,
            MessageRow.author_kind != AuthorKind.HOUSE,
        )
        .order_by(MessageRow.seq)
        .limit(_MOST_MESSAGES)
    )
    return (await session.scalars(query)).all()


def _pairs(said: Sequence[MessageRow]) -> Iterator[tuple[MessageRow, MessageRow]]:
    """What a customer wrote, and what an agent wrote right after it."""
    for asked, answer in itertools.pairwise(said):
        is_asked = asked.author_kind == AuthorKind.CUSTOMER and asked.content.get("kind") == "text"
        if is_asked and answer.author_kind == AuthorKind.AGENT and answer.content.get("kind") == "text":
            yield asked, answer


def _words(row: MessageRow) -> str:
    return content.plain(content.parse(row.content))
