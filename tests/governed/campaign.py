"""Many lives before both judges: each candidate is judged by both at the same moment, from the same record."""

import itertools
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Protocol

from tests.governed import judge as other
from tests.governed.judge import BEIJING, Judged
from tests.governed.lives import CALLS, START, Fact, Life, Touch, a_fact, a_life, a_report, a_touch, pause

_EVENTS_OF_A_LIFE = 120
_SCANNED = 0.1
_STEP = timedelta(minutes=5)
_WEEK = 7


class Governed(Protocol):
    """The governor under test, told of one life as it goes on."""

    async def learns(self, life: Life, fact: Fact, *, now: datetime) -> None: ...
    async def hears(self, life: Life, told: Touch, *, now: datetime) -> None: ...
    async def judges(self, life: Life, touch: Touch, *, now: datetime) -> Judged:
        """Of one that may leave, its places are taken."""
        ...

    async def answered(self, touch: Touch, *, now: datetime) -> None:
        """`touch.answered` is known."""
        ...

    async def gives_back(self, touch: Touch, *, now: datetime) -> None: ...


Begins = Callable[[Life], Awaitable[Governed]]


@dataclass
class Report:
    """What came of it. `missed`: of the touches looked at that came too late, those that might have left before."""

    candidates: int = 0
    lives: int = 0
    differences: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    rulings: Counter[str] = field(default_factory=Counter)
    gates: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    scanned: int = 0
    missed: int = 0

    def __str__(self) -> str:
        rulings = ", ".join(f"{name} {count:,}" for name, count in sorted(self.rulings.items()))
        gates = ", ".join(f"{name} {count:,}" for name, count in self.gates.most_common())
        return (
            f"{self.candidates:,} candidates of {self.lives:,} lives: {len(self.differences)} differences, "
            f"{len(self.outside)} touches outside the rules\n{rulings}\nstopped at: {gates}\n"
            f"{self.sent:,} permitted; of {self.scanned:,} looked at that came too late, {self.missed} might have left"
        )


async def campaign(begins: Begins, *, candidates: int, seed: int) -> Report:
    """Live until so many candidates were judged."""
    report = Report()
    random = Random(seed)  # noqa: S311  (the same seed lives the same lives)
    while report.candidates < candidates:
        life = a_life(random)
        await _Lived(life, await begins(life), random, report).to_the_end(candidates)
        report.lives += 1
        report.outside += outside(life)
    return report


@dataclass
class _Lived:
    life: Life
    governed: Governed
    random: Random
    report: Report
    now: datetime = START
    agrees: bool = True
    """What follows a difference is another life to each of the two."""

    async def to_the_end(self, most: int) -> None:
        for fact in self.life.facts:
            await self.governed.learns(self.life, fact, now=self.now)
        for _ in range(_EVENTS_OF_A_LIFE):
            if self.report.candidates >= most or not self.agrees:
                return
            await self._until(self.now + pause(self.random))
            if self.agrees:
                await self._something()

    async def _until(self, then: datetime) -> None:
        """What was held comes back when its time has come, sometimes late, and several at a time in any order."""
        while due := [one.due_at for one in self.life.touches if one.due_at is not None and one.due_at <= then]:
            self.now = max(self.now, min(due) + timedelta(seconds=self.random.choice((0, 0, 1, 400))))
            back = [one for one in self.life.touches if one.due_at is not None and one.due_at <= self.now]
            self.random.shuffle(back)
            for touch in back:
                await self._judge(touch)
                if not self.agrees:
                    return
        self.now = max(self.now, then)

    async def _something(self) -> None:
        match self.random.choices(("touch", "report", "fact", "outcome"), (60, 14, 10, 16))[0]:
            case "touch":
                touch = a_touch(self.random, self.now)
                self.life.touches.append(touch)
                await self._judge(touch)
            case "report":
                told = a_report(self.random, self.now)
                self.life.touches.append(told)
                told.becomes(self.now)
                await self.governed.hears(self.life, told, now=self.now)
            case "fact":
                fact = a_fact(self.random, self.now)
                self.life.facts.append(fact)
                await self.governed.learns(self.life, fact, now=self.now)
            case _:
                await self._outcome()

    async def _outcome(self) -> None:
        left = [one for one in self.life.touches if one.state == "left" and not one.by_others and one.answered is None]
        if not left:
            return
        touch = self.random.choice(left)
        if self.random.random() < 0.3:
            touch.becomes(self.now, state="unused", left_at=None)
            await self.governed.gives_back(touch, now=self.now)
            self._wake(touch)
        elif touch.channel in CALLS:
            touch.becomes(self.now, answered=self.random.random() < 0.5)
            await self.governed.answered(touch, now=self.now)
            if not touch.answered:
                self._wake(touch)

    def _wake(self, touch: Touch) -> None:
        """What of hers waits is judged again at once: a place is free."""
        for one in self.life.touches:
            if one.who == touch.who and one.state == "held":
                one.becomes(self.now, due_at=self.now)

    async def _judge(self, touch: Touch) -> None:
        expected = other.judge(self.life, touch, self.now)
        found = await self.governed.judges(self.life, touch, now=self.now)
        self._note(touch, expected, found)
        state = {"send": "left", "hold": "held", "drop": "dropped"}[expected.ruling]
        left_at = self.now if expected.ruling == "send" else None
        touch.becomes(self.now, state=state, due_at=expected.until, left_at=left_at)
        if "time" in expected.gates and self.random.random() < _SCANNED:
            self.report.scanned += 1
            self.report.missed += self._might_have_left(touch)

    def _note(self, touch: Touch, expected: Judged, found: Judged) -> None:
        report = self.report
        report.candidates += 1
        report.rulings[expected.ruling] += 1
        report.gates.update(expected.gates)
        report.sent += expected.ruling == "send"
        if found != expected:
            self.agrees = False
            report.differences.append(f"{self.now.isoformat()} {touch}: {found} for {expected}")

    def _might_have_left(self, touch: Touch) -> bool:
        """Whether some moment before it was of no use any more would have let it leave, and taken nobody's place."""
        assert touch.good_until is not None
        moment = touch.asked_at
        while moment < min(touch.good_until, self.now):
            others = [_seen_from(moment, one) for one in self.life.touches if one is not touch]
            known = [one for one in others if one is not None]
            then = Life(self.life.known, self.life.loans_known, self.life.facts, known)
            if other.judge(then, touch, moment).ruling == "send":
                return True
            moment += _STEP
        return False


def outside(life: Life) -> list[str]:
    """What of ours broke a figure: counted over the whole life, with neither judge."""
    ours = [one for one in life.touches if one.left_at is not None and not one.by_others]
    found: list[str] = []
    for who in (0, 1):
        hers = [one for one in ours if one.who == who]
        days = Counter(_day(one) for one in hers if one.kind == "S")
        found += [f"{count} service touches on {day}" for day, count in days.items() if count > 2]
        weeks = sorted(_day(one) for one in hers if one.kind == "M")
        found += [f"marketing on {one} and {two}" for one, two in itertools.pairwise(weeks) if (two - one).days < 7]
        robots = Counter(_day(one) for one in hers if one.channel == "robot_call")
        found += [f"{count} robot calls on {day}" for day, count in robots.items() if count > 1]
        talks = Counter(
            _day(one) for one in hers if one.channel in CALLS and one.about_debt and one.answered is not False
        )
        found += [f"{count} collection calls on {day}" for day, count in talks.items() if count > 3]
    dials = Counter((one.number, _day(one)) for one in ours if one.channel in CALLS)
    found += [f"{count} dials of one number on {day}" for (_, day), count in dials.items() if count > 6]
    found += [f"collection at night: {one}" for one in ours if one.about_debt and not 8 <= _hour(one) < 22]
    found += [f"marketing at night: {one}" for one in ours if one.kind == "M" and not 9 <= _hour(one) < 20]
    return found


def _seen_from(moment: datetime, one: Touch) -> Touch | None:
    """As it stood then; one that took a place later counts already, so that it is not called free."""
    if one.left_at is not None and one.left_at > moment:
        later = (_day(one) - moment.astimezone(BEIJING).date()).days
        if later < (_WEEK if one.kind == "M" else 1):
            return replace(one, left_at=moment, topic="")
    return one.as_of(moment)


def _day(touch: Touch) -> date:
    assert touch.left_at is not None
    return touch.left_at.astimezone(BEIJING).date()


def _hour(touch: Touch) -> int:
    assert touch.left_at is not None
    return touch.left_at.astimezone(BEIJING).hour
