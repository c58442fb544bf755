"""What is announced of what holds of a customer. Subject is the customer; the payload holds ids and codes."""

from qiao.foundation.events import declare
from qiao.foundation.retention import OnErase

STANDING_CHANGED = declare(
    "StandingChanged",
    kind="preference",
    on_erase=OnErase.KEEP,
    why="whoever calls or writes must know at once; names of the pack, ids and moments",
)
