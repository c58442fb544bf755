"""What has to be told about the deadlines of complaints, reckoned apart from the house, and what was told. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from tests.kills.crowd import Wrongs

BEIJING = timezone(timedelta(hours=8))
LAW_DAYS, HOUSE_DAYS, CONTACT_HOURS, WARN_DAYS = 15, 10, 24, 3
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)
Stage = tuple[str, str, int]
"""The clock, the stage, and the days allowed."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A complaint received on a day before the one of its registration, so that its clocks began with that day."""

    id: str
    received_on: date
    answer_by: date | None = None
    stands_still: frozenset[str] = frozenset()
    """The clocks that a pause of its first day stopped."""
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One act by which the house told of a stage, and when its clock said it was."""

    complaint: str
    round: int
    stage: Stage
    at: datetime


@dataclass(slots=True)
class Verdict(Wrongs):
    """Everything that is wrong, by kind, one sentence each."""

    missing: list[str] = field(default_factory=list[str])
    """Due by the furthest clock, and nobody was told."""
    doubled: list[str] = field(default_factory=list[str])
    """Told more than once."""
    early: list[str] = field(default_factory=list[str])
    """Told before it was due, by the clock of that moment."""
    unasked: list[str] = field(default_factory=list[str])
    """A stage that this complaint does not have."""
    not_published: list[str] = field(default_factory=list[str])
    """Acts and events are not one to one."""


def due(promise: Promise) -> Iterator[tuple[Stage, datetime]]:
    """Every stage of its clocks, and the first moment at which it is told."""
    begun = _midnight(promise.received_on)
    yield ("contact", "end", 0), begun + timedelta(hours=CONTACT_HOURS) + _SECOND
    if promise.is_withdrawn:
        return
    if "legal" not in promise.stands_still:
        end = begun + _DAY * (LAW_DAYS + 1)
        yield ("legal", "half", LAW_DAYS), end - _DAY * LAW_DAYS / 2
        yield ("legal", "warn", LAW_DAYS), end - _DAY * WARN_DAYS
        yield ("legal", "end", LAW_DAYS), end
    if "house" not in promise.stands_still:
        yield ("house", "end", HOUSE_DAYS), begun + _DAY * (HOUSE_DAYS + 1)
    if promise.answer_by is not None:
        end = _midnight(promise.answer_by) + _DAY
        days = (promise.answer_by - promise.received_on).days
        yield ("outside", "warn", days), end - _DAY * WARN_DAYS
        yield ("outside", "end", days), end


def check(
    promises: Sequence[Promise], told: Sequence[Told], published: Mapping[tuple[str, Stage], int], *, furthest: datetime
) -> Verdict:
    """`published`: how many events told of each stage. Judge, once the house has been up at the furthest clock."""
    verdict = Verdict()
    counts = Counter((one.complaint, one.round, one.stage) for one in told)
    verdict.doubled += [f"{place} was told {times} times" for place, times in counts.items() if times > 1]
    at = {promise.id: dict(due(promise)) for promise in promises}
    for one in told:
        due_at = at[one.complaint].get(one.stage)
        if due_at is None:
            verdict.unasked.append(f"{one.complaint}: {one.stage}")
        elif one.at < due_at:
            verdict.early.append(f"{one.complaint}: {one.stage} at {one.at}, due at {due_at}")
    verdict.missing += _missing(promises, {(one.complaint, one.stage) for one in told}, furthest)
    acts = Counter((one.complaint, one.stage) for one in told)
    verdict.not_published += [
        f"{place}: {acts[place]} acts, {published.get(place, 0)} events"
        for place in {*acts, *published}
        if acts[place] != published.get(place, 0)
    ]
    return verdict


def _missing(promises: Iterable[Promise], told: set[tuple[str, Stage]], furthest: datetime) -> Iterator[str]:
    for promise in promises:
        if promise.is_withdrawn:
            continue  # Taken back before or after somebody was told that nobody had called her.
        for stage, due_at in due(promise):
            if due_at <= furthest and (promise.id, stage) not in told:
                yield f"{promise.id}: {stage}, due at {due_at}"


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING)
