"""The desk over HTTP: presence, work items, the conversation in hand."""

from datetime import datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations, customers
from qiao.access import Doorkeeper, StaffSession
from qiao.conversations import Viewer, content, shown
from qiao.desk import actions, queries
from qiao.desk.actions import Desk
from qiao.desk.model import ItemState, PresenceState
from qiao.foundation.business_calendar import SHANGHAI
from qiao.foundation.errors import Invalid
from qiao.foundation.http import Parts

_FIRST_ENTRIES = 50
_STAFF = Viewer(is_staff=True)


class TextEmpty(Invalid):
    """There is nothing to send."""


class NewPresence(BaseModel):
    state: PresenceState


class Words(BaseModel):
    """Something an agent says or notes."""

    client_id: Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_\-]+$")]
    text: Annotated[str, Field(min_length=1, max_length=4000)]


class Closing(BaseModel):
    """Why a contact is closed."""

    reason: Literal["solved", "unsolved", "no_reply", "duplicate", "wrong_person", "other"]
    note: Annotated[str, Field(max_length=1000)] | None = None


async def desk_wire(session: AsyncSession, desk: Desk, staff_id: UUID, *, now: datetime) -> dict[str, Any]:
    """The protocol's `Desk`: the whole of what an agent's work list shows."""
    mine = await queries.items_of(session, staff_id)
    waiting = await queries.waiting(session)
    midnight = datetime.combine(now.astimezone(SHANGHAI).date(), time.min, SHANGHAI)
    presence = await queries.presence(session, staff_id, capacity=desk.capacity, now=now)
    return {
        "seq": 0,
        "me": presence.wire(),
        "mine": await queries.item_wires(session, mine),
        "waiting": await queries.item_wires(session, waiting),
        "closed_today": await queries.closed_since(session, staff_id, midnight),
    }


def routes(parts: Parts, desk: Desk, signed_in: Doorkeeper) -> APIRouter:
    """The routes under `/api/v1/desk`."""
    router = APIRouter(prefix="/api/v1/desk", tags=["desk"])
    _add_work_list(router, parts, desk, signed_in)
    _add_conversations(router, parts, desk, signed_in)
    return router


def _add_work_list(router: APIRouter, parts: Parts, desk: Desk, signed_in: Doorkeeper) -> None:

    @router.get("")
    async def snapshot(request: Request) -> dict[str, Any]:
        live = await signed_in(request)
        async with parts.database.reading() as session:
            return await desk_wire(session, desk, live.staff.id, now=parts.clock.now())

    @router.put("/presence")
    async def set_presence(new: NewPresence, request: Request) -> dict[str, Any]:
        live = await signed_in(request)
        now = parts.clock.now()
        async with parts.database.transaction() as session:
            await actions.set_presence(session, desk, live.staff.id, new.state, now=now)
            presence = await queries.presence(session, live.staff.id, capacity=desk.capacity, now=now)
        return presence.wire()

    @router.post("/items/{item_id}/accept")
    async def accept(item_id: UUID, request: Request) -> dict[str, Any]:
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            item = await actions.accept(session, desk, item_id, by=live.staff, now=parts.clock.now())
            return (await queries.item_wires(session, [item]))[0]

    @router.post("/items/{item_id}/decline", status_code=204)
    async def decline(item_id: UUID, request: Request) -> Response:
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            await actions.decline(session, desk, item_id, by=live.staff, now=parts.clock.now())
        return Response(status_code=204)

    _ = (snapshot, set_presence, accept, decline)


def _add_conversations(router: APIRouter, parts: Parts, desk: Desk, signed_in: Doorkeeper) -> None:
    async def may_see(
        session: AsyncSession, live: StaffSession, conversation_id: UUID
    ) -> conversations.ConversationState:
        """The conversation, when it is in her hands, offered to her, or waiting. Raises ConversationNotFound."""
        state = await conversations.state(session, conversation_id)
        item = await queries.live_item_of_conversation(session, conversation_id)
        is_open_to_her = item is not None and (item.state == ItemState.WAITING or item.agent_id == live.staff.id)
        if is_open_to_her or await access.holds(session, live.staff.id, state.customer_id, now=parts.clock.now()):
            return state
        raise conversations.ConversationNotFound

    @router.get("/conversations/{conversation_id}")
    async def work(conversation_id: UUID, request: Request) -> dict[str, Any]:
        """Everything about one conversation: the protocol's `Work`."""
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            state = await may_see(session, live, conversation_id)
            await actions.note_look(session, live.staff, state, ("transcript", "name"), now=parts.clock.now())
            entries, has_more = await conversations.last_entries(
                session, conversation_id, before=state.seq + 1, limit=_FIRST_ENTRIES
            )
            item = await queries.live_item_of_conversation(session, conversation_id)
            person = await customers.find(session, state.customer_id)
            level = state.contact.level if state.contact else "A0"
            card = access.customer_card(person.id, kind=person.kind, masked_name=person.name, level=level)
            return {
                "conversation": state.wire(),
                "customer": {"id": str(card.id), "kind": card.kind, "name": card.name, "level": card.level},
                "item": (await queries.item_wires(session, [item]))[0] if item else None,
                "entrance": state.contact.entrance if state.contact else "",
                "brief": await conversations.brief(session, state.contact.id) if state.contact else None,
                "entries": [shown(entry, _STAFF) for entry in entries],
                "has_more": has_more,
                "marks": await conversations.marks(session, conversation_id),
                "may_speak": state.owner.id == live.staff.id,
            }

    @router.get("/conversations/{conversation_id}/history")
    async def history(
        conversation_id: UUID, request: Request, before: Annotated[int, Query(ge=0, le=2**31 - 1)]
    ) -> dict[str, Any]:
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            state = await may_see(session, live, conversation_id)
            await actions.note_look(session, live.staff, state, ("transcript",), now=parts.clock.now())
            entries, has_more = await conversations.last_entries(
                session, conversation_id, before=before, limit=_FIRST_ENTRIES
            )
        return {"entries": [shown(entry, _STAFF) for entry in entries], "has_more": has_more}

    @router.post("/conversations/{conversation_id}/messages")
    async def reply(conversation_id: UUID, words: Words, request: Request) -> dict[str, Any]:
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            await may_see(session, live, conversation_id)
            said = await actions.reply(
                session,
                desk,
                conversation_id,
                _worth_saying(words.text),
                by=live.staff,
                client_id=words.client_id,
                now=parts.clock.now(),
            )
        return {"message": str(said.id), "seq": said.seq}

    @router.post("/conversations/{conversation_id}/notes")
    async def note(conversation_id: UUID, words: Words, request: Request) -> dict[str, Any]:
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            await may_see(session, live, conversation_id)
            said = await actions.write_note(
                session,
                desk,
                conversation_id,
                _worth_saying(words.text),
                by=live.staff,
                client_id=words.client_id,
                now=parts.clock.now(),
            )
        return {"message": str(said.id), "seq": said.seq}

    @router.post("/conversations/{conversation_id}/return", status_code=204)
    async def give_back(conversation_id: UUID, request: Request) -> Response:
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            await may_see(session, live, conversation_id)
            await actions.give_back(session, desk, conversation_id, by=live.staff, now=parts.clock.now())
        return Response(status_code=204)

    @router.post("/conversations/{conversation_id}/close", status_code=204)
    async def close(conversation_id: UUID, closing: Closing, request: Request) -> Response:
        live = await signed_in(request)
        async with parts.database.transaction() as session:
            await may_see(session, live, conversation_id)
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

    _ = (work, history, reply, note, give_back, close)


def _worth_saying(text: str) -> str:
    text = content.cleaned(text)
    if not text.strip():
        raise TextEmpty
    return text
