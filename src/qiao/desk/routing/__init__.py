"""Who gets what next: queues, lanes, skills, capacity and their rules, pure and without a clock of its own.

The desk asks it for live decisions; on a virtual clock the same code is simulated.
"""

from qiao.desk.routing.reasons import Name, Reason
from qiao.desk.routing.router import HandsFull, HasAnInterest, Held, NotWaiting, Router
from qiao.desk.routing.rules import Calls, Channel, LaneRule, Queue, Rules, Target
from qiao.desk.routing.section import ROUTING
from qiao.desk.routing.work import Act, Agent, Decision, Item, Kind, Skills, Team

__all__ = [
    "ROUTING",
    "Act",
    "Agent",
    "Calls",
    "Channel",
    "Decision",
    "HandsFull",
    "HasAnInterest",
    "Held",
    "Item",
    "Kind",
    "LaneRule",
    "Name",
    "NotWaiting",
    "Queue",
    "Reason",
    "Router",
    "Rules",
    "Skills",
    "Target",
    "Team",
]
