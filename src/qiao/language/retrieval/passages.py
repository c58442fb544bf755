"""The part of a text that says most about a question."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from qiao.language.normalise import Aliases
from qiao.language.patterns import lazily

from .documents import Passage
from .signs import signs

_SENTENCE = lazily(r"[^。！？!?\n]*?(?:[。！？!?]+[”」』]?|\.(?=\s)|(?=\n)|$)")
_MARK = lazily(r"(?:[-*•]|\d{1,2}[.)、])\s*")
_FEWEST_SIGNS = 2
_USUAL_SIGNS = 30  # About a sentence of fifteen characters; longer ones say more and mean less.


@dataclass(frozen=True, slots=True, eq=False)
class Sentences:
    """A text read once: each sentence with the signs in it, and how rare each sign is among the sentences.

    Lines are never joined; the marks of lists stay outside.
    """

    passages: tuple[Passage, ...]
    signs: tuple[np.ndarray, ...]
    every_sign: np.ndarray
    rarity: np.ndarray
    aliases: Aliases

    def about(self, question: str) -> Passage | None:
        """The sentence that shares most with the question; None where hardly anything is shared."""
        asked = signs(question, self.aliases)
        best, told = 0.0, None
        for one, found in zip(self.passages, self.signs, strict=True):
            shared = np.intersect1d(found, asked, assume_unique=True)
            rare = float(self.rarity[np.searchsorted(self.every_sign, shared)].sum())
            worth = rare / float(np.sqrt(_USUAL_SIGNS + len(found)))
            if len(shared) >= _FEWEST_SIGNS and worth > best:
                best, told = worth, one
        return told


def sentences(body: str, *, aliases: Aliases) -> Sentences:
    """Read a text, for `about`."""
    passages = tuple(_passages(body))
    found = tuple(signs(one.text, aliases) for one in passages)
    every, held_by = np.unique(np.concatenate([np.empty(0, dtype=np.uint32), *found]), return_counts=True)
    return Sentences(passages, found, every, np.log(1 + len(found) / held_by), aliases)


def _passages(body: str) -> Iterator[Passage]:
    for found in _SENTENCE.finditer(body):
        text = found.group()
        bare = text.strip()
        start = found.start() + (text.index(bare) if bare else 0)
        mark = _MARK.match(bare)
        if mark:
            start += mark.end()
            bare = bare[mark.end() :]
        if bare:
            yield Passage(start, start + len(bare), bare)
