"""Proving again who one is, before the most sensitive values."""

from sqlalchemy import insert

from qiao.access.queries import StaffSession
from qiao.access.reveals.model import ProofKind, ProofRow
from qiao.access.signin import proving
from qiao.foundation.errors import Forbidden, TooMany
from qiao.foundation.http import Parts
from qiao.foundation.ids import new_id


class StepUpRefused(Forbidden):
    """The password or the code is wrong."""


class StepUpsUsedUp(TooMany):
    """Too many tries failed at this account, here or at the sign-in; wait before the next."""


async def step_up(parts: Parts, live: StaffSession, *, password: str | None, code: str | None, source: str) -> None:
    """For a while this session may open the most sensitive values. Raises StepUpRefused or StepUpsUsedUp.

    TooManyTries where the address is locked. Tries are those of the sign-in: one count, one lock.
    """
    proof = (
        await proving.by_code(parts, live, code, source=source)
        if code is not None
        else await proving.by_password(parts, live, password or "", source=source)
    )
    if proof.locked_until is not None:
        raise StepUpsUsedUp(retry_after_s=max(1, round((proof.locked_until - parts.clock.now()).total_seconds())))
    if not proof.fits:
        raise StepUpRefused
    await note(parts, live)


async def note(parts: Parts, live: StaffSession) -> None:
    """Who sits before this session has just proved who she is."""
    async with parts.database.transaction() as session:
        await session.execute(
            insert(ProofRow).values(
                id=new_id(),
                staff_id=live.staff.id,
                kind=ProofKind.STEP_UP,
                session_digest=live.digest,
                at=parts.clock.now(),
                fits=True,
            )
        )
