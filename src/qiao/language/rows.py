"""Sparse rows as plain arrays: for few texts, building SciPy's matrix takes longer than multiplying it."""

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Row `i` has `values[ends[i]:ends[i + 1]]` in the columns named beside them, and nothing elsewhere."""

    values: np.ndarray
    columns: np.ndarray
    ends: np.ndarray
    width: int

    def __len__(self) -> int:
        return len(self.ends) - 1

    def times(self, dense: np.ndarray) -> np.ndarray:
        """The product with a matrix of a row for each column; a row's bits do not hang on its neighbours."""
        product = np.empty((len(self), dense.shape[1]), dtype=np.float32)
        for row, (start, end) in enumerate(pairwise(self.ends.tolist())):
            product[row] = self.values[start:end] @ dense[self.columns[start:end]]
        return product

    def mixed(self, rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """The sum of these rows, each by its weight; shape (width,)."""
        starts = self.ends[rows]
        lengths = self.ends[rows + 1] - starts
        ends = np.cumsum(lengths)
        places = np.repeat(starts - ends + lengths, lengths) + np.arange(int(lengths.sum()))
        values = self.values[places] * np.repeat(weights, lengths)
        return np.bincount(self.columns[places], weights=values, minlength=self.width)

    def csr(self) -> "csr_matrix":
        """For those who learn: SciPy is slow to import, and a start with kept models does without it."""
        from scipy.sparse import csr_matrix  # noqa: PLC0415

        return csr_matrix((self.values, self.columns, self.ends), shape=(len(self), self.width))
