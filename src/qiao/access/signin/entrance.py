"""Coming in and going out: name and password, then a code, a new password or setting up codes where that is needed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import audit, passwords, queries
from qiao.access.model import Post, StaffRow
from qiao.access.queries import NotSignedIn, StaffSession
from qiao.access.signin import changing, codes, sessions, steps, tries
from qiao.access.signin.doors import COOKIE, Doorkeeper, browser_of, check_origin, lasts, set_cookie
from qiao.access.signin.model import Step
from qiao.access.signin.oidc import Provider
from qiao.access.signin.steps import Onward
from qiao.foundation.admission import RateLimit
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Unauthenticated
from qiao.foundation.http import REFUSALS, Parts, source_of
from qiao.foundation.ids import new_id

_Ticket = Annotated[str, Field(min_length=1, max_length=100)]
_Code = Annotated[str, Field(min_length=1, max_length=20)]
Password = Annotated[str, Field(min_length=1, max_length=passwords.LONGEST_PASSWORD)]


class SignInRefused(Unauthenticated):
    """The name or the password is wrong, or the account is locked for a while; which of them is not said."""


class CodeRefused(Unauthenticated):
    """The code is wrong or was used before, or the account is locked for a while; which of them is not said."""


class Credentials(Body):
    """What somebody types to sign in."""

    username: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00]+$")]
    password: Password


class CodeStep(Body):
    """The ticket of the step before, and the code of now or a recovery code."""

    ticket: _Ticket
    code: _Code


class PasswordStep(Body):
    ticket: _Ticket
    password: Password


class EnrolStep(Body):
    ticket: _Ticket


@dataclass(frozen=True, slots=True)
class Entrance:
    """What signing in needs to know of this deployment."""

    parts: Parts
    brand: str
    with_codes: frozenset[Post]
    demo_accounts: Sequence[Mapping[str, str]] = ()
    provider: Provider | None = None
    posts_of_groups: tuple[tuple[str, Post], ...] = ()
    """The provider's groups, each with a post in which its people may work. Empty: groups have no say."""
    told_of: Callable[[Post], Mapping[str, Any]] = lambda _post: {}
    """What a browser is told of a post besides: the pages it works with."""

    @property
    def demo(self) -> bool:
        return bool(self.demo_accounts)

    def me(self, live: StaffSession) -> dict[str, Any]:
        """The protocol's `Me`."""
        staff = live.staff
        return {
            "staff": {"id": str(staff.id), "username": staff.username, "name": staff.name, "post": staff.post},
            "csrf": live.csrf,
            "demo": self.demo,
            "brand": self.brand,
            **self.told_of(staff.post),
        }

    async def onward(
        self, session: AsyncSession, staff: StaffRow, onward: Onward, *, request: Request, now: datetime
    ) -> "Arrival":
        """Begin the session, or say which step comes next."""
        step = await steps.still_to_do(session, staff, onward, with_codes=self.with_codes, now=now)
        if step is not None:
            ticket = await steps.ticket(session, self.parts.ring, staff, onward, step, now=now)
            return Arrival(step=step, ticket=ticket)
        await tries.clear(session, tries.account_key(self.parts.ring, staff.username))
        # In the post of her account while she has it, else in another of hers.
        posts = await queries.posts_of(session, staff.id, now=now)
        secret = await sessions.begin(
            session,
            self.parts.ring,
            staff,
            browser=browser_of(request),
            lasts=lasts(self.parts),
            way=onward.way,
            post=onward.post or (posts[0] if posts else None),
            now=now,
        )
        return Arrival(secret=secret)

    async def answer(self, arrival: "Arrival", response: Response, **more: object) -> dict[str, Any]:
        """What the browser is told: who she is, or which step comes next and the ticket to it."""
        if arrival.secret is None:
            return {"step": arrival.step, "ticket": arrival.ticket, **more}
        async with self.parts.database.reading() as session:
            digest = self.parts.ring.token_digest(arrival.secret)
            live = await queries.session_of(session, digest, now=self.parts.clock.now())
        set_cookie(self.parts, response, arrival.secret)
        return {**self.me(live), **more}


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where somebody stands after a step: in, with the secret of her session, or before the next step."""

    secret: str | None = None
    step: Step | None = None
    ticket: str | None = None


def routes(entrance: Entrance, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/staff`. `demo_accounts` are shown to whoever is not signed in: only a demo has them."""
    router = APIRouter(prefix="/api/v1/staff", tags=["staff"], responses=REFUSALS)
    _add_sign_in(router, entrance)
    _add_steps(router, entrance)
    _add_enrolment(router, entrance)
    parts = entrance.parts

    @router.get("/me")
    @declared(Who.STAFF)
    async def who_am_i(request: Request) -> dict[str, Any]:
        try:
            return entrance.me(await signed_in(request))
        except NotSignedIn:
            raise NotSignedIn(
                brand=entrance.brand,
                demo=entrance.demo,
                accounts=list(entrance.demo_accounts),
                sso=entrance.provider.settings.label if entrance.provider else None,
            ) from None

    @router.post("/sign-out", status_code=204)
    @declared(Who.STAFF)
    async def sign_out(request: Request) -> Response:
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            await sessions.sign_out(session, live, now=parts.clock.now())
        response = Response(status_code=204)
        response.delete_cookie(COOKIE, path="/")
        return response

    _ = (who_am_i, sign_out)
    return router


def _add_sign_in(router: APIRouter, entrance: Entrance) -> None:
    parts = entrance.parts
    # Each try takes the time and the memory of a hash; what the tries in the database allow must not take them all.
    by_source = RateLimit(rate_per_s=2, burst=100)

    @router.post("/sign-in")
    @declared(Who.ANYBODY)
    async def sign_in(credentials: Credentials, request: Request, response: Response) -> dict[str, Any]:
        """A session, or the next step, for somebody whose name and password fit; every other case is answered alike."""
        check_origin(parts, request)
        source, now = source_of(request), parts.clock.now()
        wait_s = by_source.wait_s(source, now_s=parts.clock.monotonic())
        if wait_s > 0:
            raise tries.TooManyTries(retry_after_s=round(wait_s))
        async with parts.database.transaction() as session:
            tried = await tries.count(session, parts.ring, username=credentials.username, source=source, now=now)
        found = await _account(credentials.username, now)
        fits = await passwords.verify_password(found.password_hash if found else None, credentials.password)
        async with parts.database.transaction() as session:
            # Read again: what was true before the hash may not be so any more.
            staff = await _lock(session, found.id if found else new_id())
            if (
                found is None
                or staff is None
                or not fits
                or tried.locked
                or not staff.may_sign_in
                or staff.rights_version != found.rights_version
            ):
                staff_id = await _staff_id(session, credentials.username)
                await note_refusal(session, staff_id, tried, source=source, now=now)
                arrival = None
            else:
                await tries.take_back(session, tried)
                onward = Onward(staff.id, "password", proved_code=False)
                arrival = await entrance.onward(session, staff, onward, request=request, now=now)
        if arrival is None:
            raise SignInRefused
        return await entrance.answer(arrival, response)

    async def _account(username: str, now: datetime) -> StaffRow | None:
        """The account that may sign in under this name. What is read is the same whether or not there is one."""
        async with parts.database.reading() as session:
            found = await queries.staff_by_username(session, username)
            posts = await queries.posts_of(session, found.id if found else new_id(), now=now)
        if found is None or not found.may_sign_in or not posts or (found.demo and not entrance.demo):
            return None
        return found

    _ = sign_in


def _add_steps(router: APIRouter, entrance: Entrance) -> None:
    parts = entrance.parts

    @router.post("/sign-in/code")
    @declared(Who.ANYBODY)
    async def code(given: CodeStep, request: Request, response: Response) -> dict[str, Any]:
        """The second proof: a code, or a recovery code."""
        check_origin(parts, request)
        source, now = source_of(request), parts.clock.now()
        async with parts.database.transaction() as session:
            await steps.count(session, parts.ring, given.ticket)
            staff = await steps.show(session, parts.ring, given.ticket, Step.CODE, now=now)
            tried = await tries.count(session, parts.ring, username=staff.username, source=source, now=now)
        async with parts.database.transaction() as session:
            fits = not tried.locked and await codes.take(session, parts.ring, staff.id, given.code, now=now)
            if fits:
                onward = await steps.use(session, parts.ring, given.ticket, Step.CODE, now=now)
                await tries.take_back(session, tried)
                fresh = await session.get_one(StaffRow, staff.id, populate_existing=True)
                arrival = await entrance.onward(session, fresh, onward, request=request, now=now)
            else:
                await note_refusal(session, staff.id, tried, source=source, now=now)
                arrival = None
        if arrival is None:
            raise CodeRefused
        return await entrance.answer(arrival, response)

    @router.post("/sign-in/password")
    @declared(Who.ANYBODY)
    async def password(given: PasswordStep, request: Request, response: Response) -> dict[str, Any]:
        """The new password of somebody whose own was reset."""
        check_origin(parts, request)
        now = parts.clock.now()
        async with parts.database.reading() as session:
            staff = await steps.show(session, parts.ring, given.ticket, Step.PASSWORD, now=now)
            hashes = await changing.last_hashes(session, staff)
        passwords.check_password_strength(given.password, username=staff.username)
        await changing.check_not_used(hashes, given.password)
        password_hash = await passwords.hash_password(given.password)
        async with parts.database.transaction() as session:
            await steps.show(session, parts.ring, given.ticket, Step.PASSWORD, now=now)
            onward = await steps.use(session, parts.ring, given.ticket, Step.PASSWORD, now=now)
            fresh = await changing.set_password(session, staff.id, password_hash, by=f"staff:{staff.id}", now=now)
            arrival = await entrance.onward(session, fresh, onward, request=request, now=now)
        return await entrance.answer(arrival, response)

    _ = (code, password)


def _add_enrolment(router: APIRouter, entrance: Entrance) -> None:
    parts = entrance.parts

    @router.post("/sign-in/enrol")
    @declared(Who.ANYBODY)
    async def enrol(given: EnrolStep, request: Request) -> dict[str, Any]:
        """The secret for somebody whose post needs codes; shown here and nowhere again."""
        check_origin(parts, request)
        now = parts.clock.now()
        async with parts.database.transaction() as session:
            staff = await steps.show(session, parts.ring, given.ticket, Step.ENROL, now=now)
            shown = await codes.enrol(
                session, parts.ring, staff.id, username=staff.username, house=entrance.brand, now=now
            )
        return dict(shown)

    @router.post("/sign-in/enrol/confirm")
    @declared(Who.ANYBODY)
    async def confirm(given: CodeStep, request: Request, response: Response) -> dict[str, Any]:
        """The first code; answers with the recovery codes, shown here and nowhere again."""
        check_origin(parts, request)
        now = parts.clock.now()
        async with parts.database.transaction() as session:
            await steps.count(session, parts.ring, given.ticket)
        async with parts.database.transaction() as session:
            staff = await steps.show(session, parts.ring, given.ticket, Step.ENROL, now=now)
            recovery = await codes.confirm(session, parts.ring, staff.id, given.code, now=now)
            onward = await steps.use(session, parts.ring, given.ticket, Step.ENROL, now=now)
            arrival = await entrance.onward(session, staff, onward, request=request, now=now)
        return await entrance.answer(arrival, response, recovery_codes=recovery)

    _ = (enrol, confirm)


async def note_refusal(
    session: AsyncSession, staff_id: UUID | None, tried: tries.Try, *, source: str, now: datetime
) -> None:
    """Somebody was not let in. What was typed as a name is not kept: it may be a password, typed into the wrong box."""
    actor = f"staff:{staff_id}" if staff_id else "unknown"
    detail: dict[str, str | int] = {"locked": 1} if tried.locked else {}
    act = audit.Record(actor, audit.Action.SIGN_IN_REFUSED, source=source, detail=detail)
    await audit.record(session, act, now=now)
    await tries.note_lock(session, tried, staff_id=staff_id, source=source, now=now)


async def _lock(session: AsyncSession, staff_id: UUID) -> StaffRow | None:
    return await session.get(StaffRow, staff_id, with_for_update=True, populate_existing=True)


async def _staff_id(session: AsyncSession, username: str) -> UUID | None:
    found = await queries.staff_by_username(session, username)
    return found.id if found else None
