"""What the comparisons of a question with the documents are worth, as probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qiao.language import intents

from .shelf import Shelf

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
    compared = np.zeros((len(questions), len(shelf.documents) + 1, len(COMPARISONS)), dtype=np.float32)
    compared[:, -1, 2] = 1
    for number, question in enumerate(questions):
        here = _known(shelf, question)
        compared[number, -1, 3] = 1 - shelf.familiar[here].sum() / len(question) if len(question) else 1
        rarity = shelf.rarity[here]
        if len(here):
            compared[number, :, 0] = shelf.typical.mixed(here, rarity / np.linalg.norm(rarity))
            compared[number, :, 1] = shelf.words.mixed(here, rarity / rarity.sum())
    return compared


def _known(shelf: Shelf, question: np.ndarray) -> np.ndarray:
    """The places of the question's signs that stand on the shelf."""
    if not len(shelf.signs):
        return np.empty(0, dtype=np.int64)
    places = np.minimum(np.searchsorted(shelf.signs, question), len(shelf.signs) - 1)
    return places[shelf.signs[places] == question]
