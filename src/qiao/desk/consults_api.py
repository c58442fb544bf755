"""Asking colleagues over HTTP: the question, the words between the two, and letting her speak to the customer."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from qiao.access import Doorkeeper
from qiao.desk import actions, consults, looks
from qiao.desk.api import Words, worth_saying
from qiao.desk.parts import Desk
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Invalid
from qiao.foundation.http import REFUSALS, Parts


class AskWhom(Invalid):
    """Say who is asked: one colleague, or a skill, a team, or the two together."""


class Question(Words):
    """A question to one colleague, or to the first to answer of those with the skill, or of the team."""

    to: UUID | None = None
    skill: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    team: UUID | None = None


def routes(parts: Parts, desk: Desk, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/desk/…/consults`."""
    router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=REFUSALS)

    @router.post("/conversations/{conversation_id}/consults")
    @declared(Who.HOLDER)
    async def ask(conversation_id: UUID, question: Question, request: Request) -> dict[str, Any]:
        """Ask about a conversation in her hands; the protocol's `Consult`. It rings at the colleague's desk."""
        live, now = await signed_in(request), parts.clock.now()
        if (question.to is None) == (question.skill is None and question.team is None):
            raise AskWhom
        async with parts.database.transaction() as session:
            await looks.require_in_hand(session, desk, live.staff, conversation_id, now=now)
            row = await consults.ask(
                session,
                desk,
                conversation_id,
                consults.Whom(question.to, question.skill, question.team),
                worth_saying(question.text),
                by=live.staff,
                client_id=question.client_id,
                now=now,
            )
            return await consults.consult_wire(session, row)

    @router.post("/consults/{consult_id}/messages")
    @declared(Who.HOLDER)
    async def write(consult_id: UUID, words: Words, request: Request) -> dict[str, Any]:
        """A word between the two; the customer does not see it."""
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            said = await consults.write(
                session,
                desk,
                consult_id,
                worth_saying(words.text),
                by=live.staff,
                client_id=words.client_id,
                now=parts.clock.now(),
            )
        return {"message": str(said.id), "seq": said.seq}

    @router.post("/consults/{consult_id}/end", status_code=204)
    @declared(Who.HOLDER)
    async def end(consult_id: UUID, request: Request) -> Response:
        """Either of the two is through with it; whoever asked may also take it back."""
        live, now = await signed_in(request), parts.clock.now()
        async with parts.database.transaction() as session:
            await actions.end_consult(session, desk, consult_id, by=live.staff, now=now)
        return Response(status_code=204)

    _ = (ask, write, end)
    _add_joining(router, parts, desk, signed_in)
    return router


def _add_joining(router: APIRouter, parts: Parts, desk: Desk, signed_in: Doorkeeper) -> None:
    @router.post("/consults/{consult_id}/join", status_code=204)
    @declared(Who.HOLDER)
    async def join(consult_id: UUID, request: Request) -> Response:
        """Let the colleague who is asked speak to the customer as well; she is told who joins."""
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            await consults.bring_in(session, desk, consult_id, by=live.staff, now=parts.clock.now())
        return Response(status_code=204)

    @router.post("/consults/{consult_id}/leave", status_code=204)
    @declared(Who.HOLDER)
    async def leave(consult_id: UUID, request: Request) -> Response:
        """The colleague speaks to the customer no more, and still advises."""
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            await consults.step_out(session, desk, consult_id, by=live.staff, now=parts.clock.now())
        return Response(status_code=204)

    @router.post("/consults/{consult_id}/hand-over", status_code=204)
    @declared(Who.HOLDER)
    async def hand_over(consult_id: UUID, request: Request) -> Response:
        """The colleague who has joined goes on alone; the customer knows her and is not greeted anew."""
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            await actions.hand_to_joined(session, desk, consult_id, by=live.staff, now=parts.clock.now())
        return Response(status_code=204)

    _ = (join, leave, hand_over)
