"""Sessions: how one begins, stays alive, is listed and ends."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit
from qiao.access.actions import end_sessions, wake_sessions
from qiao.access.model import Post, StaffRow, StaffSessionRow
from qiao.access.queries import StaffSession, is_live
from qiao.access.signin.devices import masked_source
from qiao.foundation.database import rows_changed
from qiao.foundation.errors import NotFound
from qiao.foundation.keys import KeyRing

# Written at most once a minute: looking at a work list is not worth a commit.
_SEEN_EVERY = timedelta(minutes=1)
_PUBLIC_PART = 24


class SessionNotFound(NotFound):
    """There is no such session, or it has ended."""


@dataclass(frozen=True, slots=True)
class Lasts:
    """How long a session may be idle, and how long it lasts whatever is done in it."""

    idle: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True)
class Browser:
    """Where somebody signs in from: the address as limits count it, and the device in two words."""

    source: str
    device: str = ""


async def begin(
    session: AsyncSession,
    ring: KeyRing,
    staff: StaffRow,
    *,
    browser: Browser,
    lasts: Lasts,
    way: str,
    now: datetime,
    post: Post | None = None,
) -> str:
    """A new session; returns the cookie's secret, which is stored nowhere. Nothing of an earlier session goes on."""
    secret = secrets.token_urlsafe(32)
    session.add(
        StaffSessionRow(
            digest=ring.token_digest(secret),
            staff_id=staff.id,
            csrf=secrets.token_urlsafe(24),
            created_at=now,
            expires_at=now + lasts.longest,
            post=post,
            rights_version=staff.rights_version,
            seen_at=now,
            idle_until=now + lasts.idle,
            device=browser.device,
            source=browser.source,
            way=way,
        )
    )
    await session.flush()
    act = audit.Record(
        f"staff:{staff.id}",
        audit.Action.SIGNED_IN,
        post=post or staff.post,
        source=browser.source,
        detail={"way": way},
    )
    await audit.record(session, act, now=now)
    return secret


def is_due(live: StaffSession, *, now: datetime) -> bool:
    """Whether it is time to write down that somebody works in this session."""
    return live.seen_at is None or now - live.seen_at >= _SEEN_EVERY or now < live.seen_at


async def note_seen(session: AsyncSession, digest: str, *, idle: timedelta, now: datetime) -> None:
    """Somebody does something in this session: it is idle from now on."""
    await session.execute(
        update(StaffSessionRow)
        .where(StaffSessionRow.digest == digest, StaffSessionRow.ended_at.is_(None))
        .values(seen_at=now, idle_until=now + idle)
    )


async def of_staff(session: AsyncSession, staff_id: UUID, *, now: datetime) -> Sequence[StaffSessionRow]:
    """Her live sessions, the newest first."""
    query = (
        select(StaffSessionRow)
        .join(StaffRow, StaffRow.id == StaffSessionRow.staff_id)
        .where(StaffSessionRow.staff_id == staff_id, is_live(now))
        .order_by(StaffSessionRow.created_at.desc(), StaffSessionRow.digest)
    )
    return (await session.scalars(query)).all()


def wire(row: StaffSessionRow, *, current: str | None) -> dict[str, Any]:
    """The protocol's `SignedInSession`."""
    return {
        "id": public_id(row.digest),
        "device": row.device or "",
        "address": masked_source(row.source),
        "since": row.created_at.isoformat(),
        "seen": (row.seen_at or row.created_at).isoformat(),
        "ends": row.expires_at.isoformat(),
        "current": row.digest == current,
    }


def public_id(digest: str) -> str:
    """A session's name for people: the beginning of its digest, by which nobody can come in."""
    return digest[:_PUBLIC_PART]


async def sign_out(session: AsyncSession, live: StaffSession, *, now: datetime) -> None:
    """End the session in which somebody says so."""
    await _end(session, live.staff.id, StaffSessionRow.digest == live.digest, because="signed_out", now=now)
    staff = live.staff
    await audit.record(session, audit.Record(f"staff:{staff.id}", audit.Action.SIGNED_OUT, post=staff.post), now=now)


async def end_one(session: AsyncSession, staff_id: UUID, public: str, *, by: str, now: datetime) -> None:
    """End one session of hers, by the name under which it is listed. Raises SessionNotFound."""
    named = StaffSessionRow.digest.startswith(public, autoescape=True)
    if len(public) != _PUBLIC_PART or not await _end(session, staff_id, named, because="ended", now=now):
        raise SessionNotFound
    await _record_end(session, staff_id, {"session": public}, by=by, now=now)


async def end_all(session: AsyncSession, staff_id: UUID, *, by: str, now: datetime, but: str | None = None) -> None:
    """End every session of hers, but the one of the digest `but`."""
    await end_sessions(session, staff_id, because="ended", now=now, but=but)
    await _record_end(session, staff_id, {"all": 1}, by=by, now=now)


async def _end(
    session: AsyncSession, staff_id: UUID, which: ColumnElement[bool], *, because: str, now: datetime
) -> bool:
    ended = await session.execute(
        update(StaffSessionRow)
        .where(StaffSessionRow.staff_id == staff_id, StaffSessionRow.ended_at.is_(None), which)
        .values(ended_at=now, ended_because=because)
    )
    wake_sessions(session, staff_id)
    return rows_changed(ended) > 0


async def _record_end(
    session: AsyncSession, staff_id: UUID, detail: dict[str, str | int], *, by: str, now: datetime
) -> None:
    act = audit.Record(by, audit.Action.SESSION_ENDED, detail={"staff": str(staff_id), **detail})
    await audit.record(session, act, now=now)
