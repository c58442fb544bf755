"""Every SELECT of the webhooks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.delivery.webhooks.model import TargetId, TargetRow, WebhookId, WebhookRow, WebhookState
from qiao.foundation.errors import NotFound
from qiao.foundation.keys import KeyId, KeyRing


class TargetNotFound(NotFound):
    """There is no such target."""


@dataclass(frozen=True, slots=True)
class Target:
    """A target with how it does: `failing_since` is empty while its last try succeeded."""

    id: TargetId
    url: str
    event_types: tuple[str, ...]
    failing_since: datetime | None
    pending: int
    dead: int


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """What no try brought to its target."""

    id: WebhookId
    target_id: TargetId
    event_id: UUID
    event_type: str
    attempts: int
    last_status: int | None
    trouble: str | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ready:
    """What is to be sent now: in clear, for the call alone."""

    id: WebhookId
    event_id: UUID
    url: str
    secret: bytes


async def targets(session: AsyncSession) -> list[Target]:
    """Those that hear of events, in the order in which they were added."""
    counted = await session.execute(
        select(WebhookRow.target_id, WebhookRow.state, func.count())
        .where(WebhookRow.state != WebhookState.DELIVERED)
        .group_by(WebhookRow.target_id, WebhookRow.state)
    )
    counts = {(target_id, state): count for target_id, state, count in counted}
    rows = await session.scalars(select(TargetRow).where(TargetRow.removed_at.is_(None)).order_by(TargetRow.id))
    return [
        Target(
            TargetId(row.id),
            row.url,
            tuple(row.event_types),
            row.failing_since,
            counts.get((row.id, WebhookState.PENDING), 0),
            counts.get((row.id, WebhookState.DEAD), 0),
        )
        for row in rows
    ]


async def hearing(session: AsyncSession, event_type: str) -> list[TargetId]:
    """The targets that hear of events of this type."""
    rows = await session.execute(select(TargetRow.id, TargetRow.event_types).where(TargetRow.removed_at.is_(None)))
    return [TargetId(target_id) for target_id, types in rows if event_type in types]


async def wanted_types(session: AsyncSession) -> frozenset[str]:
    rows = await session.scalars(select(TargetRow.event_types).where(TargetRow.removed_at.is_(None)))
    return frozenset(name for types in rows for name in types)


async def dead_letters(
    session: AsyncSession, target_id: TargetId | None = None, *, limit: int = 100
) -> Sequence[DeadLetter]:
    """What is dead, the newest first."""
    query = select(WebhookRow).where(WebhookRow.state == WebhookState.DEAD)
    if target_id is not None:
        query = query.where(WebhookRow.target_id == target_id)
    return [
        DeadLetter(
            WebhookId(row.id),
            TargetId(row.target_id),
            row.event_id,
            row.event_type,
            row.attempts,
            row.last_status,
            row.trouble,
            row.ended_at,
        )
        for row in await session.scalars(query.order_by(WebhookRow.id.desc()).limit(limit))
    ]


async def next_ready(session: AsyncSession, ring: KeyRing, target_id: UUID, *, now: datetime) -> Ready | None:
    """What this target is to get now, the longest due first. Raises KeyDestroyed after it was removed."""
    target = await target_row(session, target_id)
    row = await session.scalar(
        select(WebhookRow)
        .where(WebhookRow.target_id == target_id, WebhookRow.state == WebhookState.PENDING, WebhookRow.due_at <= now)
        .order_by(WebhookRow.due_at, WebhookRow.id)
        .limit(1)
    )
    if row is None:
        return None
    await ring.load(session, KeyId(target.key_id))
    secret = ring.open(KeyId(target.key_id), target.secret, bound_to=secret_place(target.id))
    return Ready(WebhookId(row.id), row.event_id, target.url, secret)


async def earliest_due(session: AsyncSession, target_id: UUID) -> datetime | None:
    """When something is to be sent to this target again; None when nothing waits."""
    waiting = (WebhookRow.target_id == target_id, WebhookRow.state == WebhookState.PENDING)
    query = select(WebhookRow.due_at).where(*waiting).order_by(WebhookRow.due_at).limit(1)
    return await session.scalar(query)


async def target_row(session: AsyncSession, target_id: UUID, *, lock: bool = False) -> TargetRow:
    """Raises TargetNotFound."""
    query = select(TargetRow).where(TargetRow.id == target_id)
    if lock:
        # Beside those who only refer to it: a webhook that is put on its way need not wait for a try to be settled.
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise TargetNotFound
    return found


async def secret_of(session: AsyncSession, ring: KeyRing, target_id: TargetId) -> bytes:
    """What the target and the house sign with. Raises TargetNotFound, also for one that was removed."""
    target = await target_row(session, target_id)
    if target.removed_at is not None:
        raise TargetNotFound
    await ring.load(session, KeyId(target.key_id))
    return ring.open(KeyId(target.key_id), target.secret, bound_to=secret_place(target.id))


def secret_place(target_id: UUID) -> str:
    return f"webhook_targets.secret:{target_id}"
