"""Signals stand beside the intent, any number at once, because they decide who answers.

`find_signals` knows the unmistakable phrases alone; `detectors` learns from a pack and hears far more.
"""

import re
from dataclasses import dataclass

from .complaint_phrases import as_meant
from .folding import Folded, fold, is_han
from .patterns import lazily
from .signal_phrases import PHRASES, SignalName

_LONGEST_TEXT = 20_000  # No cry for help begins later, and nobody may hold the house up with a megabyte.


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal and the characters of the original text, `start` to `end` (exclusive), that decided."""

    name: SignalName
    start: int
    end: int


def find_signals(text: str) -> tuple[Signal, ...]:
    """At most one of each name, in the order of the table; any string; the first 20,000 characters count."""
    folded = without_spaces_beside_han(fold(as_meant(text[:_LONGEST_TEXT])))
    return tuple(
        Signal(name, *folded.span(*where))
        for name in SignalName
        if (where := _PATTERNS[name].first_in(folded.text)) is not None
    )


def is_unmistakable(name: SignalName, text: str) -> bool:
    """Whether a phrase of the table says so, whatever was learnt."""
    return any(signal.name is name for signal in find_signals(text))


@dataclass(frozen=True, slots=True)
class _Patterns:
    telling: re.Pattern[str]
    innocent: re.Pattern[str]

    def first_in(self, text: str) -> tuple[int, int] | None:
        """The first telling phrase that shares no character with an innocent one."""
        innocent = self.innocent.finditer(text)
        excuse = next(innocent, None)
        for found in self.telling.finditer(text):
            while excuse and excuse.end() <= found.start():
                excuse = next(innocent, None)
            if excuse is None or found.end() <= excuse.start():
                return found.span()
        return None


_PATTERNS = {
    name: _Patterns(lazily("|".join(PHRASES[name].telling)), lazily("|".join(PHRASES[name].innocent)))
    for name in SignalName
}


def without_spaces_beside_han(folded: Folded) -> Folded:
    """The text as `normalise` reads it, with the places in the original kept."""
    text = folded.text
    if " " not in text and "\n" not in text:
        return folded
    return folded.keeping(
        not (sign in " \n" and (_is_han_at(text, place - 1) or _is_han_at(text, place + 1)))
        for place, sign in enumerate(text)
    )


def _is_han_at(text: str, place: int) -> bool:
    return 0 <= place < len(text) and is_han(text[place])
