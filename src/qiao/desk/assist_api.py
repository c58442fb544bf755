"""What helps whoever has a conversation in hand to decide, over HTTP: steps, mood, articles, and similar cases."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request

from qiao import conversations, knowledge
from qiao.access import Doorkeeper, Look
from qiao.bot import RequestSteps
from qiao.conversations import ConversationState, Level, OwnerKind
from qiao.desk import looks, queries, risks
from qiao.desk.assist import SHOWN, AtHand, Ear, Similar, known_of, similar_cases
from qiao.desk.parts import Desk
from qiao.desk.steps import Felt, InHand, Known, Stands, next_steps
from qiao.foundation.declared import Who, declared
from qiao.foundation.http import REFUSALS, Parts, source_of
from qiao.language import SignalName

_ARTICLES = 3


def routes(
    parts: Parts, desk: Desk, library: knowledge.Library, steps: RequestSteps | None, signed_in: Doorkeeper
) -> APIRouter:
    """The routes under `/api/v1/desk/conversations/…/assist`; without `steps` nothing can be begun here."""
    router = APIRouter(prefix="/api/v1/desk/conversations/{conversation_id}/assist", tags=["desk"], responses=REFUSALS)
    ear = Ear(desk)

    async def known(request: Request, conversation_id: UUID) -> tuple[Look, Known | None, str]:
        """What is known of the open contact; None without one, or where this post may not read it."""
        staff = (await signed_in(request)).staff
        state, look = await looks.look_at(parts, desk, staff, conversation_id, SHOWN, source=source_of(request))
        if state.contact is None or state.contact.closed_at is not None or not look.shows("transcript"):
            return look, None, "zh"
        at = await at_hand(state, look)
        async with parts.database.reading() as session:
            language = await conversations.language_of(session, conversation_id)
            found = await known_of(session, desk, state.contact, look, at, ear=ear, now=parts.clock.now())
            return look, found, language

    async def at_hand(state: ConversationState, look: Look) -> AtHand:
        if steps is None or not look.shows("loans"):
            return AtHand()
        shown = await steps.show(state.id, look.staff, language="zh", at_work=False)
        owns = (state.owner.kind, state.owner.id) == (OwnerKind.AGENT, look.staff.id)
        one = shown.request
        if one is None or one.flow not in desk.flows.flows:
            return AtHand(can_begin=owns)
        stands: Stands = "asks"
        if one.is_submitted:
            stands = "runs"
        elif Level(one.level) > shown.level:
            stands = "proof"
        return AtHand(InHand(one.flow, desk.flows.flows[one.flow].name, stands), can_begin=owns)

    @router.get("")
    @declared(Who.HOLDER, *SHOWN)
    async def assist(conversation_id: UUID, request: Request) -> dict[str, Any]:
        """At most three steps with why and the action that does each; how she felt, and how likely a complaint is;
        articles to what she said last.

        `matter` is what she wants as it was understood last. The protocol's `Assist`.
        """
        look, seen, language = await known(request, conversation_id)
        if seen is None:
            return {"is_open": False, "steps": [], "matter": None, "mood": [], "risk": None, "articles": []}
        advised = next_steps(desk.steps, seen)
        matter = desk.pack.intents.get(seen.wants) if seen.wants else None
        return {
            "is_open": True,
            "steps": [one.wire(desk.pack, language) for one in advised],
            "matter": {"intent": matter.id, "name": {"zh": matter.name.zh, "en": matter.name.en}} if matter else None,
            "mood": [_felt(one) for one in seen.felt],
            "risk": await _risk(parts, desk, conversation_id, look, seen),
            "articles": _articles(desk, library, seen, language),
        }

    @router.get("/similar")
    @declared(Who.HOLDER, *SHOWN)
    async def similar(conversation_id: UUID, request: Request) -> dict[str, Any]:
        """How it went with others who came for the same, in numbers alone; and her own earlier contacts about it.

        Nothing of others where they are fewer than three. The protocol's `SimilarCases`.
        """
        look, seen, language = await known(request, conversation_id)
        if seen is None or seen.wants is None:
            return Similar().wire()
        found = await similar_cases(
            parts.database,
            desk,
            look,
            matter=seen.wants,
            words=seen.words,
            language=language,
            now=parts.clock.now(),
        )
        return found.wire()

    _ = (assist, similar)
    return router


async def _risk(parts: Parts, desk: Desk, conversation_id: UUID, look: Look, seen: Known) -> dict[str, Any] | None:
    """How likely a complaint is, as far as this look may be told; None for what is not in anybody's hands."""
    async with parts.database.reading() as session:
        item = await queries.live_item_of_conversation(session, conversation_id)
        unanswered = (await conversations.unanswered_since(session, [conversation_id])).get(conversation_id)
    if item is None:
        return None
    shown, now = risks.fields_of(look, look.shows), parts.clock.now()
    found = risks.foreseen(desk, item, shown=shown, unanswered=unanswered, now=now)
    may_register = found.is_threatened and not seen.has_complaint
    registers = [one for one in seen.can_begin if desk.pack.intents[one].signal is SignalName.COMPLAINT]
    return {
        "level": found.level,
        "reasons": [one.wire() for one in found.reasons],
        "register": min(registers, default=None) if may_register else None,
    }


def _felt(one: Felt) -> dict[str, Any]:
    felt = one.emotion
    return {"seq": one.seq, "label": felt.feeling, "intensity": felt.intensity if felt.is_negative else 0}


def _articles(desk: Desk, library: knowledge.Library, seen: Known, language: str) -> list[dict[str, Any]]:
    """That of the matter first, then what the search finds for her last words."""
    found = library.search(seen.words, language, limit=_ARTICLES) if seen.words else None
    hits = [one.intent for one in found.hits] if found is not None and found.fits else []
    wanted = [*([seen.wants] if seen.wants else []), *hits]
    answers = [one for one in (knowledge.answer_for(desk.pack, intent, language) for intent in wanted) if one]
    each = {one.article: one for one in answers}
    return [
        {
            "article": one.article,
            "title": one.title,
            "text": one.text.replace("**", ""),
            "version": one.version,
        }
        for one in [*each.values()][:_ARTICLES]
    ]
