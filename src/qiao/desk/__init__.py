"""The desk: who is here, what waits, and who takes it.

A conversation that waits for a person becomes a work item; items are offered in the order of their lanes to agents
who are ready and have a hand free; an offer nobody takes goes on to the next.
"""

from qiao.desk.actions import (
    AtCapacity,
    accept,
    close,
    decline,
    give_back,
    reply,
    write_note,
)
from qiao.desk.answers import learn_handler
from qiao.desk.call_backs import windows
from qiao.desk.calling import cancel, move
from qiao.desk.case_alerts import case_alert_handler, is_for_leaders
from qiao.desk.dealings import CALLS_TELLER
from qiao.desk.events import CALL_BACK_BOOKED, CALL_EVENTS
from qiao.desk.flows import REQUESTS
from qiao.desk.foresight import Complained, ComplaintCounter
from qiao.desk.handing_on import hand_on
from qiao.desk.in_hands import ItemTaken, NotYours
from qiao.desk.jobs import (
    Sweeper,
    account_handler,
    aside_handler,
    call_handler,
    dealings_handler,
    event_handler,
    offer_handler,
    wrap_up_handler,
)
from qiao.desk.model import PresenceState
from qiao.desk.moods import Bystander
from qiao.desk.open_desks import OpenDesks
from qiao.desk.parts import LEASE, TOPIC, Desk
from qiao.desk.personal_data import DeskHolder
from qiao.desk.places import CustomersDesk, queue_place
from qiao.desk.presences import beat, set_presence
from qiao.desk.queries import (
    LaneWaits,
    calls_of,
    closed_since,
    items_of,
    live_item_of_conversation,
    presence,
    served_by,
    served_customer,
    waiting,
    waits_by_lane,
)
from qiao.desk.rules import next_opening

__all__ = [
    "CALLS_TELLER",
    "CALL_BACK_BOOKED",
    "CALL_EVENTS",
    "LEASE",
    "REQUESTS",
    "TOPIC",
    "AtCapacity",
    "Bystander",
    "Complained",
    "ComplaintCounter",
    "CustomersDesk",
    "Desk",
    "DeskHolder",
    "ItemTaken",
    "LaneWaits",
    "NotYours",
    "OpenDesks",
    "PresenceState",
    "Sweeper",
    "accept",
    "account_handler",
    "aside_handler",
    "beat",
    "call_handler",
    "calls_of",
    "cancel",
    "case_alert_handler",
    "close",
    "closed_since",
    "dealings_handler",
    "decline",
    "event_handler",
    "give_back",
    "hand_on",
    "is_for_leaders",
    "items_of",
    "learn_handler",
    "live_item_of_conversation",
    "move",
    "next_opening",
    "offer_handler",
    "presence",
    "queue_place",
    "reply",
    "served_by",
    "served_customer",
    "set_presence",
    "waiting",
    "waits_by_lane",
    "windows",
    "wrap_up_handler",
    "write_note",
]
