"""The desk: who is here, what waits, and who takes it.

A conversation that waits for a person becomes a work item; items are offered in the order of their lanes to agents
who are ready and have a hand free; an offer nobody takes goes on to the next.
"""

from qiao.desk.actions import (
    AtCapacity,
    ItemTaken,
    NotYours,
    accept,
    beat,
    close,
    decline,
    give_back,
    hand_on,
    reply,
    set_presence,
    write_note,
)
from qiao.desk.calling import cancel
from qiao.desk.flows import REQUESTS
from qiao.desk.jobs import QueueForecast, Sweeper, call_handler, event_handler, offer_handler, queue_place
from qiao.desk.model import PresenceState
from qiao.desk.parts import LEASE, TOPIC, Desk
from qiao.desk.personal_data import DeskHolder
from qiao.desk.queries import (
    calls_of,
    closed_since,
    items_of,
    live_item_of_conversation,
    presence,
    served_by,
    waiting,
)
from qiao.desk.rules import next_opening

__all__ = [
    "LEASE",
    "REQUESTS",
    "TOPIC",
    "AtCapacity",
    "Desk",
    "DeskHolder",
    "ItemTaken",
    "NotYours",
    "PresenceState",
    "QueueForecast",
    "Sweeper",
    "accept",
    "beat",
    "call_handler",
    "calls_of",
    "cancel",
    "close",
    "closed_since",
    "decline",
    "event_handler",
    "give_back",
    "hand_on",
    "items_of",
    "live_item_of_conversation",
    "next_opening",
    "offer_handler",
    "presence",
    "queue_place",
    "reply",
    "served_by",
    "set_presence",
    "waiting",
    "write_note",
]
