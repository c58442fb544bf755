"""Adding to the history of a work order: the only way anything changes about it."""

import json
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.cases.orders.history import Act, Kind
from qiao.cases.orders.model import WorkOrderActRow, WorkOrderRow
from qiao.cases.orders.parts import LOOK_JOB
from qiao.desk.looking_again import look_again
from qiao.foundation import events
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyId, KeyRing

_NOTHING: Mapping[str, Any] = MappingProxyType({})


async def add_act(
    session: AsyncSession,
    ring: KeyRing,
    row: WorkOrderRow,
    kind: Kind,
    *,
    by: str,
    now: datetime,
    facts: Mapping[str, Any] = _NOTHING,
    words: str | None = None,
) -> None:
    """Under the lock of `row`, or with it just made: acts are numbered. Raises KeyDestroyed where there are words."""
    last = await session.scalar(select(func.max(WorkOrderActRow.seq)).where(WorkOrderActRow.order_id == row.id))
    act_id = new_id()
    sealed = await sealed_for(session, ring, row.key_id, {"words": words}, words_place(act_id)) if words else None
    session.add(
        WorkOrderActRow(
            id=act_id,
            order_id=row.id,
            customer_id=row.customer_id,
            seq=(last or 0) + 1,
            kind=kind,
            at=now,
            by=by,
            facts=dict(facts),
            words=sealed,
        )
    )
    await session.flush()


async def sealed_for(session: AsyncSession, ring: KeyRing, key: UUID, plain: Mapping[str, Any], place: str) -> bytes:
    """Raises KeyDestroyed."""
    await ring.load(session, KeyId(key))
    return ring.seal(KeyId(key), json.dumps(dict(plain), ensure_ascii=False).encode(), bound_to=place)


async def look_at(session: AsyncSession, order_id: UUID, *, at: datetime) -> None:
    """Have its clock looked at then, also by a house that was started meanwhile."""
    await look_again(session, LOOK_JOB, "order", order_id, at=at)


async def publish(
    session: AsyncSession,
    row: WorkOrderRow,
    event_type: str,
    payload: Mapping[str, Any] = _NOTHING,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Tell the house, and the systems that listen: ids, codes and moments alone."""
    told = {
        "number": row.number,
        "type": row.type,
        "department": row.department,
        "state": row.state,
        "priority": row.priority,
        "due_at": row.due_at.isoformat(),
        **payload,
    }
    await events.publish(
        session,
        events.Event(
            type=event_type,
            actor=actor,
            occurred_at=now,
            payload=told,
            subject=str(row.id),
            customer_id=row.customer_id,
            conversation_id=row.conversation_id,
            contact_id=row.contact_id,
        ),
    )


def act_of(row: WorkOrderActRow) -> Act:
    return Act(Kind(row.kind), row.at, row.by, row.facts)


def words_place(act_id: UUID) -> str:
    """What sealed words are bound to."""
    return f"work_order_acts.words:{act_id}"


def details_place(order_id: UUID) -> str:
    return f"work_orders.details:{order_id}"
