"""Everything done to the lender's systems begins here: the intent is recorded, a job does it once and proves it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.backoffice import queries
from qiao.backoffice.contract.operation import Operation
from qiao.backoffice.model import EffectId, EffectRow, EffectState
from qiao.backoffice.queries import Effect
from qiao.backoffice.rules import GIVE_UP_AFTER
from qiao.foundation import jobs
from qiao.foundation.database import insert_into
from qiao.foundation.errors import Conflict
from qiao.foundation.ids import new_id
from qiao.foundation.jobs import AT_ONCE
from qiao.foundation.keys import KeyId, KeyRing

EFFECT_JOB = "backoffice:effect"


class EffectKeyReused(Conflict):
    """This key stands for another effect."""


class EffectNotStuck(Conflict):
    """Only an effect that waits for a person is taken up again."""


@dataclass(frozen=True, slots=True)
class Intended:
    """One effect to be done.

    `key`: 8 to 120 signs; the same key is the same effect, however often it is asked for. `subject` is the one
    identifier in the operation's address. `data_key` seals what is asked and answered. `cause` says what it is for.
    `expected` are fields, in JSON's values, that the read-back has to show.
    """

    key: str
    operation: Operation[Any, Any]
    subject: str
    body: BaseModel
    customer_id: UUID
    data_key: KeyId
    cause: str | None = None
    expected: Mapping[str, Any] = field(default_factory=dict[str, Any])


async def perform(session: AsyncSession, ring: KeyRing, intended: Intended, *, now: datetime) -> EffectId:
    """Let `intended` happen once in the lender's systems, some time after this transaction has committed.

    Whoever wants to know hears `EffectVerified`, `EffectRefused`, `EffectPending` or `EffectStuck`. A key that is
    known gives the effect it stands for. Raises EffectKeyReused when that is another one.
    """
    operation = intended.operation
    assert operation.needs_key, operation.id
    assert intended.key.isascii(), "a header carries it"
    asked = orjson.dumps({"subject": intended.subject, "body": intended.body.model_dump(mode="json")})
    # Keyed: a bare hash of an order that holds a telephone number is soon guessed, and it outlives the key.
    digest = ring.blind_index("effects.digest", f"{operation.id}\n{asked.decode()}")
    effect_id = new_id()
    await ring.load(session, intended.data_key)
    made = await session.scalar(
        insert_into(session, EffectRow)
        .values(
            id=effect_id,
            key=intended.key,
            operation=operation.id,
            customer_id=intended.customer_id,
            cause=intended.cause,
            key_id=intended.data_key,
            body=ring.seal(intended.data_key, asked, bound_to=queries.body_place(effect_id)),
            digest=digest,
            expected=dict(intended.expected),
            state=EffectState.INTENDED,
            attempts=0,
            intended_at=now,
            give_up_at=now + GIVE_UP_AFTER,
        )
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(EffectRow.id)
    )
    if made is None:
        return await _known(session, intended.key, digest)
    await queue(session, EffectId(effect_id), due_at=AT_ONCE)
    return EffectId(effect_id)


async def take_up_again(session: AsyncSession, effect_id: EffectId, *, now: datetime) -> Effect:
    """Let a stuck effect go on, as long as a new one may; the lender is asked first what became of it.

    Raises EffectNotFound or EffectNotStuck.
    """
    row = await queries.row(session, effect_id, lock=True)
    if row.state != EffectState.STUCK:
        raise EffectNotStuck(state=row.state)
    row.state, row.trouble, row.ended_at = EffectState.PENDING, None, None
    row.give_up_at = now + GIVE_UP_AFTER
    await queue(session, effect_id, due_at=AT_ONCE)
    return await queries.effect(session, effect_id)


async def queue(session: AsyncSession, effect_id: EffectId, *, due_at: datetime) -> None:
    await jobs.schedule(
        session,
        kind=EFFECT_JOB,
        key=str(effect_id),
        lane=f"effect:{effect_id}",
        due_at=due_at,
        payload={"effect": str(effect_id)},
    )


async def _known(session: AsyncSession, key: str, digest: str) -> EffectId:
    found = (await session.execute(select(EffectRow.id, EffectRow.digest).where(EffectRow.key == key))).one()
    if found.digest != digest:
        raise EffectKeyReused(key=key)
    return EffectId(found.id)
