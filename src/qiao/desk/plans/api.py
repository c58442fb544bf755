"""Planning over HTTP: for the planner, and for leaders to read."""

from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from qiao import access
from qiao.access import Doorkeeper, Staff
from qiao.desk.parts import Desk
from qiao.desk.planning import read_half_hours
from qiao.desk.plans import checking, histories, keeping, queries
from qiao.desk.plans.asked import Asked, require_days
from qiao.desk.plans.bodies import HOUSE, LARGEST_FILE_BYTES, Asking, Keeping, Loading, Trying
from qiao.desk.plans.own_calls import OwnCalls, came_today
from qiao.desk.plans.reckoning import Reckoned, Reckoner, reckon, reckon_week
from qiao.desk.plans.shifts import planned_shifts
from qiao.desk.plans.wires import reckoned_wire
from qiao.foundation.business_calendar import SHANGHAI, BusinessCalendar
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Forbidden, Invalid
from qiao.foundation.http import REFUSALS, Parts

_PREFIX = "/api/v1/desk/planning"
LARGER = {f"{_PREFIX}/histories": LARGEST_FILE_BYTES}
"""What may be sent beyond the usual length of a body, by path."""
_FARTHEST = timedelta(days=400)
_On = Annotated[date, Query()]


class PlansNothing(Forbidden):
    """The post in which you work does not plan days."""


class DayOutOfReach(Invalid):
    """Days are planned from today on, a year ahead."""


def routes(parts: Parts, desk: Desk, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/desk/planning`."""
    router = APIRouter(prefix=_PREFIX, tags=["desk"], responses=REFUSALS)
    office = _Office(parts, desk, signed_in)
    _add_outlooks(router, office)
    _add_histories(router, office)
    _add_plans(router, office)
    _add_checks(router, office)
    return router


class _Office:
    """Whom a route serves, and what it reckons with."""

    def __init__(self, parts: Parts, desk: Desk, signed_in: Doorkeeper) -> None:
        self.parts, self._desk, self._signed_in = parts, desk, signed_in
        self.calendar = BusinessCalendar()
        self.own, self.reckoner = OwnCalls(), Reckoner()

    async def reader(self, request: Request) -> Staff:
        """Raises PlansNothing."""
        return self._in(access.PLAN_READERS, (await self._signed_in(request)).staff)

    async def planner(self, request: Request) -> Staff:
        """Raises PlansNothing."""
        return self._in(access.DAY_PLANNERS, (await self._signed_in(request)).staff)

    async def asked(self, wish: Asking) -> Asked:
        """Raises DayOutOfReach, HistoryTooShort or HistoryNotFound."""
        now = self.parts.clock.now()
        today = now.astimezone(SHANGHAI).date()
        if not today <= wish.on <= today + _FARTHEST:
            raise DayOutOfReach(first=today.isoformat())
        async with self.parts.database.reading() as session:
            if wish.history == HOUSE:
                came = require_days(await self.own.before_today(session, now=now))
            else:
                came = await histories.find(session, UUID(str(wish.history)))
            so_far = wish.said_so_far() if wish.on == today else None
            if so_far is None and wish.on == today and wish.history == HOUSE:
                so_far = await came_today(session, now=now)
            return wish.asked(came, so_far, await planned_shifts(session, self._desk, wish.on))

    async def reckoned(self, wish: Asking) -> Reckoned:
        asked = await self.asked(wish)
        return await self.reckoner.run(lambda: reckon(asked, self.calendar))

    @staticmethod
    def _in(posts: frozenset[access.Post], staff: Staff) -> Staff:
        if staff.post not in posts:
            raise PlansNothing
        return staff


def _add_outlooks(router: APIRouter, office: _Office) -> None:
    @router.post("/outlook")
    @declared(Who.DUTY)
    async def outlook(wish: Asking, request: Request) -> dict[str, Any]:
        """What a day will bring and whom it needs: the protocol's `DayOutlook`. Nothing is kept."""
        await office.reader(request)
        return reckoned_wire(await office.reckoned(wish), office.calendar)

    @router.post("/week")
    @declared(Who.DUTY)
    async def week(wish: Asking, request: Request) -> dict[str, Any]:
        """That day and the six after it, in short."""
        await office.reader(request)
        asked = await office.asked(wish)
        return {"days": await office.reckoner.run(lambda: reckon_week(asked, office.calendar))}

    _ = (outlook, week)


def _add_histories(router: APIRouter, office: _Office) -> None:
    parts = office.parts

    @router.get("/histories")
    @declared(Who.DUTY)
    async def known(request: Request) -> dict[str, Any]:
        """What can be forecast from: the house's own conversations, and what was loaded."""
        await office.reader(request)
        async with parts.database.reading() as session:
            own = await office.own.before_today(session, now=parts.clock.now())
            rows = await queries.histories(session)
        return {
            "house": {"from": min(own.calls).isoformat(), "to": max(own.calls).isoformat()} if own else None,
            "loaded": [histories.history_wire(row) for row in rows],
        }

    @router.post("/histories", status_code=201)
    @declared(Who.DUTY)
    async def load(file: Loading, request: Request) -> dict[str, Any]:
        """Keep the half hours of a CSV file."""
        by = await office.planner(request)
        came = await office.reckoner.run(lambda: read_half_hours(file.csv.removeprefix("\ufeff").splitlines()))
        async with parts.database.transaction() as session:
            row = await histories.load(session, file.name.strip(), came, by=by, now=parts.clock.now())
            return histories.history_wire(row)

    @router.delete("/histories/{history_id}", status_code=204)
    @declared(Who.DUTY)
    async def remove(history_id: UUID, request: Request) -> Response:
        """Plans that were kept by it stay."""
        by = await office.planner(request)
        async with parts.database.transaction() as session:
            await histories.remove(session, history_id, by=by, now=parts.clock.now())
        return Response(status_code=204)

    _ = (known, load, remove)


def _add_plans(router: APIRouter, office: _Office) -> None:
    parts = office.parts

    @router.get("/plans")
    @declared(Who.DUTY)
    async def plans(on: _On, request: Request) -> dict[str, Any]:
        """The plans of a day, the latest first: all for who plans, those that are published for leaders."""
        staff = await office.reader(request)
        async with parts.database.reading() as session:
            rows = await queries.plans(session, on, published_only=staff.post not in access.DAY_PLANNERS)
            return {"plans": await keeping.plan_wires(session, rows)}

    @router.post("/plans", status_code=201)
    @declared(Who.DUTY)
    async def keep(wish: Keeping, request: Request) -> dict[str, Any]:
        """Reckon the day and keep it as it is now."""
        by = await office.planner(request)
        figures = reckoned_wire(await office.reckoned(wish), office.calendar)
        async with parts.database.transaction() as session:
            note, now = wish.note.strip(), parts.clock.now()
            row = await keeping.keep(session, figures, note, on=wish.on, by=by, now=now)
            return (await keeping.plan_wires(session, [row]))[0]

    @router.post("/plans/{plan_id}/publish")
    @declared(Who.DUTY)
    async def publish(plan_id: UUID, request: Request) -> dict[str, Any]:
        """Leaders see it, and it holds for its day instead of what was published before."""
        by = await office.planner(request)
        async with parts.database.transaction() as session:
            row = await keeping.publish(session, plan_id, by=by, now=parts.clock.now())
            return (await keeping.plan_wires(session, [row]))[0]

    _ = (plans, keep, publish)


def _add_checks(router: APIRouter, office: _Office) -> None:
    parts = office.parts

    @router.get("/checks")
    @declared(Who.DUTY)
    async def latest(on: _On, request: Request) -> dict[str, Any]:
        """The latest trial of a day: how far it is, or what it found."""
        await office.reader(request)
        async with parts.database.reading() as session:
            row = await queries.latest_check(session, on)
            return {"check": await checking.check_wire(session, row) if row else None}

    @router.post("/checks", status_code=202)
    @declared(Who.DUTY)
    async def begin(wish: Trying, request: Request) -> dict[str, Any]:
        """Live through simulated days by the desk's own routing; it takes a minute or more."""
        by = await office.planner(request)
        trial = (await office.reckoned(wish)).trial(wish.which)
        async with parts.database.transaction() as session:
            row = await checking.start(session, trial, wish.days, on=wish.on, by=by, now=parts.clock.now())
            return {"check": await checking.check_wire(session, row)}

    @router.post("/checks/{check_id}/cancel", status_code=204)
    @declared(Who.DUTY)
    async def end(check_id: UUID, request: Request) -> Response:
        by = await office.planner(request)
        async with parts.database.transaction() as session:
            await checking.cancel(session, check_id, by=by, now=parts.clock.now())
        return Response(status_code=204)

    _ = (latest, begin, end)
