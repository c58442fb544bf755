"""Signs in the trail that somebody looks where she has no business: pure rules over acts, with figures from outside."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from uuid import UUID

_AN_HOUR = timedelta(hours=1)


class Sign(StrEnum):
    """What was noticed."""

    MANY_CUSTOMERS = "many_customers"
    WITHOUT_CONTACT = "without_contact"
    OFF_SHIFT = "off_shift"
    MARKED_CUSTOMER = "marked_customer"
    IN_SEQUENCE = "in_sequence"


@dataclass(frozen=True, slots=True)
class Act:
    """One look or reveal of the trail, or one that was refused for want of a contact in hand."""

    at: datetime
    staff_id: UUID
    customer_id: UUID | None
    refused: bool


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From how many on it is noticed."""

    customers_an_hour: int
    refusals_an_hour: int
    in_sequence: int


@dataclass(frozen=True, slots=True)
class Around:
    """What the rules are told of the house: who is on shift when, and customers whom a look at always concerns."""

    on_shift: Callable[[UUID, datetime], bool] = lambda _staff, _at: True
    marked: Collection[UUID] = field(default_factory=frozenset[UUID])


@dataclass(frozen=True, slots=True)
class Anomaly:
    """One member of staff, what was noticed, how much of it, and when."""

    sign: Sign
    staff_id: UUID
    count: int
    first_at: datetime
    last_at: datetime


def find_anomalies(acts: Sequence[Act], thresholds: Thresholds, around: Around) -> list[Anomaly]:
    """Everything noticed, the newest first; the order of `acts` does not matter."""
    ordered = sorted(acts, key=lambda act: (act.staff_id, act.at))
    found = [
        anomaly
        for _, of_one in groupby(ordered, key=attrgetter("staff_id"))
        for anomaly in _of_one([*of_one], thresholds, around)
    ]
    return sorted(found, key=lambda one: one.last_at, reverse=True)


def _of_one(acts: list[Act], thresholds: Thresholds, around: Around) -> Iterator[Anomaly]:
    looks = [act for act in acts if not act.refused]
    refusals = [act for act in acts if act.refused]
    yield from _busiest_hour(Sign.MANY_CUSTOMERS, looks, thresholds.customers_an_hour, distinct=True)
    yield from _busiest_hour(Sign.WITHOUT_CONTACT, refusals, thresholds.refusals_an_hour, distinct=False)
    yield from _noticed(Sign.OFF_SHIFT, [act for act in acts if not around.on_shift(act.staff_id, act.at)])
    yield from _noticed(Sign.MARKED_CUSTOMER, [act for act in acts if act.customer_id in around.marked])
    yield from _noticed(Sign.IN_SEQUENCE, _longest_run(refusals), at_least=thresholds.in_sequence)


def _noticed(sign: Sign, acts: Sequence[Act], *, at_least: int = 1) -> Iterator[Anomaly]:
    if len(acts) >= at_least:
        yield Anomaly(sign, acts[0].staff_id, len(acts), acts[0].at, acts[-1].at)


def _busiest_hour(sign: Sign, acts: Sequence[Act], at_least: int, *, distinct: bool) -> Iterator[Anomaly]:
    """The hour with the most, counted from each act back."""
    best: tuple[int, int, int] = (0, 0, 0)
    start = 0
    counts: dict[UUID | None, int] = {}
    for place, act in enumerate(acts):
        counts[act.customer_id] = counts.get(act.customer_id, 0) + 1
        while acts[start].at <= act.at - _AN_HOUR:
            gone = acts[start].customer_id
            counts[gone] -= 1
            if not counts[gone]:
                del counts[gone]
            start += 1
        count = len(counts) if distinct else place - start + 1
        best = max(best, (count, -start, place))
    count, first, last = best
    if count >= at_least:
        yield Anomaly(sign, acts[0].staff_id, count, acts[-first].at, acts[last].at)


def _longest_run(acts: Sequence[Act]) -> list[Act]:
    """The longest run of refused looks whose customers come in the order of their ids: somebody walks along them.

    Work that was given comes in that order by itself, because customers arrive in it; so only refusals count.
    """
    best: list[Act] = []
    run: list[Act] = []
    for act in acts:
        if act.customer_id is None:
            continue
        if run and run[-1].customer_id == act.customer_id:
            continue
        goes_on = run and run[-1].customer_id is not None and act.customer_id > run[-1].customer_id
        run = [*run, act] if goes_on else [act]
        best = max(best, run, key=len)
    return best
