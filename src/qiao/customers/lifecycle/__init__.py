"""Where a customer and each of her loans stand: stages that follow from what the lender told, and from the date.

The log of events is the truth (`taking_in`, `files`, `feed`); machines of the pack make stages of it (`machine`,
`folding`, pure). What is kept of a customer is only what saves folding her anew (`settling`), and the passing of days
moves those whose day has come (`jobs`). What cannot be taken lies on the `shelf`.
"""

from qiao.customers.lifecycle.book import LIFECYCLE, LifecycleBook
from qiao.customers.lifecycle.drawing import draw
from qiao.customers.lifecycle.events import LIFE_TOLD, STAGE_CHANGED, STEP_NOT_ALLOWED
from qiao.customers.lifecycle.feed import FromFeed, of_feed
from qiao.customers.lifecycle.files import (
    LINES_A_PART,
    Manifest,
    PartChanged,
    begin,
    end,
    manifest_of,
    parts_of,
    take_part,
)
from qiao.customers.lifecycle.folding import CUSTOMER, Machines, Move, Placed, State, Told
from qiao.customers.lifecycle.jobs import DAY_JOB, begin_days, day_handler, put_off_handler
from qiao.customers.lifecycle.machine import Machine, Mark, begin_of, day_of
from qiao.customers.lifecycle.queries import after, alerts_of, due, kept, log_of, open_alerts, shelf_by_reason, shelved
from qiao.customers.lifecycle.reading import Life, Why, life, lives, stands, why
from qiao.customers.lifecycle.recomputing import Recomputed, recompute, recompute_these
from qiao.customers.lifecycle.schema import Reason, Unfit, checked
from qiao.customers.lifecycle.shelf import replay
from qiao.customers.lifecycle.taking_in import Follow, Intake, Taken, take_in

__all__ = [
    "CUSTOMER",
    "DAY_JOB",
    "LIFECYCLE",
    "LIFE_TOLD",
    "LINES_A_PART",
    "STAGE_CHANGED",
    "STEP_NOT_ALLOWED",
    "Follow",
    "FromFeed",
    "Intake",
    "Life",
    "LifecycleBook",
    "Machine",
    "Machines",
    "Manifest",
    "Mark",
    "Move",
    "PartChanged",
    "Placed",
    "Reason",
    "Recomputed",
    "State",
    "Taken",
    "Told",
    "Unfit",
    "Why",
    "after",
    "alerts_of",
    "begin",
    "begin_days",
    "begin_of",
    "checked",
    "day_handler",
    "day_of",
    "draw",
    "due",
    "end",
    "kept",
    "life",
    "lives",
    "log_of",
    "manifest_of",
    "of_feed",
    "open_alerts",
    "parts_of",
    "put_off_handler",
    "recompute",
    "recompute_these",
    "replay",
    "shelf_by_reason",
    "shelved",
    "stands",
    "take_in",
    "take_part",
    "why",
]
