"""Texts as sorted numbers, one for each sign: the same numbers whatever else stands in an index."""

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from qiao.language.ngrams import signs_of
from qiao.language.normalise import Aliases, normalise

from .documents import Document


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The distinct signs of a text, sorted, and how often each stands in it."""

    signs: np.ndarray
    counts: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Signed:
    """A document and its signs; `asked` holds those of the title and of each question."""

    document: Document
    asked: tuple[np.ndarray, ...]
    title: Words
    body: Words


def signed(document: Document, aliases: Aliases) -> Signed:
    title = _words(document.title, aliases)
    return Signed(
        document=document,
        asked=(title.signs, *(signs(question, aliases) for question in document.questions)),
        title=title,
        body=_words("\n".join((document.body, *document.tags)), aliases),
    )


def signs(text: str, aliases: Aliases) -> np.ndarray:
    """The distinct signs of a question, sorted: character runs, words and pieces of Latin words."""
    return np.array(sorted(set(_hashed(text, aliases))), dtype=np.uint32)


def _words(text: str, aliases: Aliases) -> Words:
    found, counts = np.unique(np.array(_hashed(text, aliases), dtype=np.uint32), return_counts=True)
    return Words(found, counts.astype(np.float32))


def _hashed(text: str, aliases: Aliases) -> Sequence[int]:
    if not any(map(str.isalnum, text)):  # Punctuation alone asks for nothing.
        return ()
    return [crc32(sign.encode()) for sign in signs_of(aliases.replace(normalise(text)))]
