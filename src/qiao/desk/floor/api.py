"""The floor over HTTP: for those who lead the teams on it."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from qiao.access import Doorkeeper, Staff
from qiao.conversations import content
from qiao.desk import in_hands, participants
from qiao.desk.api import HandingOn, Words, worth_saying
from qiao.desk.floor import acts
from qiao.desk.floor.grid import SHOWN, Recorded, require_leader, seen_by
from qiao.desk.floor.wall import require_counter, wall
from qiao.desk.items import item_wires
from qiao.desk.parts import Desk
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS, Parts


class Leaving(Body):
    """Who goes on with what she had, in turn; nobody for the front of the queue."""

    to: Annotated[tuple[UUID, ...], Field(max_length=20)] = ()


def routes(parts: Parts, desk: Desk, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/desk/floor`."""
    router = APIRouter(prefix="/api/v1/desk/floor", tags=["desk"], responses=REFUSALS)

    async def leader(request: Request) -> Staff:
        staff = (await signed_in(request)).staff
        require_leader(staff)
        return staff

    @router.get("")
    @declared(Who.DUTY, *SHOWN)
    async def floor(request: Request) -> dict[str, Any]:
        """The agents of her teams and the queues, as they stand now: the protocol's `Floor`."""
        return (await seen_by(parts, desk, await leader(request), Recorded())).wire()

    @router.get("/figures")
    @declared(Who.DUTY)
    async def figures(request: Request) -> dict[str, Any]:
        """How the day goes, in figures that name nobody: the protocol's `Wall`."""
        require_counter((await signed_in(request)).staff)
        return await wall(parts, desk)

    @router.post("/items/{item_id}/whisper")
    @declared(Who.DUTY)
    async def whisper(item_id: UUID, words: Words, request: Request) -> dict[str, Any]:
        """A word to the agent who has it in hand; the customer does not see it."""
        by, text = await leader(request), worth_saying(words.text)
        async with parts.database.transaction() as session:
            said = await acts.whisper(
                session, desk, item_id, text, by=by, client_id=words.client_id, now=parts.clock.now()
            )
        return {"message": str(said.id), "seq": said.seq}

    @router.post("/items/{item_id}/take-over")
    @declared(Who.DUTY, *in_hands.LISTED)
    async def take_over(item_id: UUID, request: Request) -> dict[str, Any]:
        """Serve this customer from now on, instead of her agent; the protocol's `Item`."""
        by, now = await leader(request), parts.clock.now()
        async with parts.database.transaction() as session:
            item = await acts.take_over(session, desk, item_id, by=by, now=now)
            return (await item_wires(session, desk, [item], by, now=now))[0]

    @router.post("/items/{item_id}/send-on", status_code=204)
    @declared(Who.DUTY)
    async def send_on(item_id: UUID, wish: HandingOn, request: Request) -> Response:
        """Let a colleague go on, or whoever is next and has the skill, of a team first."""
        by, note = await leader(request), content.cleaned(wish.note) if wish.note else None
        async with parts.database.transaction() as session:
            await acts.send_on(
                session,
                desk,
                item_id,
                to=wish.to,
                team=wish.team,
                skill=wish.skill,
                note=note,
                by=by,
                now=parts.clock.now(),
            )
        return Response(status_code=204)

    @router.post("/agents/{staff_id}/empty-hands")
    @declared(Who.DUTY)
    async def empty_hands(staff_id: UUID, leaving: Leaving, request: Request) -> dict[str, Any]:
        """She leaves: others go on with everything she had, and she is given nothing more."""
        by = await leader(request)
        async with parts.database.transaction() as session:
            moved = await acts.empty_hands(session, desk, staff_id, to=leaving.to, by=by, now=parts.clock.now())
        return {"moved": moved}

    @router.post("/alerts/{alert_id}/acknowledge", status_code=204)
    @declared(Who.DUTY)
    async def acknowledge(alert_id: UUID, request: Request) -> Response:
        """Say that she looks after it."""
        by = await leader(request)
        async with parts.database.transaction() as session:
            await acts.acknowledge(session, desk, alert_id, by=by, now=parts.clock.now())
        return Response(status_code=204)

    _ = (floor, figures, whisper, take_over, send_on, empty_hands, acknowledge)
    _add_joining(router, parts, desk, leader)
    return router


def _add_joining(router: APIRouter, parts: Parts, desk: Desk, leader: Callable[[Request], Awaitable[Staff]]) -> None:
    @router.post("/items/{item_id}/join", status_code=204)
    @declared(Who.DUTY)
    async def join(item_id: UUID, request: Request) -> Response:
        """Speak to this customer beside her agent, who stays in charge; the customer is told who joins."""
        by = await leader(request)
        async with parts.database.transaction() as session:
            await acts.join(session, desk, item_id, by=by, now=parts.clock.now())
        return Response(status_code=204)

    @router.post("/items/{item_id}/leave", status_code=204)
    @declared(Who.DUTY)
    async def leave(item_id: UUID, request: Request) -> Response:
        """Speak to this customer no more; her agent goes on alone."""
        by = await leader(request)
        async with parts.database.transaction() as session:
            await participants.leave(session, desk, item_id, by=by, now=parts.clock.now())
        return Response(status_code=204)

    _ = (join, leave)
