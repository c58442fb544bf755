"""Conversations: the one thread with each customer, and who may speak in it.

Everything a customer says enters by `receive`; everything said to her leaves by `say` (the owner) or `announce`
(a fact of the house). The room fixes the order, keeps one speaker, and lets every watcher see the same numbered
entries, live or later.
"""

from qiao.conversations import content
from qiao.conversations.actions.contacts import (
    AlreadyRated,
    ContactClosed,
    ScoreOutOfRange,
    close_contact,
    rate_contact,
)
from qiao.conversations.actions.marks import MarkBook
from qiao.conversations.actions.ownership import NothingOpen, NotOwner, hand_over
from qiao.conversations.actions.sessions import (
    Claim,
    IdentityUsed,
    SomebodyElse,
    end_session,
    identify_session,
    start_session,
)
from qiao.conversations.actions.speak import (
    ContentChanged,
    Inbound,
    TextEmpty,
    TextTooLong,
    announce,
    note,
    receive,
    say,
)
from qiao.conversations.actions.stream import BOT, HOUSE, Author, Said
from qiao.conversations.entries import Entry, Viewer, contact_row_wire, shown
from qiao.conversations.events import (
    CONTACT_CLOSED,
    CONTACT_OPENED,
    CONTACT_RATED,
    CONVERSATION_CONTINUED,
    MESSAGE_ACCEPTED,
    OWNER_CHANGED,
    topic,
)
from qiao.conversations.model import AuthorKind, Level, MessageRow, OwnerKind, Visibility
from qiao.conversations.personal_data import ConversationsHolder
from qiao.conversations.queries import (
    ChannelSession,
    ContactNotFound,
    ConversationNotFound,
    ConversationState,
    Owner,
    SessionEnded,
    Spoken,
    brief,
    contacts,
    entries,
    last_entries,
    last_session,
    marks,
    message,
    message_in_place,
    said_in_contact,
    session_by_digest,
    session_by_id,
    state,
    unread_by_staff,
)

__all__ = [
    "BOT",
    "CONTACT_CLOSED",
    "CONTACT_OPENED",
    "CONTACT_RATED",
    "CONVERSATION_CONTINUED",
    "HOUSE",
    "MESSAGE_ACCEPTED",
    "OWNER_CHANGED",
    "AlreadyRated",
    "Author",
    "AuthorKind",
    "ChannelSession",
    "Claim",
    "ContactClosed",
    "ContactNotFound",
    "ContentChanged",
    "ConversationNotFound",
    "ConversationState",
    "ConversationsHolder",
    "Entry",
    "IdentityUsed",
    "Inbound",
    "Level",
    "MarkBook",
    "MessageRow",
    "NotOwner",
    "NothingOpen",
    "Owner",
    "OwnerKind",
    "Said",
    "ScoreOutOfRange",
    "SessionEnded",
    "SomebodyElse",
    "Spoken",
    "TextEmpty",
    "TextTooLong",
    "Viewer",
    "Visibility",
    "announce",
    "brief",
    "close_contact",
    "contact_row_wire",
    "contacts",
    "content",
    "end_session",
    "entries",
    "hand_over",
    "identify_session",
    "last_entries",
    "last_session",
    "marks",
    "message",
    "message_in_place",
    "note",
    "rate_contact",
    "receive",
    "said_in_contact",
    "say",
    "session_by_digest",
    "session_by_id",
    "shown",
    "start_session",
    "state",
    "topic",
    "unread_by_staff",
]
