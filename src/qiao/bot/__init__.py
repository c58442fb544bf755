"""The robot: understand → decide → act, and say so that it is one.

It speaks only while it owns the conversation, goes to a person the moment one is asked for, and never asks more
than twice what was meant.
"""

from qiao.bot.act import Robot
from qiao.bot.beside import beside_handler
from qiao.bot.brief import Briefs
from qiao.bot.decide import Act, Answer, Clarify, Decision, Facts, HandOver, Heard, Past, Say, Several, decide
from qiao.bot.hearing import hear_words
from qiao.bot.jobs import is_from_a_customer, turn_handler
from qiao.bot.manner import Manner
from qiao.bot.news import news_handler
from qiao.bot.ports import (
    LEFT,
    MEANWHILE,
    Bystander,
    FirstLine,
    Forecast,
    HumanDesk,
    Incidents,
    PromisedCall,
    QuietTimes,
    Waiting,
    WaitingChoice,
)
from qiao.bot.request_steps import AgentStep, NothingToSend, NothingUnderWay, RequestNotForThisPost, RequestSteps, Shown
from qiao.bot.request_turns import RequestTurns
from qiao.bot.requesting import Requesting
from qiao.bot.waiting import CALL_BACK, STAY
from qiao.bot.wording import first_words

__all__ = [
    "CALL_BACK",
    "LEFT",
    "MEANWHILE",
    "STAY",
    "Act",
    "AgentStep",
    "Answer",
    "Briefs",
    "Bystander",
    "Clarify",
    "Decision",
    "Facts",
    "FirstLine",
    "Forecast",
    "HandOver",
    "Heard",
    "HumanDesk",
    "Incidents",
    "Manner",
    "NothingToSend",
    "NothingUnderWay",
    "Past",
    "PromisedCall",
    "QuietTimes",
    "RequestNotForThisPost",
    "RequestSteps",
    "RequestTurns",
    "Requesting",
    "Robot",
    "Say",
    "Several",
    "Shown",
    "Waiting",
    "WaitingChoice",
    "beside_handler",
    "decide",
    "first_words",
    "hear_words",
    "is_from_a_customer",
    "news_handler",
    "turn_handler",
]
