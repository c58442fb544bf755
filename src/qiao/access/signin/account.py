"""What a person does about her own way in: password, one-time codes, sessions, and the post in which she works."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import passwords, queries
from qiao.access.model import Post, StaffRow
from qiao.access.queries import StaffSession
from qiao.access.signin import changing, codes, planning, proving, sessions
from qiao.access.signin.changing import PasswordWrong
from qiao.access.signin.codes import CodeWrong
from qiao.access.signin.doors import Doorkeeper, browser_of, lasts
from qiao.access.signin.entrance import Arrival, Entrance, Password
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Forbidden
from qiao.foundation.http import REFUSALS, Parts, source_of


class PostNotYours(Forbidden):
    """You do not have this post now."""


class DemoStays(Forbidden):
    """The accounts of the demo are everybody's: their passwords and codes stay as they are."""


class NewPassword(Body):
    """The password of now, and the one to come."""

    current: Password
    new: Password


class Proof(Body):
    """The password of now: whoever finds an open desk must not change how one signs in."""

    current: Password


class Code(Body):
    code: Annotated[str, Field(min_length=1, max_length=20)]


class Ending(Body):
    """Which sessions end: all of them, or all but this one."""

    keep_this: bool = True


class ChosenPost(Body):
    post: Post


def routes(entrance: Entrance, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/access/me`."""
    router = APIRouter(prefix="/api/v1/access/me", tags=["access"], responses=REFUSALS)
    _add_account(router, entrance, signed_in)
    _add_codes(router, entrance, signed_in)
    _add_sessions(router, entrance.parts, signed_in)
    return router


def _add_account(router: APIRouter, entrance: Entrance, signed_in: Doorkeeper) -> None:
    parts = entrance.parts

    @router.get("")
    @declared(Who.STAFF)
    async def account(request: Request) -> dict[str, Any]:
        """How I sign in: my posts, whether I have codes, whether I must have them."""
        live = await signed_in(request)
        now = parts.clock.now()
        async with parts.database.reading() as session:
            posts = await queries.posts_of(session, live.staff.id, now=now)
            has_codes = await codes.has_codes(session, live.staff.id)
            left = await codes.recovery_left(session, live.staff.id)
            team = await planning.team_of(session, live.staff.id)
        return {
            "posts": posts,
            "post": live.staff.post,
            "team": team,
            "way": live.way,
            "codes": {
                "on": has_codes,
                "needed": not live.staff.demo and not entrance.with_codes.isdisjoint(posts),
                "recovery_left": left,
            },
        }

    @router.put("/password")
    @declared(Who.STAFF)
    async def change_password(given: NewPassword, request: Request, response: Response) -> dict[str, Any]:
        """A new password. Every session ends, and this browser gets a new one."""
        live = await signed_in(request)
        if live.staff.demo:
            raise DemoStays
        await prove(parts, live, given.current, request)
        async with parts.database.reading() as session:
            hashes = await changing.last_hashes(session, await session.get_one(StaffRow, live.staff.id))
        passwords.check_password_strength(given.new, username=live.staff.username)
        await changing.check_not_used(hashes, given.new)
        password_hash = await passwords.hash_password(given.new)
        now, by = parts.clock.now(), f"staff:{live.staff.id}"
        async with parts.database.transaction() as session:
            # Whoever lost her session while the hash was made may not have one again.
            await queries.session_of(session, live.digest, now=now)
            staff = await changing.set_password(session, live.staff.id, password_hash, by=by, now=now)
            secret = await _again(parts, session, staff, live, request)
        return await entrance.answer(Arrival(secret=secret), response)

    @router.put("/post")
    @declared(Who.STAFF)
    async def work_as(chosen: ChosenPost, request: Request, response: Response) -> dict[str, Any]:
        """Work in another of my posts. What was open in the old post ends; this browser gets a new session."""
        live = await signed_in(request)
        now = parts.clock.now()
        async with parts.database.transaction() as session:
            await queries.session_of(session, live.digest, now=now)
            # Which post the provider's groups allow is known only when somebody comes from there.
            by_groups = live.way == "sso" and entrance.posts_of_groups
            if by_groups or chosen.post not in await queries.posts_of(session, live.staff.id, now=now):
                raise PostNotYours
            await sessions.sign_out(session, live, now=now)
            staff = await session.get_one(StaffRow, live.staff.id)
            secret = await _again(parts, session, staff, live, request, post=chosen.post)
        return await entrance.answer(Arrival(secret=secret), response)

    _ = (account, change_password, work_as)


def _add_codes(router: APIRouter, entrance: Entrance, signed_in: Doorkeeper) -> None:
    parts = entrance.parts

    @router.post("/codes")
    @declared(Who.STAFF)
    async def enrol(given: Proof, request: Request) -> dict[str, Any]:
        """The secret for my telephone, shown once; it counts when its first code was typed."""
        live = await signed_in(request)
        if live.staff.demo:
            raise DemoStays
        await prove(parts, live, given.current, request)
        async with parts.database.transaction() as session:
            shown = await codes.enrol(
                session,
                parts.ring,
                live.staff.id,
                username=live.staff.username,
                house=entrance.brand,
                now=parts.clock.now(),
            )
        return dict(shown)

    @router.post("/codes/confirm")
    @declared(Who.STAFF)
    async def confirm(given: Code, request: Request) -> dict[str, Any]:
        """The first code; answers with the recovery codes, shown once."""
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            recovery = await codes.confirm(session, parts.ring, live.staff.id, given.code, now=parts.clock.now())
        return {"recovery_codes": recovery}

    @router.post("/codes/recovery")
    @declared(Who.STAFF)
    async def renew_recovery(given: Code, request: Request) -> dict[str, Any]:
        """Ten new recovery codes for a code of now; the old ones are worth nothing any more."""
        live = await signed_in(request)
        await _prove_code(parts, live, given.code, request)
        async with parts.database.transaction() as session:
            return {"recovery_codes": await codes.new_recovery_codes(session, parts.ring, live.staff.id)}

    @router.post("/codes/remove", status_code=204)
    @declared(Who.STAFF)
    async def remove(given: Code, request: Request) -> Response:
        """Sign in without codes again. Where a post needs them, the next sign-in sets up new ones."""
        live = await signed_in(request)
        await _prove_code(parts, live, given.code, request)
        async with parts.database.transaction() as session:
            by = f"staff:{live.staff.id}"
            await codes.take_away(session, parts.ring, live.staff.id, by=by, now=parts.clock.now())
        return Response(status_code=204)

    _ = (enrol, confirm, renew_recovery, remove)


def _add_sessions(router: APIRouter, parts: Parts, signed_in: Doorkeeper) -> None:
    @router.get("/sessions")
    @declared(Who.STAFF)
    async def mine(request: Request) -> dict[str, Any]:
        """Where I am signed in."""
        live = await signed_in(request)
        async with parts.database.reading() as session:
            rows = await sessions.of_staff(session, live.staff.id, now=parts.clock.now())
        return {"sessions": [sessions.wire(row, current=live.digest) for row in rows]}

    @router.delete("/sessions/{session_id}", status_code=204)
    @declared(Who.STAFF)
    async def end_one(session_id: str, request: Request) -> Response:
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            by = f"staff:{live.staff.id}"
            await sessions.end_one(session, live.staff.id, session_id, by=by, now=parts.clock.now())
        return Response(status_code=204)

    @router.post("/sessions/end", status_code=204)
    @declared(Who.STAFF)
    async def end_all(ending: Ending, request: Request) -> Response:
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            by, but = f"staff:{live.staff.id}", live.digest if ending.keep_this else None
            await sessions.end_all(session, live.staff.id, by=by, now=parts.clock.now(), but=but)
        return Response(status_code=204)

    _ = (mine, end_one, end_all)


async def prove(parts: Parts, live: StaffSession, password: str, request: Request) -> None:
    """Whether the one before the desk knows its password; guesses count as at the door. Raises PasswordWrong."""
    proof = await proving.by_password(parts, live, password, source=source_of(request))
    if not proof.fits:
        raise PasswordWrong


async def _prove_code(parts: Parts, live: StaffSession, code: str, request: Request) -> None:
    """Raises CodeWrong."""
    proof = await proving.by_code(parts, live, code, source=source_of(request))
    if not proof.fits:
        raise CodeWrong


async def _again(
    parts: Parts,
    session: AsyncSession,
    staff: StaffRow,
    live: StaffSession,
    request: Request,
    *,
    post: Post | None = None,
) -> str:
    return await sessions.begin(
        session,
        parts.ring,
        staff,
        browser=browser_of(request),
        lasts=lasts(parts),
        way=live.way or "password",
        post=post or live.staff.post,
        now=parts.clock.now(),
    )
