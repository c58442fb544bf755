"""Who has joined, as it is shown and told in the conversation."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.desk.participants.model import ParticipantRow


async def participant_wire(session: AsyncSession, row: ParticipantRow) -> dict[str, Any]:
    """The protocol's `Participant`."""
    names = await access.staff_names(session, [row.staff_id, row.owner_id])
    return {
        "id": str(row.staff_id),
        "name": names.get(row.staff_id, ""),
        "beside": names.get(row.owner_id, ""),
        "joined_at": row.joined_at.isoformat(),
    }


async def tell(
    session: AsyncSession, row: ParticipantRow, event_type: str, what: str, *, actor: str, now: datetime
) -> None:
    """Let staff see in the conversation that she has come or gone; `what` is which, in one word."""
    entry = {"kind": "participant", "what": what, "participant": await participant_wire(session, row)}
    await conversations.tell_staff(session, row.conversation_id, event_type, actor=actor, entry=entry, now=now)
