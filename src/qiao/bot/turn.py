"""One turn of the robot."""

from dataclasses import dataclass
from uuid import UUID

from qiao.conversations import Owner


@dataclass(frozen=True, slots=True)
class Turn:
    """One message to answer: where, in which language, and whose turn it was when it was read."""

    conversation_id: UUID
    contact_id: UUID
    message_id: UUID
    seq: int
    owner: Owner
    language: str
