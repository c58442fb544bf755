"""Coming to customers first, within rules that nothing passes: the governor decides about every unasked touch.

Whoever wants to reach somebody asks `decide_touch`; it leaves, waits or is dropped, each with its reasons on record.
What may leave is announced as `TouchDecided`, and whoever carries it asks `take_up` in the transaction in which it is
handed over. Touches that others make are reported and count like ours.
"""

from qiao.outreach.book import GovernorRules
from qiao.outreach.deciding import (
    ChannelUnknown,
    Decided,
    Wanted,
    call_off,
    decide_touch,
    give_back,
    give_up,
    judge_again,
    settle,
    take_up,
)
from qiao.outreach.events import TOUCH_DECIDED, TOUCH_REPORTED
from qiao.outreach.jobs import give_up_handler, judge_handler
from qiao.outreach.keeping import JUDGE_JOB
from qiao.outreach.parts import Governor
from qiao.outreach.personal_data import OutreachHolder
from qiao.outreach.ports import Situation, Situations
from qiao.outreach.queries import Left, TouchNotFound, counted_of, debts_left
from qiao.outreach.reporting import Report, report
from qiao.outreach.rules import Candidate, Facts, Reason, Verdict, judge
from qiao.outreach.section import GOVERNOR
from qiao.outreach.situations import ByLifecycle
from qiao.outreach.terms import Gate, Kind, Ruling, State, Then

__all__ = [
    "GOVERNOR",
    "JUDGE_JOB",
    "TOUCH_DECIDED",
    "TOUCH_REPORTED",
    "ByLifecycle",
    "Candidate",
    "ChannelUnknown",
    "Decided",
    "Facts",
    "Gate",
    "Governor",
    "GovernorRules",
    "Kind",
    "Left",
    "OutreachHolder",
    "Reason",
    "Report",
    "Ruling",
    "Situation",
    "Situations",
    "State",
    "Then",
    "TouchNotFound",
    "Verdict",
    "Wanted",
    "call_off",
    "counted_of",
    "debts_left",
    "decide_touch",
    "give_back",
    "give_up",
    "give_up_handler",
    "judge",
    "judge_again",
    "judge_handler",
    "report",
    "settle",
    "take_up",
]
