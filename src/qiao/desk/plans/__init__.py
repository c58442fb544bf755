"""Plans of days: what is expected of a day and whom it needs, kept, published, and tried on simulated days.

How it is reckoned is `qiao.desk.planning`; here it meets the house's own calls, its shifts and the people who plan.
"""

from qiao.desk.plans.checking import CHECK_ATTEMPTS, CHECK_JOB, check_handler, failed_handler
from qiao.desk.plans.keeping import planned_now
from qiao.desk.plans.own_calls import own_calls

__all__ = ["CHECK_ATTEMPTS", "CHECK_JOB", "check_handler", "failed_handler", "own_calls", "planned_now"]
