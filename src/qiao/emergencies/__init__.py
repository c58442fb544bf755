"""What cannot wait: a disaster, a fraud, a borrower who has died or cannot act for herself; and what befalls many.

What protects people happens first and at once (calls pause, accounts freeze); proof and forms come afterwards. Undoing
it is a person's decision. Whoever is not the borrower learns what happens next, and nothing about the debt.
"""

from qiao.emergencies.events import EMERGENCY_REPORTED, NEED_MOVED
from qiao.emergencies.flows import REQUESTS
from qiao.emergencies.holding import decision_handler, hold_handler, is_decision
from qiao.emergencies.incidents import END_JOB, INCIDENT_MOVED, PLAYBOOKS, Incidents, end_handler, say_affected
from qiao.emergencies.incidents.telling import Befalling, concern_about
from qiao.emergencies.incidents.warnings import LARGEST_BYTES, PublicWarning, propose, read_warning
from qiao.emergencies.model import EmergencyKind, EmergencyState
from qiao.emergencies.needs import HOLD_JOB
from qiao.emergencies.personal_data import EmergenciesHolder

__all__ = [
    "EMERGENCY_REPORTED",
    "END_JOB",
    "HOLD_JOB",
    "INCIDENT_MOVED",
    "LARGEST_BYTES",
    "NEED_MOVED",
    "PLAYBOOKS",
    "REQUESTS",
    "Befalling",
    "EmergenciesHolder",
    "EmergencyKind",
    "EmergencyState",
    "Incidents",
    "PublicWarning",
    "concern_about",
    "decision_handler",
    "end_handler",
    "hold_handler",
    "is_decision",
    "propose",
    "read_warning",
    "say_affected",
]
