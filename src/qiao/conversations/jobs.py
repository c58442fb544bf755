"""Background work of the conversations' room: contacts that fell silent."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.conversations import content as contents
from qiao.conversations import queries
from qiao.conversations.actions.contacts import IDLE_JOB, ContactClosed, close_contact
from qiao.conversations.actions.speak import announce
from qiao.conversations.model import AuthorKind, OwnerKind
from qiao.foundation import jobs
from qiao.foundation.clock import Clock
from qiao.foundation.keys import KeyRing

IdleNotice = Callable[[str], tuple[contents.Notice, str]]
Waits = Callable[[AsyncSession, UUID], Awaitable[bool]]
"""Whether somebody waits for a person in this conversation, whoever speaks with her meanwhile."""


def idle_handler(
    ring: KeyRing, clock: Clock, *, idle_after: timedelta, notice: IdleNotice, waits: Waits
) -> jobs.Handler:
    """Closes a contact with the robot after `idle_after` without a word; one that has a person stays."""

    async def close_when_idle(job: jobs.Job) -> None:
        conversation_id, contact_id = UUID(job.payload["conversation"]), UUID(job.payload["contact"])
        now = clock.now()
        async with job.transaction() as session:
            state = await queries.state(session, conversation_id)
            if state.contact is None or state.contact.id != contact_id:
                return
            due_at = (state.last_customer_at or state.contact.opened_at) + idle_after
            # After an outage her last words may wait for their answer still; that is our silence, not hers.
            last = await queries.said_in_contact(session, contact_id, limit=1)
            owes_answer = bool(last) and last[0].author_kind == AuthorKind.CUSTOMER and not job.payload.get("waited")
            is_for_a_person = state.owner.kind is not OwnerKind.BOT or await waits(session, conversation_id)
            if due_at > now or is_for_a_person or owes_answer:
                await jobs.schedule(
                    session,
                    kind=IDLE_JOB,
                    key=job.key,
                    lane=job.lane,
                    due_at=max(due_at, now + timedelta(minutes=1)),
                    payload={**job.payload, "waited": owes_answer and due_at <= now},
                )
                return
            live = await queries.last_session(session, conversation_id)
            locale = live.locale if live else "zh-CN"
            text, version = notice(locale)
            await announce(session, ring, conversation_id, text, template_version=version, language=locale[:2], now=now)
            try:
                await close_contact(
                    session, conversation_id, reason="idle", actor="house", now=now, contact_id=contact_id
                )
            except ContactClosed:
                return

    return close_when_idle
