"""The way in: what is still to be done after the password, in which order, and who may go on with it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.model import Post, StaffRow
from qiao.access.queries import posts_of
from qiao.access.signin import codes
from qiao.access.signin.model import Step, StepRow
from qiao.foundation.database import rows_changed
from qiao.foundation.errors import Unauthenticated
from qiao.foundation.keys import KeyRing

_LASTS = timedelta(minutes=10)
_MOST_TRIES = 5

Way = Literal["password", "sso"]


class StepOver(Unauthenticated):
    """It took too long or went wrong too often; begin again with the password."""


@dataclass(frozen=True, slots=True)
class Onward:
    """Somebody on the way in: who she is, how she came, and whether a second proof was given."""

    staff_id: UUID
    way: Way
    proved_code: bool
    post: Post | None = None
    """The post to work in, where the identity provider has a say in it."""


async def still_to_do(
    session: AsyncSession, staff: StaffRow, onward: Onward, *, with_codes: frozenset[Post], now: datetime
) -> Step | None:
    """The next step; None when nothing stands between her and a session."""
    enrolled = await codes.has_codes(session, staff.id)
    if enrolled and not onward.proved_code:
        return Step.CODE
    if staff.must_change_password and onward.way == "password":
        return Step.PASSWORD
    needs_codes = not staff.demo and not with_codes.isdisjoint(await posts_of(session, staff.id, now=now))
    if needs_codes and not enrolled and not onward.proved_code:
        return Step.ENROL
    return None


async def ticket(
    session: AsyncSession, ring: KeyRing, staff: StaffRow, onward: Onward, step: Step, *, now: datetime
) -> str:
    """What she brings back with the next step; stored as a digest, good for ten minutes and one step."""
    secret = secrets.token_urlsafe(32)
    session.add(
        StepRow(
            digest=ring.token_digest(secret),
            staff_id=staff.id,
            step=step,
            way=onward.way,
            rights_version=staff.rights_version,
            proved_code=onward.proved_code,
            post=onward.post,
            expires_at=now + _LASTS,
        )
    )
    await session.flush()
    return secret


async def show(session: AsyncSession, ring: KeyRing, secret: str, step: Step, *, now: datetime) -> StaffRow:
    """Who holds this ticket, while it is good. Raises StepOver."""
    row = await session.get(StepRow, ring.token_digest(secret), populate_existing=True)
    staff = await session.get(StaffRow, row.staff_id, populate_existing=True) if row is not None else None
    if (
        row is None
        or staff is None
        or row.step != step
        or row.used_at is not None
        or row.expires_at <= now
        or row.tries > _MOST_TRIES
        or not staff.may_sign_in
        or staff.rights_version != row.rights_version
    ):
        raise StepOver
    return staff


async def count(session: AsyncSession, ring: KeyRing, secret: str) -> None:
    """Count a try at this step before it is looked at. Raises StepOver after five."""
    counted = await session.execute(
        update(StepRow)
        .where(StepRow.digest == ring.token_digest(secret), StepRow.tries < _MOST_TRIES, StepRow.used_at.is_(None))
        .values(tries=StepRow.tries + 1)
    )
    if not rows_changed(counted):
        raise StepOver


async def use(session: AsyncSession, ring: KeyRing, secret: str, step: Step, *, now: datetime) -> Onward:
    """The step is done and its ticket spent, by one of those who bring it at the same time. Raises StepOver."""
    digest = ring.token_digest(secret)
    spent = await session.execute(
        update(StepRow)
        .where(StepRow.digest == digest, StepRow.step == step, StepRow.used_at.is_(None), StepRow.expires_at > now)
        .values(used_at=now)
    )
    if not rows_changed(spent):
        raise StepOver
    row = await session.get_one(StepRow, digest, populate_existing=True)
    way: Way = "sso" if row.way == "sso" else "password"
    return Onward(row.staff_id, way, row.proved_code or step is not Step.PASSWORD, Post(row.post) if row.post else None)
