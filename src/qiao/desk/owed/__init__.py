"""What a customer is owed since her conversation was put aside: the answer she was promised.

It stands until she has an answer, whoever gives it, or the contact is over; that the conversation comes back into
hands, or goes into others, does not end it.
"""

from qiao.desk.owed.ending import answered, end_with, leave, lock_owed
from qiao.desk.owed.queries import Locked, broken, count_aside, lock, move, of_item, of_message
from qiao.desk.owed.wires import promised_in, tell

__all__ = [
    "Locked",
    "answered",
    "broken",
    "count_aside",
    "end_with",
    "leave",
    "lock",
    "lock_owed",
    "move",
    "of_item",
    "of_message",
    "promised_in",
    "tell",
]
