"""The signs a text is recognised by: runs of Chinese characters and of words, stems, and pieces of Latin words."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from .stems import stem

# Outside the range of the alias tokens.
NUMBER = "\uf8ff"  # Every amount, date and number as one sign,
LINK = "\uf8fe"  # as every address on the web
MENTION = "\uf8fd"  # and everybody named with an @.
PIECE, STEM = "#", "~"  # What a sign begins with that is a piece of a word, or has a stem in it.

_LONGEST_TEXT = 2_000  # What a customer wants stands in the first lines; the rest costs time and adds noise.
_PIECES = (2, 3, 4, 5)
_START, _END = "^", "$"

_LINKS = re.compile(r"https?://[!-~]+|www\.[!-~]+")
_MENTIONS = re.compile(r"@[\w-]+")
_NUMBERS = re.compile(r"[0-9]+(?:[.,:/-][0-9]+)*")
_UNITS = re.compile(r"[a-z]+(?:'[a-z]+)*|[^\W_a-z]|[\ue000-\uf8ff]|[^\w\s]")


def signs_of(normalised: str) -> list[str]:
    """Everything the classifier sees of a text that went through `normalise` and `Aliases.replace`."""
    units = list(_units_of(normalised))
    words = [unit for unit in units if _is_word(unit)]
    signs = [*units, *_pairs(units)]
    if words:
        signs += _of_stems(units)
        for word in words:
            signs += _pieces(word)
    return signs


def _units_of(normalised: str) -> Iterator[str]:
    """Words and single other characters, each sign of punctuation too."""
    text = _MENTIONS.sub(MENTION, _LINKS.sub(LINK, normalised[:_LONGEST_TEXT]))
    yield from _UNITS.findall(_NUMBERS.sub(NUMBER, text))


def _pairs(units: list[str]) -> Iterator[str]:
    """Longer runs learn the authors of few examples by heart: two beat three and four out of fold."""
    before = _START
    for unit in units:
        yield f"{before} {unit}"
        before = unit
    yield f"{before} {_END}"


def _of_stems(units: list[str]) -> Iterator[str]:
    """The stems of words that have another one than themselves, and the pairs these stand in."""
    stems = [stem(unit) if _is_word(unit) else unit for unit in units]
    changed = [made != unit for made, unit in zip(stems, units, strict=True)]
    yield from (STEM + made for made, unit in zip(stems, units, strict=True) if _is_word(unit))
    for at, (first, second) in enumerate(pairwise(stems)):
        if changed[at] or changed[at + 1]:
            yield f"{STEM}{first} {second}"


@lru_cache(maxsize=20_000)
def _pieces(word: str) -> tuple[str, ...]:
    framed = f"<{word}>"
    return tuple(
        PIECE + framed[start : start + length] for length in _PIECES for start in range(len(framed) - length + 1)
    )


def _is_word(unit: str) -> bool:
    return unit.isascii() and unit[0].isalpha() and len(unit) > 1
