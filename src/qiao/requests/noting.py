"""How far each request came, written down with every turn that touched it; past the ORM, for it is done so often."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.foundation.ids import new_id, short_number
from qiao.foundation.statements import Statement, store
from qiao.requests import actions, queries, telling
from qiao.requests.events import REQUEST_ADVANCED, REQUEST_ENTERED
from qiao.requests.model import STAGES, RequestRow, RequestState, Stage
from qiao.requests.ports import At
from qiao.requests.telling import Noted
from qiao.requests.tracking import Track

_BY_AGENT = "agent"
_ENDED_BY_ITSELF = frozenset({
    RequestState.SHOWN, RequestState.REFUSED, RequestState.HANDED_OVER, RequestState.CANCELLED, RequestState.EXPIRED,
})  # fmt: skip


_requests = cast("Table", RequestRow.__table__)
_OF_FRAME = Statement(
    select(*(_requests.c[field.name] for field in fields(Noted)))
    .where(_requests.c.conversation_id == bindparam("conversation_id"), _requests.c.frame == bindparam("frame"))
    .with_for_update()
)
_MOVED = ("asked", "level", "stage", "by")
_MOVE = Statement(
    update(_requests)
    .where(_requests.c.id == bindparam("of_request"))
    # SQLAlchemy keeps the bare names of columns for itself.
    .values({name: bindparam(f"its_{name}", type_=_requests.c[name].type) for name in _MOVED})
)


async def note_requests(
    session: AsyncSession, tracks: Iterable[Track], *, at: At, contact_id: UUID, now: datetime
) -> None:
    """Write down how far each request came that a turn touched, and tell of what is new."""
    for track in tracks:
        found = await _OF_FRAME.first(session, conversation_id=at.conversation_id, frame=track.frame)
        noted = Noted(*found) if found else await _enter(session, track, at=at, contact_id=contact_id, now=now)
        await _advance(session, noted, track, at=at, now=now)


async def _enter(session: AsyncSession, track: Track, *, at: At, contact_id: UUID, now: datetime) -> Noted:
    noted = Noted(
        id=new_id(),
        customer_id=at.customer_id,
        conversation_id=at.conversation_id,
        contact_id=contact_id,
        flow=track.flow,
        by=_BY_AGENT if at.actor else "customer",
        level=at.who.level,
        stage=Stage.ENTERED,
        state=RequestState.OPEN,
        asked=None,
        rules=[],
        trouble=None,
        ended_at=None,
    )
    await store(
        session,
        RequestRow,
        number=short_number("R", noted.id),
        frame=track.frame,
        intent=track.intent,
        effects=[],
        entered_at=now,
        **{field.name: getattr(noted, field.name) for field in fields(noted)},
    )
    await telling.tell(session, noted, REQUEST_ENTERED, now=now, actor=at.actor)
    return noted


async def _advance(session: AsyncSession, before: Noted, track: Track, *, at: At, now: datetime) -> None:
    after = replace(before, asked=track.asked or before.asked, level=max(before.level, at.who.level))
    is_over = before.ended_at is not None or before.state == RequestState.STUCK
    if not is_over:
        if STAGES.index(track.stage) > STAGES.index(Stage(before.stage)):
            after = replace(after, stage=track.stage)
        if at.actor is not None:
            after = replace(after, by=_BY_AGENT)
    if after != before:
        await _MOVE.run(session, of_request=before.id, **{f"its_{name}": getattr(after, name) for name in _MOVED})
    if (after.stage, after.by) != (before.stage, before.by):
        await telling.tell(session, after, REQUEST_ADVANCED, now=now, actor=at.actor)
    if not is_over and track.state in _ENDED_BY_ITSELF:
        row = await queries.row(session, before.id, lock=True)
        await actions.end(session, row, track.state, now=now, rules=track.rules, actor=at.actor)
