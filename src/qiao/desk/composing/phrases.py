"""Phrases as a pack writes them, and where they stand in a text.

A phrase is parts divided by spaces: `一定|肯定 ~ <approve>`. A part is words of which one stands there, `<name>` all
words of a class, `_` a space within a word; `~` is a gap that ends with the clause, of at most eight signs between
Chinese words and five words between English ones. Two gaps a phrase at most, so that any text is read in linear time.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from qiao.policy import InBoth

GAP = "~"
MOST_GAPS = 2
ENDS = "。！？!?；;，,、\n"
_CLASS = re.compile(r"<([a-z_]+)>")
_GAPS = {
    "zh": rf"([^{ENDS}]{{0,8}}?)",
    # A gap takes words whole, and gives none of them back.
    "en": r"((?: ++[\w'%/.-]++){0,5}?) ++",
}


class PhraseUnclear(ValueError):
    """A phrase of the pack cannot be read; the message says why."""


class Place(NamedTuple):
    """Where a phrase stands in folded text, and what stands in its gaps."""

    start: int
    end: int
    gaps: tuple[str, ...]


class Phrases:
    """Some phrases of one language. Raises PhraseUnclear."""

    def __init__(self, written: Sequence[str], language: str, classes: Mapping[str, Sequence[str]]) -> None:
        self._sources = [_source(phrase, language, classes) for phrase in written]

    def places(self, text: str) -> Iterator[Place]:
        """In folded text, by phrase."""
        for pattern in self._patterns:
            for found in pattern.finditer(text):
                yield Place(found.start(), found.end(), found.groups())

    def stand_in(self, text: str) -> bool:
        return any(pattern.search(text) is not None for pattern in self._patterns)

    @cached_property
    def _patterns(self) -> list[re.Pattern[str]]:
        return [re.compile(source) for source in self._sources]


def _source(phrase: str, language: str, classes: Mapping[str, Sequence[str]]) -> str:
    parts = phrase.split()
    if not parts or GAP in (parts[0], parts[-1]):
        raise PhraseUnclear("a phrase begins and ends with words")
    if parts.count(GAP) > MOST_GAPS:
        raise PhraseUnclear(f"a phrase has at most {MOST_GAPS} gaps")
    pieces: list[str] = []
    for place, part in enumerate(parts):
        if part == GAP:
            pieces.append(_GAPS[language])
            continue
        if language == "en" and place > 0 and parts[place - 1] != GAP:
            pieces.append(" ++")
        pieces.append(_one_of(part, language, classes))
    return "".join(pieces)


def _one_of(part: str, language: str, classes: Mapping[str, Sequence[str]]) -> str:
    words: list[str] = []
    for word in part.split("|"):
        if name := _CLASS.fullmatch(word):
            if name[1] not in classes:
                raise PhraseUnclear(f"there is no class of words {name[1]}")
            words += classes[name[1]]
        else:
            words.append(word)
    if not all(words):
        raise PhraseUnclear("a word between two bars is empty")
    # The longest first: none may be cut short by another that begins it.
    spelt = "|".join(re.escape(word.replace("_", " ")) for word in sorted(set(words), key=len, reverse=True))
    return rf"(?<!\w)(?:{spelt})(?!\w)" if language == "en" else f"(?:{spelt})"


class Wording(NamedTuple):
    """Phrases of both languages."""

    zh: Phrases
    en: Phrases

    def places(self, text: str) -> Iterator[Place]:
        yield from self.zh.places(text)
        yield from self.en.places(text)

    def stand_in(self, text: str) -> bool:
        return self.zh.stand_in(text) or self.en.stand_in(text)


def both(text: InBoth) -> dict[str, str]:
    """On the wire."""
    return {"zh": text.zh, "en": text.en}
