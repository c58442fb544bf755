"""One turn of the robot."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from qiao.conversations import Owner, Spoken


@dataclass(frozen=True, slots=True)
class Turn:
    """One message to answer: where, in which language, and whose turn it was when it was read."""

    conversation_id: UUID
    contact_id: UUID
    message_id: UUID
    owner: Owner
    language: str
    said: Sequence[Spoken]
