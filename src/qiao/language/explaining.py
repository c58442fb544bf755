"""Why a text was understood as it was: the signs that decided, and the examples most like it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .intents import Example, Model
from .ngrams import PIECE, STEM
from .rows import Rows

_SIGNS = 8
_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Likeness:
    """An example learnt from, and how like the text it is: 0 (not one sign in common) to 1 (the same signs)."""

    example: Example
    similarity: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """`signs` speak for `intent` (above 0) or for the runner-up (below), the weightiest first.

    Pieces of words are shown between dots, stems with a dot behind them.
    """

    intent: str | None
    signs: tuple[tuple[str, float], ...]
    nearest: tuple[Likeness, ...]


class Explainer:
    """Reads a model's own examples once, when it is first asked."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def explain(self, text: str) -> Explanation:
        """Of the model's best intent; without one familiar sign there is nothing to explain."""
        model = self._model
        vectors = model.vectors([text])
        (prediction,) = model.predict([text])
        if not prediction.ranked:
            return Explanation(None, (), ())
        columns = [model.labels.index(intent) for intent, _ in prediction.ranked[:2]]
        rows = vectors.rows
        return Explanation(prediction.ranked[0][0], self._signs(rows, columns), self._nearest(rows))

    def _signs(self, row: Rows, columns: Sequence[int]) -> tuple[tuple[str, float], ...]:
        weights = self._model.weights.signs[row.columns]
        rival = weights[:, columns[1]] if len(columns) > 1 else 0
        spoken = row.values * (weights[:, columns[0]] - rival)
        weightiest = np.argsort(-np.abs(spoken), kind="stable")[:_SIGNS]
        return tuple((self._shown(int(row.columns[at])), float(spoken[at])) for at in weightiest)

    def _nearest(self, row: Rows) -> tuple[Likeness, ...]:
        text = np.zeros((row.width, 1), dtype=np.float32)
        text[row.columns, 0] = row.values
        alike = self._learnt.times(text)[:, 0]
        nearest = np.argsort(-alike, kind="stable")[:_EXAMPLES]
        return tuple(
            Likeness(self._model.examples[at], min(1.0, float(alike[at]))) for at in nearest.tolist() if alike[at] > 0
        )

    def _shown(self, column: int) -> str:
        sign = self._names[column]
        if len(sign) > 1 and sign[0] == PIECE:
            return f"·{sign[1:]}·"
        if len(sign) > 1 and sign[0] == STEM:
            return f"{sign[1:]}·"
        return self._model.aliases.spell_out(sign)

    @cached_property
    def _names(self) -> list[str]:
        return list(self._model.vocabulary.columns)

    @cached_property
    def _learnt(self) -> Rows:
        return self._model.vectors([example.text for example in self._model.examples]).rows
