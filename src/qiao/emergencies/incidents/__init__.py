"""Incidents: what befalls many at once, declared by one person and agreed to by a second, live within seconds.

What customers see of one is an overlay of the pack (`qiao.policy.overlays`), from its beginning to its end; taking it
back restores what was there before. Needs that people register belong to it.
"""

from qiao.emergencies.incidents.actions import END_JOB, Wish, move, rewrite, say_affected, write
from qiao.emergencies.incidents.events import INCIDENT_MOVED
from qiao.emergencies.incidents.jobs import end_handler
from qiao.emergencies.incidents.machine import Act, State
from qiao.emergencies.incidents.parts import Incidents
from qiao.emergencies.incidents.playbooks import PLAYBOOKS
from qiao.emergencies.incidents.queries import IncidentNotFound

__all__ = [
    "END_JOB",
    "INCIDENT_MOVED",
    "PLAYBOOKS",
    "Act",
    "IncidentNotFound",
    "Incidents",
    "State",
    "Wish",
    "end_handler",
    "move",
    "rewrite",
    "say_affected",
    "write",
]
