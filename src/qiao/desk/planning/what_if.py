"""What customers meet when a day goes otherwise than planned, by the exact queue of each half hour."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from qiao.desk.planning.days import SLOT_S, Demand
from qiao.desk.planning.patience import impatient
from qiao.desk.planning.staffing import in_service
from qiao.foundation.errors import Invalid

_NEXT_TO_NONE = 1e-6


class PlanOfAnotherDay(Invalid):
    """A plan has agents for each half hour of the day, none fewer than nobody."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is otherwise: agents in every half hour more or (negative) fewer; calls, their length and how long people
    wait before they give up as factors.
    """

    agents: int = 0
    calls: float = 1.0
    service: float = 1.0
    patience: float = 1.0


AS_PLANNED = Change()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a half hour is expected to be like. Shares are of its calls."""

    calls: float
    agents: int
    answered: float
    in_time: float


def outlook(demand: Demand, staff: Sequence[int], *, answer_within_s: float) -> list[Outlook]:
    """Each half hour of the expected day with that staff. Raises PlanOfAnotherDay."""
    if len(staff) != len(demand.calls) or min(staff) < 0:
        raise PlanOfAnotherDay
    agents = np.array(staff)
    lost = impatient(
        np.maximum(in_service(demand) / SLOT_S, _NEXT_TO_NONE),
        np.maximum(agents, 1),
        service_s=demand.service_s,
        patience=demand.patience,
        answer_within_s=answer_within_s,
    )
    # Where nobody is there, nobody is answered.
    answered, in_time = (np.where(agents > 0, 1 - share, 0.0) for share in (lost.abandons, lost.late))
    return [Outlook(*slot) for slot in zip(demand.calls, staff, answered.tolist(), in_time.tolist(), strict=True)]


def changed(demand: Demand, staff: Sequence[int], change: Change) -> tuple[Demand, list[int]]:
    """The day and its plan as they would be."""
    otherwise = replace(
        demand,
        calls=tuple(calls * change.calls for calls in demand.calls),
        before=demand.before * change.calls,
        service_s=demand.service_s * change.service,
        patience=replace(demand.patience, mean_s=demand.patience.mean_s * change.patience),
    )
    return otherwise, [max(agents + change.agents, 0) for agents in staff]


def of_day(slots: Sequence[Outlook]) -> Outlook:
    """The whole day: its calls, the most agents at once, and shares of all its calls."""
    calls = sum(slot.calls for slot in slots)
    return Outlook(
        calls,
        max(slot.agents for slot in slots),
        sum(slot.calls * slot.answered for slot in slots) / calls,
        sum(slot.calls * slot.in_time for slot in slots) / calls,
    )
