"""What the comparisons of a question with the documents are worth, as probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from qiao.language import intents

from .shelf import Shelf, unit

# Counts up whenever the comparisons change, or the signs they stand on: weights learnt before are worth nothing then.
RECIPE = f"{intents.RECIPE}.1"
COMPARISONS = ("typical", "words", "outside", "unfamiliar")


@dataclass(frozen=True, slots=True)
class Worth:
    """One weight for each of COMPARISONS; an answer is refused where `nothing` reaches `refuse_from`.

    The defaults were learnt from this project's own pack and serve an index that has no questions to learn from.
    """

    weights: tuple[float, ...] = (20.0, 4.0, 4.0, 5.0)
    refuse_from: float = 0.5

    def probabilities(self, compared: np.ndarray) -> np.ndarray:
        """From (questions, places, comparisons) to (questions, places); each row sums to one."""
        raised = compared @ np.array(self.weights, dtype=np.float32)
        raised = np.exp(raised - raised.max(axis=1, keepdims=True))
        return raised / raised.sum(axis=1, keepdims=True)


def compare(shelf: Shelf, questions: Sequence[np.ndarray]) -> np.ndarray:
    """(questions, documents + 1, comparisons), the last place for what lies outside.

    For each document: the likeness of the question to what its questions have in common, and how far its words
    cover the question; for the outside the same likeness, a constant, and how much of the question is unknown.
    """
    known, strange = _known(shelf, questions)
    compared = np.zeros((len(questions), len(shelf.documents) + 1, len(COMPARISONS)), dtype=np.float32)
    compared[:, :, 0] = csr_matrix(unit(known, shelf.rarity) @ shelf.typical).toarray()
    compared[:, :, 1] = _said(shelf, known)
    compared[:, -1, 2] = 1
    compared[:, -1, 3] = strange
    return compared


def _known(shelf: Shelf, questions: Sequence[np.ndarray]) -> tuple[csr_matrix, np.ndarray]:
    """The questions over the signs of the shelf, and the share of each that no question on it has."""
    columns: list[np.ndarray] = []
    strange = np.ones(len(questions), dtype=np.float32)
    for number, question in enumerate(questions):
        places = np.minimum(np.searchsorted(shelf.signs, question), max(len(shelf.signs) - 1, 0))
        here = places[shelf.signs[places] == question] if len(shelf.signs) else places[:0]
        columns.append(here)
        if len(question):
            strange[number] = 1 - shelf.familiar[here].sum() / len(question)
    ends = np.cumsum([0, *map(len, columns)])
    joined = np.concatenate(columns)
    shape = (len(questions), len(shelf.signs))
    return csr_matrix((np.ones(len(joined), dtype=np.float32), joined, ends), shape=shape), strange


def _said(shelf: Shelf, known: csr_matrix) -> np.ndarray:
    """How much of the question's rarity the words of each document cover."""
    rare = known.copy()
    rare.data = shelf.rarity[rare.indices]
    whole = np.maximum(np.asarray(rare.sum(axis=1)).ravel(), np.float32(1e-9))
    return csr_matrix(rare @ shelf.words).toarray() / whole[:, None]
