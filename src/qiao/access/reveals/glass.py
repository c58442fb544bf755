"""Breaking the glass: one asks, another agrees, it opens for minutes, and a third looks at it afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit
from qiao.access.queries import Staff
from qiao.access.reveals import queries
from qiao.access.reveals.model import GlassRow, RevealRow, Verdict
from qiao.access.reveals.opening import RevealRefused, Reveals
from qiao.access.reveals.queries import GlassNotFound, RevealNotFound
from qiao.access.views import About
from qiao.foundation.errors import Conflict, Forbidden
from qiao.foundation.ids import new_id
from qiao.language import identifiers

_LONGEST = 200
_ANSWERED_WITHIN = timedelta(minutes=30)


class NotAlone(Forbidden):
    """Whoever asked, agreed or opened does not also answer for it: somebody else has to."""


class AlreadyDecided(Conflict):
    """Somebody has answered, or it was too long ago."""


async def ask(
    session: AsyncSession,
    reveals: Reveals,
    staff: Staff,
    about: About,
    fields: Sequence[str],
    *,
    reason: str,
    words: str,
    now: datetime,
) -> GlassRow:
    """Ask to see more than the table gives. Raises RevealRefused where no glass may be broken."""
    glass = reveals.rules.glass
    if staff.post not in glass.posts or reason not in glass.reasons or not set(fields) <= set(glass.fields):
        raise RevealRefused(because="no_glass")
    row = GlassRow(
        id=new_id(),
        staff_id=staff.id,
        post=staff.post,
        customer_id=about.customer_id,
        contact_id=about.contact_id,
        fields=sorted(set(fields)),
        reason=reason,
        words=identifiers.mask(words).text[:_LONGEST],
        asked_at=now,
    )
    session.add(row)
    await session.flush()
    await _record(session, row, staff, audit.Action.BROKE_GLASS, {"did": "asked"}, now=now)
    return row


async def decide(
    session: AsyncSession, reveals: Reveals, glass_id: UUID, *, by: Staff, approve: bool, now: datetime
) -> GlassRow:
    """Agree or not, as a second person. Raises GlassNotFound, NotAlone or AlreadyDecided."""
    if by.post not in reveals.rules.glass.approvers:
        raise GlassNotFound
    row = await queries.glass(session, glass_id)
    if row is None:
        raise GlassNotFound
    if row.staff_id == by.id:
        raise NotAlone
    if row.decided_at is not None or now > row.asked_at + _ANSWERED_WITHIN:
        raise AlreadyDecided
    row.decided_by, row.decided_at, row.approved = by.id, now, approve
    row.until = now + reveals.glass_lasts if approve else None
    await session.flush()
    await _record(session, row, by, audit.Action.APPROVED, {"did": "agreed" if approve else "refused"}, now=now)
    return row


async def review_glass(
    session: AsyncSession, glass_id: UUID, verdict: Verdict, *, by: Staff, now: datetime
) -> GlassRow:
    """Look at it afterwards, as a third person. Raises GlassNotFound, NotAlone or AlreadyDecided."""
    row = await queries.glass(session, glass_id)
    if row is None or row.decided_at is None:
        raise GlassNotFound
    if by.id in {row.staff_id, row.decided_by}:
        raise NotAlone
    await _review(session, row, verdict, by=by, now=now)
    await _record(session, row, by, audit.Action.APPROVED, {"did": "reviewed", "verdict": verdict}, now=now)
    return row


async def review_reveal(
    session: AsyncSession, reveal_id: UUID, verdict: Verdict, *, by: Staff, now: datetime
) -> RevealRow:
    """Say whether a reveal was justified. Raises RevealNotFound, NotAlone or AlreadyDecided."""
    row = await queries.lock_reveal(session, reveal_id)
    if row is None:
        raise RevealNotFound
    if row.staff_id == by.id:
        raise NotAlone
    await _review(session, row, verdict, by=by, now=now)
    detail = {"did": "reviewed", "verdict": verdict, "reveal": str(row.id)}
    act = audit.Record(
        f"staff:{by.id}", audit.Action.APPROVED, post=by.post, customer_id=row.customer_id, detail=detail
    )
    await audit.record(session, act, now=now)
    return row


async def _review(
    session: AsyncSession, row: GlassRow | RevealRow, verdict: Verdict, *, by: Staff, now: datetime
) -> None:
    if row.reviewed_at is not None:
        raise AlreadyDecided
    row.reviewed_by, row.reviewed_at, row.verdict = by.id, now, verdict
    await session.flush()


async def _record(
    session: AsyncSession, row: GlassRow, by: Staff, action: audit.Action, detail: dict[str, str], *, now: datetime
) -> None:
    act = audit.Record(
        f"staff:{by.id}",
        action,
        post=by.post,
        customer_id=row.customer_id,
        contact_id=row.contact_id,
        reason=row.reason,
        detail={**detail, "glass": str(row.id), "fields": " ".join(row.fields)},
    )
    await audit.record(session, act, now=now)
