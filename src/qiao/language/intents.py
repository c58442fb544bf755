"""What a customer wants: learnt from examples, answered with probabilities and the courage to say "not mine"."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .calibration import Calibration, calibrate
from .ngrams import signs_of
from .normalise import Aliases, normalise
from .vectors import Table, Vectors, Vocabulary, tabulate

OUT_OF_SCOPE = "out_of_scope"
RECIPE = 1  # Counts up whenever the same examples would give another model.
NO_ALIASES = Aliases()

_RANKED = 5
_FOLDS = 4
_FEWEST = 2
_SOFTNESS = 0.7  # LinearSVC's C, chosen by cross-validation.


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    intent: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """The likeliest intents, best first; their probabilities and `out_of_scope` are shares of one whole.

    `accepted` says that the best intent is sure enough to be acted on without asking back.
    """

    ranked: tuple[tuple[str, float], ...]
    out_of_scope: float
    accepted: bool

    @property
    def label(self) -> str:
        """The best single guess: an intent, or `out_of_scope`."""
        if not self.ranked or self.ranked[0][1] < self.out_of_scope:
            return OUT_OF_SCOPE
        return self.ranked[0][0]


class TooFewExamples(ValueError):
    """A model needs at least two intents with two examples each."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A trained recogniser. `labels` are its columns, `weights` one row a sign, `fingerprint` its training."""

    labels: tuple[str, ...]
    vocabulary: Vocabulary
    weights: np.ndarray
    bias: np.ndarray
    calibration: Calibration
    aliases: Aliases
    fingerprint: str

    @property
    def intents(self) -> tuple[str, ...]:
        return tuple(label for label in self.labels if label != OUT_OF_SCOPE)

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        if not texts:
            return []
        vectors = self.vocabulary.vectors([_signs(text, self.aliases) for text in texts])
        scores = np.asarray(vectors.rows @ self.weights) + self.bias
        outside = _outside(self.labels)
        probabilities = self.calibration.probabilities(scores, vectors.unfamiliar, outside)
        best = np.argsort(-probabilities, axis=1, kind="stable")[:, : _RANKED + 1]
        return [
            self._prediction(probabilities[row], best[row], known=vectors.unfamiliar[row] < 1)
            for row in range(len(texts))
        ]

    def _prediction(self, probabilities: np.ndarray, best: np.ndarray, *, known: bool) -> Prediction:
        if not known:  # Not one familiar sign: whatever the intercepts prefer would be a guess.
            return Prediction((), 1.0, accepted=False)
        outside = _outside(self.labels)
        inside = [int(column) for column in best if column != outside][:_RANKED]
        ranked = tuple((self.labels[column], float(probabilities[column])) for column in inside)
        out_of_scope = 0.0 if outside is None else float(probabilities[outside])
        return Prediction(ranked, out_of_scope, accepted=ranked[0][1] >= self.calibration.accept_from)


def train(
    examples: Sequence[Example],
    *,
    seed: int = 0,
    aliases: Aliases = NO_ALIASES,
    right_of_accepted: float = 0.75,
) -> Model:
    """Learn from examples; the label `out_of_scope` marks what lies outside.

    The probabilities and the bar for acceptance come from predictions on examples that were held out:
    `right_of_accepted` is the share of accepted predictions that must be right there.
    The same examples in the same order, seed and machine give the same bits. Raises TooFewExamples.
    """
    labels = tuple(sorted({example.intent for example in examples}))
    column_of = {label: column for column, label in enumerate(labels)}
    truth = np.array([column_of[example.intent] for example in examples], dtype=np.int64)
    if np.count_nonzero(np.bincount(truth, minlength=1) >= _FEWEST) < _FEWEST:
        raise TooFewExamples("a model needs at least two intents with two examples each")
    table = tabulate([_signs(example.text, aliases) for example in examples])
    scores, unfamiliar = _held_out(table, truth, labels=len(labels), seed=seed)
    calibration = calibrate(scores, unfamiliar, truth, outside=_outside(labels), right_of_accepted=right_of_accepted)
    everything = np.arange(len(examples))
    columns = table.frequent(everything)
    weights, bias = _fit(table.vectors(everything, columns), truth, seed=seed)
    fingerprint = training_fingerprint(examples, seed=seed, aliases=aliases, right_of_accepted=right_of_accepted)
    return Model(labels, table.vocabulary(columns), weights, bias, calibration, aliases, fingerprint)


def training_fingerprint(
    examples: Sequence[Example],
    *,
    seed: int = 0,
    aliases: Aliases = NO_ALIASES,
    right_of_accepted: float = 0.75,
) -> str:
    """The hash a model trained from exactly this would carry, to know whether a stored one is still current."""
    names = {token: list(named) for token, named in aliases.names.items()}
    pairs = [[example.text, example.intent] for example in examples]
    stated = json.dumps([RECIPE, seed, right_of_accepted, names, pairs], ensure_ascii=True)
    return hashlib.sha256(stated.encode()).hexdigest()


def _signs(text: str, aliases: Aliases) -> list[str]:
    return signs_of(aliases.replace(normalise(text)))


def _outside(labels: Sequence[str]) -> int | None:
    return labels.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in labels else None


def _held_out(table: Table, truth: np.ndarray, *, labels: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores and unfamiliarity of every text, from models that saw neither the text nor its signs."""
    scores = np.full((len(truth), labels), -1.0)  # What the machine gives a label it never saw.
    unfamiliar = np.zeros(len(truth))
    fold_of = _folds(truth, seed=seed)
    for fold in range(_FOLDS):
        held, seen = np.flatnonzero(fold_of == fold), np.flatnonzero(fold_of != fold)
        present, seen_truth = np.unique(truth[seen], return_inverse=True)
        columns = table.frequent(seen)
        weights, bias = _fit(table.vectors(seen, columns), seen_truth, seed=seed)
        vectors = table.vectors(held, columns)
        scores[np.ix_(held, present)] = np.asarray(vectors.rows @ weights) + bias
        unfamiliar[held] = vectors.unfamiliar
    return scores, unfamiliar


def _folds(truth: np.ndarray, *, seed: int) -> np.ndarray:
    """A fold for each text: every label dealt out evenly, so that two examples never share one."""
    shuffled = np.random.default_rng(seed).permutation(len(truth))
    by_label = shuffled[np.argsort(truth[shuffled], kind="stable")]
    fold_of = np.empty(len(truth), dtype=np.int64)
    fold_of[by_label] = np.arange(len(truth)) % _FOLDS
    return fold_of


def _fit(vectors: Vectors, truth: np.ndarray, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """One weight a sign and label, and one bias a label."""
    # Only learning needs it, and importing it takes a third of a start with a kept model.
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    machine = LinearSVC(C=_SOFTNESS, random_state=seed).fit(vectors.rows, truth)
    weights = np.asarray(machine.coef_, dtype=np.float32)
    bias = np.asarray(machine.intercept_, dtype=np.float32)
    if len(bias) == 1:  # With two labels there is one plane, and the other side is its mirror.
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    return np.ascontiguousarray(weights.T), bias
