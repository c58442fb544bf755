"""Promised calls over HTTP: the call in hand and what came of it, those of a customer, those of a day."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, Field
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations, customers
from qiao.access import Doorkeeper, Look, Staff, reveals
from qiao.customers import CustomerField
from qiao.desk import call_backs, calling, looks, queries
from qiao.desk.model import Attempt, CallBackRow, CallBackState, WorkItemRow
from qiao.desk.parts import Desk
from qiao.desk.profiles_api import PlansNoWork
from qiao.foundation.bodies import Body
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import QiaoError
from qiao.foundation.http import REFUSALS, Parts, source_of
from qiao.foundation.keys import KeyId

SHOWN = (*looks.TALK, "emotion", "flags", "phone")
"""Fields of a customer that the call in hand shows."""


class NoNumberGiven(calling.CallNotFound):
    """No number was given for this call: it goes to the one on file."""


class Outcome(Body):
    """What came of an attempt; `window` is when she asked to be called instead."""

    outcome: Attempt
    window: AwareDatetime | None = None


class Opening(Body):
    """What the number is needed for."""

    reason: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z_]+$")]
    glass: UUID | None = None


def routes(parts: Parts, desk: Desk, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/desk/calls` and `/api/v1/desk/conversations/…/calls`."""
    router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=REFUSALS)
    _add_call_in_hand(router, parts, desk, signed_in)
    _add_calls_promised(router, parts, desk, signed_in)
    return router


def _add_call_in_hand(router: APIRouter, parts: Parts, desk: Desk, signed_in: Doorkeeper) -> None:
    @router.get("/calls/{item_id}")
    @declared(Who.HOLDER, *SHOWN)
    async def call(item_id: UUID, request: Request) -> dict[str, Any]:
        """Whom to call and about what: the protocol's `Call`. The look is on record before it is read."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.transaction() as session:
            found, item = await calling.in_hand(session, item_id, staff)
            look = await _look(session, desk, staff, found, item, now=now)
            look = await desk.views.record(session, look, SHOWN, now=now, source=source_of(request))
        async with parts.database.reading() as session:
            return await _wire(session, desk, found, item, look, now=now)

    @router.post("/calls/{item_id}/number")
    @declared(Who.HOLDER)
    async def number(item_id: UUID, opening: Opening, request: Request, response: Response) -> dict[str, Any]:
        """The number given for this call in clear, for a short time. It is on record before it is read."""
        response.headers["cache-control"] = "no-store"
        live, now = await signed_in(request), parts.clock.now()
        async with parts.database.transaction() as session:
            found, item = await calling.in_hand(session, item_id, live.staff)
            if found.number is None or found.key_id is None:
                raise NoNumberGiven
            about = await _about(session, found, item)
            wanted = reveals.Wanted(CustomerField.PHONE, found.id, None, opening.reason, opening.glass)
            opened = await desk.reveals.open(session, live, about, wanted, now=now, source=source_of(request))
        if isinstance(opened, QiaoError):
            raise opened
        key_id = KeyId(found.key_id)
        async with parts.database.reading() as session:
            await parts.ring.load(session, key_id)
        value = parts.ring.open(key_id, found.number, bound_to=call_backs.number_place(found.id)).decode()
        return reveals.wire(opened, value, now=now)

    @router.post("/calls/{item_id}/attempts")
    @declared(Who.HOLDER)
    async def attempt(item_id: UUID, came: Outcome, request: Request) -> dict[str, Any]:
        """Put on record what came of an attempt; the call as it stands then."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        tried = calling.Tried(came.outcome, came.window)
        async with parts.database.transaction() as session:
            found = await calling.record(session, desk, item_id, tried, by=staff, now=now)
            return _promise(found)

    @router.post("/calls/{item_id}/return", status_code=204)
    @declared(Who.HOLDER)
    async def put_back(item_id: UUID, request: Request) -> Response:
        staff = (await signed_in(request)).staff
        async with parts.database.transaction() as session:
            await calling.put_back(session, desk, item_id, by=staff, now=parts.clock.now())
        return Response(status_code=204)

    _ = (call, number, attempt, put_back)


def _add_calls_promised(router: APIRouter, parts: Parts, desk: Desk, signed_in: Doorkeeper) -> None:
    @router.get("/calls")
    @declared(Who.DUTY)
    async def promised(request: Request, on: Annotated[date | None, Query()] = None) -> dict[str, Any]:
        """The calls of a day for those who plan work, by number alone: which are kept, and which are about to break."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        if staff.post not in access.PLANNERS:
            raise PlansNoWork
        midnight = datetime.combine(on or now.astimezone(SHANGHAI).date(), time.min, SHANGHAI)
        async with parts.database.reading() as session:
            calls = await queries.calls_between(session, midnight, midnight + timedelta(days=1))
        return {"calls": [{**_promise(one), "at_risk": _is_at_risk(one)} for one in calls]}

    @router.get("/conversations/{conversation_id}/calls")
    @declared(Who.HOLDER)
    async def hers(conversation_id: UUID, request: Request) -> dict[str, Any]:
        """The calls that the customer in hand is promised, by number and window."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.reading() as session:
            state, _ = await looks.require_in_hand(session, desk, staff, conversation_id, now=now)
            calls = await queries.calls_of(session, state.customer_id)
        return {"calls": [_promise(one) for one in calls]}

    @router.post("/conversations/{conversation_id}/calls/{call_id}/cancel", status_code=204)
    @declared(Who.HOLDER)
    async def cancel(conversation_id: UUID, call_id: UUID, request: Request) -> Response:
        """She does not want to be called any more, and said so to whoever has her in hand."""
        staff, now = (await signed_in(request)).staff, parts.clock.now()
        async with parts.database.transaction() as session:
            state, _ = await looks.require_in_hand(session, desk, staff, conversation_id, now=now)
            await calling.cancel(session, desk, state.customer_id, call_id, actor=f"agent:{staff.id}", now=now)
        return Response(status_code=204)

    _ = (promised, hers, cancel)


async def _about(session: AsyncSession, call: CallBackRow, item: WorkItemRow) -> access.About:
    contact = (await conversations.contacts(session, [call.contact_id])).get(call.contact_id)
    return access.About(call.customer_id, item.contact_id, contact.subject if contact else None)


async def _look(
    session: AsyncSession, desk: Desk, staff: Staff, call: CallBackRow, item: WorkItemRow, *, now: datetime
) -> Look:
    """Raises CallNotFound where she holds nothing of this customer any more."""
    look = await desk.views.look(session, staff, await _about(session, call, item), now=now)
    if look.in_hand is None:
        raise calling.CallNotFound
    return look


async def _wire(
    session: AsyncSession, desk: Desk, call: CallBackRow, item: WorkItemRow, look: Look, *, now: datetime
) -> dict[str, Any]:
    attempts = await queries.attempts(session, call.id)
    brief = await conversations.brief(session, call.contact_id)
    return {
        **_promise(call),
        "item": str(item.id),
        "conversation": str(call.conversation_id),
        "topic": call.topic if look.shows("transcript") else "",
        "given": (call.masked_number or "******") if call.number is not None and look.shows_mask("phone") else None,
        "on_file": await _on_file(session, call, look),
        "tries_at_most": desk.routing.calls.tries,
        "reached": await queries.was_reached(session, item.id),
        "attempts": [{"outcome": one.outcome, "by": str(one.agent_id), "at": one.at.isoformat()} for one in attempts],
        "brief": looks.brief_wire(look, brief),
        "windows": [
            {"starts_at": start.isoformat(), "ends_at": end.isoformat()} for start, end in call_backs.windows(now)
        ],
    }


async def _on_file(session: AsyncSession, call: CallBackRow, look: Look) -> list[dict[str, Any]]:
    """Her numbers as the lender has them, where none was given; each is opened by a reveal of its own."""
    if call.number is not None or not look.shows_mask("phone"):
        return []
    values = (await customers.fields_of(session, [call.customer_id])).get(call.customer_id, [])
    return [{"id": str(one.id), "masked": one.masked} for one in values if one.field == CustomerField.PHONE]


def _promise(call: CallBackRow) -> dict[str, Any]:
    """The protocol's `Promise`."""
    return {
        "id": str(call.id),
        "number": call.booked_as,
        "state": call.state,
        "starts_at": call.starts_at.isoformat(),
        "ends_at": call.ends_at.isoformat(),
        "tries": call.tries,
        "next_try_at": call.next_try_at.isoformat() if call.next_try_at else None,
    }


def _is_at_risk(call: CallBackRow) -> bool:
    return call.state == CallBackState.BROKEN or (call.state == CallBackState.BOOKED and call.reminded_at is not None)
