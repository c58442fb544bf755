"""What a decision gives her is ordered at the lender, once, and what became of it is an act of the same history.

The order leaves with the letter, in one transaction; the log of effects carries it out. The lender says by its feed
when it has paid. What it refuses comes back to the officer, who orders it anew or pays another way.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import backoffice, customers
from qiao.backoffice import Effect, EffectId, EffectState, Intended
from qiao.backoffice.contract import catalogue as c
from qiao.backoffice.contract import payments as p
from qiao.cases.complaints import reading, settling
from qiao.cases.complaints.case import Redress
from qiao.cases.complaints.kinds import OWED, Kind, RedressState
from qiao.cases.complaints.parts import Handling
from qiao.cases.complaints.reading import Opened
from qiao.cases.complaints.rules import Because
from qiao.cases.complaints.together import members
from qiao.cases.complaints.writing import add_act
from qiao.cases.model import ComplaintState, Relation
from qiao.cases.queries import ComplaintNotFound
from qiao.foundation import events, jobs
from qiao.foundation.clock import Clock
from qiao.foundation.keys import KeyDestroyed, KeyRing

_CAUSE: Final = "redress:"
_PAID, _FAILED = "redress.paid", "redress.failed"
_UNDECIDED = frozenset({RedressState.ORDERED, RedressState.STUCK})
"""What the lender may still say something about."""


async def begin(session: AsyncSession, handling: Handling, found: Opened, *, now: datetime) -> Opened:
    """Order what the decision gives that was just delivered, or put on record why nobody can be paid."""
    decided = next(act.facts for act in reversed(found.acts) if act.kind == Kind.DECISION_PROPOSED)
    amount_fen: int = decided["redress_fen"]
    if not amount_fen:
        return found
    because = await why_not(session, handling, found)
    if because is None:
        kind, facts = Kind.REDRESS_ORDERED, await order(session, handling, found, found.case.round, amount_fen, now=now)
    else:
        facts = {"round": found.case.round, "amount_fen": amount_fen, "because": because.value}
        kind = Kind.REDRESS_REFUSED
    await add_act(session, handling.ring, found.row, kind, by="house", now=now, facts=facts)
    return await settling.settle(session, handling, found.row, now=now)


async def why_not(session: AsyncSession, handling: Handling, found: Opened) -> Because | None:
    """Why the lender cannot be ordered to pay; raises KeyDestroyed where she was erased."""
    row = found.row
    if row.relation == Relation.HEIR:
        return Because.HEIRS
    if any(one.state != ComplaintState.WITHDRAWN for one in await members(session, row.id)):
        return Because.SEVERAL
    if not handling.sends_word:
        return Because.NO_LENDER
    has_account = await customers.open_reference(session, handling.ring, row.customer_id) is not None
    return None if has_account else Because.NO_ACCOUNT


async def order(
    session: AsyncSession, handling: Handling, found: Opened, of_round: int, amount_fen: int, *, now: datetime
) -> dict[str, Any]:
    """The facts of the act that ordered it of the locked complaint. `why_not` was asked before."""
    row, ring = found.row, handling.ring
    reference = await customers.open_reference(session, ring, row.customer_id)
    assert reference is not None, "somebody with an account is paid"
    orders = sum(act.kind == Kind.REDRESS_ORDERED for act in found.acts)
    effect_id = await backoffice.perform(
        session,
        ring,
        Intended(
            key=f"redress-{row.id}-{orders + 1}",
            operation=c.REDRESS,
            subject=reference,
            body=p.RedressOrder(amount_fen=amount_fen, complaint=row.number),
            customer_id=row.customer_id,
            data_key=await customers.data_key(session, ring, row.customer_id, now=now),
            cause=f"{_CAUSE}{row.id}",
            expected={"amount_fen": amount_fen, "complaint": row.number},
        ),
        now=now,
    )
    return {"round": of_round, "amount_fen": amount_fen, "effect": str(effect_id)}


def owed(found: Opened) -> Redress:
    """The one that was refused, else the one of which nobody knows: there is one, or nothing would be possible."""
    return next(one for state in OWED for one in found.case.redresses if one.state is state)


def facts_wanted(type_: str, facts: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Of the lender's feed: what is told here."""
    if type_ not in {_PAID, _FAILED}:
        return None
    return {name: facts[name] for name in ("failure_code",) if name in facts}


def is_of_a_redress(facts: Mapping[str, Any]) -> bool:
    """Of what is told of effects and of the lender, what may be about a redress."""
    return str(facts.get("for", "")).startswith(_CAUSE) or facts.get("type") in {_PAID, _FAILED}


def redress_handler(handling: Handling, clock: Clock) -> jobs.Handler:
    """The subscriber of effects and of the lender's news."""

    async def hear(job: jobs.Job) -> None:
        facts = job.payload["facts"]
        async with job.transaction() as session:
            if "resource" in facts:
                made = await backoffice.effects_that_made(session, facts["resource"])
            else:
                made = [await backoffice.effect(session, EffectId(UUID(facts["effect"])))]
            for effect in made:
                if (effect.cause or "").startswith(_CAUSE):
                    await _hear(session, handling, effect, now=clock.now())

    return hear


async def _hear(session: AsyncSession, handling: Handling, effect: Effect, *, now: datetime) -> None:
    """Put on record what became of it, once, whichever of the two is told first."""
    try:
        found = await reading.opened(session, handling, UUID(str(effect.cause).removeprefix(_CAUSE)), lock=True)
    except ComplaintNotFound:  # Its term is over.
        return
    of = next((one for one in found.case.redresses if one.effect == str(effect.id)), None)
    end = await _end_of(session, handling.ring, effect)
    if of is None or of.state not in _UNDECIDED or end is None:
        return
    kind, because = end
    if kind is Kind.REDRESS_STUCK and of.state is RedressState.STUCK:
        return
    facts = {"round": of.round, "amount_fen": of.amount_fen, "effect": of.effect, "because": because}
    await add_act(session, handling.ring, found.row, kind, by="house", now=now, facts=facts)
    await settling.settle(session, handling, found.row, now=now)
    await settling.moved(session, found.row, kind, actor="house", now=now)


async def _end_of(session: AsyncSession, ring: KeyRing, effect: Effect) -> tuple[Kind, str | None] | None:
    """How it ended, and why where it was not paid; None while the lender has not said so."""
    match effect.state:
        case EffectState.REFUSED:
            return Kind.REDRESS_REFUSED, effect.refusal
        case EffectState.STUCK:
            return Kind.REDRESS_STUCK, effect.trouble
        case EffectState.VERIFIED:
            return await _told_of(session, ring, effect)
        case _:
            return None


async def _told_of(session: AsyncSession, ring: KeyRing, effect: Effect) -> tuple[Kind, str | None] | None:
    """What the lender has made of it, by its feed, or at once in its answer."""
    assert effect.resource_id is not None, "what was read back has a number"
    told = {
        event.payload["type"]: event.payload["facts"]
        for event in await events.of_subject(session, backoffice.subject_of(effect.resource_id))
    }
    if _FAILED in told:
        return Kind.REDRESS_REFUSED, told[_FAILED].get("failure_code")
    answer: Mapping[str, Any] | None = None
    with suppress(KeyDestroyed):
        answer = await backoffice.answer_of(session, ring, effect.id)
    if _PAID in told or (answer is not None and answer["state"] == "paid"):
        return Kind.REDRESS_PAID, None
    return (Kind.REDRESS_REFUSED, answer["failure_code"]) if answer and answer["state"] == "failed" else None
