"""Complaints are handled to their decision: act by act, on two clocks, by people who have no part in them.

Everything that is done is a row of a history to which is only added; where a complaint stands, and until when it is
answered, follow from it. Nothing closes one but a decision that was delivered or the complainant's own will.
"""

from qiao.cases.complaints.history import Kind
from qiao.cases.complaints.parts import LOOK_JOB, Handling
from qiao.cases.complaints.section import COMPLAINTS
from qiao.cases.complaints.settling import look_at_all, look_handler
from qiao.cases.complaints.writing import add_act, look_at, words_place

__all__ = [
    "COMPLAINTS",
    "LOOK_JOB",
    "Handling",
    "Kind",
    "add_act",
    "look_at",
    "look_at_all",
    "look_handler",
    "words_place",
]
