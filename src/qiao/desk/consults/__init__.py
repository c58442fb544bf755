"""An agent asks a colleague, and the customer sees nothing of it; or lets her speak to the customer as well.

The conversation stays in the hands of whoever asked. The asked one may look at it from her acceptance until either
ends it or the conversation leaves those hands, by a holding beside that of its holder.
"""

from qiao.desk.consults.asking import (
    CannotBeAsked,
    ConsultGoesOn,
    NobodyToAsk,
    Whom,
    accept,
    ask,
    call_off,
    decline,
    move,
    put_to_the_next,
    run_out,
    write,
)
from qiao.desk.consults.ending import end_with, stop
from qiao.desk.consults.joining import NotJoined, bring_in, lock_joined, speaks_beside, step_out
from qiao.desk.consults.queries import ConsultNotFound, last_of_contact, of_contact
from qiao.desk.consults.wires import asked_about, consult_wire

__all__ = [
    "CannotBeAsked",
    "ConsultGoesOn",
    "ConsultNotFound",
    "NobodyToAsk",
    "NotJoined",
    "Whom",
    "accept",
    "ask",
    "asked_about",
    "bring_in",
    "call_off",
    "consult_wire",
    "decline",
    "end_with",
    "last_of_contact",
    "lock_joined",
    "move",
    "of_contact",
    "put_to_the_next",
    "run_out",
    "speaks_beside",
    "step_out",
    "stop",
    "write",
]
