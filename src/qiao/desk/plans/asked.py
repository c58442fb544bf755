"""What is asked of planning: a day, what is known of its calls, what is assumed, and what is otherwise."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from qiao.desk.planning import LEAST_DAYS, Assumed, Came, Change, Demand, Doubt, HistoryTooShort, Patience, Targets
from qiao.desk.plans.own_calls import Today
from qiao.foundation.errors import Invalid

USUAL_SERVICE_S = 240.0
_MOST_IN_SERVICE = 600.0


class FloorTooLarge(Invalid):
    """So many calls at once are not reckoned with; plan the parts of the floor one by one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A day and what is taken for given. `service_s` is None where it shall be as measured.

    `so_far`: what came of this day already. `shifts`: by half hour, how many are planned to be there.
    """

    on: date
    came: Came
    service_s: float | None
    patience: Patience
    at_once: int
    shrinkage: float
    targets: Targets
    doubt: Doubt
    change: Change
    so_far: Today | None
    shifts: tuple[int, ...] | None

    @property
    def past(self) -> dict[date, list[float]]:
        """What came before that day, which must not foretell itself."""
        return {day: calls for day, calls in self.came.calls.items() if day < self.on}

    @property
    def assumed(self) -> Assumed:
        return Assumed(
            self.service_s or self.came.service_s or USUAL_SERVICE_S,
            self.patience,
            self.at_once,
            self.shrinkage,
            self.targets,
            self.doubt,
        )

    def rostered(self) -> list[int] | None:
        """How many are planned to be there in each half hour in which calls are expected."""
        if self.shifts is None:
            return None
        slots = len(next(iter(self.came.calls.values())))
        return list(self.shifts[self.came.first : self.came.first + slots])

    def require_size(self, calls: tuple[float, ...]) -> None:
        """Raises FloorTooLarge."""
        longest_s = self.assumed.service_s * max(1.0, self.change.service)
        if max(calls) * max(1.0, self.change.calls) * longest_s / 1800 > _MOST_IN_SERVICE:
            raise FloorTooLarge(most=int(_MOST_IN_SERVICE))


def require_days(came: Came | None) -> Came:
    """Raises HistoryTooShort where nothing came at all."""
    if came is None:
        raise HistoryTooShort(days=0, least=LEAST_DAYS)
    return came


def trial_of(assumed: Assumed, demand: Demand, on_duty: list[int]) -> dict[str, Any]:
    """Everything a trial on simulated days needs, as it is stored; see `assumed_in`."""
    targets, doubt = assumed.targets, assumed.doubt
    return {
        "calls": list(demand.calls),
        "on_duty": on_duty,
        "service_s": assumed.service_s,
        "patience": [assumed.patience.mean_s, assumed.patience.shape],
        "at_once": assumed.at_once,
        "targets": [targets.answered, targets.in_time, targets.answer_within_s, targets.sure],
        "doubt": [doubt.day_sd, doubt.slot_sd],
    }


def assumed_in(trial: dict[str, Any]) -> Assumed:
    """What a trial assumes."""
    return Assumed(
        trial["service_s"],
        Patience(*trial["patience"]),
        trial["at_once"],
        shrinkage=0.0,
        targets=Targets(*trial["targets"]),
        doubt=Doubt(*trial["doubt"]),
    )
