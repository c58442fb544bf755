"""Carrying effects out: asked once, reconciled when the answer is lost, proven by reading back."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import structlog
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.backoffice import actions, queries
from qiao.backoffice.contract.catalogue import OPERATIONS, OUTCOME
from qiao.backoffice.contract.operation import Refusal
from qiao.backoffice.events import EFFECT_PENDING, EFFECT_REFUSED, EFFECT_STUCK, EFFECT_VERIFIED
from qiao.backoffice.model import EffectId, EffectRow, EffectState
from qiao.backoffice.ports import BackOffice, BackOfficeAway, BackOfficeRefused, ContractBroken, OutcomeUnknown
from qiao.backoffice.queries import ToDo
from qiao.backoffice.rules import Step, next_step, pause_before, shows
from qiao.foundation import events, jobs
from qiao.foundation.clock import Clock
from qiao.foundation.database import Database
from qiao.foundation.errors import QiaoError
from qiao.foundation.keys import KeyDestroyed, KeyId, KeyRing

log = structlog.get_logger(__name__)

EFFECT_JOB = actions.EFFECT_JOB
AT_MOST = 16
"""Effects under way in one process: a slow lender may not take the hands that answer customers."""
_OK, _REFUSALS = 200, frozenset({404, 409})
_ENDED = frozenset({EffectState.VERIFIED, EffectState.REFUSED, EffectState.STUCK})
_ANNOUNCED = {
    EffectState.VERIFIED: EFFECT_VERIFIED,
    EffectState.REFUSED: EFFECT_REFUSED,
    EffectState.PENDING: EFFECT_PENDING,
    EffectState.STUCK: EFFECT_STUCK,
}


@dataclass(frozen=True, slots=True)
class _Found:
    """What is known of an effect after asking."""

    state: EffectState
    answer: Mapping[str, Any] | None = None
    refusal: str | None = None
    trouble: str | None = None


def effect_handler(ring: KeyRing, clock: Clock, database: Database, back_office: BackOffice) -> jobs.Handler:
    """Does one step of one effect, and queues the next where it has not ended."""

    async def carry_out(job: jobs.Job) -> None:
        effect_id = EffectId(UUID(job.payload["effect"]))
        try:
            async with database.reading() as session:
                asked = await queries.to_do(session, ring, effect_id)
        except KeyDestroyed as gone:
            found = _Found(EffectState.STUCK, trouble=gone.code)
        else:
            found = await _pursue(back_office, asked, perhaps_sent=job.attempt > 1)
        async with job.transaction() as session:
            await _settle(session, ring, effect_id, found, now=clock.now())

    return carry_out


def lost_handler(ring: KeyRing, clock: Clock) -> jobs.Handler:
    """For an effect that every process which took it up was lost with: it goes on as one whose outcome is unknown."""

    async def take_over(job: jobs.Job) -> None:
        effect_id = EffectId(UUID(job.payload["effect"]))
        async with job.transaction() as session:
            row = await queries.row(session, effect_id)
            state = EffectState(row.state)
            state = EffectState.PENDING if state is EffectState.INTENDED else state
            await _settle(session, ring, effect_id, _Found(state, trouble="RunnerLost"), now=clock.now())

    return take_over


async def _pursue(back_office: BackOffice, asked: ToDo, *, perhaps_sent: bool) -> _Found:
    """Ask until something is known, each question once."""
    step = next_step(asked.effect.state, perhaps_sent=perhaps_sent)
    if step is Step.NOTHING:
        return _Found(asked.effect.state)
    found = _Found(asked.effect.state, asked.answer)
    try:
        if step is Step.ASK_OUTCOME:
            found = await _outcome(back_office, asked)
        if step is Step.ORDER or found.state is EffectState.INTENDED:
            found = await _order(back_office, asked)
    except BackOfficeAway as away:
        # What a process may have sent before it died stays unknown until the lender has said what became of it.
        state = EffectState.PENDING if step is Step.ASK_OUTCOME else asked.effect.state
        return _Found(state, asked.answer, trouble=away.code)
    if found.state is EffectState.SUBMITTED:
        found = await _read_back(back_office, asked, found)
    return found


async def _outcome(back_office: BackOffice, asked: ToDo) -> _Found:
    """What became of it. INTENDED: the lender has never heard of it. Raises BackOfficeAway."""
    outcome = await back_office.outcome(asked.effect.key)
    if outcome is None:
        return _Found(EffectState.INTENDED)
    operation = OPERATIONS[asked.effect.operation]
    try:
        if outcome.operation == operation.id and outcome.status in _REFUSALS:
            return _Found(EffectState.REFUSED, refusal=Refusal.model_validate(outcome.answer).error)
        if outcome.operation == operation.id and outcome.status == _OK:
            made = operation.gives.model_validate(outcome.answer)
            return _Found(EffectState.SUBMITTED, made.model_dump(mode="json"))
    except ValidationError:
        pass
    return _Found(EffectState.STUCK, trouble=ContractBroken.__name__)


async def _order(back_office: BackOffice, asked: ToDo) -> _Found:
    """Raises BackOfficeAway."""
    operation = OPERATIONS[asked.effect.operation]
    try:
        body = operation.takes.model_validate(asked.body)
        made = await back_office.order(operation, asked.subject, body, key=asked.effect.key)
    except BackOfficeRefused as refused:
        return _Found(EffectState.REFUSED, refusal=refused.reason)
    except OutcomeUnknown as unknown:
        return _Found(EffectState.PENDING, trouble=unknown.code)
    except (ContractBroken, ValidationError) as broken:
        # What was recorded under another version of the contract cannot be asked for any more.
        return _Found(EffectState.STUCK, trouble=broken.code if isinstance(broken, QiaoError) else "OrderOutdated")
    return _Found(EffectState.SUBMITTED, made.model_dump(mode="json"))


async def _read_back(back_office: BackOffice, asked: ToDo, found: _Found) -> _Found:
    """Believe the lender's systems, not its answer."""
    answer = found.answer or {}
    reading = OPERATIONS[OPERATIONS[asked.effect.operation].reads_back or ""]
    made = str(answer.get("id", ""))
    try:
        if reading.id == OUTCOME.id:
            outcome = await back_office.outcome(asked.effect.key)
            told = {**outcome.answer, "id": made} if outcome is not None and outcome.status == _OK else {}
        else:
            told = (await back_office.read(reading, made)).model_dump(mode="json")
    except BackOfficeAway as away:
        return _Found(EffectState.SUBMITTED, answer, trouble=away.code)
    except (BackOfficeRefused, ContractBroken) as broken:
        return _Found(EffectState.STUCK, answer, trouble=broken.code)
    if shows(told, resource_id=made, expected=asked.expected):
        return _Found(EffectState.VERIFIED, answer)
    return _Found(EffectState.STUCK, answer, trouble="NotAsExpected")


async def _settle(session: AsyncSession, ring: KeyRing, effect_id: EffectId, found: _Found, *, now: datetime) -> None:
    """Keep what was found, tell it where it is news, and go on later where it has not ended."""
    row = await queries.row(session, effect_id, lock=True)
    before = EffectState(row.state)
    if before in _ENDED:
        return
    state = found.state
    if state not in _ENDED and now >= row.give_up_at:
        state = EffectState.STUCK
    row.state, row.refusal, row.trouble = state, found.refusal, found.trouble
    row.attempts += 1
    if found.answer is not None and row.answer is None:
        await _keep_answer(session, ring, row, found.answer)
    if state in _ENDED:
        row.ended_at = now
    else:
        await actions.queue(session, effect_id, due_at=now + pause_before(row.attempts))
    if state is not before and state in _ANNOUNCED:
        await _announce(session, row, _ANNOUNCED[state], now=now)
    if state is EffectState.STUCK:
        log.error("an effect needs a person", effect_id=str(effect_id), operation=row.operation, trouble=row.trouble)


async def _keep_answer(session: AsyncSession, ring: KeyRing, row: EffectRow, answer: Mapping[str, Any]) -> None:
    row.resource_id = answer.get("id")
    key_id = KeyId(row.key_id)
    # Where she was erased meanwhile, it happened all the same; nothing is kept of it.
    with contextlib.suppress(KeyDestroyed):
        await ring.load(session, key_id)
        row.answer = ring.seal(key_id, orjson.dumps(dict(answer)), bound_to=queries.answer_place(row.id))


async def _announce(session: AsyncSession, row: EffectRow, name: str, *, now: datetime) -> None:
    await events.publish(
        session,
        events.Event(
            type=name,
            actor="house",
            occurred_at=now,
            subject=f"effect:{row.id}",
            customer_id=row.customer_id,
            cause=row.cause,
            payload={
                "effect": str(row.id),
                "operation": row.operation,
                "for": row.cause,
                "refusal": row.refusal,
                "trouble": row.trouble,
            },
        ),
    )
