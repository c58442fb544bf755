"""A day or a stretch of days read from a text, before 之前, 以后 and 到 join it with its neighbours."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from .calendar_steps import Days
from .date_words import PAST_AFTER, PAST_BEFORE, PAST_CLAUSE

Open = tuple[date | None, date | None]  # A stretch without a first or a last day.
Meaning = date | Days | Open


@dataclass(frozen=True, slots=True)
class Context:
    """Today, and whether the words beside a day tell of the past."""

    today: date
    past: bool = False


Reader = Callable[[re.Match[str], Context], Meaning | None]


@dataclass(frozen=True, slots=True)
class Rule:
    pattern: re.Pattern[str]
    read: Reader
    needs: str = ""  # Without any of these signs in a text it cannot match.
    follows: bool = False  # After "from X to", this is counted from X: 3月1号到15号.


def rule(pattern: str, read: Reader, *, needs: str = "", follows: bool = False) -> Rule:
    return Rule(re.compile(pattern), read, needs, follows)


@dataclass(frozen=True, slots=True)
class Moment:
    start: int
    end: int
    meaning: Meaning
    match: re.Match[str]
    rule: Rule

    @property
    def first(self) -> date | None:
        return self.meaning if isinstance(self.meaning, date) else self.meaning[0]

    @property
    def last(self) -> date | None:
        return self.meaning if isinstance(self.meaning, date) else self.meaning[1]

    def counted_from(self, day: date) -> "Moment":
        return self._read_again(Context(day))

    def in_the_past(self, today: date) -> "Moment":
        return self._read_again(Context(today, past=True))

    def _read_again(self, context: Context) -> "Moment":
        meaning = self.rule.read(self.match, context) if self.rule.follows else None
        return self if meaning is None else Moment(self.start, self.end, meaning, self.match, self.rule)


_LOOK_BACK = 6
_LOOK_AHEAD = 14
_PAST_AFTER = re.compile(PAST_AFTER)
_PAST_CLAUSE = re.compile(PAST_CLAUSE)
_CLAUSE_END = re.compile(r"[,;。!?\n]|$")
_LONGEST_CLAUSE = 24
_PAST_BEFORE = re.compile(PAST_BEFORE)


def read_all(rules: Iterable[Rule], text: str, today: date) -> list[Moment]:
    """Leftmost first, of those the longest, none inside another."""
    signs = set(text)
    moments = [
        moment
        for rule in rules
        if not rule.needs or not signs.isdisjoint(rule.needs)
        for moment in _read(rule, text, today)
    ]
    moments.sort(key=lambda moment: (moment.start, -moment.end))
    kept: list[Moment] = []
    done = 0
    for moment in moments:
        if moment.start >= done:
            kept.append(moment)
            done = moment.end
    return kept


def _tells_of_past(text: str, end: int) -> bool:
    clause = _CLAUSE_END.search(text, end, end + _LONGEST_CLAUSE)
    return _PAST_CLAUSE.match(text, end, clause.start() if clause else end + _LONGEST_CLAUSE) is not None


def _read(rule: Rule, text: str, today: date) -> Iterator[Moment]:
    for match in rule.pattern.finditer(text):
        past = (
            _PAST_AFTER.match(text, match.end(), match.end() + _LOOK_AHEAD) is not None
            or _tells_of_past(text, match.end())
            or _PAST_BEFORE.search(text[max(0, match.start() - _LOOK_BACK) : match.start()]) is not None
        )
        meaning = rule.read(match, Context(today, past))
        if meaning is not None:
            yield Moment(match.start(), match.end(), meaning, match, rule)
