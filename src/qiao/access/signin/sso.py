"""Single sign-on in the database: browsers awaited back, and who of the provider's people is who of ours."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit
from qiao.access.actions import outdate_sessions
from qiao.access.model import Post, StaffRow
from qiao.access.signin.changing import SecondPersonNeeded
from qiao.access.signin.model import SsoFlowRow, SsoLinkRow
from qiao.access.signin.oidc import Identity, SsoRefused
from qiao.foundation.database import rows_changed
from qiao.foundation.errors import Conflict, NotFound
from qiao.foundation.ids import new_id
from qiao.foundation.keys import KeyRing

LASTS = timedelta(minutes=10)


class LinkTaken(Conflict):
    """This person of the provider is linked to somebody else, or she to another of the provider's."""


class LinkNotFound(NotFound):
    """No link of this account to this person of the provider waits for a second person; look again which one does."""


async def begin(session: AsyncSession, ring: KeyRing, *, back: str, now: datetime) -> str:
    """A browser goes to the provider; returns the state it must come back with, once, within ten minutes."""
    state = secrets.token_urlsafe(32)
    session.add(SsoFlowRow(state_digest=ring.token_digest(state), back=back, expires_at=now + LASTS))
    await session.flush()
    return state


async def come_back(session: AsyncSession, ring: KeyRing, state: str, *, now: datetime) -> str:
    """Where the browser wanted to go. The state is spent, by whichever process sees it first. Raises SsoRefused."""
    digest = ring.token_digest(state)
    spent = await session.execute(
        update(SsoFlowRow)
        .where(SsoFlowRow.state_digest == digest, SsoFlowRow.used_at.is_(None), SsoFlowRow.expires_at > now)
        .values(used_at=now)
    )
    if not rows_changed(spent):
        raise SsoRefused(reason="state")
    return (await session.get_one(SsoFlowRow, digest)).back


def nonce_of(ring: KeyRing, state: str) -> str:
    """What the provider's word must repeat. Made from the state under a key of ours, so nothing secret is stored."""
    return ring.token_digest(f"nonce of {state}")


def verifier_of(ring: KeyRing, state: str) -> str:
    """The secret of PKCE, which goes to the provider's token endpoint alone."""
    return ring.token_digest(f"verifier of {state}")


async def whose(session: AsyncSession, identity: Identity, *, by_email: bool, now: datetime) -> StaffRow:
    """The account of this identity: by its link or, where that is wanted, once by a verified e-mail address.

    Raises SsoRefused.
    """
    linked = select(SsoLinkRow.staff_id).where(
        SsoLinkRow.issuer == identity.issuer,
        SsoLinkRow.subject == identity.subject,
        SsoLinkRow.agreed_by.is_not(None),
    )
    staff_id = await session.scalar(linked)
    if staff_id is None and by_email and identity.email is not None:
        staff_id = await session.scalar(select(StaffRow.id).where(StaffRow.email == identity.email, StaffRow.active))
        if staff_id is not None:
            try:
                await link(session, staff_id, identity.issuer, identity.subject, by="house", agreed_by="house", now=now)
            except LinkTaken:
                staff_id = None
    staff = await session.get(StaffRow, staff_id, with_for_update=True, populate_existing=True) if staff_id else None
    if staff is None or not staff.may_sign_in or staff.demo:
        raise SsoRefused(reason="unknown")
    return staff


async def link(
    session: AsyncSession,
    staff_id: UUID,
    issuer: str,
    subject: str,
    *,
    by: str,
    now: datetime,
    agreed_by: str | None = None,
) -> None:
    """Say that this person of the provider is she; she comes in by it once a second person agrees. Raises LinkTaken."""
    theirs = (SsoLinkRow.issuer == issuer) & ((SsoLinkRow.subject == subject) | (SsoLinkRow.staff_id == staff_id))
    if await session.scalar(select(SsoLinkRow.id).where(theirs)) is not None:
        raise LinkTaken
    row = SsoLinkRow(
        id=new_id(),
        issuer=issuer,
        subject=subject,
        staff_id=staff_id,
        linked_at=now,
        linked_by=by,
        agreed_by=agreed_by,
    )
    session.add(row)
    await session.flush()
    await _record(session, staff_id, "linked to the identity provider", by=by, now=now)


async def agree(session: AsyncSession, staff_id: UUID, subject: str, *, by: str, now: datetime) -> None:
    """The second person: whoever links her own name to another's account would come in as that other.

    She names the subject she agrees to: the link may be another one since she looked. Raises LinkNotFound or
    SecondPersonNeeded.
    """
    row = await waiting_link(session, staff_id, lock=True)
    if row is None or row.subject != subject:
        raise LinkNotFound
    if row.linked_by == by:
        raise SecondPersonNeeded
    row.agreed_by = by
    await session.flush()
    await _record(session, staff_id, "the link to the identity provider was agreed to", by=by, now=now)


async def waiting_link(session: AsyncSession, staff_id: UUID, *, lock: bool = False) -> SsoLinkRow | None:
    """The link of hers to which nobody has agreed yet."""
    query = select(SsoLinkRow).where(SsoLinkRow.staff_id == staff_id, SsoLinkRow.agreed_by.is_(None))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(query.order_by(SsoLinkRow.linked_at))).first()


async def unlink(session: AsyncSession, staff_id: UUID, *, by: str, now: datetime) -> None:
    """She signs in by the provider no more, and every session of hers ends."""
    await session.execute(delete(SsoLinkRow).where(SsoLinkRow.staff_id == staff_id))
    await outdate_sessions(session, staff_id, because="unlinked", now=now)
    await _record(session, staff_id, "unlinked from the identity provider", by=by, now=now)


def allowed(
    posts: Collection[Post], groups: frozenset[str], posts_of_groups: Collection[tuple[str, Post]]
) -> list[Post]:
    """The posts in which she may work by the provider's groups: never one she does not have here.

    Without a table of groups the provider has no say in it.
    """
    if not posts_of_groups:
        return list(posts)
    named = {post for group, post in posts_of_groups if group in groups}
    return [post for post in posts if post in named]


async def _record(session: AsyncSession, staff_id: UUID, what: str, *, by: str, now: datetime) -> None:
    detail = {"staff": str(staff_id), "what": what}
    await audit.record(session, audit.Record(by, audit.Action.SIGN_IN_CHANGED, detail=detail), now=now)
