"""One-time codes (RFC 6238) and the recovery codes for the day the telephone is lost."""

import hmac
import secrets
from collections.abc import Collection
from datetime import datetime
from typing import TypedDict
from uuid import UUID

import segno
from pyotp import random_base32
from pyotp.totp import TOTP
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit
from qiao.access.grants import Duty, GrantBook
from qiao.access.model import Post
from qiao.access.signin.model import CodeSecretRow, RecoveryCodeRow
from qiao.foundation.database import rows_changed
from qiao.foundation.errors import Conflict, Forbidden
from qiao.foundation.keys import KeyId, KeyRing

_STEP_S = 30
_NEAR = (0, -1, 1)  # A telephone's clock may be a step away from ours.
_DIGITS = 6
_RECOVERY_CODES = 10
_RECOVERY_SIGNS = "23456789abcdefghjkmnpqrstvwxyz"
_DECIDES = {
    Duty.RIGHTS_PROPOSE,
    Duty.RIGHTS_APPROVE,
    Duty.STAFF_ACCOUNTS,
    Duty.KEYS,
    Duty.AUDIT_READ,
}
NOBODY, RISKY = "none", "risky"


class CodesThere(Conflict):
    """One-time codes are set up already; take them away first."""


class CodeWrong(Forbidden):
    """This is not the code of now, or it was used before."""


class Enrolment(TypedDict):
    """What is shown once: the secret, and the same as an address and as a picture for the telephone's camera."""

    secret: str
    uri: str
    picture: str


def posts_with_codes(book: GrantBook, wanted: Collection[str]) -> frozenset[Post]:
    """The posts that sign in with a code, as the setting names them. Raises ValueError for a word that is no post.

    RISKY are those that see something only after proving again who they are, and those that decide about rights,
    accounts, keys or the trail.
    """
    named = {Post(word) for word in wanted if word not in {RISKY, NOBODY}}
    if RISKY in wanted:
        named |= {row.post for row in book.rows if row.grant.step_up}
        named |= {post for post, entry in book.posts.items() if _DECIDES & set(entry.duties)}
    return frozenset(named)


async def has_codes(session: AsyncSession, staff_id: UUID) -> bool:
    query = select(CodeSecretRow.staff_id).where(
        CodeSecretRow.staff_id == staff_id, CodeSecretRow.confirmed_at.is_not(None)
    )
    return await session.scalar(query) is not None


async def all_with_codes(session: AsyncSession) -> set[UUID]:
    """Everybody who signs in with codes."""
    return set(await session.scalars(select(CodeSecretRow.staff_id).where(CodeSecretRow.confirmed_at.is_not(None))))


async def recovery_left(session: AsyncSession, staff_id: UUID) -> int:
    query = select(func.count()).select_from(RecoveryCodeRow)
    left = query.where(RecoveryCodeRow.staff_id == staff_id, RecoveryCodeRow.used_at.is_(None))
    return await session.scalar(left) or 0


async def enrol(
    session: AsyncSession, ring: KeyRing, staff_id: UUID, *, username: str, house: str, now: datetime
) -> Enrolment:
    """A new secret, worth nothing until its first code was typed. Raises CodesThere."""
    row = await session.get(CodeSecretRow, staff_id, with_for_update=True, populate_existing=True)
    if row is not None and row.confirmed_at is not None:
        raise CodesThere
    secret = random_base32()
    if row is None:
        key_id = await ring.create(session, staff_id, now=now)
        await session.flush()
        row = CodeSecretRow(staff_id=staff_id, key_id=key_id, sealed=b"", created_at=now)
        session.add(row)
    await ring.load(session, KeyId(row.key_id))
    row.sealed = ring.seal(KeyId(row.key_id), secret.encode(), bound_to=_place(staff_id))
    row.created_at, row.last_step = now, 0
    await session.flush()
    uri = TOTP(secret).provisioning_uri(name=username, issuer_name=house)
    return Enrolment(secret=secret, uri=uri, picture=segno.make(uri, error="m").svg_data_uri(scale=5, border=2))


async def confirm(session: AsyncSession, ring: KeyRing, staff_id: UUID, code: str, *, now: datetime) -> list[str]:
    """Codes hold from now on; returns the recovery codes, which are shown once. Raises CodeWrong or CodesThere."""
    row = await session.get(CodeSecretRow, staff_id, with_for_update=True, populate_existing=True)
    if row is not None and row.confirmed_at is not None:
        raise CodesThere
    if row is None or not await _take_code(session, ring, row, code, now=now):
        raise CodeWrong
    row.confirmed_at = now
    await _note(session, staff_id, "codes set up", by=f"staff:{staff_id}", now=now)
    return await new_recovery_codes(session, ring, staff_id)


async def new_recovery_codes(session: AsyncSession, ring: KeyRing, staff_id: UUID) -> list[str]:
    """Ten of them; those before are worth nothing any more."""
    await session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.staff_id == staff_id))
    codes = ["".join(secrets.choice(_RECOVERY_SIGNS) for _ in range(10)) for _ in range(_RECOVERY_CODES)]
    session.add_all(RecoveryCodeRow(digest=_recovery_digest(ring, staff_id, code), staff_id=staff_id) for code in codes)
    await session.flush()
    return [f"{code[:5]}-{code[5:]}" for code in codes]


async def take(session: AsyncSession, ring: KeyRing, staff_id: UUID, code: str, *, now: datetime) -> bool:
    """Whether it is her code of now or one of her recovery codes; either serves once, in whichever process."""
    row = await session.get(CodeSecretRow, staff_id)
    if row is None or row.confirmed_at is None:
        return False
    said = "".join(code.split()).replace("-", "").lower()
    if len(said) == _DIGITS:
        return await _take_code(session, ring, row, said, now=now)
    used = await session.execute(
        update(RecoveryCodeRow)
        .where(
            RecoveryCodeRow.digest == _recovery_digest(ring, staff_id, said),
            RecoveryCodeRow.staff_id == staff_id,
            RecoveryCodeRow.used_at.is_(None),
        )
        .values(used_at=now)
    )
    if not rows_changed(used):
        return False
    await _note(session, staff_id, "recovery code used", by=f"staff:{staff_id}", now=now)
    return True


async def take_away(session: AsyncSession, ring: KeyRing, staff_id: UUID, *, by: str, now: datetime) -> None:
    """No codes any more; what they were made from is destroyed."""
    await session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.staff_id == staff_id))
    await session.execute(delete(CodeSecretRow).where(CodeSecretRow.staff_id == staff_id))
    await ring.destroy(session, staff_id, now=now)
    await _note(session, staff_id, "codes taken away", by=by, now=now)


async def _take_code(session: AsyncSession, ring: KeyRing, row: CodeSecretRow, code: str, *, now: datetime) -> bool:
    await ring.load(session, KeyId(row.key_id))
    secret = ring.open(KeyId(row.key_id), row.sealed, bound_to=_place(row.staff_id)).decode()
    codes = TOTP(secret, digits=_DIGITS, interval=_STEP_S)
    here = int(now.timestamp()) // _STEP_S
    fitting = [
        here + off for off in _NEAR if hmac.compare_digest(codes.generate_otp(here + off).encode(), code.encode())
    ]
    if not fitting:
        return False
    # Of two processes that are shown the same code, one changes the row.
    taken = await session.execute(
        update(CodeSecretRow)
        .where(CodeSecretRow.staff_id == row.staff_id, CodeSecretRow.last_step < fitting[0])
        .values(last_step=fitting[0])
    )
    return rows_changed(taken) > 0


async def _note(session: AsyncSession, staff_id: UUID, what: str, *, by: str, now: datetime) -> None:
    detail = {"staff": str(staff_id), "what": what}
    await audit.record(session, audit.Record(by, audit.Action.SIGN_IN_CHANGED, detail=detail), now=now)


def _place(staff_id: UUID) -> str:
    return f"code_secrets.sealed:{staff_id}:1"


def _recovery_digest(ring: KeyRing, staff_id: UUID, code: str) -> str:
    return ring.token_digest(f"recovery code of {staff_id} {code}")
