"""Targets added and removed, events put on their way, tries settled, dead letters replayed."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit
from qiao.delivery.webhooks import queries, rules
from qiao.delivery.webhooks.catalogue import Catalogue
from qiao.delivery.webhooks.model import TargetId, TargetRow, WebhookId, WebhookRow, WebhookState
from qiao.foundation import jobs, telemetry
from qiao.foundation.errors import Conflict, Invalid, NotFound
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyRing
from qiao.foundation.outbound import read_target
from qiao.foundation.statements import store

TARGET_JOB = "webhook:target"
_SECRET_BYTES = 32


class EventUnknown(Invalid):
    """No event of this name is told outside."""


class NothingToReplay(NotFound):
    """There is no such dead letter."""


class TargetGone(Conflict):
    """This target was removed."""


@dataclass(frozen=True, slots=True)
class AddedTarget:
    """A new target. Its secret is shown this once."""

    id: TargetId
    secret: str = field(repr=False)


async def add_target(
    session: AsyncSession,
    ring: KeyRing,
    url: str,
    event_types: Collection[str],
    *,
    catalogue: Catalogue,
    by: str,
    now: datetime,
) -> AddedTarget:
    """Let `url` hear of events of these types. Raises AddressRefused or EventUnknown."""
    read_target(url)
    unknown = sorted(set(event_types) - set(catalogue))
    if unknown or not event_types:
        raise EventUnknown(unknown=", ".join(unknown), known=", ".join(sorted(catalogue)))
    target_id, secret = new_id(), f"qiao_{secrets.token_urlsafe(_SECRET_BYTES)}"
    key_id = await ring.create(session, target_id, now=now)
    await session.flush()
    await ring.load(session, key_id)
    session.add(
        TargetRow(
            id=target_id,
            url=url,
            key_id=key_id,
            secret=ring.seal(key_id, secret.encode(), bound_to=queries.secret_place(target_id)),
            event_types=sorted(set(event_types)),
            created_at=now,
            failures=0,
        )
    )
    await session.flush()
    await _note(session, by, {"did": "added", "target": str(target_id), "url": url}, now=now)
    return AddedTarget(TargetId(target_id), secret)


async def remove_target(session: AsyncSession, ring: KeyRing, target_id: TargetId, *, by: str, now: datetime) -> None:
    """It hears of nothing any more, and what waited for it is dead. Raises TargetNotFound or TargetGone."""
    row = await queries.target_row(session, target_id, lock=True)
    if row.removed_at is not None:
        raise TargetGone
    row.removed_at, row.secret = now, b""
    await ring.destroy(session, target_id, now=now)
    await _give_up_all(session, target_id, now=now)
    await _note(session, by, {"did": "removed", "target": str(target_id)}, now=now)


async def replay(
    session: AsyncSession,
    *,
    by: str,
    now: datetime,
    ids: Sequence[WebhookId] | None = None,
    target_id: TargetId | None = None,
) -> int:
    """Let dead letters be tried anew, under the same ids: these, those of a target, or all. Returns how many.

    Raises NothingToReplay when one of `ids` is not dead or its target was removed.
    """
    query = (
        select(WebhookRow)
        .join(TargetRow, TargetRow.id == WebhookRow.target_id)
        .where(WebhookRow.state == WebhookState.DEAD, TargetRow.removed_at.is_(None))
    )
    if ids is not None:
        query = query.where(WebhookRow.id.in_(ids))
    if target_id is not None:
        query = query.where(WebhookRow.target_id == target_id)
    rows = (await session.scalars(query.with_for_update(of=WebhookRow))).all()
    if ids is not None and len(rows) != len(set(ids)):
        raise NothingToReplay(missing=", ".join(str(one) for one in set(ids) - {row.id for row in rows}))
    for row in rows:
        row.state, row.attempts, row.due_at, row.ended_at = WebhookState.PENDING, 0, now, None
    await session.flush()
    for one in sorted({row.target_id for row in rows}):
        await _wake(session, await queries.target_row(session, one), due_at=now, now=now)
    if rows:
        await _note(session, by, {"did": "replayed", "count": len(rows)}, now=now)
    return len(rows)


async def put_on_its_way(session: AsyncSession, event_id: UUID, event_type: str, *, now: datetime) -> int:
    """Queue an event for every target that hears of its type; again is once. Returns for how many it was new."""
    hearing = await queries.hearing(session, event_type)
    known = set(await session.scalars(select(WebhookRow.target_id).where(WebhookRow.event_id == event_id)))
    new = [target_id for target_id in hearing if target_id not in known]
    # In one order everywhere: several events on their way at once wait for each other, not in a circle.
    for target_id in sorted(new):
        await store(
            session,
            WebhookRow,
            id=new_id(),
            target_id=target_id,
            event_id=event_id,
            event_type=event_type,
            state=WebhookState.PENDING,
            attempts=0,
            due_at=now,
            created_at=now,
        )
        await _wake(session, await queries.target_row(session, target_id), due_at=now, now=now)
    return len(new)


async def settle(
    session: AsyncSession,
    webhook_id: WebhookId,
    *,
    status: int | None,
    trouble: str | None,
    jitter: float,
    now: datetime,
) -> None:
    """Keep how one try ended; `status` is empty when no answer came."""
    row = await session.scalar(select(WebhookRow).where(WebhookRow.id == webhook_id).with_for_update())
    if row is None or row.state != WebhookState.PENDING:
        return
    target = await queries.target_row(session, row.target_id, lock=True)
    row.attempts += 1
    row.last_status, row.trouble = status, trouble
    if status is not None and rules.is_taken(status):
        row.state, row.ended_at = WebhookState.DELIVERED, now
        target.failing_since, target.failures, target.rest_until = None, 0, None
    else:
        target.failing_since, target.failures = target.failing_since or now, target.failures + 1
        target.rest_until = now + rules.rest_after(target.failures)
        pause = rules.next_pause(row.attempts, jitter)
        if pause is None:
            row.state, row.ended_at = WebhookState.DEAD, now
        else:
            row.due_at = now + pause
    telemetry.webhook_tries.labels(row.state).inc()
    await session.flush()


async def go_on(session: AsyncSession, target_id: UUID, *, now: datetime) -> None:
    """Queue the next call to this target, if anything waits for it."""
    target = await queries.target_row(session, target_id)
    if target.removed_at is not None:
        await _give_up_all(session, target_id, now=now)
        return
    due_at = await queries.earliest_due(session, target_id)
    if due_at is not None:
        await _wake(session, target, due_at=due_at, now=now)


async def _wake(session: AsyncSession, target: TargetRow, *, due_at: datetime, now: datetime) -> None:
    """Have this target's queue looked at by then, or when it has rested.

    There is one job a target. Where one is there, it is brought forward; it may be under way, and then looks at the
    queue in the transaction that ends it.
    """
    key, rests_until = str(target.id), target.rest_until or now
    due_at = max(due_at, rests_until) if max(due_at, rests_until) > now else jobs.AT_ONCE
    await jobs.ensure(session, kind=TARGET_JOB, key=key, lane=f"webhook:{key}", due_at=due_at, payload={"target": key})


async def _give_up_all(session: AsyncSession, target_id: UUID, *, now: datetime) -> None:
    await session.execute(
        update(WebhookRow)
        .where(WebhookRow.target_id == target_id, WebhookRow.state == WebhookState.PENDING)
        .values(state=WebhookState.DEAD, trouble=TargetGone.__name__, ended_at=now)
    )


async def _note(session: AsyncSession, by: str, detail: dict[str, str | int], *, now: datetime) -> None:
    await audit.record(session, audit.Record(by, audit.Action.WEBHOOKS_CHANGED, detail=detail), now=now)
