"""What of the governor's rules holds on one day, by their dated figures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from qiao.foundation.business_calendar import SHANGHAI
from qiao.outreach.shapes import CapRule, Figure, GovernorFile, Hours, QuietRule, covered
from qiao.outreach.terms import Kind, Medium

_DAYS_KEPT = 8


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of a day in Beijing, from `start` until, and without, `end`; over midnight where that is earlier."""

    start: time
    end: time

    @classmethod
    def read(cls, text: str) -> "Window":
        """Raises ValueError for anything but two times such as 21:00-08:00."""
        start, _, end = text.partition("-")
        return cls(time.fromisoformat(start), time.fromisoformat(end))

    def ends_after(self, moment: datetime) -> datetime | None:
        """The first moment after `moment` outside the window; None where it is outside already."""
        here = moment.astimezone(SHANGHAI)
        clock = here.time()
        over_midnight = self.end <= self.start
        begun, not_ended = clock >= self.start, clock < self.end
        if not ((begun or not_ended) if over_midnight else (begun and not_ended)):
            return None
        day = here.date() + timedelta(days=1 if over_midnight and begun else 0)
        return datetime.combine(day, self.end, SHANGHAI).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Cap:
    """A cap with its figure of the day."""

    rule: CapRule
    most: int
    source: str


@dataclass(frozen=True, slots=True)
class Quiet:
    """A rule of quiet hours with its hours of the day."""

    rule: QuietRule
    window: Window
    source: str


@dataclass(frozen=True, slots=True)
class DayRules:
    """What holds on one day, worked out once."""

    file: GovernorFile
    caps: tuple[Cap, ...]
    quiet: tuple[Quiet, ...]
    merge_within: timedelta
    waits_for: timedelta

    def caps_of(self, kind: Kind, channel: str, *, about_debt: bool) -> list[Cap]:
        """The caps under which such a touch takes a place."""
        return [one for one in self.caps if covered(one.rule.about, kind, channel, about_debt=about_debt)]


@dataclass(frozen=True)
class GovernorRules:
    """The section `governor` of a pack."""

    file: GovernorFile
    _days: dict[date, DayRules] = field(default_factory=dict[date, DayRules], init=False, repr=False, compare=False)

    def on(self, day: date) -> DayRules:
        """What holds on that day of Beijing; a rule without a figure yet does not hold."""
        if day not in self._days:
            if len(self._days) >= _DAYS_KEPT:
                self._days.clear()
            self._days[day] = _day_of(self.file, day)
        return self._days[day]

    def medium(self, channel: str) -> Medium | None:
        """None for a channel that the pack does not know."""
        rule = self.file.channels.get(channel)
        return rule.medium if rule else None


def _day_of(file: GovernorFile, day: date) -> DayRules:
    caps = [(rule, _holding(rule.most, day)) for rule in file.caps]
    quiet = [(rule, _holding(rule.hours, day)) for rule in file.quiet]
    return DayRules(
        file,
        tuple(Cap(rule, most.value, most.source) for rule, most in caps if most is not None),
        tuple(Quiet(rule, Window.read(hours.value), hours.source) for rule, hours in quiet if hours is not None),
        _minutes(file.merge.minutes, day),
        _minutes(file.priority.minutes, day),
    )


def _minutes(figures: Sequence[Figure], day: date) -> timedelta:
    found = _holding(figures, day)
    return timedelta(minutes=found.value if found is not None else 0)


_D = TypeVar("_D", Figure, Hours)


def _holding(figures: Sequence[_D], day: date) -> _D | None:
    return max((one for one in figures if one.since <= day), key=lambda one: one.since, default=None)
