"""Making everybody's profile anew from the logs: what is kept has to be the same, and is put right where it is not."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers import queries as people
from qiao.customers.lifecycle import day_of
from qiao.customers.profile import queries
from qiao.customers.profile.book import ProfileBook
from qiao.customers.profile.settling import settle

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Recomputed:
    """`customers` were made anew, of `changed` something else was kept; `last`: go on after her, if anybody."""

    customers: int
    changed: tuple[UUID, ...]
    last: UUID | None


async def recompute(
    session: AsyncSession, book: ProfileBook, *, after: UUID | None = None, now: datetime
) -> Recomputed:
    """The next two hundred customers, in this transaction. Nobody hears of it: nothing has happened."""
    ids = await queries.after(session, after, limit=_AT_ONCE)
    changed: list[UUID] = []
    for customer_id in ids:
        if (await people.lock(session, customer_id)).key_id is None:
            continue  # She was erased; what is left of her life is counted and no more.
        kept = await queries.kept(session, book, customer_id)
        is_stale = kept is None or kept.rules != book.fingerprint
        if kept is not None and kept.next_on is not None and kept.next_on <= day_of(now):
            # Days that nobody has let pass yet are no difference between the two ways.
            await settle(session, book, customer_id, is_news=False, now=now)
        if await settle(session, book, customer_id, anew=True, is_news=False, now=now) or is_stale:
            changed.append(customer_id)
    return Recomputed(len(ids), tuple(changed), ids[-1] if len(ids) == _AT_ONCE else None)
