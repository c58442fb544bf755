"""What is put aside as it is shown, and told in the conversation."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.desk import queries as desk_queries
from qiao.desk.model import AsideRow
from qiao.desk.owed import queries


async def tell(session: AsyncSession, row: AsideRow, event_type: str, what: str, *, actor: str, now: datetime) -> None:
    """Let staff see in the conversation how it stands now; `what` is what happened, in one word."""
    wire = (await desk_queries.aside_wires(session, [row.id]))[row.id]
    entry = {"kind": "aside", "what": what, "aside": wire}
    await conversations.tell_staff(session, row.conversation_id, event_type, actor=actor, entry=entry, now=now)


async def promised_in(session: AsyncSession, contact_id: UUID) -> list[dict[str, Any]]:
    """What the customer was promised in this contact and has no answer to, for whoever goes on."""
    open_ones = [row for row in await queries.of_contact(session, contact_id) if row.is_owed]
    names = await access.staff_names(session, {row.agent_id for row in open_ones}) if open_ones else {}
    found: list[dict[str, Any]] = []
    for row in open_ones:
        said = await conversations.message(session, row.message_id)
        found.append(
            {
                "by": names.get(row.agent_id, ""),
                "said": said.content.get("text", ""),
                "until": row.promised_at.isoformat() if row.promised_at else None,
                "at": row.set_at.isoformat(),
            }
        )
    return found
