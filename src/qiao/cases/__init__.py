"""What people bring up against us and what we owe them for it: complaints, work orders, the wish not to be called.

A complaint is never refused: whatever is left out of it, it is on record, has a number, and is answered within the
time the law gives. Who is complained about has no hand in it.
"""

from qiao.cases import orders
from qiao.cases.actions import Complaining, register, stop_calls, withdraw
from qiao.cases.complaints import (
    CLASSES,
    COMPLAINTS,
    LOOK_JOB,
    ROUND_JOB,
    Handling,
    facts_wanted,
    is_of_a_redress,
    look_at_all,
    look_handler,
    redress_handler,
    round_handler,
)
from qiao.cases.dealings import complained, complaints_teller
from qiao.cases.events import (
    CALLS_STOPPED,
    COMPLAINT_ESCALATED,
    COMPLAINT_EVENTS,
    COMPLAINT_MOVED,
    COMPLAINT_OPENED,
    COMPLAINT_WITHDRAWN,
    ORDER_EVENTS,
    is_of_somebody_known,
)
from qiao.cases.flows import REQUESTS
from qiao.cases.intake import IMPORT
from qiao.cases.model import ComplaintState, Subject
from qiao.cases.personal_data import CasesHolder
from qiao.cases.protection import pause_calls
from qiao.cases.queries import Complaint, complaints_of

__all__ = [
    "CALLS_STOPPED",
    "CLASSES",
    "COMPLAINTS",
    "COMPLAINT_ESCALATED",
    "COMPLAINT_EVENTS",
    "COMPLAINT_MOVED",
    "COMPLAINT_OPENED",
    "COMPLAINT_WITHDRAWN",
    "IMPORT",
    "LOOK_JOB",
    "ORDER_EVENTS",
    "REQUESTS",
    "ROUND_JOB",
    "CasesHolder",
    "Complaining",
    "Complaint",
    "ComplaintState",
    "Handling",
    "Subject",
    "complained",
    "complaints_of",
    "complaints_teller",
    "facts_wanted",
    "is_of_a_redress",
    "is_of_somebody_known",
    "look_at_all",
    "look_handler",
    "orders",
    "pause_calls",
    "redress_handler",
    "register",
    "round_handler",
    "stop_calls",
    "withdraw",
]
