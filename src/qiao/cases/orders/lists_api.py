"""Many work orders over HTTP: the list, the board, what can be chosen, and the same act on many."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime

from qiao.access import Doorkeeper
from qiao.cases.orders import acting, listing, reading, showing
from qiao.cases.orders.listing import Wanted
from qiao.cases.orders.parts import Ordering
from qiao.cases.orders.section import OPINION
from qiao.cases.orders.shapes import BulkBody
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import QiaoError
from qiao.foundation.http import REFUSALS, Parts


class _Listed(Wanted):
    """The filter with a place in the list: `next` of the page before."""

    after_at: AwareDatetime | None = None
    after: UUID | None = None
    limit: Annotated[int, Query(ge=1, le=100)] = 50

    def wanted(self) -> Wanted:
        return Wanted(**self.model_dump(exclude={"after_at", "after", "limit"}))


def routes(parts: Parts, ordering: Ordering, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/staff/orders` that are about many; they are put before those about one."""
    router = APIRouter(prefix="/api/v1/staff/orders", tags=["orders"], responses=REFUSALS)
    choices = _choices(ordering)

    @router.get("")
    @declared(Who.DUTY)
    async def listed(request: Request, asked: Annotated[_Listed, Query()]) -> dict[str, Any]:
        """One page of those that she may see, with counts; `next` names the place after it."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        wanted = asked.wanted()
        after = (asked.after_at, asked.after) if asked.after_at and asked.after else None
        async with parts.database.reading() as session:
            one = await reading.viewer(session, ordering, staff, now=now)
            rows, place = await listing.listed(session, ordering, one, wanted, after=after, limit=asked.limit)
            counts = await listing.counts(session, ordering, one, wanted)
            items = await showing.items_wire(session, ordering, rows)
        following = {"after_at": place[0].isoformat(), "after": str(place[1])} if place else None
        return {"items": items, "counts": counts, "next": following}

    @router.get("/board")
    @declared(Who.DUTY)
    async def board(request: Request, wanted: Annotated[Wanted, Query()]) -> dict[str, Any]:
        """The columns by state, each with its count and the orders that are due first."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.reading() as session:
            one = await reading.viewer(session, ordering, staff, now=now)
            columns = await listing.board(session, ordering, one, wanted)
            counts = await listing.counts(session, ordering, one, wanted)
            items = await showing.items_wire(session, ordering, [row for rows in columns.values() for row in rows])
        held = [
            {"state": state.value, "count": counts[state], "items": [one for one in items if one["state"] == state]}
            for state in columns
        ]
        return {"columns": held, "counts": counts}

    @router.get("/choices")
    @declared(Who.STAFF)
    async def chosen_from(request: Request) -> dict[str, Any]:
        """Types with their forms, templates and clocks, departments and who answers for each, pause reasons."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.reading() as session:
            one = await reading.viewer(session, ordering, staff, now=now)
            people = {name: await reading.answering(session, ordering, name) for name in ordering.departments}
        departments = [
            {**named, "people": [{"id": str(id_), "name": name} for id_, name in people[named["id"]].items()]}
            for named in choices["departments"]
        ]
        types = [{**of_type, "allowed": ordering.terms(of_type["id"], now).wire()} for of_type in choices["types"]]
        told = {**choices, "types": types, "departments": departments}
        return {**told, "opens": one.serves, "answers_for": sorted(one.departments)}

    @router.post("/bulk")
    @declared(Who.DUTY)
    async def bulk(body: BulkBody, request: Request) -> dict[str, Any]:
        """The same act on up to 200 orders, each for itself; what was not possible says why and stops nothing."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        wish, results = body.wish(), list[dict[str, Any]]()
        for order_id in dict.fromkeys(body.ids):
            try:
                async with parts.database.transaction() as session:
                    one = await reading.viewer(session, ordering, staff, now=now)
                    found = await acting.act(session, ordering, one, order_id, wish, now=now)
            except QiaoError as trouble:
                results.append({"id": str(order_id), "error": type(trouble).__name__, "params": trouble.params})
            else:
                results.append({"id": str(order_id), "error": None, "state": found.row.state})
        return {"results": results, "done": sum(one["error"] is None for one in results)}

    _ = (listed, board, chosen_from, bulk)
    return router


def _choices(ordering: Ordering) -> dict[str, Any]:
    rules = ordering.rules
    return {
        "types": [
            {"id": name, "by_hand": name != OPINION, **of_type.model_dump(mode="json", exclude={"steps"})}
            for name, of_type in rules.types.items()
        ],
        "departments": [{"id": name, "name": one.name.model_dump()} for name, one in ordering.departments.items()],
        "pause_reasons": [
            {"id": name, "name": one.name.model_dump(), "stops_clock": one.stops_clock}
            for name, one in rules.pause_reasons.items()
        ],
    }
