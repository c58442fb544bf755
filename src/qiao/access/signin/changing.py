"""Passwords: changed by the person, reset by an administrator, and none of the last few again."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit
from qiao.access.actions import outdate_sessions
from qiao.access.model import StaffRow
from qiao.access.passwords import verify_password
from qiao.access.signin.model import UsedPasswordRow
from qiao.foundation.errors import Forbidden, Invalid
from qiao.foundation.ids import new_id

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"

_NOT_AGAIN = 5


class PasswordUsedBefore(Invalid):
    """This is the password there is, or one of the last five; think of another."""


class PasswordWrong(Forbidden):
    """The password there is now was not typed right."""


class NotOneself(Forbidden):
    """Nobody does this to her own account; another administrator does."""


class SecondPersonNeeded(Forbidden):
    """Whoever asked does not decide; a second person does."""


async def last_hashes(session: AsyncSession, staff: StaffRow) -> list[str]:
    """The hashes of passwords that may not come back."""
    query = select(UsedPasswordRow.password_hash).where(UsedPasswordRow.staff_id == staff.id)
    used = await session.scalars(query.order_by(UsedPasswordRow.id.desc()).limit(_NOT_AGAIN))
    return [*dict.fromkeys([staff.password_hash, *used])]


async def check_not_used(hashes: Sequence[str], password: str) -> None:
    """Outside any transaction: each hash takes tens of milliseconds. Raises PasswordUsedBefore."""
    for one in hashes:
        if await verify_password(one, password):
            raise PasswordUsedBefore(last=_NOT_AGAIN)


async def set_password(
    session: AsyncSession, staff_id: UUID, password_hash: str, *, by: str, now: datetime, only_once: bool = False
) -> StaffRow:
    """A new password; every session ends. `only_once`: it lets her in only to choose another."""
    row = await session.get_one(StaffRow, staff_id, with_for_update=True, populate_existing=True)
    session.add(UsedPasswordRow(id=new_id(), staff_id=staff_id, password_hash=row.password_hash, at=now))
    row.password_hash = password_hash
    row.must_change_password = only_once
    await session.flush()
    await outdate_sessions(session, staff_id, because="password", now=now)
    await session.refresh(row)
    detail = {"staff": str(staff_id), "what": "password reset" if only_once else "password"}
    await audit.record(session, audit.Record(by, audit.Action.SIGN_IN_CHANGED, detail=detail), now=now)
    return row


def invented_password() -> str:
    """A password for once, easy to read aloud."""
    return "-".join(invented_signs(5) for _ in range(3))


def invented_signs(count: int) -> str:
    """Signs that nobody takes for one another."""
    return "".join(secrets.choice(SIGNS) for _ in range(count))
