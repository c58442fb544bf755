"""The desk over HTTP: presence, work items, the conversation in hand."""

from datetime import datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import conversations
from qiao.access import Doorkeeper, Staff
from qiao.conversations import content
from qiao.desk import actions, consults, handing_on, in_hands, looks, mentions, owed, participants, presences, queries
from qiao.desk.colleagues import colleagues as who_is_here
from qiao.desk.colleagues import teams_here
from qiao.desk.items import item_wires
from qiao.desk.model import PresenceState
from qiao.desk.parts import Desk
from qiao.foundation.bodies import Body
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.declared import Who, declared
from qiao.foundation.errors import Forbidden, Invalid
from qiao.foundation.http import REFUSALS, Parts, source_of

_FIRST_ENTRIES = 50


class TextEmpty(Invalid):
    """There is nothing to send."""


class ServesNobody(Forbidden):
    """This post takes no conversations."""


class SubjectUnknown(Invalid):
    """The pack knows no such matter."""


class NewPresence(Body):
    """Of a break, the reason is one of the pack's `breaks`; nothing else has one."""

    state: PresenceState
    reason: Annotated[str, Field(min_length=1, max_length=40)] | None = None


class Words(Body):
    """Something an agent says or notes."""

    client_id: Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_\-]+$")]
    text: Annotated[str, Field(min_length=1, max_length=4000)]


class Note(Words):
    """`mentions`: the colleagues who are told of it."""

    mentions: Annotated[frozenset[UUID], Field(max_length=10)] = frozenset()


class Reply(Words):
    """`confirmed`: the rules of the checker whose warnings she has seen and goes over."""

    confirmed: Annotated[tuple[Annotated[str, Field(max_length=40)], ...], Field(max_length=50)] = ()


class Matter(Body):
    """What the contact is about: an intent of the pack."""

    intent: Annotated[str, Field(min_length=1, max_length=80)]


class HandingOn(Body):
    """Who shall go on; nobody for whoever is next and has the skill, of the team first. The note is for staff alone."""

    to: UUID | None
    team: UUID | None = None
    skill: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    note: Annotated[str, Field(max_length=1000)] | None = None


class Closing(Body):
    """Why a contact is closed."""

    reason: Literal["solved", "unsolved", "no_reply", "duplicate", "wrong_person", "other"]
    note: Annotated[str, Field(max_length=1000)] | None = None


async def desk_wire(session: AsyncSession, desk: Desk, staff: Staff, *, now: datetime) -> dict[str, Any]:
    """The protocol's `Desk`: the whole of what a work list shows; a post that serves nobody has none."""
    serves = desk.views.serves(staff.post)
    mine = await queries.items_of(session, staff.id) if serves else ()
    waiting = await queries.waiting(session) if serves else ()
    midnight = datetime.combine(now.astimezone(SHANGHAI).date(), time.min, SHANGHAI)
    presence = await presences.presence_of(session, desk, staff.id, now=now)
    return {
        "seq": 0,
        "me": presence.wire(),
        "mine": await item_wires(session, desk, mine, staff, now=now),
        "waiting": await item_wires(session, desk, waiting, staff, now=now),
        "mentions": await mentions.unread_of(session, staff.id) if serves else 0,
        "closed_today": await queries.closed_since(session, staff.id, midnight),
    }


def routes(parts: Parts, desk: Desk, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/desk`."""
    router = APIRouter(prefix="/api/v1/desk", tags=["desk"], responses=REFUSALS)
    _add_work_list(router, parts, desk, signed_in)
    _add_conversations(router, parts, desk, signed_in)
    return router


def _add_work_list(router: APIRouter, parts: Parts, desk: Desk, signed_in: Doorkeeper) -> None:

    @router.get("")
    @declared(Who.STAFF, *in_hands.LISTED)
    async def snapshot(request: Request) -> dict[str, Any]:
        live = await signed_in(request)
        async with parts.database.reading() as session:
            return await desk_wire(session, desk, live.staff, now=parts.clock.now())

    @router.put("/presence")
    @declared(Who.STAFF)
    async def set_presence(new: NewPresence, request: Request) -> dict[str, Any]:
        live = await signed_in(request)
        if new.state is PresenceState.READY and not desk.views.serves(live.staff.post):
            raise ServesNobody
        now = parts.clock.now()
        async with parts.database.transaction() as session:
            if new.state is PresenceState.READY and not await desk.views.rota.on_shift(session, live.staff, now=now):
                raise in_hands.OffShift
            await presences.set_presence(session, desk, live.staff.id, new.state, reason=new.reason, now=now)
            presence = await presences.presence_of(session, desk, live.staff.id, now=now)
        return presence.wire()

    @router.get("/breaks")
    @declared(Who.STAFF)
    async def breaks(request: Request) -> dict[str, Any]:
        """Why somebody may be away from her desk, and for how many minutes."""
        await signed_in(request)
        return {
            "breaks": [
                {"id": reason, "name": {"zh": one.name.zh, "en": one.name.en}, "minutes": one.minutes}
                for reason, one in desk.floor.breaks.items()
            ]
        }

    @router.get("/subjects")
    @declared(Who.STAFF)
    async def subjects(request: Request) -> dict[str, Any]:
        """What a contact can be about, in the pack's order: one of these is entered on it."""
        await signed_in(request)
        return {
            "subjects": [
                {"id": one.id, "name": {"zh": one.name.zh, "en": one.name.en}} for one in desk.pack.intents.values()
            ]
        }

    @router.get("/colleagues")
    @declared(Who.STAFF)
    async def colleagues(request: Request) -> dict[str, Any]:
        """To whom she can hand on what she has in hand: who is here, and the skills that can be asked for."""
        live = await signed_in(request)
        if not desk.views.serves(live.staff.post):
            raise ServesNobody
        async with parts.database.reading() as session:
            here = await who_is_here(session, desk, live.staff, now=parts.clock.now())
            teams = await teams_here(session, desk, [live.staff.id], now=parts.clock.now())
        return {
            "colleagues": [one.wire() for one in here],
            "skills": [
                {"id": skill, "name": {"zh": name.zh, "en": name.en}} for skill, name in desk.routing.skills.items()
            ],
            "teams": [team.wire() for team in teams],
        }

    @router.post("/items/{item_id}/accept")
    @declared(Who.STAFF, *in_hands.LISTED)
    async def accept(item_id: UUID, request: Request) -> dict[str, Any]:
        live = await signed_in(request)
        now = parts.clock.now()
        async with parts.database.transaction() as session:
            item = await actions.accept(session, desk, item_id, by=live.staff, now=now)
            return (await item_wires(session, desk, [item], live.staff, now=now))[0]

    @router.post("/items/{item_id}/decline", status_code=204)
    @declared(Who.STAFF)
    async def decline(item_id: UUID, request: Request) -> Response:
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            await actions.decline(session, desk, item_id, by=live.staff, now=parts.clock.now())
        return Response(status_code=204)

    _ = (snapshot, set_presence, breaks, subjects, colleagues, accept, decline)


def _add_conversations(router: APIRouter, parts: Parts, desk: Desk, signed_in: Doorkeeper) -> None:
    @router.get("/conversations/{conversation_id}")
    @declared(Who.HOLDER, *looks.WORK)
    async def work(
        conversation_id: UUID, request: Request, purpose: Annotated[str | None, Query(max_length=40)] = None
    ) -> dict[str, Any]:
        """Everything about one conversation in hand: the protocol's `Work`."""
        staff = (await signed_in(request)).staff
        state, look = await looks.look_at(
            parts, desk, staff, conversation_id, looks.WORK, purpose=purpose, source=source_of(request)
        )
        async with parts.database.reading() as session:
            entries, has_more = await conversations.last_entries(
                session, conversation_id, before=state.seq + 1, limit=_FIRST_ENTRIES
            )
            item = await queries.live_item_of_conversation(session, conversation_id)
            level = state.contact.level if state.contact else "A0"
            brief = await conversations.brief(session, state.contact.id) if state.contact else None
            asked = await consults.last_of_contact(session, state.contact.id) if state.contact else None
            about = await consults.asked_about(session, asked) if asked else []
            joined = await participants.of_contact(session, state.contact.id) if state.contact else None
            promised = await owed.promised_in(session, state.contact.id) if state.contact else []
            shows_talk = look.shows("transcript")
            return {
                "conversation": state.wire(),
                "customer": await looks.customer_wire(session, look, level=level),
                "item": (await item_wires(session, desk, [item], staff, now=parts.clock.now()))[0] if item else None,
                "entrance": state.contact.entrance if state.contact else "",
                "subject": state.contact.subject if state.contact else None,
                "brief": looks.brief_wire(look, brief, about, promised),
                "participant": await participants.participant_wire(session, joined) if joined else None,
                "consult": await consults.consult_wire(session, asked) if asked else None,
                "entries": looks.entry_wires(desk, look, entries),
                "has_more": has_more and shows_talk,
                "marks": await conversations.marks(session, conversation_id),
                "may_speak": state.owner.id == staff.id,
                "party": (await conversations.speaker(session, conversation_id)).party,
                "beside": look.in_hand is not None and look.in_hand.beside,
                "view": desk.views.wire(look),
            }

    @router.get("/conversations/{conversation_id}/history")
    @declared(Who.HOLDER, *looks.TALK)
    async def history(
        conversation_id: UUID, request: Request, before: Annotated[int, Query(ge=0, le=2**31 - 1)]
    ) -> dict[str, Any]:
        staff = (await signed_in(request)).staff
        _, look = await looks.look_at(parts, desk, staff, conversation_id, looks.TALK, source=source_of(request))
        if not look.shows("transcript"):
            return {"entries": [], "has_more": False}
        async with parts.database.reading() as session:
            entries, has_more = await conversations.last_entries(
                session, conversation_id, before=before, limit=_FIRST_ENTRIES
            )
        return {"entries": looks.entry_wires(desk, look, entries), "has_more": has_more}

    @router.put("/conversations/{conversation_id}/subject", status_code=204)
    @declared(Who.HOLDER)
    async def set_subject(conversation_id: UUID, matter: Matter, request: Request) -> Response:
        """Say what the contact is about; which purposes a look may have follows from it, so it is on record."""
        live = await signed_in(request)
        now = parts.clock.now()
        async with parts.database.transaction() as session:
            await looks.require_in_hand(session, desk, live.staff, conversation_id, now=now)
            if matter.intent not in desk.pack.intents:
                raise SubjectUnknown
            await actions.set_subject(session, conversation_id, matter.intent, by=live.staff, now=now)
        return Response(status_code=204)

    @router.post("/conversations/{conversation_id}/messages")
    @declared(Who.HOLDER)
    async def reply(conversation_id: UUID, words: Reply, request: Request) -> dict[str, Any]:
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            await looks.require_in_hand(session, desk, live.staff, conversation_id, now=parts.clock.now())
            said = await actions.reply(
                session,
                desk,
                conversation_id,
                worth_saying(words.text),
                by=live.staff,
                client_id=words.client_id,
                confirmed=words.confirmed,
                now=parts.clock.now(),
            )
        return {"message": str(said.id), "seq": said.seq}

    @router.post("/conversations/{conversation_id}/notes")
    @declared(Who.HOLDER)
    async def note(conversation_id: UUID, words: Note, request: Request) -> dict[str, Any]:
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            await looks.require_in_hand(session, desk, live.staff, conversation_id, now=parts.clock.now())
            said = await actions.write_note(
                session,
                desk,
                conversation_id,
                worth_saying(words.text),
                by=live.staff,
                client_id=words.client_id,
                mentioned=words.mentions,
                now=parts.clock.now(),
            )
        return {"message": str(said.id), "seq": said.seq}

    @router.post("/conversations/{conversation_id}/return", status_code=204)
    @declared(Who.HOLDER)
    async def give_back(conversation_id: UUID, request: Request) -> Response:
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            await looks.require_in_hand(session, desk, live.staff, conversation_id, now=parts.clock.now())
            await actions.give_back(session, desk, conversation_id, by=live.staff, now=parts.clock.now())
        return Response(status_code=204)

    @router.post("/conversations/{conversation_id}/transfer", status_code=204)
    @declared(Who.HOLDER)
    async def hand_on(conversation_id: UUID, wish: HandingOn, request: Request) -> Response:
        live = await signed_in(request)
        now = parts.clock.now()
        async with parts.database.transaction() as session:
            await looks.require_in_hand(session, desk, live.staff, conversation_id, now=now)
            await handing_on.hand_on(
                session,
                desk,
                conversation_id,
                to=wish.to,
                by=live.staff,
                now=now,
                team=wish.team,
                skill=wish.skill,
                note=content.cleaned(wish.note) if wish.note else None,
            )
        return Response(status_code=204)

    @router.post("/conversations/{conversation_id}/close", status_code=204)
    @declared(Who.HOLDER)
    async def close(conversation_id: UUID, closing: Closing, request: Request) -> Response:
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            await looks.require_in_hand(session, desk, live.staff, conversation_id, now=parts.clock.now())
            await actions.close(
                session,
                desk,
                conversation_id,
                by=live.staff,
                reason=closing.reason,
                note=content.cleaned(closing.note) if closing.note else None,
                now=parts.clock.now(),
            )
        return Response(status_code=204)

    _ = (work, history, set_subject, reply, note, give_back, hand_on, close)


def worth_saying(text: str) -> str:
    """What was typed, cleaned. Raises TextEmpty."""
    text = content.cleaned(text)
    if not text.strip():
        raise TextEmpty
    return text
