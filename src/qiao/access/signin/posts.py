"""Who has which post: asked for by one person, given or ended by a second, and never one's own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit, queries
from qiao.access.actions import UsernameTaken, outdate_sessions
from qiao.access.grants import GrantBook
from qiao.access.grants.separation import APART
from qiao.access.model import Post, StaffPostRow, StaffRow
from qiao.access.queries import StaffNotFound
from qiao.access.signin.accounts import account, decide, not_oneself, other
from qiao.access.signin.model import PostChange, PostRequestRow, RequestState
from qiao.access.signin.resets import drop_resets
from qiao.foundation import jobs
from qiao.foundation.errors import Conflict, Invalid, NotFound
from qiao.foundation.ids import new_id

ACCOUNT_ENDED_JOB = "access.account_ended"
"""The job in which other rooms forget what somebody kept for herself; an account is also ended where no house runs."""
_WAITS = timedelta(days=7)


class PostRequestNotFound(NotFound):
    """There is no such request."""


class PostRequestOver(Conflict):
    """The request was decided already, or nobody decided it in time; ask anew."""


class PostForNobody(Invalid):
    """The robot's post is no person's."""


class PostThere(Conflict):
    """She has this post in that time already."""


class PostNotThere(Conflict):
    """She does not have this post."""


class TimesWrong(Invalid):
    """The end lies before the beginning, or before now."""


class DutiesApart(Conflict):
    """Together with another post of hers this one would put into one hand what must stay apart."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change of posts: one given from then until then, or one that ends at `until_at`; without it, at once."""

    staff_id: UUID
    change: PostChange
    post: Post
    reason: str
    from_at: datetime | None = None
    until_at: datetime | None = None


async def ask(session: AsyncSession, book: GrantBook, wanted: Wanted, *, by: str, now: datetime) -> PostRequestRow:
    """Ask for a change; nothing changes until a second person approves, within seven days.

    Raises StaffNotFound, NotOneself, PostForNobody, TimesWrong, PostThere, PostNotThere or DutiesApart.
    """
    if wanted.post is Post.BOT:
        raise PostForNobody
    ends_too_early = wanted.until_at is not None and wanted.until_at <= max(wanted.from_at or now, now)
    if ends_too_early:
        raise TimesWrong
    staff = await other(session, wanted.staff_id, by)
    await _check(session, book, staff, wanted, now=now)
    row = PostRequestRow(
        id=new_id(),
        staff_id=staff.id,
        change=wanted.change,
        post=wanted.post,
        from_at=wanted.from_at,
        until_at=wanted.until_at,
        reason=wanted.reason,
        state=RequestState.OPEN,
        asked_by=by,
        asked_at=now,
        expires_at=now + _WAITS,
    )
    session.add(row)
    await session.flush()
    await _record(session, audit.Action.RIGHTS_PROPOSED, row, by=by, now=now)
    return row


async def approve(session: AsyncSession, book: GrantBook, request_id: UUID, *, by: str, now: datetime) -> None:
    """Let the change take effect; her sessions end, and the next sign-in has the new rights.

    Raises PostRequestNotFound, PostRequestOver, SecondPersonNeeded, NotOneself, or what `ask` raises.
    """
    row, staff = await _decided(session, request_id, RequestState.APPROVED, by=by, now=now)
    wanted = Wanted(staff.id, PostChange(row.change), Post(row.post), row.reason, row.from_at, row.until_at)
    await _check(session, book, staff, wanted, now=now)
    await _make_explicit(session, staff)
    if wanted.change is PostChange.GIVE:
        await _give(session, staff, wanted, now=now)
    else:
        await _end(session, staff.id, [wanted.post], at=max(wanted.until_at or now, now))
    await _settle_account(session, staff, now=now)
    await outdate_sessions(session, staff.id, because="posts", now=now)
    await _record(session, audit.Action.RIGHTS_CHANGED, row, by=by, now=now)


async def refuse(session: AsyncSession, request_id: UUID, *, by: str, now: datetime) -> None:
    """Nothing changes; who asked may take it back so. Raises PostRequestNotFound, PostRequestOver or NotOneself."""
    row, _ = await _decided(session, request_id, RequestState.REFUSED, by=by, now=now)
    await _record(session, audit.Action.RIGHTS_REFUSED, row, by=by, now=now)


async def open_account(
    session: AsyncSession,
    *,
    username: str,
    name: str,
    email: str | None,
    post: Post,
    password_hash: str,
    by: str,
    now: datetime,
) -> StaffRow:
    """An account that can do nothing until two people have given it a post. Raises UsernameTaken."""
    taken = StaffRow.username == username.lower()
    if email is not None:
        taken = or_(taken, StaffRow.email == email.lower())
    if await session.scalar(select(StaffRow.id).where(taken)) is not None:
        raise UsernameTaken(username=username)
    row = StaffRow(
        id=new_id(),
        username=username.lower(),
        name=name,
        post=post,
        password_hash=password_hash,
        must_change_password=True,
        email=email.lower() if email else None,
        demo=False,
        active=False,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    detail = {"staff": str(row.id), "became": "waiting for a post"}
    await audit.record(session, audit.Record(by, audit.Action.RIGHTS_CHANGED, detail=detail), now=now)
    return row


async def disable_staff(session: AsyncSession, username: str, *, now: datetime, by: str = "house") -> None:
    """End an account, its posts, its sessions and what was asked for it; only a post given by two brings it back.

    Raises StaffNotFound, also when it was disabled before, and NotOneself.
    """
    row = await queries.staff_by_username(session, username)
    if row is None or not row.active:
        raise StaffNotFound
    not_oneself(row.id, by)
    await _make_explicit(session, row)
    await _end(session, row.id, Post, at=now)
    row.active = False
    await session.execute(
        update(PostRequestRow)
        .where(PostRequestRow.staff_id == row.id, PostRequestRow.state == RequestState.OPEN)
        .values(state=RequestState.REFUSED, decided_by=by, decided_at=now)
    )
    await drop_resets(session, row.id, by=by, now=now)
    await session.flush()
    await outdate_sessions(session, row.id, because="disabled", now=now)
    detail = {"staff": str(row.id), "became": "disabled"}
    await audit.record(session, audit.Record(by, audit.Action.RIGHTS_CHANGED, detail=detail), now=now)
    await jobs.ensure(
        session,
        kind=ACCOUNT_ENDED_JOB,
        key=f"{row.id.hex}:{now.isoformat()}",
        lane=f"{ACCOUNT_ENDED_JOB}:{row.id.hex}",
        due_at=now,
        payload={"staff": str(row.id)},
    )


async def requests(session: AsyncSession, *, now: datetime, limit: int = 200) -> Sequence[PostRequestRow]:
    """What waits for a second person, the oldest first."""
    query = select(PostRequestRow).where(PostRequestRow.state == RequestState.OPEN, PostRequestRow.expires_at > now)
    return (await session.scalars(query.order_by(PostRequestRow.id).limit(limit))).all()


async def post_rows(session: AsyncSession, staff_ids: Iterable[UUID]) -> dict[UUID, list[StaffPostRow]]:
    """Every row of posts of these people, the oldest first."""
    query = select(StaffPostRow).where(StaffPostRow.staff_id.in_(list(staff_ids))).order_by(StaffPostRow.id)
    rows: dict[UUID, list[StaffPostRow]] = {}
    for row in await session.scalars(query):
        rows.setdefault(row.staff_id, []).append(row)
    return rows


async def _decided(
    session: AsyncSession, request_id: UUID, state: RequestState, *, by: str, now: datetime
) -> tuple[PostRequestRow, StaffRow]:
    """The request, decided by the first of those who try."""
    row = await session.get(PostRequestRow, request_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise PostRequestNotFound
    decide(row, state, over=PostRequestOver, by=by, now=now)
    return row, await account(session, row.staff_id)


async def _check(session: AsyncSession, book: GrantBook, staff: StaffRow, wanted: Wanted, *, now: datetime) -> None:
    """Asked for and approved under the same rules: between the two things may have changed."""
    rows = (await post_rows(session, [staff.id])).get(staff.id, [])
    held = {Post(row.post) for row in rows if row.until_at is None or row.until_at > now}
    if not rows and staff.active:
        held = {Post(staff.post)}
    if wanted.change is PostChange.END:
        if wanted.post not in held:
            raise PostNotThere(post=wanted.post.value)
        return
    begins = max(wanted.from_at or now, now)
    still = {Post(row.post) for row in rows if row.until_at is None or row.until_at > begins}
    if wanted.post in (still if rows else held):
        raise PostThere(post=wanted.post.value)
    duties = {duty for post in (*held, wanted.post) for duty in book.posts[post].duties}
    for first, second in APART:
        if {first, second} <= duties:
            raise DutiesApart(duties=[first.value, second.value])


async def _make_explicit(session: AsyncSession, staff: StaffRow) -> None:
    """Give the post of an account that has no rows yet a row of its own, before any is added or ended."""
    if staff.active and not (await post_rows(session, [staff.id])):
        session.add(StaffPostRow(id=new_id(), staff_id=staff.id, post=staff.post, from_at=staff.created_at))
        await session.flush()


async def _give(session: AsyncSession, staff: StaffRow, wanted: Wanted, *, now: datetime) -> None:
    begins = max(wanted.from_at or now, now)
    session.add(
        StaffPostRow(id=new_id(), staff_id=staff.id, post=wanted.post, from_at=begins, until_at=wanted.until_at)
    )
    await session.flush()


async def _end(session: AsyncSession, staff_id: UUID, posts: Iterable[Post], *, at: datetime) -> None:
    await session.execute(
        update(StaffPostRow)
        .where(
            StaffPostRow.staff_id == staff_id,
            StaffPostRow.post.in_([post.value for post in posts]),
            or_(StaffPostRow.until_at.is_(None), StaffPostRow.until_at > at),
        )
        .values(until_at=at)
    )


async def _settle_account(session: AsyncSession, staff: StaffRow, *, now: datetime) -> None:
    """What the account itself says, by which a version before this one goes: its post, and whether it is open."""
    rows = (await post_rows(session, [staff.id])).get(staff.id, [])
    live = [row for row in rows if row.until_at is None or row.until_at > now]
    current = {row.post for row in live if row.from_at <= now}
    staff.active = bool(live)
    if live and staff.post not in current:
        staff.post = next((row.post for row in live if row.from_at <= now), live[0].post)
    await session.flush()


async def _record(session: AsyncSession, action: audit.Action, row: PostRequestRow, *, by: str, now: datetime) -> None:
    detail: dict[str, Any] = {
        "staff": str(row.staff_id),
        "change": row.change,
        "post": row.post,
        "asked_by": row.asked_by,
    }
    for name, moment in (("from", row.from_at), ("until", row.until_at)):
        if moment is not None:
            detail[name] = moment.isoformat()
    await audit.record(session, audit.Record(by, action, reason=row.reason, detail=detail), now=now)
