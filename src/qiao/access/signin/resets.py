"""Setting anew what somebody else signs in with: asked for by one person, done by a second, usable by neither.

The password that serves once has two halves. Whoever asks is shown the first, whoever approves the second; the person
herself is told one by each. The first half follows from the request and a key outside the database, so none is stored.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit
from qiao.access.model import StaffRow
from qiao.access.signin import changing, codes, tries
from qiao.access.signin.accounts import decide, other
from qiao.access.signin.model import RequestState, ResetRequestRow
from qiao.foundation.errors import Conflict, NotFound
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyRing

_WAITS = timedelta(hours=24)
_HALF = 10


class ResetNotFound(NotFound):
    """There is no such request."""


class ResetOver(Conflict):
    """The request was decided already, or nobody decided it in time; ask anew."""


class ResetWaits(Conflict):
    """Somebody has asked for this already, and a second person has not decided yet."""


async def ask(
    session: AsyncSession, staff_id: UUID, *, codes: bool, reason: str, by: str, now: datetime
) -> ResetRequestRow:
    """Ask for a reset; nothing changes until a second person approves, within a day.

    Raises StaffNotFound, NotOneself or ResetWaits.
    """
    await other(session, staff_id, by)
    if await session.scalar(_waiting(now).where(ResetRequestRow.staff_id == staff_id)) is not None:
        raise ResetWaits
    row = ResetRequestRow(
        id=new_id(),
        staff_id=staff_id,
        codes=codes,
        reason=reason,
        state=RequestState.OPEN,
        asked_by=by,
        asked_at=now,
        expires_at=now + _WAITS,
    )
    session.add(row)
    await session.flush()
    await _record(session, audit.Action.RIGHTS_PROPOSED, row, by=by, now=now)
    return row


async def approve(
    session: AsyncSession, ring: KeyRing, request_id: UUID, password_hash: str, *, by: str, now: datetime
) -> StaffRow:
    """Let it take effect: the password of this hash serves once, every session ends, and codes go if that was asked.

    Raises ResetNotFound, ResetOver, SecondPersonNeeded or NotOneself.
    """
    row = await _decided(session, request_id, RequestState.APPROVED, by=by, now=now)
    staff = await changing.set_password(session, row.staff_id, password_hash, by=by, now=now, only_once=True)
    await tries.clear(session, tries.account_key(ring, staff.username))
    if row.codes:
        await codes.take_away(session, ring, row.staff_id, by=by, now=now)
    await _record(session, audit.Action.RIGHTS_CHANGED, row, by=by, now=now)
    return staff


async def refuse(session: AsyncSession, request_id: UUID, *, by: str, now: datetime) -> None:
    """Nothing changes; who asked may take it back so. Raises ResetNotFound, ResetOver or NotOneself."""
    row = await _decided(session, request_id, RequestState.REFUSED, by=by, now=now)
    await _record(session, audit.Action.RIGHTS_REFUSED, row, by=by, now=now)


async def waiting(session: AsyncSession, *, now: datetime, limit: int = 200) -> Sequence[ResetRequestRow]:
    """What waits for a second person, the oldest first."""
    return (await session.scalars(_waiting(now).order_by(ResetRequestRow.id).limit(limit))).all()


async def drop_resets(session: AsyncSession, staff_id: UUID, *, by: str, now: datetime) -> None:
    """Nobody resets an account that was closed meanwhile."""
    await session.execute(
        update(ResetRequestRow)
        .where(ResetRequestRow.staff_id == staff_id, ResetRequestRow.state == RequestState.OPEN)
        .values(state=RequestState.REFUSED, decided_by=by, decided_at=now)
    )


def first_half(ring: KeyRing, request_id: UUID) -> str:
    """What whoever asked tells the person: the same each time, and nothing without the key file."""
    number = int(ring.token_digest(f"first half of the password of reset {request_id}"), 16)
    signs: list[str] = []
    for _ in range(_HALF):
        number, place = divmod(number, len(changing.SIGNS))
        signs.append(changing.SIGNS[place])
    return "".join(signs)


def second_half() -> str:
    """What whoever approves tells the person."""
    return changing.invented_signs(_HALF)


def _waiting(now: datetime) -> Select[ResetRequestRow]:
    return select(ResetRequestRow).where(ResetRequestRow.state == RequestState.OPEN, ResetRequestRow.expires_at > now)


async def _decided(
    session: AsyncSession, request_id: UUID, state: RequestState, *, by: str, now: datetime
) -> ResetRequestRow:
    """The request, decided by the first of those who try."""
    row = await session.get(ResetRequestRow, request_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise ResetNotFound
    decide(row, state, over=ResetOver, by=by, now=now)
    await session.flush()
    return row


async def _record(session: AsyncSession, action: audit.Action, row: ResetRequestRow, *, by: str, now: datetime) -> None:
    detail: dict[str, Any] = {
        "staff": str(row.staff_id),
        "change": "reset of password and codes" if row.codes else "reset of password",
        "asked_by": row.asked_by,
    }
    await audit.record(session, audit.Record(by, action, reason=row.reason or None, detail=detail), now=now)
