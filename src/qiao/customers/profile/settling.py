"""Bringing a customer's profile to now: what was told since, what she has allowed, and the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers import lifecycle, standing
from qiao.customers.lifecycle import State, Told
from qiao.customers.lifecycle import queries as lives
from qiao.customers.profile import queries
from qiao.customers.profile.book import ProfileBook
from qiao.customers.profile.events import TAGS_CHANGED
from qiao.customers.profile.judging import next_on, tags_on
from qiao.customers.profile.knowing import Outlook
from qiao.customers.profile.queries import Kept
from qiao.foundation import events


@dataclass(frozen=True, slots=True)
class Allowed:
    """The consents that hold of her, and the first day on which one of them ends by itself."""

    consents: frozenset[str]
    ends_on: date | None


async def settle(
    session: AsyncSession,
    book: ProfileBook,
    customer_id: UUID,
    *,
    told: Sequence[Told] = (),
    anew: bool = False,
    is_news: bool = True,
    now: datetime,
) -> bool:
    """Bring her to now; whether something else was kept. `told` stands in the logs already, and her row is locked.

    With `is_news`, whoever listens hears which tags she has and had.
    """
    day, before = lifecycle.day_of(now), await queries.kept(session, book, customer_id)
    if anew or before is None or before.rules != book.fingerprint:
        memory = book.remembering.of(await queries.log_of(session, customer_id))
    else:
        memory = before.memory
        for one in told:
            memory = book.remembering.remember(memory, one)
    memory = book.remembering.pruned(memory, day)
    allowed = await allowed_by(session, customer_id, now=now)
    outlook = Outlook(book.life.machines, memory, await _life(session, book, customer_id, day), allowed.consents)
    rules = book.tags.values()
    turns = (next_on(rules, outlook, day), allowed.ends_on)
    first = min((one for one in turns if one is not None), default=None)
    after = Kept(memory, tags_on(rules, outlook.on(day), day), first, book.fingerprint)
    if after == before:
        return False
    await queries.keep(session, customer_id, before, after)
    if is_news:
        await _tell(session, customer_id, before.tags if before is not None else frozenset(), after.tags, now=now)
    return True


async def allowed_by(session: AsyncSession, customer_id: UUID, *, now: datetime) -> Allowed:
    """What she allows in at least one channel."""
    given = [
        one for one in await standing.consents_at(session, customer_id, now) if one.value == standing.GRANTED
    ]  # fmt: skip
    ends = [lifecycle.day_of(one.until) for one in given if one.until is not None]
    later = [one for one in ends if one > lifecycle.day_of(now)]
    return Allowed(frozenset(one.key.name for one in given), min(later, default=None))


async def _life(session: AsyncSession, book: ProfileBook, customer_id: UUID, day: date) -> State | None:
    machines, kept = book.life.machines, await lives.kept(session, customer_id)
    if kept is not None and kept.machines == book.life.fingerprint:
        return machines.pass_to(kept.state, day)[0]
    return machines.fold(await lives.log_of(session, customer_id), day)[0]


async def _tell(
    session: AsyncSession, customer_id: UUID, had: frozenset[str], has: frozenset[str], *, now: datetime
) -> None:
    if had == has:
        return
    await events.publish(
        session,
        events.Event(
            type=TAGS_CHANGED,
            actor="house",
            occurred_at=now,
            subject=f"customer:{customer_id}",
            customer_id=customer_id,
            payload={"gained": sorted(has - had), "lost": sorted(had - has)},
        ),
    )
