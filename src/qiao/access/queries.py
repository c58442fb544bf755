"""Every SELECT of the access room."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access.model import HoldingRow, Post, StaffPostRow, StaffRow, StaffSessionRow
from qiao.foundation.errors import NotFound, Unauthenticated


class NotSignedIn(Unauthenticated):
    """There is no live session behind this request; sign in."""


class StaffNotFound(NotFound):
    """No such member of staff."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff, in the post in which she works now."""

    id: UUID
    username: str
    name: str
    post: Post
    demo: bool


@dataclass(frozen=True, slots=True)
class StaffSession:
    """A signed-in browser and who sits before it."""

    staff: Staff
    digest: str
    csrf: str
    seen_at: datetime | None = None
    way: str | None = None


async def find_staff(session: AsyncSession, staff_id: UUID) -> Staff:
    """Raises StaffNotFound, also for those who no longer work here."""
    row = await session.scalar(select(StaffRow).where(StaffRow.id == staff_id, StaffRow.active))
    if row is None:
        raise StaffNotFound
    return _staff(row)


async def staff_names(session: AsyncSession, staff_ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = await session.execute(select(StaffRow.id, StaffRow.name).where(StaffRow.id.in_(list(staff_ids))))
    return {row.id: row.name for row in rows}


async def staff_of_post(session: AsyncSession, post: Post) -> dict[UUID, str]:
    """The names of those who can sign in and whose account has this post."""
    has_post = (StaffRow.active, StaffRow.locked_at.is_(None), StaffRow.post == post)
    rows = await session.execute(select(StaffRow.id, StaffRow.name).where(*has_post).order_by(StaffRow.name))
    return {row.id: row.name for row in rows}


async def team_ids(session: AsyncSession, staff_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The team of each of them who is in one."""
    in_one = (StaffRow.id.in_(list(staff_ids)), StaffRow.team_id.is_not(None))
    rows = await session.execute(select(StaffRow.id, StaffRow.team_id).where(*in_one))
    return {row.id: row.team_id for row in rows}


async def staff_by_username(session: AsyncSession, username: str) -> StaffRow | None:
    return await session.scalar(select(StaffRow).where(StaffRow.username == username.lower()))


async def all_staff(session: AsyncSession) -> Sequence[StaffRow]:
    """Every account there ever was, by username."""
    return (await session.scalars(select(StaffRow).order_by(StaffRow.username))).all()


async def session_of(session: AsyncSession, digest: str, *, now: datetime) -> StaffSession:
    """The live session behind a cookie's digest. Raises NotSignedIn."""
    found = (
        await session.execute(
            select(StaffSessionRow, StaffRow)
            .join(StaffRow, StaffRow.id == StaffSessionRow.staff_id)
            .where(StaffSessionRow.digest == digest, is_live(now))
        )
    ).one_or_none()
    if found is None:
        raise NotSignedIn
    live, staff = found
    return StaffSession(_staff(staff, live.post), live.digest, live.csrf, live.seen_at, live.way)


async def still_signed_in(session: AsyncSession, digests: Collection[str], *, now: datetime) -> frozenset[str]:
    """Those of the cookies' digests whose session is live: many at once."""
    query = (
        select(StaffSessionRow.digest)
        .join(StaffRow, StaffRow.id == StaffSessionRow.staff_id)
        .where(StaffSessionRow.digest.in_(digests), is_live(now))
    )
    return frozenset(await session.scalars(query))


def is_live(now: datetime) -> ColumnElement[bool]:
    """The one condition of being signed in, over a session joined with its account: everything ends here at once.

    Out is who signed out or was ended, was here or idle too long, has no account any more or a locked one, whose
    rights changed since, or whose post is over.
    """
    return and_(
        StaffSessionRow.ended_at.is_(None),
        StaffSessionRow.expires_at > now,
        or_(StaffSessionRow.idle_until.is_(None), StaffSessionRow.idle_until > now),
        StaffRow.active,
        StaffRow.locked_at.is_(None),
        func.coalesce(StaffSessionRow.rights_version, 0) == StaffRow.rights_version,
        has_post(StaffRow.id, func.coalesce(StaffSessionRow.post, StaffRow.post), StaffRow.post, now=now),
    )


def has_post(
    staff_id: ColumnElement[UUID] | Any,  # noqa: ANN401  (a mapped column)
    post: ColumnElement[str],
    of_account: ColumnElement[str] | Any,  # noqa: ANN401  (a mapped column)
    *,
    now: datetime,
) -> ColumnElement[bool]:
    """Whether she has the post at this moment; without any row of posts, whether it is that of her account."""
    of_hers = StaffPostRow.staff_id == staff_id
    in_time = and_(StaffPostRow.from_at <= now, or_(StaffPostRow.until_at.is_(None), StaffPostRow.until_at > now))
    return or_(
        exists().where(of_hers, StaffPostRow.post == post, in_time),
        and_(~exists().where(of_hers), post == of_account),
    )


async def posts_of(session: AsyncSession, staff_id: UUID, *, now: datetime) -> list[Post]:
    """The posts she has at this moment, that of her account first."""
    row = await session.get(StaffRow, staff_id)
    if row is None:
        return []
    rows = (await session.scalars(select(StaffPostRow).where(StaffPostRow.staff_id == staff_id))).all()
    if not rows:
        return [Post(row.post)]
    now_hers = {one.post for one in rows if one.from_at <= now and (one.until_at is None or one.until_at > now)}
    return sorted((Post(post) for post in now_hers), key=lambda post: (post != row.post, post))


async def holds(session: AsyncSession, staff_id: UUID, customer_id: UUID, *, now: datetime) -> bool:
    """Whether this member of staff holds a contact of this customer right now."""
    return (
        await session.scalar(
            select(HoldingRow.id).where(
                HoldingRow.staff_id == staff_id,
                HoldingRow.customer_id == customer_id,
                HoldingRow.from_at <= now,
                or_(HoldingRow.to_at.is_(None), HoldingRow.to_at > now),
            )
        )
    ) is not None


def _staff(row: StaffRow, post: str | None = None) -> Staff:
    return Staff(row.id, row.username, row.name, Post(post or row.post), row.demo)
