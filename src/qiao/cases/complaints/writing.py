"""Adding to the history of a complaint: the only way anything changes about it."""

import json
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.cases.complaints.case import Act
from qiao.cases.complaints.kinds import Kind
from qiao.cases.complaints.parts import LOOK_JOB
from qiao.cases.model import ComplaintActRow, ComplaintRow
from qiao.desk.looking_again import look_again
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyId, KeyRing
from qiao.foundation.statements import store

_NOTHING: Mapping[str, Any] = MappingProxyType({})


async def add_act(
    session: AsyncSession,
    ring: KeyRing,
    row: ComplaintRow,
    kind: Kind,
    *,
    by: str,
    now: datetime,
    facts: Mapping[str, Any] = _NOTHING,
    words: Mapping[str, str] = _NOTHING,
) -> ComplaintActRow:
    """Under the lock of `row`, or with it just made: acts are numbered. Raises KeyDestroyed where there are words."""
    last = await session.scalar(select(func.max(ComplaintActRow.seq)).where(ComplaintActRow.complaint_id == row.id))
    act_id, sealed = new_id(), None
    if words:
        await ring.load(session, KeyId(row.key_id))
        plain = json.dumps(dict(words), ensure_ascii=False).encode()
        sealed = ring.seal(KeyId(row.key_id), plain, bound_to=words_place(act_id))
    act = ComplaintActRow(
        id=act_id,
        complaint_id=row.id,
        customer_id=row.customer_id,
        seq=(last or 0) + 1,
        kind=kind,
        at=now,
        by=by,
        facts=dict(facts),
        words=sealed,
        key_id=row.key_id,
    )
    session.add(act)
    await session.flush()
    return act


async def begin_history(
    session: AsyncSession, row: ComplaintRow, *, by: str, at: datetime, facts: Mapping[str, Any]
) -> None:
    """The first act of a complaint that has just been made; it holds no words, for these are the complaint's own."""
    await store(
        session,
        ComplaintActRow,
        id=new_id(),
        complaint_id=row.id,
        customer_id=row.customer_id,
        seq=1,
        kind=Kind.OPENED,
        at=at,
        by=by,
        facts=dict(facts),
        key_id=row.key_id,
    )


async def look_at(session: AsyncSession, complaint_id: UUID, *, at: datetime) -> None:
    """Have its clocks looked at then, also by a house that was started meanwhile."""
    await look_again(session, LOOK_JOB, "complaint", complaint_id, at=at)


def act_of(row: ComplaintActRow) -> Act:
    return Act(Kind(row.kind), row.at, row.by, row.facts)


def words_place(act_id: UUID) -> str:
    """What sealed words are bound to."""
    return f"complaint_acts.words:{act_id}"
