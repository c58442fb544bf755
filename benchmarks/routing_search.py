"""The fewest agents with which simulated days keep their targets, found by trying: what a plan is held against."""

import numpy as np

from qiao.desk.planning import Targets
from qiao.desk.planning.many_days import ManyDays

Staff = tuple[int, ...]
_AT_ONCE = 5


class Search:
    """Plans tried on the same days: agents are taken out, and where no more can go, moved between half hours."""

    def __init__(self, days: ManyDays, targets: Targets) -> None:
        self._days, self._targets = days, targets
        self._slacks: dict[Staff, float] = {}

    @property
    def tried(self) -> int:
        return len(self._slacks)

    def from_plan(self, staff: Staff) -> Staff:
        """The best plan that is found from there. Agents are added first where the targets are not kept."""
        while self._slack(staff) < 0:
            staff = self._best(_added(staff))
        while True:
            staff = self._thinned(staff)
            moved = self._moved(staff)
            if self._slack(moved) <= self._slack(staff):
                return staff
            staff = moved

    def _thinned(self, staff: Staff) -> Staff:
        """Without every agent who is not needed, those first who are missed least."""
        while True:
            before = staff
            for fewer in sorted(_removed(before), key=self._slack, reverse=True):
                tried = tuple((np.array(staff) + np.array(fewer) - np.array(before)).tolist())
                staff = tried if self._slack(tried) >= 0 else staff
            if staff == before:
                return staff

    def _moved(self, staff: Staff) -> Staff:
        """The best of moving an agent from where she is missed least to where one more helps most."""
        least_missed = sorted(_removed(staff), key=self._slack)[-_AT_ONCE:]
        most_help = sorted(_added(staff), key=self._slack)[-_AT_ONCE:]
        plans = (np.array(fewer) + np.array(more) - np.array(staff) for fewer in least_missed for more in most_help)
        return self._best([tuple(plan.tolist()) for plan in plans])

    def _best(self, plans: list[Staff]) -> Staff:
        return max(plans, key=self._slack)

    def _slack(self, staff: Staff) -> float:
        """How far the day that just has to keep the targets is above them; below zero too many days fail."""
        if staff not in self._slacks:
            answered, in_time = self._days.shares(staff)
            above = np.minimum(answered - self._targets.answered, in_time - self._targets.in_time)
            failing = int(above.size * (1 - self._targets.sure) + 1e-9)
            self._slacks[staff] = float(np.sort(above)[failing])
        return self._slacks[staff]


def _removed(staff: Staff) -> list[Staff]:
    return [_changed(staff, slot, -1) for slot in range(len(staff)) if staff[slot] > 1]


def _added(staff: Staff) -> list[Staff]:
    return [_changed(staff, slot, 1) for slot in range(len(staff))]


def _changed(staff: Staff, slot: int, by: int) -> Staff:
    return (*staff[:slot], staff[slot] + by, *staff[slot + 1 :])
