"""A customer's way through her stages as it can be shown and explained: folded from the log while it is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers.lifecycle import queries
from qiao.customers.lifecycle.book import LifecycleBook
from qiao.customers.lifecycle.folding import Move, State, Told
from qiao.customers.lifecycle.machine import Marks, day_of
from qiao.customers.lifecycle.model import LifecycleAlertRow
from qiao.customers.merges import person_of


@dataclass(frozen=True, slots=True)
class Life:
    """Where one record of a customer stands now, the whole way there, and what was told."""

    customer_id: UUID
    state: State
    moves: Sequence[Move]
    told: Sequence[Told]
    alerts: Sequence[LifecycleAlertRow]


@dataclass(frozen=True, slots=True)
class Why:
    """Why a machine stands where it stands: the marks that its stage asks about, with the day each was told."""

    loan: str
    stage: str
    marks: Marks
    event: Told | None


async def lives(session: AsyncSession, book: LifecycleBook, customer_id: UUID, *, now: datetime) -> list[Life]:
    """Of every record that is hers and of which anything was told."""
    found = [await life(session, book, record, now=now) for record in (await person_of(session, customer_id)).records]
    return [one for one in found if one is not None]


async def stands(session: AsyncSession, book: LifecycleBook, customer_id: UUID, *, now: datetime) -> State | None:
    """Where one record stands now, also before the job that lets days pass has come; None where nothing was told."""
    found = await queries.kept(session, customer_id)
    if found is None:
        return None
    if found.machines != book.fingerprint:
        return book.machines.fold(await queries.log_of(session, customer_id), day_of(now))[0]
    return book.machines.pass_to(found.state, day_of(now))[0]


async def life(session: AsyncSession, book: LifecycleBook, customer_id: UUID, *, now: datetime) -> Life | None:
    """Of one record alone; None where nothing was told of it."""
    told = await queries.log_of(session, customer_id)
    state, moves = book.machines.fold(told, day_of(now))
    if state is None:
        return None
    return Life(customer_id, state, moves, told, await queries.alerts_of(session, customer_id))


def why(book: LifecycleBook, life: Life) -> list[Why]:
    """Of the customer and each loan: the marks that decided, and the event that led there (None: days did)."""
    by_id: Mapping[str, Told] = {one.event_id: one for one in life.told}
    last: dict[str, Move] = {}
    for move in life.moves:
        last[move.loan] = move
    found: list[Why] = []
    for loan, placed in {"": life.state.own, **life.state.loans}.items():
        event = by_id.get(last[loan].event_id or "")
        asked = book.machines.of(loan).stages[placed.stage].when
        marks = {name: mark for name, mark in placed.marks.items() if name in asked}
        found.append(Why(loan, placed.stage, marks, event))
    return found
