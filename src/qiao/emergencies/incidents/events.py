"""What incidents announce. Subject is the incident; the payload holds its number, states and codes."""

from qiao.foundation.events import declare
from qiao.foundation.retention import OnErase

INCIDENT_MOVED = declare(
    "IncidentMoved", kind="emergency", on_erase=OnErase.KEEP, why="who declared what when; no customer is named"
)
