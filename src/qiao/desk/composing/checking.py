"""What is to be said against a text before it goes: pure, any string, linear time."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from qiao.desk.composing.checks import Check, Checks, Severity
from qiao.desk.composing.phrases import ENDS, Place, Wording, both
from qiao.language import identifiers
from qiao.language.folding import Folded, fold, is_han

_SENTENCE_ENDS = "。！？!?\n"
_AS = str.maketrans({"’": "'", "‘": "'"})
# A full stop ends a sentence, a point in a figure does not; what comes after a "but" is denied by nothing before it.
_FULL_STOP = re.compile(r"\.(?=[ \n]|$)")
_BUT = re.compile(r"(?<!不)但| (?=but\b)")
_REACH = 48
"""How many signs before a phrase a denial may end."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule of the pack that the characters `start` to `end` (exclusive) of the text break."""

    check: Check
    start: int
    end: int

    @property
    def blocks(self) -> bool:
        return self.check.severity is Severity.BLOCK

    def wire(self) -> dict[str, Any]:
        return {
            "rule": self.check.id,
            "severity": self.check.severity.value,
            "start": self.start,
            "end": self.end,
            "reason": both(self.check.reason),
            "instead": both(self.check.instead),
        }


@dataclass(frozen=True, slots=True)
class _Rule:
    check: Check
    says: Wording
    unless: Wording
    without: Wording


class Checker:
    """The checks of a pack, ready to be asked."""

    def __init__(self, checks: Checks) -> None:
        self._denials = checks.wording(checks.denials)
        self._no_denials = checks.wording(checks.no_denials)
        self._warnings = checks.wording(checks.warnings)
        self._rules = tuple(
            _Rule(one, checks.wording(one.says), checks.wording(one.unless), checks.wording(one.without))
            for one in checks.checks
        )

    def findings(self, text: str) -> tuple[Finding, ...]:
        """In the order of the text; of one rule none over another."""
        read = _Read(text)
        return tuple(
            sorted(
                (found for rule in self._rules for found in self._found(rule, read)),
                key=lambda one: (one.start, one.end),
            )
        )

    def _found(self, rule: _Rule, read: "_Read") -> Iterator[Finding]:
        if rule.without.stand_in(read.text):
            return
        places = [read.folded.span(place.start, place.end) for place in self._meant(rule, read)]
        places += [(span.start, span.end) for span in read.spans if span.type in rule.check.identifiers]
        for start, end in _merged(places):
            yield Finding(rule.check, start, end)

    def _meant(self, rule: _Rule, read: "_Read") -> Iterator[Place]:
        for place in rule.says.places(read.text):
            if rule.unless.stand_in(read.around(place, ENDS)):
                continue
            if rule.check.affirmed and (self._is_denied(place, read.text) or self._is_warned_of(place, read)):
                continue
            yield place

    def _is_denied(self, place: Place, text: str) -> bool:
        begin = max(_begin(text, place.start, ENDS), place.start - _REACH)
        return any(self._denies(part) for part in (text[begin : place.start], *place.gaps))

    def _is_warned_of(self, place: Place, read: "_Read") -> bool:
        begin = _begin(read.text, place.start, _SENTENCE_ENDS)
        sentence = read.around(place, _SENTENCE_ENDS)
        return any(
            not (found.start < place.end - begin and place.start - begin < found.end)
            and not self._denies(sentence[_begin(sentence, found.start, ENDS) : found.start])
            for found in self._warnings.places(sentence)
        )

    def _denies(self, part: str) -> bool:
        seeming = [(one.start, one.end) for one in self._no_denials.places(part)]
        return any(
            not any(start <= one.start and one.end <= end for start, end in seeming)
            for one in self._denials.places(part)
        )


class _Read:
    """A text as the checks read it, and the personal data in it."""

    def __init__(self, text: str) -> None:
        folded = fold(text)
        # 一 定 reads as 一定.
        kept = folded.keeping(
            not (sign == " " and (_is_han_at(folded.text, place - 1) or _is_han_at(folded.text, place + 1)))
            for place, sign in enumerate(folded.text)
        )
        self.text = _BUT.sub(";", _FULL_STOP.sub("。", kept.text.translate(_AS)))
        self.folded = Folded(self.text, kept.origins)
        self.spans = identifiers.find(text)

    def around(self, place: Place, ends: str) -> str:
        """The clause or the sentence in which it stands."""
        found = [at for end in ends if (at := self.text.find(end, place.end)) >= 0]
        return self.text[_begin(self.text, place.start, ends) : min(found, default=len(self.text))]


def _begin(text: str, place: int, ends: str) -> int:
    return max(text.rfind(end, 0, place) for end in ends) + 1


def _is_han_at(text: str, place: int) -> bool:
    return 0 <= place < len(text) and is_han(text[place])


def _merged(places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Those that overlap as one."""
    begin = end = 0
    for start, stop in sorted(places):
        if start < end:
            end = max(end, stop)
            continue
        if end > begin:
            yield begin, end
        begin, end = start, stop
    if end > begin:
        yield begin, end
