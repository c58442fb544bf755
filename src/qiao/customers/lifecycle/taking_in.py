"""Taking in what the lender tells, by whatever way it comes: checked, kept once, and followed at once.

A batch is one transaction: each of its events is in the log, known already, or on the shelf with a reason. Nobody has
to send it again but for what `Taken.shelved` names, and sending all of it again harms nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers import queries as people
from qiao.customers.actions import identify, known_as
from qiao.customers.lifecycle import queries
from qiao.customers.lifecycle.book import LifecycleBook
from qiao.customers.lifecycle.folding import Told
from qiao.customers.lifecycle.model import LifecycleEventRow, ShelvedEventRow
from qiao.customers.lifecycle.schema import Reason, Unfit, checked
from qiao.customers.lifecycle.settling import settle
from qiao.foundation.database import insert_into
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyRing
from qiao.foundation.statements import store

_CONTENT, _SHELVED = "lifecycle_events.content", "lifecycle_shelf.once"


class Follow(Protocol):
    """Whoever makes something of what was told, in the same transaction: her row is locked, her stage is settled."""

    async def __call__(
        self, session: AsyncSession, customer_id: UUID, told: Sequence[Told], *, is_news: bool, now: datetime
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Intake:
    """What taking in needs, and by which way this came.

    `is_news`: whoever listens hears of new stages. `follows_clock`: the lender's clock is believed, also where it runs
    before the house's. `follow`: hears of each customer what was told of her and nobody knew.
    """

    ring: KeyRing
    book: LifecycleBook
    source: str
    is_news: bool = True
    follows_clock: bool = False
    follow: Follow | None = None


@dataclass(slots=True)
class Taken:
    """What became of a batch. `shelved`: the places in it of what cannot be taken, and why."""

    taken: int = 0
    repeated: int = 0
    shelved: list[tuple[int, Unfit]] = field(default_factory=list[tuple[int, Unfit]])


async def take_in(session: AsyncSession, intake: Intake, given: Sequence[object], *, now: datetime) -> Taken:
    """Take in these events, in whatever order, in this transaction."""
    done = Taken()
    fit: dict[str, tuple[int, Told, str]] = {}
    for place, one in enumerate(given):
        told = checked(intake.book, one, now=None if intake.follows_clock else now)
        if isinstance(told, Unfit):
            done.shelved.append((place, told))
            continue
        content = _content(intake.ring, told)
        known = fit.setdefault(told.event_id, (place, told, content))
        if known[0] != place:
            _known(done, place, told, is_same=known[2] == content)
    await _sort_out(session, fit, done)
    owners = await _owners(session, intake, {told.reference for _, told, _ in fit.values()}, now=now)
    # Whoever told the same at the same time had to wait here, or had us wait.
    await _sort_out(session, fit, done)
    by_owner: dict[UUID, list[Told]] = {}
    for _, told, content in fit.values():
        owner = owners[told.reference]
        by_owner.setdefault(owner, []).append(told)
        await _log(session, intake, owner, told, content, now=now)
    done.taken += len(fit)
    for owner, told in by_owner.items():
        await settle(session, intake.book, owner, told=told, is_news=intake.is_news, now=now)
        if intake.follow is not None:
            await intake.follow(session, owner, told, is_news=intake.is_news, now=now)
    for place, unfit in done.shelved:
        await _put_aside(session, intake, given[place], unfit, now=now)
    return done


async def _sort_out(session: AsyncSession, fit: dict[str, tuple[int, Told, str]], done: Taken) -> None:
    """Take out what stands in the log already."""
    for event_id, known in (await queries.contents(session, list(fit))).items():
        place, told, content = fit.pop(event_id)
        _known(done, place, told, is_same=known == content)


def _known(done: Taken, place: int, told: Told, *, is_same: bool) -> None:
    if is_same:
        done.repeated += 1
    else:
        done.shelved.append((place, Unfit(Reason.ID_REUSED, "id", told.event_id, told.reference)))


async def _owners(session: AsyncSession, intake: Intake, references: set[str], *, now: datetime) -> dict[str, UUID]:
    """Who they are here, each locked; in one order everywhere, so that two batches never wait for each other."""
    found: dict[str, UUID] = {}
    for reference in sorted(references):
        found[reference], _ = await identify(session, intake.ring, reference=reference, name=None, now=now)
    for owner in sorted(set(found.values())):
        await people.lock(session, owner)
    return found


async def _log(session: AsyncSession, intake: Intake, owner: UUID, told: Told, content: str, *, now: datetime) -> None:
    await store(
        session,
        LifecycleEventRow,
        id=new_id(),
        event_id=told.event_id,
        customer_id=owner,
        type=told.type,
        version=told.version,
        loan=told.loan or "",
        at=told.at,
        number=told.number,
        facts=dict(told.facts),
        content=content,
        source=intake.source,
        recorded_at=now,
    )


async def _put_aside(session: AsyncSession, intake: Intake, given: object, unfit: Unfit, *, now: datetime) -> None:
    """Onto the shelf, once however often it is sent."""
    raw = as_sent(given)
    row_id = new_id()
    owner = await known_as(session, intake.ring, unfit.reference) if unfit.reference is not None else None
    statement = insert_into(session, ShelvedEventRow).values(
        id=row_id,
        once=intake.ring.blind_index(_SHELVED, f"{unfit.reason} {raw}"),
        customer_id=owner,
        event_id=unfit.event_id,
        reason=unfit.reason,
        field=unfit.field,
        sealed=intake.ring.seal_file(raw.encode(), shelf_place(row_id)),
        source=intake.source,
        put_at=now,
    )
    await session.execute(statement.on_conflict_do_nothing(index_elements=["once"]))


def as_sent(given: object) -> str:
    """What was sent, as text: of a line that was no JSON, the line itself."""
    text = given if isinstance(given, str) else json.dumps(given, sort_keys=True)
    return text.encode("utf-8", "backslashreplace").decode()


def shelf_place(row_id: UUID) -> bytes:
    """What the sealed text of a shelved event is bound to."""
    return f"lifecycle_shelf.sealed:{row_id}".encode()


def _content(ring: KeyRing, told: Told) -> str:
    said: Mapping[str, Any] = {
        "type": told.type,
        "version": told.version,
        "customer": told.reference,
        "loan": told.loan,
        "at": told.at.isoformat(),
        "number": told.number,
        "facts": told.facts,
    }
    return ring.blind_index(_CONTENT, json.dumps(said, sort_keys=True))
