"""One turn of the robot."""

from dataclasses import dataclass
from uuid import UUID

from qiao.bot.manner import PLAIN, Manner
from qiao.conversations import Owner


@dataclass(frozen=True, slots=True)
class Turn:
    """One message to answer: where, in which language, and whose turn it was when it was read; and how to speak."""

    conversation_id: UUID
    contact_id: UUID
    message_id: UUID
    seq: int
    owner: Owner
    language: str
    manner: Manner = PLAIN
