"""Proving again who one is, before the most sensitive values."""

from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit
from qiao.access.queries import StaffSession
from qiao.access.reveals import queries
from qiao.access.reveals.model import ProofKind, ProofRow
from qiao.foundation.errors import Forbidden, TooMany
from qiao.foundation.ids import new_id

_FAILURES = 5
_WITHIN = timedelta(minutes=15)


class StepUpRefused(Forbidden):
    """The password is wrong."""


class StepUpsUsedUp(TooMany):
    """The password was wrong too often; wait before the next try."""


async def check_step_ups(session: AsyncSession, live: StaffSession, *, now: datetime) -> str | None:
    """The hash to be verified. Raises StepUpsUsedUp; the trail tells who tries somebody else's password."""
    if await queries.failed_step_ups(session, live.staff.id, now - _WITHIN) >= _FAILURES:
        raise StepUpsUsedUp(retry_after_s=int(_WITHIN.total_seconds()))
    return await queries.password_hash(session, live.staff.id)


async def note_step_up(session: AsyncSession, live: StaffSession, *, fits: bool, now: datetime, source: str) -> None:
    """Count and record the try."""
    await session.execute(
        insert(ProofRow).values(
            id=new_id(),
            staff_id=live.staff.id,
            kind=ProofKind.STEP_UP,
            session_digest=live.digest,
            at=now,
            fits=fits,
        )
    )
    act = audit.Record(
        f"staff:{live.staff.id}",
        audit.Action.STEPPED_UP if fits else audit.Action.SIGN_IN_REFUSED,
        post=live.staff.post,
        source=source,
        detail={"for": "step_up"},
    )
    await audit.record(session, act, now=now)
