"""Folding everybody anew from the log: what is kept has to be the same, and is put right where it is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers import queries as people
from qiao.customers.lifecycle import queries
from qiao.customers.lifecycle.book import LifecycleBook
from qiao.customers.lifecycle.settling import settle

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Recomputed:
    """`customers` were folded, of which of `changed` something else was kept; `last`: go on after her, if anybody."""

    customers: int
    changed: tuple[UUID, ...]
    last: UUID | None


async def recompute(
    session: AsyncSession, book: LifecycleBook, *, after: UUID | None = None, now: datetime
) -> Recomputed:
    """The next two hundred customers, in this transaction. Nobody hears of it: nothing has happened."""
    ids = await queries.after(session, after, limit=_AT_ONCE)
    changed = await recompute_these(session, book, ids, now=now)
    return Recomputed(len(ids), changed, ids[-1] if len(ids) == _AT_ONCE else None)


async def recompute_these(
    session: AsyncSession, book: LifecycleBook, ids: Sequence[UUID], *, now: datetime
) -> tuple[UUID, ...]:
    """Those of them of whom something else was kept. Raises CustomerNotFound."""
    changed: list[UUID] = []
    for customer_id in sorted(ids):
        await people.lock(session, customer_id)
        # Days that nobody has let pass yet are no difference between the two ways.
        kept = await settle(session, book, customer_id, is_news=False, now=now)
        anew = await settle(session, book, customer_id, anew=True, is_news=False, now=now)
        is_stale = kept is not None and kept.is_anew
        if is_stale or (anew is not None and anew.has_changed):
            changed.append(customer_id)
    return tuple(changed)
