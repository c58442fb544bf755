"""A day as it is shown: the calls it will bring, whom it needs, and what becomes of it if something is otherwise.

Pure, and slow enough to be done beside the loop; see `Reckoner`.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from qiao.desk import planning
from qiao.desk.planning import AS_PLANNED, Assumed, Demand, Outlook
from qiao.desk.plans.asked import Asked, trial_of
from qiao.foundation.business_calendar import BusinessCalendar
from qiao.foundation.errors import TooMany

WEEK = 7
_FEW_DAYS = 56
_A_MONTH_AND_A_HALF = 45
_STALE = timedelta(days=14)
_MOST_WAITING = 8
_Found = TypeVar("_Found")


class Staffing(StrEnum):
    """Which agents a trial is about."""

    NEEDED = "needed"
    SHIFTS = "shifts"
    OTHERWISE = "otherwise"


class PlanningBusy(TooMany):
    """Others are reckoning plans as well; in a few seconds it is your turn."""


class Reckoner:
    """One reckoning at a time beside the loop, and few that wait for their turn."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)
        self._waiting = 0

    async def run(self, work: Callable[[], _Found]) -> _Found:
        """Raises PlanningBusy, and what `work` raises."""
        if self._waiting >= _MOST_WAITING:
            raise PlanningBusy(retry_after_s=5.0)
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1


@dataclass(frozen=True, slots=True)
class _Rest:
    """The rest of a day, from half hour number `first` of those planned on, as it looks after what came."""

    first: int
    expected: float
    factor: float
    calls: tuple[float, ...]
    needed: list[int]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A day's plan. Lists have an entry for each half hour in which calls are expected."""

    asked: Asked
    calls: tuple[float, ...]
    needed: list[Outlook]
    by_shifts: list[Outlook] | None
    otherwise: list[Outlook] | None
    otherwise_needs: list[int] | None
    usual: planning.Usual | None
    rest: _Rest | None

    @property
    def demand(self) -> Demand:
        return self.asked.assumed.demand(self.calls)

    def trial(self, which: Staffing) -> dict[str, Any]:
        """For simulated days: the agents who are needed, those of the shifts, or what is otherwise. What is wanted and
        not there is the needed plan.
        """
        demand, assumed = self.demand, self.asked.assumed
        slots = {Staffing.SHIFTS: self.by_shifts, Staffing.OTHERWISE: self.otherwise}.get(which)
        if which is Staffing.OTHERWISE and slots is not None:
            demand, _ = planning.changed(demand, [slot.agents for slot in slots], self.asked.change)
            assumed = replace(assumed, service_s=demand.service_s, patience=demand.patience)
        tried = which if slots is not None else Staffing.NEEDED
        return {"which": tried, **trial_of(assumed, demand, [slot.agents for slot in slots or self.needed])}


def reckon(asked: Asked, calendar: BusinessCalendar) -> Reckoned:
    """Raises HistoryTooShort, FloorTooLarge or DemandImpossible."""
    assumed = asked.assumed
    calls = planning.learn(asked.past, calendar).calls(asked.on)
    asked.require_size(calls)
    demand = assumed.demand(calls)
    needed = _needed(assumed, demand)
    shifts, otherwise, needs = asked.rostered(), None, None
    if asked.change != AS_PLANNED:
        otherwise = assumed.outlook(demand, needed, asked.change)
        needs = _needed(assumed, planning.changed(demand, needed, asked.change)[0])
    return Reckoned(
        asked,
        calls,
        assumed.outlook(demand, needed, AS_PLANNED),
        assumed.outlook(demand, assumed.working(shifts), AS_PLANNED) if shifts is not None else None,
        otherwise,
        needs,
        planning.usual(asked.past, asked.on, calendar),
        _rest(asked, calls),
    )


def reckon_week(asked: Asked, calendar: BusinessCalendar) -> list[dict[str, Any]]:
    """The days from that one on, in short. Raises HistoryTooShort, FloorTooLarge or DemandImpossible."""
    assumed, forecaster = asked.assumed, planning.learn(asked.past, calendar)
    return [
        _in_short(assumed, asked, forecaster.calls(on), on, calendar)
        for on in (asked.on + timedelta(days=number) for number in range(WEEK))
    ]


def _in_short(
    assumed: Assumed, asked: Asked, calls: tuple[float, ...], on: date, calendar: BusinessCalendar
) -> dict[str, Any]:
    asked.require_size(calls)
    demand = assumed.demand(calls)
    slots = assumed.outlook(demand, _needed(assumed, demand), AS_PLANNED)
    return {"on": on.isoformat(), "kind": planning.kind_of(on, calendar), **day_wire(assumed, slots)}


def _needed(assumed: Assumed, demand: Demand) -> list[int]:
    return assumed.on_duty(planning.plan_staff(demand, assumed.targets, assumed.doubt))


def _rest(asked: Asked, expected: tuple[float, ...]) -> _Rest | None:
    """None while nothing of the day has passed, or nothing is left of it."""
    if asked.so_far is None:
        return None
    first = asked.so_far.until - asked.came.first
    if not 0 < first < len(expected):
        return None
    calls, doubt = planning.rest_of_day(expected, asked.so_far.came, first, asked.doubt)
    asked.require_size(calls)
    assumed = asked.assumed
    hands = planning.plan_staff(assumed.demand(calls, before=expected[first - 1]), assumed.targets, doubt)
    return _Rest(
        first,
        sum(expected[:first]),
        sum(calls) / sum(expected[first:]),
        calls,
        assumed.on_duty(hands),
    )


def unsure(asked: Asked, calendar: BusinessCalendar) -> list[str]:
    """What a forecast rests on that is not known, and therefore assumed."""
    past = asked.past
    open_days = [day for day, calls in past.items() if sum(calls) > 0]
    kind = planning.kind_of(asked.on, calendar)
    doubts = {
        "few_days": len(open_days) < _FEW_DAYS,
        "no_such_day": all(planning.kind_of(day, calendar) != kind for day in open_days),
        "no_due_dates": (max(open_days) - min(open_days)).days < _A_MONTH_AND_A_HALF,
        "stale": asked.on - max(open_days) > _STALE,
        "calendar": not calendar.knows(asked.on),
        "service": not (asked.service_s or asked.came.service_s),
    }
    return [code for code, is_so in doubts.items() if is_so]


def day_wire(assumed: Assumed, slots: Sequence[Outlook]) -> dict[str, Any]:
    """The whole day, with the hours on duty and those that are paid."""
    agents = [slot.agents for slot in slots]
    return {
        **asdict(planning.of_day(slots)),
        "hours": sum(agents) / 2,
        "rostered_hours": sum(assumed.rostered(agents)) / 2,
    }
