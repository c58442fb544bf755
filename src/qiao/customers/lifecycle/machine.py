"""A machine at work, pure: what an event leaves in the marks, which stage follows on a day, and when the next comes.

A day is reckoned from 00:05 in Beijing on, as the lender reckons what is overdue: until then nothing is a day older.
The day of an event is that of the calendar, so in those five minutes it may lie a day ahead.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from qiao.customers.lifecycle.definition import Condition, MachineFile, MarkRule, StageRule
from qiao.foundation.business_calendar import SHANGHAI, business_date

_BEGINS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Mark:
    """What was told last: a word, or a day as ISO text; None where there is none. `on`: the date of that event."""

    value: str | None
    on: date


Marks = Mapping[str, Mark]
Groups = frozenset[str]
"""The groups in which the loans of a customer are."""
Facts = Mapping[str, object]


def day_of(moment: datetime) -> date:
    """The day that is reckoned at a moment."""
    return (moment.astimezone(SHANGHAI) - _BEGINS).date()


def begin_of(day: date) -> datetime:
    """From which moment on a day is reckoned."""
    return datetime.combine(day, time(0, 5), tzinfo=SHANGHAI).astimezone(UTC)


@dataclass(frozen=True)
class Machine:
    """One machine of the pack."""

    file: MachineFile

    @cached_property
    def stages(self) -> Mapping[str, StageRule]:
        return {stage.id: stage for stage in self.file.stages}

    @cached_property
    def _may_follow(self) -> Mapping[str, frozenset[str]]:
        by_group: dict[str, set[str]] = {}
        for stage in self.file.stages:
            by_group.setdefault(f"@{stage.group}", set()).add(stage.id)
        return {
            stage.id: frozenset(one for name in stage.to for one in by_group.get(name, {name}))
            for stage in self.file.stages
        }

    @cached_property
    def hears(self) -> frozenset[str]:
        """The types of event that leave a word in some mark."""
        return frozenset(type_ for rule in self.file.marks.values() for type_ in rule.values)

    def follows(self, stage: str) -> frozenset[str]:
        """Into which stages an event may lead from this one."""
        return self._may_follow[stage]

    def told(self, marks: Marks, type_: str, facts: Facts, at: datetime) -> Marks:
        """The marks after an event."""
        after, on = dict(marks), business_date(at)
        for name, rule in self.file.marks.items():
            if rule.date is not None and rule.date in facts:
                told = facts[rule.date]
                after[name] = Mark(None if told is None else str(told), on)
            elif type_ in rule.values:
                after[name] = Mark(rule.values[type_], on)
        return after

    def stage(self, marks: Marks, groups: Groups, day: date) -> str:
        """The first stage that fits; the last of them always does."""
        return next(
            one.id
            for one in self.file.stages
            if (not one.loans or groups & frozenset(one.loans))
            and all(self._fits(marks, name, condition, day) for name, condition in one.when.items())
        )

    def next_change(self, marks: Marks, groups: Groups, day: date) -> date | None:
        """The first day after `day` on which the stage is another, if nothing is told until then; None: it stays."""
        now = self.stage(marks, groups, day)
        return next((one for one in self._turns(marks, day) if self.stage(marks, groups, one) != now), None)

    def is_allowed(self, before: str | None, after: str, *, days_there: int) -> bool:
        """Whether an event may lead so. What came before the first event is not known, so all may follow it."""
        if before is None or before == after:
            return True
        return after in self._may_follow[before] and days_there >= self.stages[before].after_days.get(after, 0)

    def _fits(self, marks: Marks, name: str, condition: Condition, day: date) -> bool:
        mark, rule = marks.get(name), self.file.marks[name]
        if mark is None or mark.value is None:
            return condition.or_unknown
        if condition.is_ and mark.value not in condition.is_:
            return False
        if condition.days is None:
            return True
        ago = (self._counted(marks, rule, day) - _base(rule, mark)).days
        low, high = condition.days
        return (low is None or ago >= low) and (high is None or ago <= high)

    def _counted(self, marks: Marks, rule: MarkRule, day: date) -> date:
        """Up to which day is counted: no further than since when it stands still."""
        stops = [
            mark.on
            for name, values in rule.stands_still.items()
            if (mark := marks.get(name)) is not None and mark.value in values
        ]
        return min([day, *stops])

    def _turns(self, marks: Marks, day: date) -> Iterator[date]:
        """The days after `day` on which some condition turns, in order."""
        found: set[date] = set()
        for stage in self.file.stages:
            for name, condition in stage.when.items():
                mark = marks.get(name)
                if condition.days is None or mark is None or mark.value is None:
                    continue
                low, high = condition.days
                base = _base(self.file.marks[name], mark)
                edges = (low, None if high is None else high + 1)
                found.update(turn for edge in edges if edge is not None and (turn := base + timedelta(edge)) > day)
        yield from sorted(found)


def _base(rule: MarkRule, mark: Mark) -> date:
    return mark.on if rule.date is None or mark.value is None else date.fromisoformat(mark.value)
