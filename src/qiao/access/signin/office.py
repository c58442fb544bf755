"""Administering staff over HTTP: accounts, posts with a second person, teams and shifts (see `helping` for more).

Who may what follows from the duties of the post in which somebody works: `staff_accounts` keeps accounts,
`rights_propose` asks for posts, `rights_approve` decides.
"""

import contextlib
from collections.abc import AsyncGenerator, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, Field, model_validator
from sqlalchemy.ext.asyncio import AsyncSession

from qiao.access import passwords, queries
from qiao.access.grants import Duty, GrantBook
from qiao.access.model import Post, StaffRow
from qiao.access.queries import StaffSession
from qiao.access.signin import changing, codes, planning, posts, tries
from qiao.access.signin.accounts import other
from qiao.access.signin.doors import Doorkeeper
from qiao.access.signin.entrance import Entrance
from qiao.access.signin.model import PostChange, PostRequestRow, ResetRequestRow
from qiao.access.signin.shifts import DAY_MINUTES, Hours, ShiftDay
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Forbidden
from qiao.foundation.http import REFUSALS

PLANNERS = frozenset({Post.WFM_PLANNER, Post.TEAM_LEADER, Post.SYSADMIN})
"""The posts that plan shifts."""
OFFICE = frozenset({Duty.STAFF_ACCOUNTS, Duty.RIGHTS_PROPOSE, Duty.RIGHTS_APPROVE})
"""The duties that look after accounts and posts."""
Reason = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*\S[^\x00]*$")]
_Name = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00]*\S[^\x00]*$")]


class DutyNeeded(Forbidden):
    """The post in which you work does not do this."""


class NewAccount(Body):
    """Somebody new, and the post that is asked for her."""

    username: Annotated[str, Field(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9._-]{1,39}$")]
    name: _Name
    post: Post
    reason: Reason
    email: Annotated[str, Field(max_length=200, pattern=r"^[^@\s\x00]+@[^@\s\x00]+$")] | None = None


class PostWish(Body):
    """A post to be given or ended. Without moments it begins, or ends, when it is approved."""

    staff: UUID
    change: PostChange
    post: Post
    reason: Reason
    from_at: AwareDatetime | None = None
    until_at: AwareDatetime | None = None


class NewTeam(Body):
    name: _Name
    leader: UUID | None = None


class TeamOf(Body):
    team: UUID | None


class HoursOfDay(Body):
    """Minutes after midnight in Shanghai; a night shift ends past 1,440."""

    from_minute: Annotated[int, Field(ge=0, lt=DAY_MINUTES)]
    to_minute: Annotated[int, Field(gt=0, le=2 * DAY_MINUTES)]

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if not self.from_minute < self.to_minute <= self.from_minute + DAY_MINUTES:
            raise ValueError("a shift lasts more than nothing and at most a day")
        return self

    def hours(self) -> Hours:
        return Hours(self.from_minute, self.to_minute)


class WeeklyHours(HoursOfDay):
    day: ShiftDay


class Week(Body):
    shifts: Annotated[list[WeeklyHours], Field(max_length=50)]


class OneDay(Body):
    """The hours of one day: none for a day off, `null` for what the week says."""

    hours: Annotated[list[HoursOfDay], Field(max_length=6)] | None


def routes(entrance: Entrance, book: GrantBook, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/access` by which staff are administered."""
    router = APIRouter(prefix="/api/v1/access", tags=["access"], responses=REFUSALS)
    office = Office(entrance, book, signed_in)
    _add_accounts(router, office)
    _add_requests(router, office)
    _add_teams(router, office)
    _add_shifts(router, office)
    return router


class Office:
    """Whom a route of the administration serves."""

    def __init__(self, entrance: Entrance, book: GrantBook, signed_in: Doorkeeper) -> None:
        self.parts = entrance.parts
        self.issuer = entrance.provider.settings.issuer if entrance.provider else None
        self.book = book
        self._signed_in = signed_in

    async def for_duty(self, request: Request, *duties: Duty) -> str:
        """Who asks, as the trail names her, when her post has one of these duties. Raises DutyNeeded."""
        live = await self._signed_in(request)
        if not set(duties) & set(self.book.posts[live.staff.post].duties):
            raise DutyNeeded
        return _actor(live)

    @contextlib.asynccontextmanager
    async def changing(self, staff_id: UUID, by: str) -> AsyncGenerator[AsyncSession]:
        """A transaction on somebody else's account, locked in it. Raises StaffNotFound or NotOneself."""
        async with self.parts.database.transaction() as session:
            await other(session, staff_id, by)
            yield session

    async def for_planner(self, request: Request) -> str:
        """Raises DutyNeeded."""
        live = await self._signed_in(request)
        if live.staff.post not in PLANNERS:
            raise DutyNeeded
        return _actor(live)


def _actor(live: StaffSession) -> str:
    return f"staff:{live.staff.id}"


def _add_accounts(router: APIRouter, office: Office) -> None:
    parts = office.parts

    @router.get("/staff")
    @declared(Who.DUTY)
    async def everybody(request: Request) -> dict[str, Any]:
        """Every account with its posts, its team and whether it is locked."""
        await office.for_duty(request, *OFFICE)
        now = parts.clock.now()
        async with parts.database.reading() as session:
            rows = await queries.all_staff(session)
            held = await posts.post_rows(session, [row.id for row in rows])
            keys = {tries.account_key(parts.ring, row.username): row.username for row in rows}
            locked = await tries.locks(session, keys, now=now)
            with_codes = await codes.all_with_codes(session)
        return {
            "staff": [
                {
                    "id": str(row.id),
                    "username": row.username,
                    "name": row.name,
                    "email": row.email,
                    "team": str(row.team_id) if row.team_id else None,
                    "active": row.active,
                    "demo": row.demo,
                    "codes": row.id in with_codes,
                    "locked_at": when(row.locked_at),
                    "locked_until": locked[row.username].isoformat() if row.username in locked else None,
                    "posts": _posts_wire(row, held.get(row.id, [])),
                }
                for row in rows
            ]
        }

    @router.post("/staff", status_code=201)
    @declared(Who.DUTY)
    async def open_account(new: NewAccount, request: Request) -> dict[str, Any]:
        """An account that waits for its post, and the password that serves once to choose another."""
        by = await office.for_duty(request, Duty.STAFF_ACCOUNTS)
        password, now = changing.invented_password(), parts.clock.now()
        password_hash = await passwords.hash_password(password)
        async with parts.database.transaction() as session:
            row = await posts.open_account(
                session,
                username=new.username,
                name=new.name.strip(),
                email=new.email,
                post=new.post,
                password_hash=password_hash,
                by=by,
                now=now,
            )
            wanted = posts.Wanted(row.id, PostChange.GIVE, new.post, new.reason)
            asked = await posts.ask(session, office.book, wanted, by=by, now=now)
        return {"id": str(row.id), "password": password, "request": str(asked.id)}

    @router.post("/staff/{staff_id}/disable", status_code=204)
    @declared(Who.DUTY)
    async def disable(staff_id: UUID, request: Request) -> Response:
        by = await office.for_duty(request, Duty.STAFF_ACCOUNTS)
        async with parts.database.transaction() as session:
            staff = await other(session, staff_id, by)
            await posts.disable_staff(session, staff.username, by=by, now=parts.clock.now())
        return Response(status_code=204)

    _ = (everybody, open_account, disable)


def _add_requests(router: APIRouter, office: Office) -> None:
    parts = office.parts

    @router.get("/post-requests")
    @declared(Who.DUTY)
    async def waiting(request: Request) -> dict[str, Any]:
        """What waits for a second person, and whether that may be the one who asks."""
        by = await office.for_duty(request, *OFFICE)
        async with parts.database.reading() as session:
            rows = await posts.requests(session, now=parts.clock.now())
            names = await names_in(session, rows)
        return {
            "requests": [
                {
                    **request_wire(row, names, by),
                    "change": row.change,
                    "post": row.post,
                    "from": when(row.from_at),
                    "until": when(row.until_at),
                }
                for row in rows
            ]
        }

    @router.post("/post-requests", status_code=201)
    @declared(Who.DUTY)
    async def ask(wish: PostWish, request: Request) -> dict[str, Any]:
        by = await office.for_duty(request, Duty.RIGHTS_PROPOSE)
        wanted = posts.Wanted(wish.staff, wish.change, wish.post, wish.reason, wish.from_at, wish.until_at)
        async with parts.database.transaction() as session:
            row = await posts.ask(session, office.book, wanted, by=by, now=parts.clock.now())
        return {"id": str(row.id), "expires": row.expires_at.isoformat()}

    @router.post("/post-requests/{request_id}/{decision}", status_code=204)
    @declared(Who.DUTY)
    async def decide(request_id: UUID, decision: Literal["approve", "refuse"], request: Request) -> Response:
        """The second person's word. Who asked may refuse as well: that takes it back."""
        duties = (Duty.RIGHTS_APPROVE,) if decision == "approve" else (Duty.RIGHTS_APPROVE, Duty.RIGHTS_PROPOSE)
        by = await office.for_duty(request, *duties)
        async with parts.database.transaction() as session:
            if decision == "approve":
                await posts.approve(session, office.book, request_id, by=by, now=parts.clock.now())
            else:
                await posts.refuse(session, request_id, by=by, now=parts.clock.now())
        return Response(status_code=204)

    _ = (waiting, ask, decide)


def _add_teams(router: APIRouter, office: Office) -> None:
    parts = office.parts

    @router.get("/teams")
    @declared(Who.DUTY)
    async def every_team(request: Request) -> dict[str, Any]:
        await office.for_planner(request)
        async with parts.database.reading() as session:
            rows = await planning.teams(session)
        return {
            "teams": [
                {"id": str(row.id), "name": row.name, "leader": str(row.leader_id) if row.leader_id else None}
                for row in rows
            ]
        }

    @router.post("/teams", status_code=201)
    @declared(Who.DUTY)
    async def make_team(new: NewTeam, request: Request) -> dict[str, Any]:
        by = await office.for_duty(request, Duty.STAFF_ACCOUNTS)
        async with parts.database.transaction() as session:
            row = await planning.make_team(
                session, new.name.strip(), leader_id=new.leader, by=by, now=parts.clock.now()
            )
        return {"id": str(row.id)}

    @router.put("/staff/{staff_id}/team", status_code=204)
    @declared(Who.DUTY)
    async def join(staff_id: UUID, team: TeamOf, request: Request) -> Response:
        by = await office.for_duty(request, Duty.STAFF_ACCOUNTS)
        async with office.changing(staff_id, by) as session:
            await planning.join_team(session, staff_id, team.team, by=by, now=parts.clock.now())
        return Response(status_code=204)

    _ = (every_team, make_team, join)


def _add_shifts(router: APIRouter, office: Office) -> None:
    parts = office.parts

    @router.get("/rota")
    @declared(Who.DUTY)
    async def planned(request: Request) -> dict[str, Any]:
        """Everybody whose shifts can be planned, with their teams; what signs them in is not told."""
        await office.for_planner(request)
        async with parts.database.reading() as session:
            rows = [row for row in await queries.all_staff(session) if row.active]
        return {
            "staff": [
                {
                    "id": str(row.id),
                    "username": row.username,
                    "name": row.name,
                    "team": str(row.team_id) if row.team_id else None,
                }
                for row in rows
            ]
        }

    @router.get("/staff/{staff_id}/shifts")
    @declared(Who.DUTY)
    async def shifts(staff_id: UUID, request: Request) -> dict[str, Any]:
        """The weekly hours, and the days unlike them."""
        await office.for_planner(request)
        async with parts.database.reading() as session:
            plan = await planning.plan_of(session, staff_id)
        return {
            "shifts": [{"day": day, **_hours_wire(hours)} for day, hours in plan.weekly],
            "days": [
                {"on": on.isoformat(), "hours": [_hours_wire(one) for one in hours]}
                for on, hours in plan.exceptions.items()
            ],
        }

    @router.put("/staff/{staff_id}/shifts", status_code=204)
    @declared(Who.DUTY)
    async def plan_week(staff_id: UUID, week: Week, request: Request) -> Response:
        by = await office.for_planner(request)
        weekly = [(one.day, one.hours()) for one in week.shifts]
        async with office.changing(staff_id, by) as session:
            await planning.plan_week(session, staff_id, weekly, by=by, now=parts.clock.now())
        return Response(status_code=204)

    @router.put("/staff/{staff_id}/shifts/{on}", status_code=204)
    @declared(Who.DUTY)
    async def plan_day(staff_id: UUID, on: date, day: OneDay, request: Request) -> Response:
        by = await office.for_planner(request)
        hours = None if day.hours is None else [one.hours() for one in day.hours]
        async with office.changing(staff_id, by) as session:
            await planning.plan_day(session, staff_id, on, hours, by=by, now=parts.clock.now())
        return Response(status_code=204)

    _ = (planned, shifts, plan_week, plan_day)


def _posts_wire(row: StaffRow, held: Sequence[Any]) -> list[dict[str, Any]]:
    if not held:
        return [{"post": row.post, "from": row.created_at.isoformat(), "until": None}] if row.active else []
    return [{"post": one.post, "from": one.from_at.isoformat(), "until": when(one.until_at)} for one in held]


async def names_in(session: AsyncSession, rows: Sequence[PostRequestRow | ResetRequestRow]) -> dict[UUID, str]:
    """Whom these requests are about, and who asked."""
    ids = {row.staff_id for row in rows} | {_staff_id_of(row.asked_by) for row in rows}
    return await queries.staff_names(session, [one for one in ids if one is not None])


def request_wire(row: PostRequestRow | ResetRequestRow, names: dict[UUID, str], by: str) -> dict[str, Any]:
    """What is told of everything that waits for a second person."""
    asker = _staff_id_of(row.asked_by)
    return {
        "id": str(row.id),
        "staff": str(row.staff_id),
        "name": names.get(row.staff_id, ""),
        "reason": row.reason,
        "asked_by": names.get(asker, "") if asker else row.asked_by,
        "asked": row.asked_at.isoformat(),
        "expires": row.expires_at.isoformat(),
        "yours": row.asked_by == by,
        "about_you": by == f"staff:{row.staff_id}",
    }


def _staff_id_of(actor: str) -> UUID | None:
    kind, _, name = actor.partition(":")
    return UUID(name) if kind == "staff" else None


def when(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _hours_wire(hours: Hours) -> dict[str, int]:
    return {"from_minute": hours.from_minute, "to_minute": hours.to_minute}
