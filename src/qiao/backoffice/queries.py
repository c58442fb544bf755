"""Every SELECT of the effects and of the feed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.backoffice.model import EffectId, EffectRow, EffectState, FeedRow
from qiao.foundation.errors import NotFound
from qiao.foundation.keys import KeyId, KeyRing

_OPEN = (EffectState.INTENDED, EffectState.PENDING, EffectState.SUBMITTED)


class EffectNotFound(NotFound):
    """There is no such effect."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Where an effect stands. `refusal` and `trouble` are codes; `resource_id` numbers what the lender made."""

    id: EffectId
    key: str
    operation: str
    customer_id: UUID
    cause: str | None
    state: EffectState
    attempts: int
    resource_id: str | None
    refusal: str | None
    trouble: str | None
    intended_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """From when to when an effect was on its way."""

    intended_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class ToDo:
    """What the lender is to be asked: in clear, for the adapter alone."""

    effect: Effect
    subject: str
    body: Mapping[str, Any]
    expected: Mapping[str, Any]
    answer: Mapping[str, Any] | None


async def effect(session: AsyncSession, effect_id: EffectId) -> Effect:
    """Raises EffectNotFound."""
    return _effect(await row(session, effect_id))


async def effect_by_key(session: AsyncSession, key: str) -> Effect | None:
    found = await session.scalar(select(EffectRow).where(EffectRow.key == key))
    return _effect(found) if found is not None else None


async def arrivals(session: AsyncSession, keys: Sequence[str]) -> list[Arrival]:
    """Those of these effects, a few thousand at most, that the lender is proven to have taken; in no order."""
    verified = (EffectRow.key.in_(keys), EffectRow.state == EffectState.VERIFIED, EffectRow.ended_at.is_not(None))
    rows = await session.execute(select(EffectRow.intended_at, EffectRow.ended_at).where(*verified))
    return [Arrival(intended_at, ended_at) for intended_at, ended_at in rows if ended_at is not None]


async def not_arrived(
    session: AsyncSession, operations: Collection[str], *, since: datetime, after: Effect | None = None, limit: int
) -> list[Effect]:
    """What was intended since then and the lender has not taken: still on its way, refused, or stuck; oldest first.

    `after` is the last of the page before.
    """
    query = (
        select(EffectRow)
        .where(
            EffectRow.state.in_([*_OPEN, EffectState.REFUSED, EffectState.STUCK]),
            EffectRow.intended_at >= since,
            EffectRow.operation.in_(operations),
        )
        .order_by(EffectRow.intended_at, EffectRow.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(EffectRow.intended_at, EffectRow.id) > (after.intended_at, after.id))
    return [_effect(row) for row in await session.scalars(query)]


async def effects_that_made(session: AsyncSession, resource_id: str) -> list[Effect]:
    """The effects by which the lender made this, or changed it; oldest first."""
    query = select(EffectRow).where(EffectRow.resource_id == resource_id).order_by(EffectRow.id)
    return [_effect(found) for found in await session.scalars(query)]


async def feed(session: AsyncSession, *, lock: bool = False) -> FeedRow | None:
    """How far the lender's feed was read; None before the first time."""
    query = select(FeedRow)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return await session.scalar(query)


async def answer_of(session: AsyncSession, ring: KeyRing, effect_id: EffectId) -> dict[str, Any] | None:
    """What the lender answered, in clear; None before it has. Raises EffectNotFound, KeyDestroyed."""
    found = await row(session, effect_id)
    if found.answer is None:
        return None
    await ring.load(session, KeyId(found.key_id))
    return orjson.loads(ring.open(KeyId(found.key_id), found.answer, bound_to=answer_place(found.id)))


async def to_do(session: AsyncSession, ring: KeyRing, effect_id: EffectId) -> ToDo:
    """Raises EffectNotFound, or KeyDestroyed after the person was erased."""
    found = await row(session, effect_id)
    key_id = KeyId(found.key_id)
    await ring.load(session, key_id)
    asked = orjson.loads(ring.open(key_id, found.body, bound_to=body_place(found.id)))
    answer = orjson.loads(ring.open(key_id, found.answer, bound_to=answer_place(found.id))) if found.answer else None
    return ToDo(_effect(found), asked["subject"], asked["body"], found.expected, answer)


async def row(session: AsyncSession, effect_id: EffectId, *, lock: bool = False) -> EffectRow:
    """Raises EffectNotFound."""
    query = select(EffectRow).where(EffectRow.id == effect_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise EffectNotFound
    return found


async def unfinished(session: AsyncSession) -> dict[EffectState, int]:
    """How many effects are open or wait for a person, by state."""
    counted = await session.execute(
        select(EffectRow.state, func.count())
        .where(EffectRow.state.in_([*_OPEN, EffectState.STUCK]))
        .group_by(EffectRow.state)
    )
    return {EffectState(state): count for state, count in counted}


def body_place(effect_id: UUID) -> str:
    return f"effects.body:{effect_id}"


def answer_place(effect_id: UUID) -> str:
    return f"effects.answer:{effect_id}"


def _effect(found: EffectRow) -> Effect:
    return Effect(
        EffectId(found.id),
        found.key,
        found.operation,
        found.customer_id,
        found.cause,
        EffectState(found.state),
        found.attempts,
        found.resource_id,
        found.refusal,
        found.trouble,
        found.intended_at,
        found.ended_at,
    )
