"""Days as they may come: how many customers, how long they talk, how long they wait; and one of them lived through."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from qiao.desk.planning.floor import Floor, Tally
from qiao.desk.planning.patience import Floats, Patience
from qiao.foundation.errors import Invalid

SLOT_S = 1800
_MOST = 0.999


@dataclass(frozen=True, slots=True)
class Doubt:
    """How far a forecast may be off: standard deviations of the factors by which a day, and each half hour of it,
    is busier or quieter than was thought.
    """

    day_sd: float = 0.10
    slot_sd: float = 0.08


class DemandImpossible(Invalid):
    """A day has half hours, none with fewer than no calls and one with some; calls take time and have patience."""


class TargetImpossible(Invalid):
    """Targets are shares below one: nobody can promise that nobody ever waits."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a day is expected to bring: calls in each half hour, and what a call takes and bears.

    Raises DemandImpossible.
    """

    calls: tuple[float, ...]
    service_s: float
    patience: Patience
    service_cv: float = 0.8
    """The standard deviation of a call's length over its mean."""
    before: float = 0.0
    """Calls of the half hour before the first; some of them are still in hand."""

    def __post_init__(self) -> None:
        """Refuse what is no day."""
        if min(self.calls, default=0) < 0 or self.before < 0 or sum(self.calls) <= 0 or self.service_cv < 0:
            raise DemandImpossible
        if min(self.service_s, self.patience.mean_s, self.patience.shape) <= 0:
            raise DemandImpossible


@dataclass(frozen=True, slots=True)
class Day:
    """One day's customers in the order in which they come; seconds from the first half hour's beginning."""

    arrives_s: Floats
    service_s: Floats
    patience_s: Floats


@dataclass(frozen=True, slots=True)
class Targets:
    """Shares of the calls of a day, and how sure it shall be that a day keeps them. A share of 0 asks for nothing.

    Raises TargetImpossible.
    """

    answered: float = 0.95
    in_time: float = 0.85
    answer_within_s: float = 20.0
    sure: float = 0.90

    def __post_init__(self) -> None:
        """Refuse what nobody can promise."""
        if not all(0 <= share <= _MOST for share in (self.answered, self.in_time)):
            raise TargetImpossible
        if not 0 < self.sure < 1 or self.answer_within_s < 0:
            raise TargetImpossible

    def are_kept(self, answered: Floats, in_time: Floats) -> NDArray[np.bool_]:
        return (answered >= self.answered) & (in_time >= self.in_time)


def draw_days(demand: Demand, doubt: Doubt, days: int, *, seed: int, evenly: bool = False) -> list[Day]:
    """Days at random: factors and lengths of calls lognormal, arrivals Poisson, patience Weibull.

    Drawn evenly, the days' own factors stand at equal distances in their distribution, so that fewer days tell as much.
    """
    chance = np.random.default_rng(seed)
    at = (np.arange(days) + chance.random(days)) / days if evenly else chance.random(days)
    return [_draw_day(demand, doubt, float(factor), chance) for factor in around_one(doubt.day_sd, ndtri(at))]


def live_through(day: Day, staff: Sequence[int], *, answer_within_s: float) -> list[Tally]:
    """What became of each half hour's customers when the desk's routing served them with that staff.

    After the last half hour nobody new comes; who waits then is served by those who are there.
    """
    services, patiences = day.service_s.tolist(), day.patience_s.tolist()
    floor = Floor(
        service_s=lambda caller: services[caller.int],
        patience_s=lambda caller: patiences[caller.int],
        answer_within_s=answer_within_s,
    )
    tallies = [Tally() for _ in staff]
    present = -1
    for number, arrives_s in enumerate(day.arrives_s.tolist()):
        slot = int(arrives_s // SLOT_S)
        while present < slot:
            present += 1
            floor.staff(staff[present], now=present * SLOT_S)
        floor.arrive(UUID(int=number), now=arrives_s, tally=tallies[slot])
    for slot in range(present + 1, len(staff)):
        floor.staff(staff[slot], now=slot * SLOT_S)
    floor.pass_until(float("inf"))
    return tallies


def shares(tallies: Sequence[Tally]) -> tuple[float, float]:
    """Of all their calls: the share answered, and the share answered in time. Both are 1 where nobody came."""
    calls = sum(tally.calls for tally in tallies) or 1
    lost = sum(tally.abandoned for tally in tallies)
    return 1 - lost / calls, sum(tally.answered_within for tally in tallies) / calls


def _draw_day(demand: Demand, doubt: Doubt, factor: float, chance: np.random.Generator) -> Day:
    factors = factor * around_one(doubt.slot_sd, chance.standard_normal(len(demand.calls)))
    counts = chance.poisson(np.array(demand.calls) * factors)
    slots = np.repeat(np.arange(len(counts)), counts)
    arrives_s = np.sort((slots + chance.random(slots.size)) * SLOT_S)
    return Day(
        arrives_s,
        demand.service_s * around_one(demand.service_cv, chance.standard_normal(slots.size)),
        demand.patience.lasts_in(1 - chance.random(slots.size)),
    )


def around_one(sd: float, normal: Floats) -> Floats:
    """Lognormal with a mean of one, made of standard normal values."""
    spread = np.log1p(sd**2)
    return np.exp(normal * spread**0.5 - spread / 2)
