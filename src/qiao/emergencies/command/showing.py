"""The figures of a report, and how all of it looks over HTTP. Small numbers of known people are hidden."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from qiao.emergencies.command import names
from qiao.emergencies.command.reading import MOST_TIMED, Place, Report
from qiao.emergencies.incidents.concerning import FEWEST_SHOWN
from qiao.outreach import GovernorRules
from qiao.policy import InBoth

_TOO_LONG = timedelta(minutes=1)
_REHEARSED = "known"
Unit = Literal["count", "share", "seconds"]


@dataclass(frozen=True, slots=True)
class Figure:
    """`of` stands behind it: out of how many, or over how many. `is_few`: there are some, too few to be shown.

    `at`: the moment it is about, such as when the next pause ends. `is_bad`: somebody has to look.
    """

    id: str
    unit: Unit
    value: float | None
    of: int | None = None
    at: datetime | None = None
    is_few: bool = False
    is_bad: bool = False

    @property
    def name(self) -> InBoth:
        return names.FIGURES[self.id][0]

    def meaning(self, report: Report) -> InBoth:
        lane, meant = names.LANES[report.queue.lane], names.FIGURES[self.id][1]
        return InBoth(
            zh=meant.zh.format(most=MOST_TIMED, lane=lane.zh), en=meant.en.format(most=MOST_TIMED, lane=lane.en)
        )


def figures(report: Report) -> list[Figure]:
    """Every figure, in the order in which they are shown; of a rehearsal whom it would have concerned alone."""
    if report.row.is_rehearsal:
        return [one for one in _of_people(report) if one.id == _REHEARSED]
    return [*_of_needs(report), *_of_holds(report), *_of_people(report), *_of_queue(report)]


def wire(report: Report, governor: GovernorRules) -> dict[str, Any]:
    """The protocol's `Command`."""
    return {
        "at": report.now.isoformat(),
        "sort": {"id": report.sort, "name": names.SORTS[report.sort].model_dump()},
        "figures": [_figure_wire(one, report) for one in figures(report)],
        "stages": [
            {"id": stage, "name": name.model_dump(), "meaning": meaning.model_dump(), "count": report.stages[stage]}
            for stage, (name, meaning) in names.STAGES.items()
        ],
        "places": [_place_wire(one) for one in report.places],
        "without_place": report.without_place.needs,
        "around": few(report.known.around) if report.known is not None else None,
        "is_local": report.known is not None,
        "fewest_shown": FEWEST_SHOWN,
        "touches": [
            {
                "channel": channel,
                "channel_name": channel_name(governor, channel).model_dump(),
                "state": state,
                "state_name": names.TOUCHES[state].model_dump(),
                "count": count,
            }
            for (channel, state), count in sorted(report.touches.items())
        ],
        "moments": [
            {
                "at": one.at.isoformat(),
                "what": one.what,
                "name": names.MOMENTS[one.what].model_dump(),
                "by": report.names.get(one.by) if one.by is not None else None,
            }
            for one in report.moments
        ],
    }


def channel_name(governor: GovernorRules, channel: str) -> InBoth:
    """What the pack calls it; one that it no longer has goes by its id."""
    found = governor.file.channels.get(channel)
    return found.name if found is not None else InBoth(zh=channel, en=channel)


def few(count: int) -> int | None:
    """A number of known people, where it is large enough to tell of nobody."""
    return count if count == 0 or count >= FEWEST_SHOWN else None


def _of_needs(report: Report) -> Iterator[Figure]:
    needs, now = report.needs, report.now
    since, oldest = report.not_arrived_since, needs.oldest_undecided_at
    late = since is not None and now - since > _TOO_LONG
    yield Figure("needs", "count", needs.all)
    yield Figure("to_post_loan_p50", "seconds", report.to_post_loan.p50_s, of=report.to_post_loan.count)
    yield Figure("to_post_loan_p90", "seconds", report.to_post_loan.p90_s, of=report.to_post_loan.count)
    yield Figure("oldest_not_arrived", "seconds", _seconds(since, now), at=since, is_bad=late)
    yield Figure("oldest_undecided", "seconds", _seconds(oldest, now), at=oldest)
    yield Figure("to_decision_p50", "seconds", report.to_decision.p50_s, of=report.to_decision.count)


def _of_holds(report: Report) -> Iterator[Figure]:
    holds = report.holds
    yield Figure("holds", "count", holds.standing, at=holds.last_ends_at if holds.standing else None)
    yield Figure("holds_soon", "count", holds.ending_soon, at=holds.next_ends_at)
    yield Figure("late_touches", "count", report.late_touches, is_bad=report.late_touches > 0)


def _of_people(report: Report) -> Iterator[Figure]:
    known = report.known
    if known is not None:
        within = few(known.within)
        yield Figure("known", "count", within, is_few=within is None)
        share = report.needs.all / within if within else None
        yield Figure("covered", "share", share, of=within, is_few=within is None)
    for id_, is_affected in (("say_affected", True), ("say_not", False)):
        count = few(report.said.get(is_affected, 0))
        yield Figure(id_, "count", count, is_few=count is None)


def _of_queue(report: Report) -> Iterator[Figure]:
    queue = report.queue
    yield Figure("waiting", "count", queue.waiting, of=queue.everywhere)
    yield Figure("waited", "seconds", _seconds(queue.since, report.now), at=queue.since)


def _seconds(since: datetime | None, now: datetime) -> float | None:
    return max((now - since).total_seconds(), 0.0) if since is not None else None


def _figure_wire(one: Figure, report: Report) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name.model_dump(),
        "meaning": one.meaning(report).model_dump(),
        "unit": one.unit,
        "value": one.value,
        "of": one.of,
        "at": one.at.isoformat() if one.at is not None else None,
        "is_few": one.is_few,
        "is_bad": one.is_bad,
    }


def _place_wire(one: Place) -> dict[str, Any]:
    return {
        "code": one.tile.code,
        "mark": one.tile.mark,
        "name": one.tile.name,
        "column": one.tile.column,
        "row": one.tile.row,
        "is_in": one.is_in,
        "affected": one.affected,
        "needs": one.needs.needs,
        "undecided": one.needs.undecided,
    }
