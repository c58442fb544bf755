"""What is made of the counts: pure."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from qiao.backoffice import Arrival, Effect, EffectState
from qiao.emergencies.command.queries import Needs, OneNeed
from qiao.outreach import Left

HELD_WITHIN = timedelta(seconds=60)
"""How soon after a need is told nothing about debts may leave any more."""


class Stage(StrEnum):
    """Where a need stands, each in one of them."""

    UNLINKED = "unlinked"
    """Of somebody the lender does not know by it: she is called back."""
    HELD_ONLY = "held_only"
    """Calls pause, and no loan runs that post-loan could decide about."""
    ON_THE_WAY = "on_the_way"
    TROUBLED = "troubled"
    """Refused by the lender's systems, or without an answer: a person has to look."""
    UNDECIDED = "undecided"
    """Post-loan knows of it and has not decided."""
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Spread:
    """How long something took in the middle, and for the slowest tenth; None where it never happened."""

    count: int
    p50_s: float | None
    p90_s: float | None


def stages(needs: Needs, waiting: Sequence[Effect]) -> Mapping[Stage, int]:
    """`waiting`: what of its undecided needs the lender has not taken."""
    troubled = sum(one.state in {EffectState.REFUSED, EffectState.STUCK} for one in waiting)
    on_the_way = len(waiting) - troubled
    return {
        Stage.UNLINKED: needs.unlinked,
        Stage.HELD_ONLY: needs.held_only,
        Stage.ON_THE_WAY: on_the_way,
        Stage.TROUBLED: troubled,
        # On PostgreSQL a need may come between the statement that counts them and the one that reads their orders.
        Stage.UNDECIDED: max(needs.told - len(waiting), 0),
        Stage.APPROVED: needs.approved,
        Stage.REFUSED: needs.refused,
    }


def spread(seconds: Collection[float]) -> Spread:
    """By the nearest rank: both are times that really were."""
    if not seconds:
        return Spread(0, None, None)
    ordered = sorted(seconds)

    def at(share: float) -> float:
        return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]

    return Spread(len(ordered), at(0.5), at(0.9))


def to_post_loan(arrivals: Sequence[Arrival]) -> Spread:
    """From her yes, in whose transaction the order is intended, to the lender's proven answer."""
    return spread([_seconds(one.intended_at, one.ended_at) for one in arrivals])


def to_decision(needs: Sequence[OneNeed]) -> Spread:
    return spread([_seconds(one.opened_at, one.decided_at) for one in needs if one.decided_at is not None])


def late_touches(needs: Sequence[OneNeed], left: Sequence[Left]) -> int:
    """How many touches about debts left to people in need while their pause had to hold."""
    held = {one.held_id: (one.opened_at + HELD_WITHIN, one.held_until) for one in needs if one.held_until is not None}
    pauses = ((held.get(one.customer_id), one.left_at) for one in left)
    return sum(pause is not None and pause[0] < at < pause[1] for pause, at in pauses)


def told_parts(counts: Mapping[str, int], *, fewest: int) -> Mapping[str, int | None]:
    """The parts of a sum that can be shown: small ones are hidden, and where it is one alone the next smallest too."""
    small = [part for part, count in counts.items() if 0 < count < fewest]
    if len(small) == 1:
        rest = sorted((count, part) for part, count in counts.items() if count >= fewest)
        small += [part for _, part in rest[:1]]
    return {part: None if part in small else count for part, count in counts.items()}


def _seconds(since: datetime, until: datetime) -> float:
    return max((until - since).total_seconds(), 0.0)
