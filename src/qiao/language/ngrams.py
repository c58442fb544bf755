"""The signs a text is recognised by: runs of Chinese characters and of words, and pieces of Latin words."""

import re
from collections.abc import Iterator

NUMBER = "\uf8ff"  # Every amount, date and number as one sign; outside the range of the alias tokens.
_LONGEST_TEXT = 2_000  # What a customer wants stands in the first lines; the rest costs time and adds noise.
_LONGEST_RUN = 2  # Longer runs learn the authors of few examples by heart: two beat three and four out of fold.
_PIECES = (2, 3, 4, 5)
_START, _END = "^", "$"

_NUMBERS = re.compile(r"[0-9]+(?:[.,:/-][0-9]+)*")
_UNITS = re.compile(r"[a-z]+(?:'[a-z]+)*|[^\W_a-z]|[\ue000-\uf8ff]|[^\w\s]+")


def signs_of(normalised: str) -> list[str]:
    """Everything the classifier sees of a text that went through `normalise` and `Aliases.replace`."""
    units = list(_units_of(normalised))
    return [*_runs(units), *(piece for unit in units if _is_word(unit) for piece in _pieces(unit))]


def _units_of(normalised: str) -> Iterator[str]:
    """Words, single other characters, and `|` where punctuation divides."""
    text = _NUMBERS.sub(NUMBER, normalised[:_LONGEST_TEXT])
    for found in _UNITS.finditer(text):
        unit = found.group()
        yield unit if unit.isalnum() or _is_word(unit) or "\ue000" <= unit <= NUMBER else "|"


def _runs(units: list[str]) -> Iterator[str]:
    yield from (unit for unit in units if unit != "|")
    framed = [_START, *units, _END]
    for length in range(2, _LONGEST_RUN + 1):
        for start in range(len(framed) - length + 1):
            yield " ".join(framed[start : start + length])


def _pieces(word: str) -> Iterator[str]:
    framed = f"<{word}>"
    for length in _PIECES:
        for start in range(len(framed) - length + 1):
            yield framed[start : start + length]


def _is_word(unit: str) -> bool:
    return unit.isascii() and unit[0].isalpha() and len(unit) > 1
