"""Texts as rows of a sparse matrix over the signs seen in training."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .ngrams import PIECE
from .rows import Rows
from .sounds import Sounds, sounds_of

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_FEWEST_TEXTS = 2  # A sign seen in one text only says nothing about the next,
_FEW_TEXTS = 2_000  # except where there are so few texts that every one counts.
_MANY_TEXTS = 2 * _FEW_TEXTS  # A fold takes half of them or more.
_OTHER, _LATIN, _PIECE = 0, 1, 2
_TINY = np.float32(1e-9)


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """One unit-length row a text, and how much of each text the vocabulary has never seen (0 to 1)."""

    rows: Rows
    unfamiliar: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """A column for each sign learnt, what the sign weighs in a text, and what sounds like a known one."""

    columns: Mapping[str, int]
    weights: np.ndarray
    kinds: np.ndarray
    sounds: Sounds

    def vectors(self, signs: Sequence[Sequence[str]]) -> Vectors:
        distinct = np.array([len(set(of_text)) for of_text in signs], dtype=np.int64)
        return _vectors(_counts(signs, self.columns, self.sounds), self.weights, self.kinds, distinct)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The signs of the training texts, counted once, from which each fold takes what it may know."""

    signs: Sequence[str]
    counts: "csr_matrix"
    distinct: np.ndarray
    """How many different signs each text has, those included that are too rare to be learnt from."""

    def frequent(self, rows: np.ndarray) -> np.ndarray:
        """The columns of signs that stand in enough of these texts to be learnt from."""
        texts_with = np.bincount(self.counts[rows].indices, minlength=len(self.signs))
        return np.flatnonzero(texts_with >= (1 if len(rows) < _FEW_TEXTS else _FEWEST_TEXTS))

    def weights(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Latin signs by their rarity among these texts, 1 on average; Chinese ones 1: the classifier knows better."""
        texts_with = np.bincount(self.counts[rows].indices, minlength=len(self.signs))[columns]
        latin = kinds_of([self.signs[int(column)] for column in columns]) != _OTHER
        weights = np.ones(len(columns), dtype=np.float32)
        if latin.any():
            rarity = 1 + np.log((1 + len(rows)) / (1 + texts_with[latin]))
            weights[latin] = rarity / np.average(rarity, weights=texts_with[latin])
        return weights

    def vectors(self, rows: np.ndarray, columns: np.ndarray, weights: np.ndarray) -> Vectors:
        chosen = self.counts[rows]
        kinds = kinds_of([self.signs[int(column)] for column in columns])
        known = chosen[:, columns]
        counts = Rows(known.data, known.indices, known.indptr, len(columns))
        return _vectors(counts, weights, kinds, self.distinct[rows])

    def vocabulary(self, columns: np.ndarray, weights: np.ndarray) -> Vocabulary:
        signs = [self.signs[int(column)] for column in columns]
        texts_with = np.bincount(self.counts.indices, minlength=len(self.signs))[columns]
        sounds = sounds_of(signs, texts_with.tolist())
        return Vocabulary({sign: place for place, sign in enumerate(signs)}, weights, kinds_of(signs), sounds)


def tabulate(signs: Sequence[Sequence[str]]) -> Table:
    """Of many texts without the signs that stand in one of them alone: no fold could learn from these."""
    # Only learning needs it, and it is slow to import.
    from scipy.sparse import coo_matrix  # noqa: PLC0415

    place: dict[str, int] = {}
    said = [place.setdefault(sign, len(place)) for of_text in signs for sign in of_text]
    row_of = np.repeat(np.arange(len(signs)), [len(of_text) for of_text in signs])
    ones = np.ones(len(said), dtype=np.float32)
    counts = coo_matrix((ones, (row_of, said)), shape=(len(signs), len(place))).tocsr()
    texts_with = np.bincount(counts.indices, minlength=len(place))
    fewest = _FEWEST_TEXTS if len(signs) >= _MANY_TEXTS else 1
    known, names = np.flatnonzero(texts_with >= fewest), list(place)
    order = sorted(known.tolist(), key=names.__getitem__)
    chosen = counts[:, order]
    chosen.sort_indices()  # One order of summing, so that the same text gives the same bits.
    return Table([names[column] for column in order], chosen, np.diff(counts.indptr))


def kinds_of(signs: Sequence[str]) -> np.ndarray:
    """For each sign whether it is a piece of a Latin word, made of whole ones, or anything else."""
    kinds = [_PIECE if sign[0] == PIECE and len(sign) > 1 else _LATIN if sign.isascii() else _OTHER for sign in signs]
    return np.array(kinds, dtype=np.int8)


def _counts(signs: Sequence[Sequence[str]], columns: Mapping[str, int], sounds: Sounds) -> Rows:
    indices: list[int] = []
    values: list[int] = []
    ends = [0]
    for of_text in signs:
        found = [column for column in map(columns.get, of_text) if column is not None]
        if sounds.columns and len(found) < len(of_text):
            heard = (sounds.column_of(sign) for sign in of_text if sign not in columns)
            found += [column for column in heard if column is not None]
        counted = Counter(found)
        # One order of summing, so that the same text gives the same bits.
        known = sorted(counted)
        indices += known
        values += [counted[column] for column in known]
        ends.append(len(indices))
    return Rows(
        np.array(values, dtype=np.float32), np.array(indices, dtype=np.int32), np.array(ends), width=len(columns)
    )


def _vectors(counts: Rows, weights: np.ndarray, kinds: np.ndarray, distinct: np.ndarray) -> Vectors:
    """Rows of 1 + log(count), each sign by its weight; the pieces of a text's words weigh together what the words do.

    Words have few runs and many pieces: without this the pieces drown the words. Each row has length 1.
    """
    known = np.diff(counts.ends)
    row_of = np.repeat(np.arange(len(known)), known)
    values = (1 + np.log(counts.values)) * weights[counts.columns]
    kind_of = kinds[counts.columns]
    if (kind_of == _PIECE).any():
        of_words = _squares(values * (kind_of == _LATIN), row_of, len(known))
        of_pieces = _squares(values * (kind_of == _PIECE), row_of, len(known))
        there = (of_words > 0) & (of_pieces > 0)
        factor = np.sqrt(np.where(there, of_words, 1) / np.where(there, of_pieces, 1))
        values = np.where(kind_of == _PIECE, values * factor[row_of], values)
    lengths = np.sqrt(_squares(values, row_of, len(known)))
    values = (values / np.maximum(lengths, _TINY)[row_of]).astype(np.float32)
    rows = Rows(values, counts.columns, counts.ends, counts.width)
    return Vectors(rows, (1 - known / np.maximum(distinct, 1)).clip(0).astype(np.float32))


def _squares(values: np.ndarray, row_of: np.ndarray, rows: int) -> np.ndarray:
    return np.bincount(row_of, weights=np.square(values), minlength=rows)
