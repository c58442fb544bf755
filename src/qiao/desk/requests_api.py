"""The request of a customer in hand: where it stands, a step taken for her, a card sent for her to answer."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import Field

from qiao import conversations
from qiao.access import Doorkeeper, Look
from qiao.bot import AgentStep, NothingUnderWay, RequestSteps, Shown
from qiao.conversations import content
from qiao.desk import actions, looks
from qiao.desk.parts import Desk
from qiao.foundation.bodies import Body
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Forbidden, Invalid
from qiao.foundation.http import REFUSALS, Parts, source_of
from qiao.requests import Words

SHOWN = (*looks.TALK, "loans")
_ClientId = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_\-]+$")]
Language = Literal["zh", "en"]


class StepUnclear(Invalid):
    """A step is a button or words, not both; or an identity that was checked, with the reason for trusting it."""


class LoansNotShown(Forbidden):
    """Requests are carried on by posts that see the customer's loans."""


class Step(Body):
    """One step for the customer. `identity_checked`: she made sure who is there, and `reason` says how."""

    client_id: _ClientId
    button: Annotated[str, Field(min_length=1, max_length=80)] | None = None
    text: Annotated[str, Field(min_length=1, max_length=1000)] | None = None
    identity_checked: bool = False
    reason: Annotated[str, Field(min_length=4, max_length=200)] | None = None
    language: Language = "zh"


class Sending(Body):
    client_id: _ClientId


def routes(parts: Parts, desk: Desk, steps: RequestSteps | None, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/desk/conversations/…/request`; without `steps` nothing is accepted here."""
    router = APIRouter(prefix="/api/v1/desk/conversations/{conversation_id}/request", tags=["desk"], responses=REFUSALS)

    async def look(request: Request, conversation_id: UUID) -> tuple[Look, RequestSteps]:
        """For changes. Raises ConversationNotFound, LoansNotShown or NothingUnderWay."""
        staff = (await signed_in(request)).staff
        _, look = await looks.look_at(parts, desk, staff, conversation_id, SHOWN, source=source_of(request))
        if not (look.shows("transcript") and look.shows("loans")):
            raise LoansNotShown
        if steps is None:
            raise NothingUnderWay
        return look, steps

    @router.get("")
    @declared(Who.HOLDER, *SHOWN)
    async def stands(
        conversation_id: UUID, request: Request, language: Annotated[Language, Query()] = "zh"
    ) -> dict[str, Any]:
        """The open request as its agent needs it: the protocol's `RequestInHand`."""
        staff = (await signed_in(request)).staff
        _, look = await looks.look_at(parts, desk, staff, conversation_id, SHOWN, source=source_of(request))
        if steps is None or not look.shows("transcript"):
            return _wire(None)
        shows_loans = look.shows("loans")
        return _wire(await steps.show(conversation_id, staff, language=language, at_work=shows_loans))

    @router.post("/steps")
    @declared(Who.HOLDER, *SHOWN)
    async def take(conversation_id: UUID, step: Step, request: Request) -> dict[str, Any]:
        """Answer, press, agree or cancel for the customer; what came of it is in `stand`."""
        if (step.button and step.text) or not (step.button or step.text or step.identity_checked):
            raise StepUnclear
        if step.identity_checked and step.reason is None:
            raise StepUnclear
        looked, able = await look(request, conversation_id)
        staff = looked.staff
        if step.identity_checked and step.reason is not None:
            async with parts.database.transaction() as session:
                await actions.check_identity(
                    session,
                    desk,
                    conversation_id,
                    content.cleaned(step.reason),
                    by=staff,
                    client_id=step.client_id,
                    purpose=looked.purpose,
                    now=parts.clock.now(),
                )
        text = content.cleaned(step.text) if step.text else None
        taken = AgentStep(step.client_id, step.button, text)
        return _wire(await able.take(conversation_id, staff, taken, language=step.language))

    @router.post("/card")
    @declared(Who.HOLDER)
    async def send(conversation_id: UUID, sending: Sending, request: Request) -> dict[str, Any]:
        """Send the customer the question or card at which it stands; her press counts as her own."""
        looked, able = await look(request, conversation_id)
        said = await able.send(conversation_id, looked.staff, client_id=sending.client_id)
        return {"message": str(said.id), "seq": said.seq}

    _ = (stands, take, send)
    return router


def _wire(shown: Shown | None) -> dict[str, Any]:
    """The protocol's `RequestInHand`."""
    if shown is None:
        return {"request": None, "waiting": [], "stand": [], "opening": None}
    one = shown.request
    return {
        "request": {
            "flow": one.flow,
            "name": _both(one.name),
            "level": one.level,
            "known_at": shown.level.value,
            "is_submitted": one.is_submitted,
            "slots": [
                {"slot": given.slot, "name": _both(given.name), "value": _both(given.value), "by": given.by}
                for given in one.slots
            ],
        }
        if one
        else None,
        "waiting": [_both(name) for name in shown.waiting],
        "stand": [conversations.content.wire(one) for one in shown.stand],
        "opening": shown.opening,
    }


def _both(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}
