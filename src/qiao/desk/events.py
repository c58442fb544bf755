"""What the desk announces. Subject is the promised call; payloads hold its number, its state and moments."""

from qiao.foundation.events import declare
from qiao.foundation.retention import OnErase

CALL_BACK_AT_RISK = declare(
    "CallBackAtRisk", kind="conversation", on_erase=OnErase.KEEP, why="promises that nearly broke are counted"
)
CALL_BACK_REBOOKED = declare(
    "CallBackRebooked", kind="conversation", on_erase=OnErase.KEEP, why="when somebody is called is told at once"
)
CALL_BACK_ENDED = declare(
    "CallBackEnded", kind="conversation", on_erase=OnErase.KEEP, why="how promises ended is counted, by number"
)
