"""A leader speaks to the customer beside her agent, in whose hands the conversation stays.

She has joined until she leaves, the conversation is over or leaves those hands, or nothing is heard of her browser any
more. It fills none of her units: the conversation fills her agent's, and help must not wait for a free hand.
"""

from qiao.desk.participants.joining import (
    NotServedYet,
    SomebodyHasJoined,
    SpeaksAlready,
    end_with,
    join,
    leave,
    lose,
    record,
    tell_customer,
)
from qiao.desk.participants.model import ParticipantRow
from qiao.desk.participants.queries import NotJoinedYet, hold, leases, move, of_contact, speaking, speaks_beside
from qiao.desk.participants.wires import participant_wire

__all__ = [
    "NotJoinedYet",
    "NotServedYet",
    "ParticipantRow",
    "SomebodyHasJoined",
    "SpeaksAlready",
    "end_with",
    "hold",
    "join",
    "leases",
    "leave",
    "lose",
    "move",
    "of_contact",
    "participant_wire",
    "record",
    "speaking",
    "speaks_beside",
    "tell_customer",
]
