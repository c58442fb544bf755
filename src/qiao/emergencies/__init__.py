"""What cannot wait: a disaster, a fraud, a borrower who has died or cannot act for herself.

What protects people happens first and at once (calls pause, accounts freeze); proof and forms come afterwards. Undoing
it is a person's decision. Whoever is not the borrower learns what happens next, and nothing about the debt.
"""

from qiao.emergencies.events import EMERGENCY_REPORTED
from qiao.emergencies.flows import REQUESTS
from qiao.emergencies.model import EmergencyKind, EmergencyState
from qiao.emergencies.personal_data import EmergenciesHolder

__all__ = ["EMERGENCY_REPORTED", "REQUESTS", "EmergenciesHolder", "EmergencyKind", "EmergencyState"]
