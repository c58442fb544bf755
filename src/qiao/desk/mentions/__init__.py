"""A colleague is mentioned in a note, reads it in her own list, and may look at the conversation for a while.

Whom it may be is decided when the note is written, and again when she opens it: her post must read what is said in such
a matter, she must have no interest in it, and of a marked customer only the team that serves her is told.
"""

from qiao.desk.mentions.mentioning import CannotBeMentioned, check, mention, move
from qiao.desk.mentions.model import MentionRow
from qiao.desk.mentions.queries import MentionNotFound, of_staff, unread_of
from qiao.desk.mentions.reading import MentionClosed, listed, open_one, read_all
from qiao.desk.mentions.whom import colleagues

__all__ = [
    "CannotBeMentioned",
    "MentionClosed",
    "MentionNotFound",
    "MentionRow",
    "check",
    "colleagues",
    "listed",
    "mention",
    "move",
    "of_staff",
    "open_one",
    "read_all",
    "unread_of",
]
