"""The robot is a post too: that it reads a contact is on record once, with its first answer there."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from qiao import access, conversations
from qiao.bot.turn import Turn
from qiao.conversations import AuthorKind

LOOK_BACK = 48
"""So many messages of a contact are looked back upon."""


def has_answered(before: Sequence[conversations.Trace]) -> bool:
    """Whether the robot has spoken in the contact before."""
    return any(trace.author_kind == AuthorKind.BOT for trace in before)


async def note_reading(session: AsyncSession, customer_id: UUID, turn: Turn, *, now: datetime) -> None:
    act = access.audit.Record(
        "bot",
        access.audit.Action.ROBOT_READ,
        post=access.Post.BOT,
        customer_id=customer_id,
        contact_id=turn.contact_id,
        purpose="service",
        fields=[("transcript", "masked", "robot")],
    )
    await access.audit.record(session, act, now=now)
