"""What the room announces. Subject is the customer; payloads hold ids, codes and names of the pack."""

from qiao.foundation.events import declare
from qiao.foundation.retention import OnErase

TOUCH_DECIDED = declare(
    "TouchDecided", kind="touch", on_erase=OnErase.KEEP, why="what was sent, held and dropped is counted, by reason"
)
"""Something was decided about a touch. Whoever sends them hears of those whose `ruling` is `send`."""
TRIGGER_SWITCHED = declare(
    "TriggerSwitched", kind="touch", on_erase=OnErase.KEEP, why="who paused and resumed what; no customer is named"
)
"""A trigger was paused, or is on its way back. Subject is the trigger; the actor is who did it."""
TOUCH_REPORTED = declare(
    "TouchReported", kind="touch", on_erase=OnErase.KEEP, why="what others did is counted beside what the house did"
)
