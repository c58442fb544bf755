"""One turn of the robot."""

from dataclasses import dataclass
from uuid import UUID

from qiao.bot.manner import PLAIN, Manner
from qiao.conversations import Level, Owner


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn to speak: where, in which language, whose turn it was when it was read, and how to speak.

    `message_id` is the message that is answered; None where the robot speaks because something has happened.
    """

    conversation_id: UUID
    contact_id: UUID
    message_id: UUID | None
    seq: int
    owner: Owner
    language: str
    manner: Manner = PLAIN
    level: Level = Level.A0
    """How surely we know who spoke."""
