"""What the conversations' room announces.

Topic and subject are the conversation; payloads hold ids and masked values.
"""

from uuid import UUID

from qiao.foundation.events import declare
from qiao.foundation.retention import OnErase

_KIND = "conversation"

MESSAGE_ACCEPTED = declare(
    "MessageAccepted", kind=_KIND, on_erase=OnErase.KEEP, why="who spoke when, by ids; the words are in the message"
)
MESSAGE_REVISED = declare(
    "MessageRevised", kind=_KIND, on_erase=OnErase.KEEP, why="which message was masked later, by ids; no words"
)
OWNER_CHANGED = declare(
    "OwnerChanged", kind=_KIND, on_erase=OnErase.KEEP, why="hand-overs are counted; it names staff and lanes alone"
)
CONTACT_OPENED = declare("ContactOpened", kind=_KIND, on_erase=OnErase.KEEP, why="contacts are counted")
CONTACT_CLOSED = declare("ContactClosed", kind=_KIND, on_erase=OnErase.KEEP, why="contacts are counted")
CONTACT_RATED = declare("ContactRated", kind=_KIND, on_erase=OnErase.KEEP, why="the score is counted; no words")
CONVERSATION_CONTINUED = declare(
    "ConversationContinued", kind=_KIND, on_erase=OnErase.KEEP, why="which pseudonym became which, needed to erase both"
)


def topic(conversation_id: UUID) -> str:
    return f"conversation:{conversation_id.hex}"
