"""The words of the governor: kinds of touches, its gates in their order, what may become of a touch."""

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What sort of touch it is."""

    EMERGENCY = "E"
    TRANSACTIONAL = "T"
    SERVICE = "S"
    MARKETING = "M"

    @property
    def rank(self) -> int:
        """Less presses more."""
        return _RANKS[self]


_RANKS = {kind: rank for rank, kind in enumerate(Kind)}


class Medium(StrEnum):
    """What a channel does to the person: an entry in the app, a message on her telephone, or a call."""

    APP = "app"
    MESSAGE = "message"
    CALL = "call"


class Gate(StrEnum):
    """Where a touch may be stopped, in the order in which reasons are told."""

    LAW = "law"
    STOP = "stop"
    """Death, courts, danger to herself, mourning."""
    OPT_OUT = "opt_out"
    HOLD = "hold"
    SILENCE = "silence"
    """Nothing is offered while there is a complaint, something overdue, or hardship."""
    QUIET = "quiet"
    CAP = "cap"
    PRIORITY = "priority"
    MERGE = "merge"
    TIME = "time"
    """It came too late to be of use."""
    SWITCH = "switch"
    """Somebody has paused what it is of."""


class Then(StrEnum):
    """What becomes of a touch that a gate stops: nothing ever, or it is judged again later."""

    DROP = "drop"
    HOLD = "hold"


class Ruling(StrEnum):
    SEND = "send"
    HOLD = "hold"
    DROP = "drop"


class State(StrEnum):
    """Where a touch stands."""

    HELD = "held"
    PERMITTED = "permitted"
    """It may leave, and its place under every cap is taken."""
    SENT = "sent"
    DROPPED = "dropped"
    NOT_USED = "not_used"
    """It might have left and did not; its places are free again."""


class Subject(StrEnum):
    """Over what a cap counts."""

    CUSTOMER = "customer"
    NUMBER = "number"


class Code(StrEnum):
    """The reasons that are no rule of the pack's by themselves; it has words for each."""

    NOT_A_CUSTOMER = "not_a_customer"
    NO_CALLS = "no_calls"
    COMPLAINT = "complaint"
    OVERDUE = "overdue"
    HARDSHIP = "hardship"
    HER_HOURS = "her_hours"
    MORE_PRESSING = "more_pressing"
    SAME_TOPIC = "same_topic"
    NEWER_OF_TOPIC = "newer_of_topic"
    TOO_LATE = "too_late"
    CALLED_OFF = "called_off"
    NOT_JUDGED = "not_judged"
    PAUSED = "paused"
    UNKNOWN_RULE = "unknown_rule"
    """Something holds of her that the governor's rules do not know."""


HOUSE: Final = "house"
"""The source of touches that the house itself asked for; those of others have `system:<id>`."""
