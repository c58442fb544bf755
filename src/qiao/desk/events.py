"""What the desk announces. Payloads hold the number of a promised call, its state and moments.

Subject is the call; of one that was booked it is the conversation, whose place in the queue it may end. What becomes
of a colleague's question, who joins and what is put aside is told in the conversation, to staff alone. Of what was said
over a warning the subject is the conversation, and the payload names the message and the rules.
"""

from qiao.foundation.events import declare
from qiao.foundation.retention import OnErase

CALL_BACK_BOOKED = declare(
    "CallBackBooked", kind="conversation", on_erase=OnErase.KEEP, why="that a call was promised is counted, by number"
)
CALL_BACK_AT_RISK = declare(
    "CallBackAtRisk", kind="conversation", on_erase=OnErase.KEEP, why="promises that nearly broke are counted"
)
CALL_BACK_REBOOKED = declare(
    "CallBackRebooked", kind="conversation", on_erase=OnErase.KEEP, why="when somebody is called is told at once"
)
CALL_BACK_ENDED = declare(
    "CallBackEnded", kind="conversation", on_erase=OnErase.KEEP, why="how promises ended is counted, by number"
)
CONSULT_ASKED = declare(
    "ConsultAsked", kind="conversation", on_erase=OnErase.KEEP, why="who was asked for advice, by the names of staff"
)
CONSULT_ACCEPTED = declare(
    "ConsultAccepted", kind="conversation", on_erase=OnErase.KEEP, why="from when somebody else could read, by staff"
)
CONSULT_INVITED = declare(
    "ConsultInvited",
    kind="conversation",
    on_erase=OnErase.KEEP,
    why="who was asked to speak as well, by staff",
)
CONSULT_JOINED = declare(
    "ConsultJoined", kind="conversation", on_erase=OnErase.KEEP, why="who spoke beside the owner, by staff"
)
CONSULT_STEPPED_OUT = declare(
    "ConsultSteppedOut", kind="conversation", on_erase=OnErase.KEEP, why="until when somebody spoke beside the owner"
)
CONSULT_ENDED = declare(
    "ConsultEnded", kind="conversation", on_erase=OnErase.KEEP, why="until when somebody else could read, by staff"
)
ASIDE_SET = declare(
    "AsideSet", kind="conversation", on_erase=OnErase.KEEP, why="what was promised until when, by ids and moments"
)
ASIDE_BACK = declare(
    "AsideBack", kind="conversation", on_erase=OnErase.KEEP, why="what brought it back into hands, in one word"
)
ASIDE_BROKEN = declare("AsideBroken", kind="conversation", on_erase=OnErase.KEEP, why="promises that broke are counted")
ASIDE_ENDED = declare("AsideEnded", kind="conversation", on_erase=OnErase.KEEP, why="how promises were kept is counted")
LEADER_JOINED = declare(
    "LeaderJoined", kind="conversation", on_erase=OnErase.KEEP, why="who spoke beside the owner, by staff"
)
LEADER_LEFT = declare(
    "LeaderLeft", kind="conversation", on_erase=OnErase.KEEP, why="until when somebody spoke beside the owner"
)
SAID_OVER_WARNING = declare(
    "SaidOverWarning",
    kind="conversation",
    on_erase=OnErase.KEEP,
    why="which message went over which warning of the checker, by ids; the words are in the message",
)

CALL_EVENTS = (CALL_BACK_BOOKED, CALL_BACK_REBOOKED, CALL_BACK_ENDED)
"""Whatever changes what a customer was promised."""
