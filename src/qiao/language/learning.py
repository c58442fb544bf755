"""Two linear learners of different minds, added up to one matrix of weights.

A support vector machine looks at the texts near its borders; a softmax through a narrow layer, taught with most signs
of each text hidden at random, looks at all of them and learns to do without any single sign. Both are linear once
learnt, so their sum costs no more to store, to ask and to explain than one of them.

Import it where something is learnt: what it stands on takes a third of a start with kept models.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from .weights import Weights, softmax

_SOFTNESS = 0.7  # LinearSVC's C, and below what the second learner is told; chosen by cross-validation.
_SOFTNESS_EACH = 3.0  # Where labels are learnt one by one, from fewer texts.
_TOLERANCE = 0.1
_SHARE = 0.2  # Of the softmax's logits beside the margins; chosen by cross-validation, flat around here.
_WIDEST = 128  # The layer between has as many numbers as there are labels, up to this.
_HIDDEN_SIGNS, _HIDDEN_WIDTH = 0.5, 0.2
_SMOOTHING = 0.1  # Of each truth, spread over all labels.
_PACE = np.float32(0.05)
_BATCH = 128
_STEPS, _FEWEST_ROUNDS, _MOST_ROUNDS = 600, 5, 20
_BALANCE = 0.5  # 0 counts every text the same, 1 every label; rare labels get half the way in between.
_TINY = 1e-8


def learn(rows: csr_matrix, truth: np.ndarray, *, labels: int, seed: int) -> Weights:
    """`truth` holds a column below `labels` for each row. The same rows, truth and seed give the same bits."""
    margins = _margins(rows, truth, labels=labels, seed=seed)
    shares = _softmax(rows, truth, labels=labels, seed=seed)
    # As coarse as they are stored, so that a stored model is the same model.
    signs = (margins.signs + _SHARE * shares.signs).astype(np.float16).astype(np.float32)
    return Weights(signs, margins.bias + _SHARE * shares.bias)


def learn_each(rows: csr_matrix, truth: np.ndarray, *, seed: int) -> Weights:
    """Each column of `truth` alone: 1 where the row carries its label, -1 where not, 0 where that is not known."""
    assert rows.shape is not None
    signs: list[np.ndarray] = []
    bias: list[float] = []
    for column in range(truth.shape[1]):
        known = np.flatnonzero(truth[:, column])
        carries = (truth[known, column] > 0).astype(np.int64)
        if not 0 < carries.sum() < len(carries):  # Nothing to tell apart, as in `intents` for a label never seen.
            signs.append(np.zeros(rows.shape[1], dtype=np.float32))
            bias.append(1.0 if carries.any() else -1.0)
            continue
        innocent, telling = _importance(carries, 2)
        importance = {0: float(innocent), 1: float(telling)}
        machine = LinearSVC(C=_SOFTNESS_EACH, tol=_TOLERANCE, class_weight=importance, random_state=seed)
        machine.fit(rows[known], carries)
        signs.append(np.asarray(machine.coef_, dtype=np.float32)[0])
        bias.append(float(np.asarray(machine.intercept_)[0]))
    return Weights(np.ascontiguousarray(np.array(signs).T), np.array(bias, dtype=np.float32))


def _importance(truth: np.ndarray, labels: int) -> np.ndarray:
    counted = np.bincount(truth, minlength=labels)
    return ((len(truth) / labels / np.maximum(counted, 1)) ** _BALANCE).astype(np.float32)


def _margins(rows: csr_matrix, truth: np.ndarray, *, labels: int, seed: int) -> Weights:
    importance = {label: float(weight) for label, weight in enumerate(_importance(truth, labels))}
    machine = LinearSVC(C=_SOFTNESS, tol=_TOLERANCE, class_weight=importance, random_state=seed).fit(rows, truth)
    weights = np.asarray(machine.coef_, dtype=np.float32)
    bias = np.asarray(machine.intercept_, dtype=np.float32)
    if len(bias) == 1:  # With two labels there is one plane, and the other side is its mirror.
        weights, bias = np.vstack([-weights, weights]), np.concatenate([-bias, bias])
    return Weights(np.ascontiguousarray(weights.T), bias)


def _softmax(rows: csr_matrix, truth: np.ndarray, *, labels: int, seed: int) -> Weights:
    assert rows.shape is not None
    random = np.random.default_rng(seed)
    layers = _Layers.at_random(rows.shape[1], labels, random)
    importance = _importance(truth, labels)
    rounds = int(np.clip(_STEPS * _BATCH // len(truth), _FEWEST_ROUNDS, _MOST_ROUNDS))
    for turn in range(rounds):
        order = random.permutation(len(truth))
        shown = _with_hidden_signs(rows[order], random)
        for start in range(0, len(truth), _BATCH):
            batch = truth[order[start : start + _BATCH]]
            wanted = np.full((len(batch), labels), _SMOOTHING / labels, dtype=np.float32)
            wanted[np.arange(len(batch)), batch] += np.float32(1 - _SMOOTHING)
            pace = _PACE * np.float32(1 - (turn + start / len(truth)) / rounds)
            layers.improve(shown[start : start + _BATCH], wanted, importance[batch], pace=pace, random=random)
    return layers.folded()


class _Slope:
    """Values that go down a slope, each (or each row) the slower the more it has moved: Adagrad."""

    def __init__(self, values: np.ndarray, *, by_row: bool = False) -> None:
        self.values = values
        self._by_row = by_row
        self._moved = np.full((len(values), 1) if by_row else values.shape, _TINY, dtype=np.float32)

    def descend(self, gradient: np.ndarray, pace: np.floating, *, at: np.ndarray | slice = slice(None)) -> None:
        squares = np.square(gradient)
        self._moved[at] += squares.mean(axis=1, keepdims=True) if self._by_row else squares
        self.values[at] -= pace * gradient / np.sqrt(self._moved[at])


@dataclass(frozen=True, slots=True, eq=False)
class _Layers:
    """From signs to few numbers to labels."""

    narrow: _Slope
    wide: _Slope
    bias: _Slope

    @classmethod
    def at_random(cls, signs: int, labels: int, random: np.random.Generator) -> "_Layers":
        width = min(_WIDEST, labels)
        spread = np.float32(width**-0.5)
        return cls(
            _Slope(random.standard_normal((signs, width), dtype=np.float32) * spread, by_row=True),
            _Slope(random.standard_normal((width, labels), dtype=np.float32) * spread),
            _Slope(np.zeros((1, labels), dtype=np.float32)),
        )

    def improve(
        self,
        rows: csr_matrix,
        wanted: np.ndarray,
        importance: np.ndarray,
        *,
        pace: np.floating,
        random: np.random.Generator,
    ) -> None:
        """One step down the slope of the cross-entropy with the probabilities `wanted`."""
        signs, texts = _compact(rows)
        kept = _keep(random, (len(wanted), len(self.wide.values)), _HIDDEN_WIDTH)
        layer = (texts @ self.narrow.values[signs]) * kept
        error = softmax(layer @ self.wide.values + self.bias.values) - wanted
        error *= importance[:, None] / np.float32(len(wanted))
        back = (error @ self.wide.values.T) * kept
        self.wide.descend(layer.T @ error, pace)
        self.bias.descend(error.sum(axis=0, keepdims=True), pace)
        self.narrow.descend(np.asarray(texts.T @ back), pace, at=signs)

    def folded(self) -> Weights:
        return Weights(self.narrow.values @ self.wide.values, self.bias.values[0])


def _with_hidden_signs(rows: csr_matrix, random: np.random.Generator) -> csr_matrix:
    values = rows.data * _keep(random, rows.data.shape, _HIDDEN_SIGNS)
    return csr_matrix((values, rows.indices, rows.indptr), shape=rows.shape)


def _keep(random: np.random.Generator, shape: tuple[int, ...], hidden: float) -> np.ndarray:
    """Nothing where something is hidden, and the rest the stronger for it."""
    return (random.random(shape, dtype=np.float32) >= hidden) / np.float32(1 - hidden)


def _compact(rows: csr_matrix) -> tuple[np.ndarray, csr_matrix]:
    """The columns that occur, and the rows over these alone."""
    assert rows.shape is not None
    columns, places = np.unique(rows.indices, return_inverse=True)
    return columns, csr_matrix((rows.data, places.astype(np.int32), rows.indptr), shape=(rows.shape[0], len(columns)))
