"""What each sign says for each label."""

from dataclasses import dataclass

import numpy as np

from .rows import Rows


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """One row a sign (or dimension) and one column a label, and a bias a label."""

    signs: np.ndarray
    bias: np.ndarray

    def scores(self, rows: Rows | np.ndarray) -> np.ndarray:
        return (rows.times(self.signs) if isinstance(rows, Rows) else rows @ self.signs) + self.bias


def softmax(logits: np.ndarray) -> np.ndarray:
    """Each row as probabilities."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)
