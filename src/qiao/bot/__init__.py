"""The robot: understand → decide → act, and say so that it is one.

It speaks only while it owns the conversation, goes to a person the moment one is asked for, and never asks more
than twice what was meant.
"""

from qiao.bot.act import Robot
from qiao.bot.decide import Decision, Facts, Heard, Past, decide
from qiao.bot.jobs import turn_handler
from qiao.bot.ports import Forecast, HumanDesk

__all__ = ["Decision", "Facts", "Forecast", "Heard", "HumanDesk", "Past", "Robot", "decide", "turn_handler"]
