"""What a plan takes for given of the calls and of the agents who answer them, and what follows for a day."""

from collections.abc import Sequence
from dataclasses import dataclass

from qiao.desk.planning.days import Demand, Doubt, Targets, draw_days, live_through, shares
from qiao.desk.planning.patience import Patience
from qiao.desk.planning.what_if import Change, Outlook, changed, outlook


@dataclass(frozen=True, slots=True)
class Assumed:
    """Mean seconds in hand and how patient people are, how many conversations an agent holds, the share of paid time
    in which nobody is on duty, what shall be kept, and how far forecasts are off.
    """

    service_s: float
    patience: Patience
    at_once: int
    shrinkage: float
    targets: Targets
    doubt: Doubt

    def demand(self, calls: Sequence[float], *, before: float = 0.0) -> Demand:
        """Raises DemandImpossible."""
        return Demand(tuple(calls), self.service_s, self.patience, before=before)

    def on_duty(self, hands: Sequence[int]) -> list[int]:
        """The agents who have so many hands."""
        return [-(-hand // self.at_once) for hand in hands]

    def rostered(self, on_duty: Sequence[int]) -> list[int]:
        """How many are paid for, so that so many take work."""
        return [-int(-agents // (1 - self.shrinkage)) for agents in on_duty]

    def working(self, rostered: Sequence[int]) -> list[int]:
        """How many of those who are paid for take work."""
        return [int(agents * (1 - self.shrinkage) + 1e-9) for agents in rostered]

    def outlook(self, demand: Demand, on_duty: Sequence[int], change: Change) -> list[Outlook]:
        """Each half hour of the expected day with those agents, and what is otherwise. Raises PlanOfAnotherDay."""
        otherwise, agents = changed(demand, on_duty, change)
        hands = [present * self.at_once for present in agents]
        slots = outlook(otherwise, hands, answer_within_s=self.targets.answer_within_s)
        return [
            Outlook(slot.calls, present, slot.answered, slot.in_time)
            for slot, present in zip(slots, agents, strict=True)
        ]

    def lived(self, demand: Demand, on_duty: Sequence[int], days: int, *, seed: int) -> list[tuple[float, float]]:
        """Of each of so many days, served by the desk's own routing: the shares answered, and answered in time."""
        hands = [present * self.at_once for present in on_duty]
        within_s = self.targets.answer_within_s
        return [
            shares(live_through(day, hands, answer_within_s=within_s))
            for day in draw_days(demand, self.doubt, days, seed=seed)
        ]
