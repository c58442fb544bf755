"""What the house has the lender do beside a request of its own: calls that pause, an account that is frozen.

The request is done with when it is on record, and its receipt does not wait for these. Where one does not come about,
the request waits for a person after all.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import backoffice
from qiao.backoffice import EffectId, EffectState
from qiao.requests import actions, queries
from qiao.requests.lender.registry import Order, Place
from qiao.requests.model import RequestRow, RequestState

_BESIDE = "beside:"


async def order_beside(session: AsyncSession, place: Place, wanted: Order, *, key: str, now: datetime) -> None:
    """Have the lender do `wanted`, once for each `key`.

    It happens seconds after this transaction, and is asked for until it is done.
    """
    await backoffice.perform(
        session,
        place.ring,
        backoffice.Intended(
            key=key,
            operation=wanted.operation,
            subject=wanted.subject,
            body=wanted.body,
            customer_id=place.customer_id,
            data_key=place.data_key,
            cause=f"{_BESIDE}{place.request_id}",
        ),
        now=now,
    )


def is_of_a_request(facts: Mapping[str, Any]) -> bool:
    """Of the effects in the lender's systems, those that a request waits for."""
    return str(facts["for"]).startswith("request:")


def is_beside(facts: Mapping[str, Any]) -> bool:
    """Of the effects in the lender's systems, those that were ordered so."""
    return str(facts["for"]).startswith(_BESIDE)


async def hear_beside(session: AsyncSession, facts: Mapping[str, Any], *, now: datetime) -> RequestRow | None:
    """One of them has ended. The request that waits for a person because of it; None where nothing is wrong."""
    row = await queries.row(session, UUID(str(facts["for"]).removeprefix(_BESIDE)), lock=True)
    effect = await backoffice.effect(session, EffectId(UUID(facts["effect"])))
    if effect.state in {EffectState.REFUSED, EffectState.STUCK}:
        row.effects = [*row.effects, *({str(effect.id)} - set(row.effects))]
        row.ended_at = None
        await actions.end(session, row, RequestState.STUCK, now=now, trouble=effect.refusal or effect.trouble)
        return row
    if row.state == RequestState.PENDING and await _all_done(session, row):
        await actions.end(session, row, RequestState.COMPLETED, now=now)
    return None


async def _all_done(session: AsyncSession, row: RequestRow) -> bool:
    states = [(await backoffice.effect(session, EffectId(UUID(one)))).state for one in row.effects]
    return all(state is EffectState.VERIFIED for state in states)
