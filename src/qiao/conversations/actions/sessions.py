"""Sessions on a channel: begun by anyone, identified by proof, ended by signing out."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import customers
from qiao.conversations import content as contents
from qiao.conversations import files, queries
from qiao.conversations.actions.stream import HOUSE, append_fact, append_message
from qiao.conversations.entries import owner_wire
from qiao.conversations.events import CONVERSATION_CONTINUED, OWNER_CHANGED
from qiao.conversations.locked import lock
from qiao.conversations.model import (
    AuthorKind,
    ChannelSessionRow,
    ContactRow,
    ConversationRow,
    Level,
    OwnerKind,
    UsedIdentityRow,
    Visibility,
)
from qiao.conversations.queries import ChannelSession
from qiao.foundation.errors import Conflict
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyRing
from qiao.foundation.statements import store

_SIGNS = {AuthorKind.CUSTOMER: "▸", AuthorKind.BOT: "◇", AuthorKind.AGENT: "◆"}


class IdentityUsed(Conflict):
    """This identity token was used before; each works once."""


class SomebodyElse(Conflict):
    """The session belongs to another customer; sign out first."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who the lender's app says this is, already verified."""

    reference: str
    name: str | None
    level: Level
    jti: str
    expires_at: datetime


async def start_session(
    session: AsyncSession, ring: KeyRing, *, channel: str, entrance: str, locale: str, now: datetime
) -> tuple[UUID, str]:
    """A session of somebody unknown, with a conversation of its own; returns its id and its secret token."""
    visitor_id = await customers.new_visitor(session, now=now)
    conversation_id = await _new_conversation(session, visitor_id, now=now)
    session_id, token = new_id(), secrets.token_urlsafe(32)
    await store(
        session,
        ChannelSessionRow,
        id=session_id,
        channel=channel,
        token_digest=ring.token_digest(token),
        customer_id=visitor_id,
        conversation_id=conversation_id,
        level=Level.A0,
        locale=locale,
        entrance=entrance,
        created_at=now,
    )
    return session_id, token


async def identify_session(
    session: AsyncSession, ring: KeyRing, current: ChannelSession, claim: Claim, *, now: datetime
) -> ChannelSession:
    """Let the session speak as the customer of `claim`, in her one conversation.

    A visitor the house has not met becomes that customer, conversation and all. One it knows continues in her own
    conversation, which takes over an open contact with its owner. Raises IdentityUsed or SomebodyElse.
    """
    await _use_once(session, claim, now=now)
    row = (
        await session.execute(select(ChannelSessionRow).where(ChannelSessionRow.id == current.id).with_for_update())
    ).scalar_one()
    person = await customers.find(session, current.customer_id)
    if person.kind is customers.CustomerKind.CUSTOMER:
        same, _ = await customers.identify(session, ring, reference=claim.reference, name=claim.name, now=now)
        if same != current.customer_id:
            raise SomebodyElse
        conversation_id, customer_id = current.conversation_id, current.customer_id
    else:
        became = await customers.become_customer(
            session, ring, current.customer_id, reference=claim.reference, name=claim.name, now=now
        )
        if became is not None:
            conversation_id, customer_id = current.conversation_id, became
        else:
            customer_id, _ = await customers.identify(
                session, ring, reference=claim.reference, name=claim.name, now=now
            )
            conversation_id = await queries.conversation_of(session, customer_id) or await _new_conversation(
                session, customer_id, now=now
            )
            await _continue(session, ring, current.conversation_id, conversation_id, now=now)
    row.customer_id, row.conversation_id, row.level = customer_id, conversation_id, claim.level
    await session.execute(
        update(ContactRow)
        .where(ContactRow.conversation_id == conversation_id, ContactRow.closed_at.is_(None))
        .values(level=claim.level)
    )
    await session.flush()
    return await queries.session_by_id(session, current.id)


async def prove(session: AsyncSession, session_id: UUID, level: Level, *, until: datetime) -> None:
    """Somebody proved in this session who she is, by more than signing in; it holds until then."""
    await session.execute(
        update(ChannelSessionRow)
        .where(ChannelSessionRow.id == session_id, ChannelSessionRow.ended_at.is_(None))
        .values(proven_level=level, proven_until=until)
    )


async def disprove(session: AsyncSession, conversation_id: UUID) -> None:
    """What was proved here beyond signing in may have been proved by somebody else, and holds no longer."""
    await session.execute(
        update(ChannelSessionRow)
        .where(ChannelSessionRow.conversation_id == conversation_id, ChannelSessionRow.ended_at.is_(None))
        .values(proven_level=None, proven_until=None)
    )


async def end_session(session: AsyncSession, session_id: UUID, *, now: datetime) -> None:
    """Sign out. The conversation stays; this session cannot come back to it."""
    await session.execute(
        update(ChannelSessionRow)
        .where(ChannelSessionRow.id == session_id, ChannelSessionRow.ended_at.is_(None))
        .values(ended_at=now, token_digest=None)
    )


async def _new_conversation(session: AsyncSession, customer_id: UUID, *, now: datetime) -> UUID:
    conversation_id = new_id()
    await store(
        session,
        ConversationRow,
        id=conversation_id,
        customer_id=customer_id,
        seq=0,
        owner_kind=OwnerKind.BOT,
        epoch=0,
        created_at=now,
    )
    return conversation_id


async def _use_once(session: AsyncSession, claim: Claim, *, now: datetime) -> None:
    await session.execute(delete(UsedIdentityRow).where(UsedIdentityRow.expires_at < now))
    if await session.get(UsedIdentityRow, claim.jti) is not None:
        raise IdentityUsed
    await session.execute(insert(UsedIdentityRow).values(jti=claim.jti, expires_at=claim.expires_at))


async def _continue(session: AsyncSession, ring: KeyRing, from_id: UUID, to_id: UUID, *, now: datetime) -> None:
    """Carry what is under way from a visitor's conversation into the customer's own, words and owner."""
    for conversation_id in sorted((from_id, to_id)):
        await lock(session, conversation_id)
    source, target = await lock(session, from_id), await lock(session, to_id)
    source.continued_in = to_id
    if source.contact_id is None:
        return
    contact = await queries.contact(session, source.contact_id)
    facts: dict[str, Any] = {"from": str(from_id), "to": str(to_id), "contact": str(contact.id)}
    if target.contact_id is None:
        contact.conversation_id, contact.customer_id = to_id, target.customer_id
        target.contact_id = contact.id
    source_owner = (source.owner_kind, source.owner_id, source.owner_name)
    source.contact_id = None
    source.owner_kind, source.owner_id, source.owner_name, source.epoch = (
        OwnerKind.BOT,
        None,
        None,
        source.epoch + 1,
    )
    await session.flush()
    said = [
        f"{_SIGNS[AuthorKind(message.author_kind)]} {contents.plain(contents.parse(message.content))}"
        for message in await queries.said_in_contact(session, contact.id)
        if message.author_kind != AuthorKind.HOUSE
    ]
    await append_message(
        session,
        ring,
        target,
        author=HOUSE,
        content=contents.Notice(notice="continued", text="\n".join(said)),
        now=now,
    )
    for file in await files.carry_over(session, contact.id, to=to_id, customer_id=target.customer_id):
        await append_message(session, ring, target, author=HOUSE, content=file, now=now)
    await append_fact(
        session,
        target,
        CONVERSATION_CONTINUED,
        actor="house",
        now=now,
        entry={"kind": "hidden"},
        facts=facts,
        visibility=Visibility.STAFF,
    )
    if target.owner_kind == OwnerKind.BOT and source_owner[0] != OwnerKind.BOT:
        target.owner_kind, target.owner_id, target.owner_name = source_owner
        target.epoch += 1
        await append_fact(
            session,
            target,
            OWNER_CHANGED,
            actor="house",
            now=now,
            entry={"kind": "owner", "owner": owner_wire(target.owner_kind, target.owner_name)},
            facts={"to": target.owner_kind, "reason": "continued", "lane": None},
        )
