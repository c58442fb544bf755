"""What the room announces. Subject is the complaint or wish; payloads hold ids, codes and moments."""

from qiao.foundation.events import declare
from qiao.foundation.retention import OnErase

COMPLAINT_OPENED = declare(
    "ComplaintOpened", kind="complaint", on_erase=OnErase.KEEP, why="complaints are counted, by subject and number"
)
COMPLAINT_WITHDRAWN = declare(
    "ComplaintWithdrawn", kind="complaint", on_erase=OnErase.KEEP, why="that it was taken back is counted"
)
COMPLAINT_MOVED = declare(
    "ComplaintMoved", kind="complaint", on_erase=OnErase.KEEP, why="how complaints are handled is counted, by number"
)
COMPLAINT_ESCALATED = declare(
    "ComplaintEscalated",
    kind="complaint",
    on_erase=OnErase.KEEP,
    why="that one was late, or nearly, is counted",
)
CALLS_STOPPED = declare(
    "CallsStopped", kind="preference", on_erase=OnErase.KEEP, why="who calls must know at once; ids alone"
)

COMPLAINT_EVENTS = (COMPLAINT_OPENED, COMPLAINT_WITHDRAWN)
