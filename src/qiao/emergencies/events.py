"""What the room announces. Subject is the emergency; the payload holds its number, kind, place and states."""

from qiao.foundation.events import declare
from qiao.foundation.retention import OnErase

EMERGENCY_REPORTED = declare(
    "EmergencyReported", kind="emergency", on_erase=OnErase.KEEP, why="emergencies are counted by kind and region"
)
NEED_MOVED = declare(
    "NeedMoved", kind="emergency", on_erase=OnErase.KEEP, why="how long needs were held and how they were decided"
)
