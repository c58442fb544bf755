"""How many people a queue needs and how long its customers wait: what theory says, and what simulated days show."""

from qiao.desk.planning.days import SLOT_S, Day, Demand, Doubt, Targets, draw_days, live_through, shares
from qiao.desk.planning.erlang import Waits, erlang_a
from qiao.desk.planning.forecast import Forecaster, History, HistoryTooShort, learn, rest_of_day
from qiao.desk.planning.patience import Patience
from qiao.desk.planning.staffing import plan_staff, plan_staff_by_days, plan_staff_by_erlang_c
from qiao.desk.planning.what_if import Change, Outlook, changed, of_day, outlook

__all__ = [
    "SLOT_S",
    "Change",
    "Day",
    "Demand",
    "Doubt",
    "Forecaster",
    "History",
    "HistoryTooShort",
    "Outlook",
    "Patience",
    "Targets",
    "Waits",
    "changed",
    "draw_days",
    "erlang_a",
    "learn",
    "live_through",
    "of_day",
    "outlook",
    "plan_staff",
    "plan_staff_by_days",
    "plan_staff_by_erlang_c",
    "rest_of_day",
    "shares",
]
