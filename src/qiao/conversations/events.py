"""What the conversations' room announces.

Topic and subject are the conversation; payloads hold ids and masked values.
"""

from uuid import UUID

MESSAGE_ACCEPTED = "MessageAccepted"
OWNER_CHANGED = "OwnerChanged"
CONTACT_OPENED = "ContactOpened"
CONTACT_CLOSED = "ContactClosed"
CONTACT_RATED = "ContactRated"
CONVERSATION_CONTINUED = "ConversationContinued"


def topic(conversation_id: UUID) -> str:
    return f"conversation:{conversation_id.hex}"
