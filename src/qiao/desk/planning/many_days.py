"""Many days at once, for plans that are tried over and over: one queue, first come first served, agents who finish
what is in their hands when their half hour is over. What is found by it is judged by the desk's own routing; the two
agree on the same days within a few calls, and a test holds them together.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qiao.desk.planning.days import SLOT_S, Day, Targets
from qiao.desk.planning.patience import Floats


class ManyDays:
    """The same days for every plan that is tried on them. Rows are days, columns their customers, in order."""

    def __init__(self, days: Sequence[Day], slots: int, *, answer_within_s: float) -> None:
        self._slots, self._within_s = slots, answer_within_s
        self._calls = np.array([day.arrives_s.size for day in days])
        # In each half hour every day has as many columns as the busiest; who fills up never comes.
        columns: list[Floats] = []
        for slot in range(slots):
            bounds = [np.searchsorted(day.arrives_s, [slot * SLOT_S, (slot + 1) * SLOT_S]) for day in days]
            most = max(int(end - start) for start, end in bounds)
            block = np.full((3, most, len(days)), np.nan)
            for row, (day, (start, end)) in enumerate(zip(days, bounds, strict=True)):
                for part, values in enumerate((day.arrives_s, day.service_s, day.patience_s)):
                    block[part, : end - start, row] = values[start:end]
            columns.append(block)
        self._columns = columns

    def kept(self, staff: Sequence[int], targets: Targets) -> float:
        """The share of days that keep every target with this staff."""
        return float(np.mean(targets.are_kept(*self.shares(staff))))

    def shares(self, staff: Sequence[int]) -> tuple[Floats, Floats]:
        """Of each day's calls: the share answered, and the share answered in time."""
        rows = np.arange(self._calls.size)
        abandoned, late = np.zeros(rows.size), np.zeros(rows.size)
        begins = _begins(np.array(staff))
        free = np.tile(begins[:, 0], (rows.size, 1))
        for slot, block in enumerate(self._columns):
            # Who is free and off duty now comes back when she is next on duty.
            free = np.where(free < (slot + 1) * SLOT_S, np.maximum(free, begins[:, slot]), free)
            for arrives, service, patience in zip(*block, strict=True):
                agent = free.argmin(axis=1)
                comes = ~np.isnan(arrives)
                starts = np.maximum(arrives, free[rows, agent])
                waits = starts - arrives
                gives_up = comes & (waits > patience)
                abandoned += gives_up
                late += comes & (gives_up | (waits > self._within_s))
                served = comes & ~gives_up
                ends = (starts + service)[served]
                at = np.minimum(ends // SLOT_S, self._slots - 1).astype(np.int64)
                free[rows[served], agent[served]] = np.maximum(ends, begins[agent[served], at])
        return 1 - abandoned / self._calls, 1 - late / self._calls


def _begins(staff: NDArray[np.int64]) -> Floats:
    """By agent and half hour: when she is next on duty from its beginning on; never after the last that is hers.

    Who is on duty last of all serves those who still wait.
    """
    begins = np.full((int(staff.max()), staff.size), np.inf)
    coming = np.full(int(staff.max()), np.inf)
    for slot in range(staff.size - 1, -1, -1):
        coming = np.where(np.arange(coming.size) < staff[slot], slot * SLOT_S, coming)
        begins[:, slot] = coming
    return begins
