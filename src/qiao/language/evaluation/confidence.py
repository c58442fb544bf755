"""Whether probabilities mean what they say, and what is gained by answering only when sure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .judged import Judged

_BINS = 10
_RESAMPLES = 1_000
_AT_ONCE = 4_000_000  # Random numbers drawn at a time, to stay within some tens of megabytes.


@dataclass(frozen=True, slots=True)
class Bin:
    """Texts of like confidence: how sure the model was of them, and how often it was right."""

    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """Answering the surest `coverage` of the texts, `risk` of the answers is wrong; `bar` is the last confidence."""

    coverage: float
    risk: float
    bar: float


def expected_calibration_error(judged: Sequence[Judged], *, seed: int = 0) -> float:
    """`calibration_error` of the guesses."""
    return calibration_error(*_known(judged), seed=seed)


def calibration_error(confidence: np.ndarray, right: np.ndarray, *, seed: int = 0) -> float:
    """Ten bins of equal mass, minus what chance alone would show if every confidence were true.

    Chance is the mean error of 1,000 resamples drawn from the confidences (0 to 1 each), so that few texts do not
    look like bad calibration. The difference may fall a little below 0. Of no texts at all it is 0.
    """
    if not len(confidence):
        return 0.0
    confidence, right = _sorted(confidence, right)
    starts = _starts(len(confidence))
    random = np.random.default_rng(seed)
    by_chance: list[np.ndarray] = []
    left = _RESAMPLES
    while left:
        rows = min(left, max(1, _AT_ONCE // len(confidence)))
        drawn = random.random((rows, len(confidence)), dtype=np.float32) < confidence
        by_chance.append(_errors(confidence, drawn, starts))
        left -= rows
    return float(_errors(confidence, right[None, :], starts)[0] - np.concatenate(by_chance).mean())


def brier_score(judged: Sequence[Judged]) -> float:
    """`squared_error` of the guesses."""
    return squared_error(*_known(judged))


def squared_error(confidence: np.ndarray, right: np.ndarray) -> float:
    """The mean square between the confidence in the guess and whether it was right: 0 is best."""
    return float(np.square(confidence - right).mean()) if len(confidence) else 0.0


def reliability(judged: Sequence[Judged]) -> list[Bin]:
    """At most ten bins of equal mass, the least confident first."""
    if not judged:
        return []
    confidence, right = _sorted(*_known(judged))
    return [
        Bin(len(sure), float(sure.mean()), float(were_right.mean()))
        for sure, were_right in zip(
            np.split(confidence, _starts(len(confidence))[1:]),
            np.split(right, _starts(len(confidence))[1:]),
            strict=True,
        )
    ]


def risk_coverage(judged: Sequence[Judged]) -> list[Coverage]:
    """One point for each confidence that occurs, the surest first."""
    if not judged:
        return []
    confidence, right = (values[::-1] for values in _sorted(*_known(judged)))
    answered = np.arange(1, len(confidence) + 1)
    risk = 1 - np.cumsum(right) / answered
    last_of_its_confidence = np.append(np.diff(confidence) != 0, True)
    return [
        Coverage(float(answered[at] / len(confidence)), float(risk[at]), float(confidence[at]))
        for at in np.flatnonzero(last_of_its_confidence)
    ]


def _known(judged: Sequence[Judged]) -> tuple[np.ndarray, np.ndarray]:
    """Confidences, and beside them 1 where the guess was right."""
    return np.array([one.confidence for one in judged]), np.array([one.is_right for one in judged], dtype=float)


def _sorted(confidence: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """From low confidence to high."""
    order = np.argsort(confidence, kind="stable")
    return confidence[order], right[order].astype(float)


def _starts(count: int) -> np.ndarray:
    bins = min(_BINS, count)
    return np.arange(bins) * count // bins


def _errors(confidence: np.ndarray, right: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """One error a row of `right`: the distance between confidence and outcome, bin by bin."""
    gaps = np.add.reduceat(right - confidence, starts, axis=1)
    return np.abs(gaps).sum(axis=1) / len(confidence)
