"""Bringing what is kept of a customer to what follows from her events: one event more, some days more, or all anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.customers.lifecycle import queries
from qiao.customers.lifecycle.book import LifecycleBook
from qiao.customers.lifecycle.events import LIFE_TOLD, STAGE_CHANGED, STEP_NOT_ALLOWED
from qiao.customers.lifecycle.folding import CUSTOMER, Move, Placed, State, Told
from qiao.customers.lifecycle.machine import day_of
from qiao.customers.lifecycle.model import LifecycleAlertRow
from qiao.foundation import events
from qiao.foundation.ids import new_id


@dataclass(frozen=True, slots=True)
class Settled:
    """`is_anew`: it was folded from the whole log. `has_changed`: what was kept was something else."""

    state: State
    is_anew: bool
    has_changed: bool


async def settle(
    session: AsyncSession,
    book: LifecycleBook,
    customer_id: UUID,
    *,
    told: Sequence[Told] = (),
    anew: bool = False,
    is_news: bool = True,
    now: datetime,
) -> Settled | None:
    """Bring her to now. `told` stands in the log already, and her row is locked. None where nothing was ever told.

    With `is_news`, whoever listens hears of every stage that is another than before.
    """
    machines, day = book.machines, day_of(now)
    kept = await queries.kept(session, customer_id)
    before = kept.state if kept is not None else None
    is_stale = kept is not None and kept.machines != book.fingerprint
    fits = before is None or all(before.can_take(one) for one in told)
    state, moves = before, list[Move]()
    if anew or is_stale or not fits:
        state, moves = machines.fold(await queries.log_of(session, customer_id), day)
        await _alert(session, customer_id, moves, all_of_them=True, is_news=is_news, now=now)
    else:
        for one in sorted(told, key=lambda one: one.order):
            state, made = machines.step(state, one)
            moves += made
        if state is not None:
            state, made = machines.pass_to(state, day)
            moves += made
        await _alert(session, customer_id, moves, all_of_them=False, is_news=is_news, now=now)
    if state is None:
        return None
    has_changed = before is None or is_stale or not same(before, state)
    if has_changed:
        await queries.keep(session, customer_id, before, state, book.fingerprint)
    if is_news and told:
        types, facts = {one.type for one in told}, {name for one in told for name in one.facts}
        await _publish(session, customer_id, LIFE_TOLD, {"types": sorted(types), "facts": sorted(facts)}, now=now)
    if is_news:
        await _tell(session, customer_id, before, state, now=now)
    return Settled(state, anew or is_stale or not fits, has_changed)


def same(one: State, other: State) -> bool:
    """Whether they say the same of her; up to which day somebody has looked is no difference."""
    return (one.own, one.loans, one.last, one.next_on) == (other.own, other.loans, other.last, other.next_on)


async def _alert(
    session: AsyncSession, customer_id: UUID, moves: Sequence[Move], *, all_of_them: bool, is_news: bool, now: datetime
) -> None:
    """Raise what is not allowed. Where `moves` is the whole way, clear what a late event has explained."""
    found = {(move.loan, str(move.event_id)): move for move in moves if not move.is_allowed}
    if not found and not all_of_them:
        return
    known = {(row.loan, row.event_id): row for row in await queries.alerts_of(session, customer_id)}
    for key, move in found.items():
        row = known.get(key)
        if row is not None:
            row.before, row.after, row.cleared_at = str(move.before), move.after, None
            continue
        row = LifecycleAlertRow(
            id=new_id(),
            customer_id=customer_id,
            loan=move.loan,
            event_id=move.event_id,
            before=move.before,
            after=move.after,
            at=move.at,
            raised_at=now,
        )
        session.add(row)
        if is_news:
            told = {**_written(move), "alert": str(row.id), "event": move.event_id}
            await _publish(session, customer_id, STEP_NOT_ALLOWED, told, now=now)
    if all_of_them:
        explained = [row.id for key, row in known.items() if key not in found and row.cleared_at is None]
        if explained:
            cleared = update(LifecycleAlertRow).where(LifecycleAlertRow.id.in_(explained)).values(cleared_at=now)
            await session.execute(cleared)
    await session.flush()


async def _tell(session: AsyncSession, customer_id: UUID, before: State | None, after: State, *, now: datetime) -> None:
    """Every stage that is another than before: hers, and those of her loans."""
    known: dict[str, Placed] = {CUSTOMER: before.own, **before.loans} if before is not None else {}
    for name, placed in {CUSTOMER: after.own, **after.loans}.items():
        earlier = known.get(name)
        if earlier is None or earlier.stage != placed.stage:
            move = Move(name, earlier.stage if earlier is not None else None, placed.stage, placed.since, None)
            await _publish(session, customer_id, STAGE_CHANGED, _written(move), now=now)


async def _publish(
    session: AsyncSession, customer_id: UUID, type_: str, payload: Mapping[str, Any], *, now: datetime
) -> None:
    await events.publish(
        session,
        events.Event(
            type=type_,
            actor="house",
            occurred_at=now,
            subject=f"customer:{customer_id}",
            customer_id=customer_id,
            payload=payload,
        ),
    )


def _written(move: Move) -> dict[str, str | None]:
    return {
        "loan": move.loan or None,
        "before": move.before,
        "after": move.after,
        "since": move.at.isoformat(),
    }
