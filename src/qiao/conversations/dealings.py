"""The contacts of a customer, for the list of what she has had to do with the house."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import Dealing, DealingKind, Look, Stretch, Teller
from qiao.conversations import content
from qiao.conversations.entries import Entry, message_entry
from qiao.conversations.model import AuthorKind, ContactRow, MessageRow, Visibility
from qiao.conversations.queries import ContactNotFound
from qiao.policy import Intent

_LONGEST_ABOUT = 80
_BOT = "bot"
OPEN = "open"


def contacts_teller(intents: Mapping[str, Intent]) -> Teller:
    """Tells when she was in touch, about what (by the pack's names), who served her and how it ended."""

    async def tell(session: AsyncSession, look: Look, stretch: Stretch) -> Sequence[Dealing]:
        if not look.shows("transcript"):
            return []
        rows = list(
            await session.scalars(
                select(ContactRow)
                .where(
                    ContactRow.customer_id.in_(stretch.customer_ids),
                    stretch.covers(ContactRow.opened_at.expression, ContactRow.id.expression),
                )
                .order_by(ContactRow.opened_at.desc(), ContactRow.id.desc())
                .limit(stretch.limit)
            )
        )
        ids = [row.id for row in rows]
        began, served = await _first_words(session, ids), await _who_served(session, ids)
        return [_dealing(row, intents, began.get(row.id), served.get(row.id, ())) for row in rows]

    return Teller(DealingKind.CONTACT, ("transcript",), tell)


def _dealing(row: ContactRow, intents: Mapping[str, Intent], about: str | None, served: tuple[str, ...]) -> Dealing:
    intent = intents.get(row.subject) if row.subject else None
    return Dealing(
        DealingKind.CONTACT,
        row.id,
        row.opened_at,
        title=intent.name if intent else None,
        about=about,
        number=row.number,
        state=(row.close_reason or "closed") if row.closed_at else OPEN,
        contact_id=row.id,
        channel=row.channel,
        by=served,
        score=row.score,
        ended_at=row.closed_at,
    )


async def contact_of(session: AsyncSession, customer_ids: Collection[UUID], contact_id: UUID) -> ContactRow:
    """One of hers. Raises ContactNotFound."""
    found = await session.scalar(
        select(ContactRow).where(ContactRow.id == contact_id, ContactRow.customer_id.in_(customer_ids))
    )
    if found is None:
        raise ContactNotFound
    return found


async def said_in(session: AsyncSession, row: ContactRow, *, before: int, limit: int) -> tuple[list[Entry], bool]:
    """The last messages of a contact before a number, oldest first, and whether there are older ones."""
    rows = await session.scalars(
        select(MessageRow)
        .where(
            MessageRow.conversation_id == row.conversation_id,
            MessageRow.contact_id == row.id,
            MessageRow.seq < before,
        )
        .order_by(MessageRow.seq.desc())
        .limit(limit + 1)
    )
    found = [message_entry(one) for one in rows]
    return found[:limit][::-1], len(found) > limit


async def _first_words(session: AsyncSession, contact_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What she wrote first in each contact, shortened."""
    first = (
        select(func.min(MessageRow.accepted_at).label("at"), MessageRow.contact_id)
        .where(MessageRow.contact_id.in_(contact_ids), MessageRow.author_kind == AuthorKind.CUSTOMER)
        .group_by(MessageRow.contact_id)
        .subquery()
    )
    rows = await session.execute(
        select(MessageRow.contact_id, MessageRow.content)
        .join(
            first,
            (first.c.contact_id == MessageRow.contact_id) & (first.c.at == MessageRow.accepted_at),
        )
        .where(MessageRow.author_kind == AuthorKind.CUSTOMER)
        .order_by(MessageRow.id.desc())
    )
    said = {row.contact_id: content.plain(content.parse(row.content)) for row in rows}
    return {contact_id: _shortened(words) for contact_id, words in said.items() if words}


def _shortened(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST_ABOUT else f"{line[: _LONGEST_ABOUT - 1]}…"


async def _who_served(session: AsyncSession, contact_ids: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    """The names of the people who spoke in each contact; the robot where nobody else did."""
    rows = await session.execute(
        select(MessageRow.contact_id, MessageRow.author_kind, MessageRow.author_name)
        .where(
            MessageRow.contact_id.in_(contact_ids),
            MessageRow.visibility == Visibility.PUBLIC,
            MessageRow.author_kind.in_((AuthorKind.AGENT, AuthorKind.BOT)),
        )
        .distinct()
    )
    people: dict[UUID, list[str]] = {}
    robots: set[UUID] = set()
    for contact_id, kind, name in rows:
        if kind == AuthorKind.AGENT and name:
            people.setdefault(contact_id, []).append(name)
        elif kind == AuthorKind.BOT:
            robots.add(contact_id)
    return {one: tuple(sorted(people.get(one, ()))) or (_BOT,) for one in {*people, *robots}}
