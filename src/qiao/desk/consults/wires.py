"""Colleagues' questions as they are shown, and told in the conversation."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.desk import queries as desk_queries
from qiao.desk.consults import queries
from qiao.desk.model import ConsultRow


async def consult_wire(session: AsyncSession, row: ConsultRow) -> dict[str, Any]:
    """The protocol's `Consult`: who asked whom, and how it stands; no word of what was asked."""
    names = await access.staff_names(session, [row.asker_id, row.asked_id])
    work = await desk_queries.item(session, row.id)
    until = work.reserved_until if work is not None else None
    return {
        "id": str(row.id),
        "conversation": str(row.conversation_id),
        "state": row.state,
        "outcome": row.outcome,
        "asker": {"id": str(row.asker_id), "name": names.get(row.asker_id, "")},
        "asked": {"id": str(row.asked_id), "name": names.get(row.asked_id, "")},
        "question": str(row.question_id),
        "asked_at": row.asked_at.isoformat(),
        "answer_until": until.isoformat() if until else None,
        "invited": row.is_invited,
        "joined": row.is_joined,
    }


async def tell(
    session: AsyncSession, row: ConsultRow, event_type: str, what: str, *, actor: str, now: datetime
) -> None:
    """Let both see in the conversation how it stands now; `what` is what happened, in one word."""
    entry = {"kind": "consult", "what": what, "consult": await consult_wire(session, row)}
    await conversations.tell_staff(session, row.conversation_id, event_type, actor=actor, entry=entry, now=now)


async def asked_about(session: AsyncSession, row: ConsultRow) -> list[dict[str, Any]]:
    """Who was asked about what in the contact of this question so far, for whoever goes on."""
    asked = await queries.of_contact(session, row.contact_id)
    names = await access.staff_names(session, {one.asked_id for one in asked})
    found: list[dict[str, Any]] = []
    for one in asked:
        question = await conversations.message(session, one.question_id)
        found.append(
            {
                "asked": names.get(one.asked_id, ""),
                "about": question.content.get("text", ""),
                "at": one.asked_at.isoformat(),
                "answered": one.accepted_at is not None,
            }
        )
    return found
