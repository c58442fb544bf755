"""What people bring up against us and what we owe them for it: complaints, and the wish not to be called.

A complaint is never refused: whatever is left out of it, it is on record, has a number, and is answered within the
time the law gives. Who is complained about has no hand in it.
"""

from qiao.cases.actions import Complaining, register, stop_calls, withdraw
from qiao.cases.complaints import COMPLAINTS, LOOK_JOB, Handling, look_at_all, look_handler
from qiao.cases.dealings import complaints_teller
from qiao.cases.events import (
    CALLS_STOPPED,
    COMPLAINT_ESCALATED,
    COMPLAINT_EVENTS,
    COMPLAINT_MOVED,
    COMPLAINT_OPENED,
    COMPLAINT_WITHDRAWN,
)
from qiao.cases.flows import REQUESTS
from qiao.cases.model import ComplaintState, Subject
from qiao.cases.personal_data import CasesHolder
from qiao.cases.protection import pause_calls
from qiao.cases.queries import Complaint, complaints_of

__all__ = [
    "CALLS_STOPPED",
    "COMPLAINTS",
    "COMPLAINT_ESCALATED",
    "COMPLAINT_EVENTS",
    "COMPLAINT_MOVED",
    "COMPLAINT_OPENED",
    "COMPLAINT_WITHDRAWN",
    "LOOK_JOB",
    "REQUESTS",
    "CasesHolder",
    "Complaining",
    "Complaint",
    "ComplaintState",
    "Handling",
    "Subject",
    "complaints_of",
    "complaints_teller",
    "look_at_all",
    "look_handler",
    "pause_calls",
    "register",
    "stop_calls",
    "withdraw",
]
