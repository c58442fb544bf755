"""How many people a queue needs and how long its customers wait: what theory says, and what simulated days show."""

from qiao.desk.planning.assumed import Assumed
from qiao.desk.planning.days import SLOT_S, Day, Demand, Doubt, Targets, draw_days, live_through, shares
from qiao.desk.planning.erlang import Waits, erlang_a
from qiao.desk.planning.forecast import (
    LEAST_DAYS,
    Forecaster,
    History,
    HistoryTooShort,
    Usual,
    kind_of,
    learn,
    rest_of_day,
    usual,
)
from qiao.desk.planning.history import (
    Came,
    HistoryColumnMissing,
    HistoryTooLong,
    HistoryUnreadable,
    HistoryWithoutCalls,
    clock_of,
    cut,
    read_half_hours,
)
from qiao.desk.planning.patience import Patience
from qiao.desk.planning.staffing import plan_staff, plan_staff_by_days, plan_staff_by_erlang_c
from qiao.desk.planning.what_if import AS_PLANNED, Change, Outlook, changed, of_day, outlook

__all__ = [
    "AS_PLANNED",
    "LEAST_DAYS",
    "SLOT_S",
    "Assumed",
    "Came",
    "Change",
    "Day",
    "Demand",
    "Doubt",
    "Forecaster",
    "History",
    "HistoryColumnMissing",
    "HistoryTooLong",
    "HistoryTooShort",
    "HistoryUnreadable",
    "HistoryWithoutCalls",
    "Outlook",
    "Patience",
    "Targets",
    "Usual",
    "Waits",
    "changed",
    "clock_of",
    "cut",
    "draw_days",
    "erlang_a",
    "kind_of",
    "learn",
    "live_through",
    "of_day",
    "outlook",
    "plan_staff",
    "plan_staff_by_days",
    "plan_staff_by_erlang_c",
    "read_half_hours",
    "rest_of_day",
    "shares",
    "usual",
]
