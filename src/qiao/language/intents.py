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
RECIPE = 2  # Counts up whenever the same examples would give another model.
NO_ALIASES = Aliases()

_RANKED = 5
_FOLDS = 4
_MANY = 6_000  # From here on one held-out fold is enough to calibrate, and four would only cost time.
_FEWEST = 2
_SOFTNESS = 0.7  # LinearSVC's C, chosen by cross-validation.


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    intent: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """The likeliest intents, best first; their probabilities and `out_of_scope` are shares of one whole.

    A model that never saw examples from outside gives `out_of_scope` as a score beside the probabilities: it grows
    with how strange the text is, and never makes the label. `accepted` says that the best intent is sure enough to
    be acted on without asking back.
    """

    ranked: tuple[tuple[str, float], ...]
    out_of_scope: float
    accepted: bool
    label: str
    """The best single guess: an intent, or `out_of_scope`."""


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
        strange = self.calibration.out_of_scope(probabilities, scores, vectors.unfamiliar, outside)
        best = np.argsort(-probabilities, axis=1, kind="stable")[:, : _RANKED + 1]
        return [
            self._prediction(probabilities[row], best[row], float(strange[row]), known=vectors.unfamiliar[row] < 1)
            for row in range(len(texts))
        ]

    def _prediction(self, probabilities: np.ndarray, best: np.ndarray, strange: float, *, known: bool) -> Prediction:
        if not known:  # Not one familiar sign: whatever the intercepts prefer would be a guess.
            return Prediction((), 1.0, accepted=False, label=OUT_OF_SCOPE)
        outside = _outside(self.labels)
        inside = [int(column) for column in best if column != outside][:_RANKED]
        ranked = tuple((self.labels[column], float(probabilities[column])) for column in inside)
        label, confidence = ranked[0]
        accepted = confidence >= self.calibration.accept_from
        if outside is None:
            return Prediction(ranked, strange, accepted and strange < self.calibration.reject_from, label)
        return Prediction(ranked, strange, accepted, OUT_OF_SCOPE if confidence < strange else label)


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
    held, scores, unfamiliar = _held_out(table, truth, labels=len(labels), seed=seed)
    calibration = calibrate(
        scores, unfamiliar, truth[held], outside=_outside(labels), right_of_accepted=right_of_accepted
    )
    everything = np.arange(len(examples))
    columns = table.frequent(everything)
    rarity = table.weights(everything, columns)
    weights, bias = _fit(table.vectors(everything, columns, rarity), truth, seed=seed)
    fingerprint = training_fingerprint(examples, seed=seed, aliases=aliases, right_of_accepted=right_of_accepted)
    return Model(labels, table.vocabulary(columns, rarity), weights, bias, calibration, aliases, fingerprint)


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


def _held_out(table: Table, truth: np.ndarray, *, labels: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which texts were held out, their scores and unfamiliarity, from models that saw neither text nor signs."""
    scores = np.full((len(truth), labels), -1.0)  # What the machine gives a label it never saw.
    unfamiliar = np.zeros(len(truth))
    fold_of = _folds(truth, seed=seed)
    folds = 1 if len(truth) > _MANY else _FOLDS
    for fold in range(folds):
        held, seen = np.flatnonzero(fold_of == fold), np.flatnonzero(fold_of != fold)
        present, seen_truth = np.unique(truth[seen], return_inverse=True)
        columns = table.frequent(seen)
        rarity = table.weights(seen, columns)
        weights, bias = _fit(table.vectors(seen, columns, rarity), seen_truth, seed=seed)
        vectors = table.vectors(held, columns, rarity)
        scores[np.ix_(held, present)] = np.asarray(vectors.rows @ weights) + bias
        unfamiliar[held] = vectors.unfamiliar
    judged = np.flatnonzero(fold_of < folds)
    return judged, scores[judged], unfamiliar[judged]


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
