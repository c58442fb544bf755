"""The lanes in which customers wait for a person."""

from enum import StrEnum


class Lane(StrEnum):
    """First served first."""

    LIFE = "life"
    EMERGENCY = "emergency"
    DISTRESS = "distress"
    COMPLAINT = "complaint"
    CARE = "care"
    ELDER = "elder"
    PROMISE = "promise"
    NORMAL = "normal"

    @property
    def rank(self) -> int:
        return list(Lane).index(self)


def sooner(one: str, other: str) -> Lane:
    """The lane of the two that is served first."""
    return min(Lane(one), Lane(other), key=lambda lane: lane.rank)
