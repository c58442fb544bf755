"""What the room announces. Subject is the complaint, work order or wish; payloads hold ids, codes and moments."""

from collections.abc import Mapping
from typing import Any

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
ORDER_OPENED = declare(
    "WorkOrderOpened", kind="work_order", on_erase=OnErase.KEEP, why="orders are counted, by type and department"
)
ORDER_MOVED = declare(
    "WorkOrderMoved", kind="work_order", on_erase=OnErase.KEEP, why="how orders are handled is counted, by number"
)
ORDER_ANSWERED = declare(
    "WorkOrderAnswered", kind="work_order", on_erase=OnErase.KEEP, why="how fast departments answer is counted"
)
ORDER_PRESSED = declare(
    "WorkOrderPressed",
    kind="work_order",
    on_erase=OnErase.KEEP,
    why="that one was late, or nearly, is counted; it names who was told",
)
CALLS_STOPPED = declare(
    "CallsStopped", kind="preference", on_erase=OnErase.KEEP, why="who calls must know at once; ids alone"
)

COMPLAINT_EVENTS = (COMPLAINT_OPENED, COMPLAINT_WITHDRAWN)
ORDER_EVENTS = (ORDER_OPENED, ORDER_MOVED, ORDER_ANSWERED, ORDER_PRESSED)

SOMEBODY_NEW = "somebody_new"


def is_of_somebody_known(facts: Mapping[str, Any]) -> bool:
    """Of complaints, those of somebody who has something to do with the house: of others nobody else need hear."""
    return facts.get("of") != SOMEBODY_NEW
