"""Everything that changes who works here and what they hold."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit, queries
from qiao.access.model import HoldingRow, Post, StaffRow, StaffSessionRow
from qiao.foundation.errors import Conflict, Invalid, Unauthenticated
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyRing

SESSION_LASTS = timedelta(hours=12)
_SHORTEST_PASSWORD = 10
_FEWEST_DIFFERENT = 5


class SignInRefused(Unauthenticated):
    """The name or the password is wrong; which of them is not said."""


class UsernameTaken(Conflict):
    """Somebody has that username."""


class PasswordTooWeak(Invalid):
    """A password has at least ten characters, five different ones among them, and does not hold the username."""


def check_password_strength(password: str, *, username: str) -> None:
    """Raises PasswordTooWeak."""
    too_plain = len(set(password)) < _FEWEST_DIFFERENT or username.lower() in password.lower()
    if len(password) < _SHORTEST_PASSWORD or too_plain:
        raise PasswordTooWeak(at_least=_SHORTEST_PASSWORD)


async def add_staff(
    session: AsyncSession,
    *,
    username: str,
    name: str,
    post: Post,
    password_hash: str,
    now: datetime,
    demo: bool = False,
    by: str = "house",
) -> UUID:
    """An account for a member of staff, made by the actor `by`. Raises UsernameTaken."""
    if await queries.staff_by_username(session, username) is not None:
        raise UsernameTaken(username=username)
    staff_id = new_id()
    session.add(
        StaffRow(
            id=staff_id,
            username=username.lower(),
            name=name,
            post=post,
            password_hash=password_hash,
            demo=demo,
            active=True,
            created_at=now,
        )
    )
    await session.flush()
    detail = {"staff": str(staff_id), "became": post.value}
    await audit.record(session, audit.Record(by, audit.Action.RIGHTS_CHANGED, detail=detail), now=now)
    return staff_id


async def disable_staff(session: AsyncSession, username: str, *, now: datetime, by: str = "house") -> None:
    """End an account and every session of it. Raises StaffNotFound, also when it was disabled before."""
    row = await queries.staff_by_username(session, username)
    if row is None or not row.active:
        raise queries.StaffNotFound
    row.active = False
    await session.execute(
        update(StaffSessionRow)
        .where(StaffSessionRow.staff_id == row.id, StaffSessionRow.ended_at.is_(None))
        .values(ended_at=now)
    )
    detail = {"staff": str(row.id), "became": "disabled"}
    await audit.record(session, audit.Record(by, audit.Action.RIGHTS_CHANGED, detail=detail), now=now)


async def sign_in(
    session: AsyncSession, ring: KeyRing, staff_id: UUID, *, now: datetime, source: str | None = None
) -> str:
    """A new session for someone whose password fitted; returns the cookie's secret, which is stored nowhere."""
    secret = secrets.token_urlsafe(32)
    session.add(
        StaffSessionRow(
            digest=ring.token_digest(secret),
            staff_id=staff_id,
            csrf=secrets.token_urlsafe(24),
            created_at=now,
            expires_at=now + SESSION_LASTS,
        )
    )
    await session.flush()
    await audit.record(session, audit.Record(f"staff:{staff_id}", audit.Action.SIGNED_IN, source=source), now=now)
    return secret


async def note_refusal(session: AsyncSession, staff_id: UUID | None, *, source: str, now: datetime) -> None:
    """Somebody was not let in. What was typed as a name is not kept: it may be a password, typed into the wrong box."""
    actor = f"staff:{staff_id}" if staff_id else "unknown"
    await audit.record(session, audit.Record(actor, audit.Action.SIGN_IN_REFUSED, source=source), now=now)


async def end_session(session: AsyncSession, live: queries.StaffSession, *, now: datetime) -> None:
    await session.execute(update(StaffSessionRow).where(StaffSessionRow.digest == live.digest).values(ended_at=now))
    staff = live.staff
    await audit.record(session, audit.Record(f"staff:{staff.id}", audit.Action.SIGNED_OUT, post=staff.post), now=now)


async def hold_contact(
    session: AsyncSession,
    *,
    staff_id: UUID,
    customer_id: UUID,
    contact_id: UUID,
    purpose: str,
    now: datetime,
    post: str | None = None,
    seen: Sequence[audit.Seen] = (),
) -> None:
    """From now on this member of staff works on this contact; earlier holders of it no longer do.

    `seen` is what her work list will show of the customer while she has the contact in hand.
    """
    await release_contact(session, contact_id, now=now)
    await session.execute(
        insert(HoldingRow).values(
            id=new_id(),
            staff_id=staff_id,
            customer_id=customer_id,
            contact_id=contact_id,
            purpose=purpose,
            seen=" ".join(one.field for one in seen),
            from_at=now,
        )
    )
    act = audit.Record(
        f"staff:{staff_id}",
        audit.Action.HELD,
        post=post,
        customer_id=customer_id,
        contact_id=contact_id,
        purpose=purpose,
        fields=seen,
    )
    await audit.record(session, act, now=now)


async def release_contact(session: AsyncSession, contact_id: UUID, *, now: datetime) -> None:
    await session.execute(
        update(HoldingRow).where(HoldingRow.contact_id == contact_id, HoldingRow.to_at.is_(None)).values(to_at=now)
    )
