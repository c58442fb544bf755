"""The documents of one language as arrays, ready to be asked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qiao.language.rows import Rows

from .documents import Document
from .signs import Signed

_TITLE = 3.0  # How often a word of the title counts.
_SATURATION = 1.2  # BM25's k1
_LENGTH_SHARE = 0.5  # and b.
_NO_SIGNS = np.empty(0, dtype=np.uint32)
_NO_COUNTS = np.empty(0, dtype=np.float32)
_TINY = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """`documents` by id; `rarity` of each of `signs`, and whether a question has it (`familiar`).

    `typical` and `words` have a row for each sign and a column for each document, the last one for what lies outside.
    """

    documents: tuple[Document, ...]
    signs: np.ndarray
    rarity: np.ndarray
    familiar: np.ndarray
    typical: Rows
    words: Rows


def stand(documents: Sequence[Signed], outside: Sequence[np.ndarray]) -> Shelf:
    """Arrange documents, already sorted by id, and the questions that none of them answers."""
    groups = [*(one.asked for one in documents), tuple(outside) or (_NO_SIGNS,)]
    questions = [signs for group in groups for signs in group]
    signs = np.unique(np.concatenate([*questions, *(one.body.signs for one in documents)]))
    asked = np.searchsorted(signs, np.concatenate(questions))
    question_of = np.repeat(np.arange(len(questions)), [len(question) for question in questions])
    group_of = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    with_sign = np.bincount(asked, minlength=len(signs))
    rarity = (1 + np.log((1 + len(questions)) / (1 + with_sign))).astype(np.float32)
    shown = _of_length_1(rarity[asked], question_of, len(questions))
    return Shelf(
        documents=tuple(one.document for one in documents),
        signs=signs,
        rarity=rarity,
        familiar=with_sign > 0,
        typical=_typical(_summed(group_of[question_of], asked, shown, len(signs)), len(signs), len(groups)),
        words=_words(signs, documents),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """The filled cells of a table of documents and signs."""

    documents: np.ndarray
    signs: np.ndarray
    values: np.ndarray

    def by_sign(self, values: np.ndarray, *, signs: int, documents: int) -> Rows:
        """With other `values`, a row for each sign."""
        order = np.argsort(self.signs, kind="stable")
        ends = np.concatenate([[0], np.cumsum(np.bincount(self.signs, minlength=signs))])
        return Rows(values[order].astype(np.float32), self.documents[order], ends, documents)


def _summed(documents: np.ndarray, signs: np.ndarray, values: np.ndarray, count: int) -> _Cells:
    """Each cell once, with the sum of all that falls into it; `count` is how many signs there are."""
    cells, which = np.unique(documents * count + signs, return_inverse=True)
    return _Cells(cells // count, cells % count, np.bincount(which, weights=values, minlength=len(cells)))


def _of_length_1(values: np.ndarray, row_of: np.ndarray, rows: int) -> np.ndarray:
    lengths = np.sqrt(np.bincount(row_of, weights=np.square(values), minlength=rows))
    return values / np.maximum(lengths, _TINY)[row_of]


def _typical(asked: _Cells, signs: int, documents: int) -> Rows:
    """What the questions of each document have in common; the root keeps one loud sign from drowning the rest."""
    values = _of_length_1(np.sqrt(asked.values), asked.documents, documents)
    return asked.by_sign(values, signs=signs, documents=documents)


def _words(signs: np.ndarray, documents: Sequence[Signed]) -> Rows:
    """BM25's share of each sign in each document, the title counting as if it were said several times.

    What lies outside, behind the last document, has no words.
    """
    fields = [(one.title, one.body) for one in documents]
    found = np.concatenate([_NO_SIGNS, *(words.signs for both in fields for words in both)])
    counts = np.concatenate(
        [_NO_COUNTS, *(part for title, body in fields for part in (title.counts * _TITLE, body.counts))]
    )
    owners = np.repeat(np.arange(len(fields)), [len(title.signs) + len(body.signs) for title, body in fields])
    said = _summed(owners, np.searchsorted(signs, found), counts, len(signs))
    lengths = np.bincount(said.documents, weights=said.values, minlength=len(fields))
    usual = max(float(lengths.sum()) / max(len(fields), 1), 1.0)
    slack = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * lengths / usual)
    values = said.values * (1 + _SATURATION) / (said.values + slack[said.documents])
    return said.by_sign(values, signs=len(signs), documents=len(fields) + 1)
