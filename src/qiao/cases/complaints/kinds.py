"""What is done about a complaint, and how far it has come: the words of its history."""

from enum import StrEnum
from typing import Final

FOLLOW_UP: Final = "follow_up"
"""The reason of a note that says what came of the call after a low rating."""


class Kind(StrEnum):
    """What was done."""

    OPENED = "opened"
    TAKEN = "taken"
    HANDED_ON = "handed_on"
    CONTACTED = "contacted"
    NOTED = "noted"
    LINKED = "linked"
    """Somebody outside has it, too, under a number, and may want an answer by a day."""
    REPEATED = "repeated"
    """It was found to repeat an earlier one."""
    CARRIED_ON = "carried_on"
    """Others go on with it: the heirs of a complainant who died, or a proxy of hers."""
    JOINED = "joined"
    """Somebody else makes it, too: a complaint of hers follows this one."""
    LED_BY = "led_by"
    """Which complaint this one follows from now on, or that it follows none any more."""
    PARTED = "parted"
    """One that followed this one goes on by itself."""
    CLASSIFIED = "classified"
    FACT_ASKED = "fact_asked"
    OPINION_ASKED = "opinion_asked"
    OPINION_GIVEN = "opinion_given"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENSION_ASKED = "extension_asked"
    DECISION_PROPOSED = "decision_proposed"
    AGREED = "agreed"
    REFUSED = "refused"
    TOLD = "told"
    """She was told something by the house; the facts say what, and in which message."""
    DELIVERED = "delivered"
    REDRESS_ORDERED = "redress_ordered"
    """The lender was ordered to pay what the decision says."""
    REDRESS_PAID = "redress_paid"
    REDRESS_REFUSED = "redress_refused"
    """It was not ordered, or the lender did not pay: `because` says why."""
    REDRESS_STUCK = "redress_stuck"
    """Nobody knows whether the lender paid. It is looked into, and never ordered a second time."""
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    VERIFICATION_ASKED = "verification_asked"
    FACTS_ADDED = "facts_added"
    """She told more, in words or files."""
    OPENED_LETTER = "opened_letter"
    RATED = "rated"
    WARNED = "warned"
    ESCALATED = "escalated"
    BREACHED = "breached"


class Phase(StrEnum):
    """How far the handling has come, for those who handle."""

    NEW = "new"
    WORKING = "working"
    PAUSED = "paused"
    ASKED = "asked"
    """Somebody else has to agree to an extension or a decision."""
    AGREED = "agreed"
    """The decision may be delivered."""
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class RedressState(StrEnum):
    """How the payment of what a decision says stands."""

    ORDERED = "ordered"
    PAID = "paid"
    REFUSED = "refused"
    STUCK = "stuck"


OWED: Final = (RedressState.REFUSED, RedressState.STUCK)
"""The states in which an officer has to look after it, the decision being delivered or not."""


class Asked(StrEnum):
    """What somebody else has to agree to."""

    EXTENSION = "extension"
    DECISION = "decision"
