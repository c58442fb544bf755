"""What is announced of lifecycles. Payloads hold stages, moments and the lender's number of a loan."""

from qiao.foundation.events import declare
from qiao.foundation.retention import OnErase

LIFE_TOLD = declare(
    "LifeTold",
    kind="lifecycle",
    on_erase=OnErase.KEEP,
    why="that the lender told something of her life, by types of event alone",
)
"""Subject is the customer; `types` are those of the events, `facts` the names of what they tell. Once for a batch."""

STAGE_CHANGED = declare(
    "StageChanged",
    kind="lifecycle",
    on_erase=OnErase.KEEP,
    why="what customers need follows from where they stand; stages and moments by pseudonym",
)
"""Subject is the customer. Nobody hears of what was read from files: the past is nobody's news."""

STEP_NOT_ALLOWED = declare(
    "StepNotAllowed",
    kind="lifecycle",
    on_erase=OnErase.KEEP,
    why="owners of data look at steps that no machine allows; stages and the lender's number of the event",
)
