"""Whether a conversation is about to become a complaint: what speaks for it is counted, and the pack weighs it.

Pure: nothing is learnt, and every level can be told by its reasons.
"""

from qiao.desk.foresight.foreseeing import FIELDS, Amounts, Foresight, Reason, foresee, seen
from qiao.desk.foresight.hearing import Hearing
from qiao.desk.foresight.ports import Complained, ComplaintCounter
from qiao.desk.foresight.rules import THREATS, Factor, Level, RiskRules
from qiao.desk.foresight.section import RISK

__all__ = [
    "FIELDS",
    "RISK",
    "THREATS",
    "Amounts",
    "Complained",
    "ComplaintCounter",
    "Factor",
    "Foresight",
    "Hearing",
    "Level",
    "Reason",
    "RiskRules",
    "foresee",
    "seen",
]
