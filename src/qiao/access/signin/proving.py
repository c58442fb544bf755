"""Proving again who one is, at an open desk: by password or one-time code, counted as at the door.

There is one count and one lock for all ways of guessing at an account: whoever is locked at the sign-in is locked here.
"""

from dataclasses import dataclass
from datetime import datetime

from qiao.access import audit, passwords
from qiao.access.model import StaffRow
from qiao.access.queries import StaffSession
from qiao.access.signin import codes, tries
from qiao.access.signin.entrance import note_refusal
from qiao.foundation.http import Parts


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether it was she; `locked_until` where too many tries went before this one, which was not looked at."""

    fits: bool
    locked_until: datetime | None = None


async def by_password(parts: Parts, live: StaffSession, password: str, *, source: str) -> Proof:
    """Whether the one before the desk knows its password; it is on record. Raises TooManyTries for the address."""
    tried = await _count(parts, live, source=source)
    fits = False
    if not tried.locked:
        async with parts.database.reading() as session:
            staff = await session.get_one(StaffRow, live.staff.id)
        fits = await passwords.verify_password(staff.password_hash, password)
    return await _answered(parts, live, tried, source=source, fits=fits)


async def by_code(parts: Parts, live: StaffSession, code: str, *, source: str) -> Proof:
    """As `by_password`, by her one-time code of now or a recovery code; either serves once."""
    tried = await _count(parts, live, source=source)
    fits = False
    if not tried.locked:
        async with parts.database.transaction() as session:
            fits = await codes.take(session, parts.ring, live.staff.id, code, now=parts.clock.now())
    return await _answered(parts, live, tried, source=source, fits=fits)


async def _count(parts: Parts, live: StaffSession, *, source: str) -> tries.Try:
    async with parts.database.transaction() as session:
        username, now = live.staff.username, parts.clock.now()
        return await tries.count(session, parts.ring, username=username, source=source, now=now)


async def _answered(parts: Parts, live: StaffSession, tried: tries.Try, *, source: str, fits: bool) -> Proof:
    now = parts.clock.now()
    async with parts.database.transaction() as session:
        if fits:
            await tries.take_back(session, tried)
            await tries.clear(session, tried.account)
            act = audit.Record(f"staff:{live.staff.id}", audit.Action.STEPPED_UP, post=live.staff.post, source=source)
            await audit.record(session, act, now=now)
            return Proof(fits=True)
        await note_refusal(session, live.staff.id, tried, source=source, now=now)
        ends = await tries.locks(session, {tried.account: "hers"}, now=now) if tried.locked else {}
    return Proof(fits=False, locked_until=ends.get("hers"))
