"""Complaints are handled to their decision: act by act, on two clocks, by people who have no part in them.

Everything that is done is a row of a history to which is only added; where a complaint stands, and until when it is
answered, follow from it. Nothing closes one but a decision that was delivered or the complainant's own will.
"""

from qiao.cases.complaints.classes import CLASSES
from qiao.cases.complaints.kinds import Kind
from qiao.cases.complaints.parts import LOOK_JOB, Handling, Question
from qiao.cases.complaints.redress import facts_wanted, is_of_a_redress, redress_handler
from qiao.cases.complaints.rounds import ROUND_JOB, look_at_all, round_handler
from qiao.cases.complaints.section import COMPLAINTS
from qiao.cases.complaints.settling import look_handler
from qiao.cases.complaints.writing import add_act, begin_history, look_at, words_place

__all__ = [
    "CLASSES",
    "COMPLAINTS",
    "LOOK_JOB",
    "ROUND_JOB",
    "Handling",
    "Kind",
    "Question",
    "add_act",
    "begin_history",
    "facts_wanted",
    "is_of_a_redress",
    "look_at",
    "look_at_all",
    "look_handler",
    "redress_handler",
    "round_handler",
    "words_place",
]
