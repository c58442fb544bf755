"""Texts as rows of a sparse matrix over the signs seen in training."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

_FEWEST_TEXTS = 2  # A sign seen in one text only says nothing about the next,
_FEW_TEXTS = 2_000  # except where there are so few texts that every one counts.


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """One unit-length row a text, and how much of each text the vocabulary has never seen (0 to 1)."""

    rows: csr_matrix
    unfamiliar: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """A column for each sign learnt, and what the sign weighs in a text."""

    columns: Mapping[str, int]
    weights: np.ndarray

    def vectors(self, signs: Sequence[Sequence[str]]) -> Vectors:
        distinct = np.array([len(set(of_text)) for of_text in signs], dtype=np.int64)
        return _vectors(_counts(signs, self.columns), self.weights, distinct)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Every sign of the training texts, counted once, from which each fold takes what it may know."""

    signs: Sequence[str]
    counts: csr_matrix

    def frequent(self, rows: np.ndarray) -> np.ndarray:
        """The columns of signs that stand in enough of these texts to be learnt from."""
        texts_with = np.bincount(self.counts[rows].indices, minlength=len(self.signs))
        return np.flatnonzero(texts_with >= (1 if len(rows) < _FEW_TEXTS else _FEWEST_TEXTS))

    def weights(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Latin signs by their rarity among these texts, 1 on average; Chinese ones 1: the classifier knows better."""
        texts_with = np.bincount(self.counts[rows].indices, minlength=len(self.signs))[columns]
        latin = np.array([self.signs[int(column)].isascii() for column in columns], dtype=bool)
        weights = np.ones(len(columns), dtype=np.float32)
        if latin.any():
            rarity = 1 + np.log((1 + len(rows)) / (1 + texts_with[latin]))
            weights[latin] = rarity / np.average(rarity, weights=texts_with[latin])
        return weights

    def vectors(self, rows: np.ndarray, columns: np.ndarray, weights: np.ndarray) -> Vectors:
        chosen = self.counts[rows]
        return _vectors(csr_matrix(chosen[:, columns]), weights, np.diff(chosen.indptr))

    def vocabulary(self, columns: np.ndarray, weights: np.ndarray) -> Vocabulary:
        return Vocabulary({self.signs[int(column)]: place for place, column in enumerate(columns)}, weights)


def tabulate(signs: Sequence[Sequence[str]]) -> Table:
    every = sorted({sign for of_text in signs for sign in of_text})
    return Table(every, _counts(signs, {sign: column for column, sign in enumerate(every)}))


def _counts(signs: Sequence[Sequence[str]], columns: Mapping[str, int]) -> csr_matrix:
    indices: list[int] = []
    values: list[int] = []
    ends = [0]
    for of_text in signs:
        counted = Counter(columns[sign] for sign in of_text if sign in columns)
        indices.extend(counted.keys())
        values.extend(counted.values())
        ends.append(len(indices))
    counts = csr_matrix((np.array(values, dtype=np.float32), indices, ends), shape=(len(signs), len(columns)))
    counts.sort_indices()  # One order of summing, so that the same text gives the same bits.
    return counts


def _vectors(counts: csr_matrix, weights: np.ndarray, distinct: np.ndarray) -> Vectors:
    """Rows of 1 + log(count), each sign by its weight, each row of length 1."""
    rows = counts.copy()
    rows.data = (1 + np.log(rows.data)) * weights[rows.indices]
    known = np.diff(rows.indptr)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1), dtype=np.float32).ravel())
    rows.data /= np.repeat(np.maximum(lengths, np.float32(1e-9)), known)
    return Vectors(rows, (1 - known / np.maximum(distinct, 1)).astype(np.float32))
