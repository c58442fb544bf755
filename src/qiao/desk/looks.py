"""What a member of staff sees at the desk: the conversation in hand, by a look that is on record before it is read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations, customers
from qiao.access import Look, Staff
from qiao.conversations import ConversationState, Entry
from qiao.desk.parts import Desk
from qiao.foundation.errors import Invalid
from qiao.foundation.http import Parts

IDENTIFYING = tuple(field.value for field in customers.CustomerField)
TALK = ("transcript",)
WORK = (*TALK, "emotion", "flags", *IDENTIFYING)


class PurposeUnknown(Invalid):
    """The pack knows no such purpose."""


async def look_at(
    parts: Parts,
    desk: Desk,
    staff: Staff,
    conversation_id: UUID,
    fields: Sequence[str],
    *,
    purpose: str | None = None,
    source: str | None = None,
    detail: Mapping[str, str] = MappingProxyType({}),
) -> tuple[ConversationState, Look]:
    """Decide and put on record, in a short transaction of its own; what is shown is read afterwards.

    Raises ConversationNotFound when she has nothing of this customer in hand, as when there is no such conversation:
    both are on record as refused. Raises PurposeUnknown for a purpose that is none: what was sent instead may be
    anything, so it is neither recorded nor answered with.
    """
    if purpose is not None and purpose not in desk.views.book.purposes:
        raise PurposeUnknown
    now = parts.clock.now()
    async with parts.database.transaction() as session:
        found = await _look(
            session, desk, staff, conversation_id, fields, purpose=purpose, source=source, detail=detail, now=now
        )
    if found is None:
        raise conversations.ConversationNotFound
    return found


async def _look(
    session: AsyncSession,
    desk: Desk,
    staff: Staff,
    conversation_id: UUID,
    fields: Sequence[str],
    *,
    purpose: str | None,
    source: str | None,
    detail: Mapping[str, str],
    now: datetime,
) -> tuple[ConversationState, Look] | None:
    try:
        state, look = await decide(session, desk, staff, conversation_id, purpose=purpose, now=now)
    except conversations.ConversationNotFound:
        await access.audit.record(session, refusal(staff, conversation_id, source=source), now=now)
        return None
    look = await desk.views.record(session, look, fields, now=now, source=source, detail=detail)
    if look.in_hand is None:
        return None
    for other in (await customers.person_of(session, state.customer_id)).records:
        if other != state.customer_id:
            await desk.views.record(session, at_record(look, other), fields, now=now, source=source, detail=detail)
    return state, look


async def decide(
    session: AsyncSession,
    desk: Desk,
    staff: Staff,
    conversation_id: UUID,
    *,
    purpose: str | None = None,
    now: datetime,
) -> tuple[ConversationState, Look]:
    """What she may see of the conversation's customer; nothing is on record. Raises ConversationNotFound."""
    state = await conversations.state(session, conversation_id)
    return state, await desk.views.look(session, staff, about(state), purpose=purpose, now=now)


async def require_in_hand(
    session: AsyncSession, desk: Desk, staff: Staff, conversation_id: UUID, *, now: datetime
) -> tuple[ConversationState, Look]:
    """For changes, which show nothing. Raises ConversationNotFound as `look_at`."""
    state = await conversations.state(session, conversation_id)
    look = await desk.views.look(session, staff, about(state), now=now, counted=False)
    if look.in_hand is None:
        raise conversations.ConversationNotFound
    return state, look


def refusal(staff: Staff, conversation_id: UUID, *, source: str | None = None) -> access.audit.Record:
    """Somebody asked for what is not there."""
    return access.audit.Record(
        f"staff:{staff.id}",
        access.audit.Action.DENIED,
        post=staff.post,
        source=source,
        detail={"because": "no_holding", "conversation": str(conversation_id)},
    )


def about(state: ConversationState) -> access.About:
    contact = state.contact
    return access.About(state.customer_id, contact.id if contact else None, contact.subject if contact else None)


def at_record(look: Look, customer_id: UUID) -> Look:
    """The same decision for another record of the same person; nothing of that is on record yet."""
    return replace(look, about=replace(look.about, customer_id=customer_id), recorded=frozenset())


def about_record(state: ConversationState, customer_id: UUID) -> access.About:
    """The conversation in hand, and another record that it is about."""
    return replace(about(state), customer_id=customer_id)


def entry_wires(desk: Desk, look: Look, entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The entries as the look shows them; none where it shows no conversation."""
    return [entry_wire(desk, look, entry) for entry in entries] if look.shows("transcript") else []


def entry_wire(desk: Desk, look: Look, entry: Entry) -> dict[str, Any]:
    """One entry; each mask in it says which field it hides. What is not for this viewer keeps its number alone."""
    if not look.shows("transcript"):
        return {"seq": entry.seq, "kind": "hidden", "at": entry.wire["at"]}
    if not entry.masks:
        return entry.wire
    fields = desk.views.book.field_of_identifier
    masks = [
        {"span": mask.span, "field": fields[mask.kind], "start": mask.start, "end": mask.end} for mask in entry.masks
    ]
    return {**entry.wire, "message": {**entry.wire["message"], "masks": masks}}


def brief_wire(
    look: Look,
    brief: dict[str, Any] | None,
    consulted: Sequence[Mapping[str, Any]] = (),
    promised: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any] | None:
    """The brief with what colleagues were asked about and what she was promised; it retells the conversation, and
    feelings and signals are fields of their own.
    """
    if brief is None or not look.shows("transcript"):
        return None
    shown = {**brief, "consulted": list(consulted), "promised": list(promised)}
    if not look.shows("emotion"):
        shown["emotion"] = None
    if not look.shows("flags"):
        shown["signals"] = []
    return shown


async def customer_wire(session: AsyncSession, look: Look, *, level: str) -> dict[str, Any]:
    """Her card and those of her values whose mask may be shown, each with the rule that shows it."""
    person = await customers.person_of(session, look.about.customer_id)
    known = await customers.find(session, person.id)
    name = known.name if look.shows_mask("name") else None
    card = access.customer_card(look.about.customer_id, kind=known.kind, masked_name=name, level=level)
    fields = await customers.fields_of(session, person.records)
    values = [value for record in person.records for value in fields.get(record, [])]
    return {
        **card.wire(),
        "fields": [
            {
                "id": str(value.id),
                "field": value.field,
                "masked": value.masked,
                "source": value.source,
                "as_of": value.as_of.isoformat(),
                "rule": look.rule_of(value.field),
            }
            for value in values
            if look.shows_mask(value.field)
        ],
    }
