"""The documents of one language as arrays, ready to be asked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from .documents import Document
from .signs import Signed

_TITLE = 3.0  # How often a word of the title counts.
_SATURATION = 1.2  # BM25's k1
_LENGTH_SHARE = 0.5  # and b.
_NO_SIGNS = np.empty(0, dtype=np.uint32)
_NO_COUNTS = np.empty(0, dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """`documents` by id; `rarity` of each of `signs`, and whether a question has it (`familiar`).

    `typical` and `words` have a row for each sign and a column for each document, the last one for what lies outside.
    """

    documents: tuple[Document, ...]
    signs: np.ndarray
    rarity: np.ndarray
    familiar: np.ndarray
    typical: csr_matrix
    words: csr_matrix


def stand(documents: Sequence[Signed], outside: Sequence[np.ndarray]) -> Shelf:
    """Arrange documents, already sorted by id, and the questions that none of them answers."""
    groups = [*(one.asked for one in documents), tuple(outside) or (_NO_SIGNS,)]
    rows = [signs for group in groups for signs in group]
    signs = np.unique(np.concatenate([*rows, *(one.body.signs for one in documents)]))
    asked = _matrix(signs, rows)
    with_sign = np.bincount(asked.indices, minlength=len(signs))
    rarity = (1 + np.log((1 + len(rows)) / (1 + with_sign))).astype(np.float32)
    places = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    return Shelf(
        documents=tuple(one.document for one in documents),
        signs=signs,
        rarity=rarity,
        familiar=with_sign > 0,
        typical=csr_matrix(_typical(unit(asked, rarity), places).T),
        words=csr_matrix(_words(signs, documents).T),
    )


def unit(counts: csr_matrix, weights: np.ndarray | None = None) -> csr_matrix:
    """Rows of length 1, each sign by its weight."""
    rows = counts.copy()
    if weights is not None:
        rows.data = rows.data * weights[rows.indices]
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1), dtype=np.float32).ravel())
    rows.data = rows.data / np.repeat(np.maximum(lengths, np.float32(1e-9)), np.diff(rows.indptr))
    return rows


def _matrix(signs: np.ndarray, rows: Sequence[np.ndarray]) -> csr_matrix:
    columns = np.searchsorted(signs, np.concatenate(rows))
    ends = np.cumsum([0, *map(len, rows)])
    return csr_matrix((np.ones(len(columns), dtype=np.float32), columns, ends), shape=(len(rows), len(signs)))


def _typical(asked: csr_matrix, places: np.ndarray) -> csr_matrix:
    """What the questions of each place have in common; the root keeps one loud sign from drowning the rest."""
    ones = np.ones(len(places), dtype=np.float32)
    sums = csr_matrix(csr_matrix((ones, (places, np.arange(len(places))))) @ asked)
    sums.sort_indices()
    sums.data = np.sqrt(sums.data)
    return unit(sums)


def _words(signs: np.ndarray, documents: Sequence[Signed]) -> csr_matrix:
    """BM25's share of each sign in each document, the title counting as if it were said several times.

    The last row, of what lies outside, is empty.
    """
    fields = [(one.title, one.body) for one in documents]
    found = np.concatenate([_NO_SIGNS, *(words.signs for both in fields for words in both)])
    counts = np.concatenate(
        [_NO_COUNTS, *(part for title, body in fields for part in (title.counts * _TITLE, body.counts))]
    )
    owners = np.repeat(np.arange(len(fields)), [len(title.signs) + len(body.signs) for title, body in fields])
    shape = (len(fields) + 1, len(signs))
    together = csr_matrix((counts, (owners, np.searchsorted(signs, found))), shape=shape)
    together.sum_duplicates()
    lengths = np.asarray(together.sum(axis=1), dtype=np.float32).ravel()
    usual = max(float(lengths.sum()) / max(len(fields), 1), 1.0)
    slack = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * lengths / usual)
    together.data = together.data * (1 + _SATURATION) / (together.data + np.repeat(slack, np.diff(together.indptr)))
    return csr_matrix(together, dtype=np.float32)
