"""From scores to probabilities that mean what they say, learnt from texts the scorer had not seen."""

from dataclasses import dataclass

import numpy as np

from .weights import softmax

_PRIOR = 1e-4
# How strange a text is to a model that has seen nothing from outside; chosen on the CLINC150 validation texts.
_PER_MARGIN, _PER_UNFAMILIAR = 3.0, 3.0
_MOST_REJECTED = 0.045  # Of the texts from inside; half a point below the 5 % that may be lost elsewhere.
_START = np.array([5.0, 0.0, 0.0])


@dataclass(frozen=True, slots=True)
class Calibration:
    """Softmax of sharpened scores, with the label for "outside" raised the less of a text is familiar.

    `accept_from` is the least probability of the best intent at which it may be acted on; `reject_from` is the
    score for "outside" that few texts from inside reach.
    """

    sharpness: float
    outside_offset: float
    outside_per_unfamiliar: float
    accept_from: float
    reject_from: float

    def probabilities(self, scores: np.ndarray, unfamiliar: np.ndarray, outside: int | None) -> np.ndarray:
        parameters = np.array([self.sharpness, self.outside_offset, self.outside_per_unfamiliar])
        return softmax(_logits(parameters, scores, unfamiliar, outside))

    def out_of_scope(
        self, probabilities: np.ndarray, scores: np.ndarray, unfamiliar: np.ndarray, outside: int | None
    ) -> np.ndarray:
        """From 0 (surely ours) to 1: a probability where examples from outside were learnt, else a score."""
        return _outside_scores(probabilities, scores, unfamiliar, outside)


def calibrate(
    scores: np.ndarray,
    unfamiliar: np.ndarray,
    truth: np.ndarray,
    *,
    outside: int | None,
    right_of_accepted: float,
) -> Calibration:
    """Fit on out-of-fold scores; `outside` is the column of the label for what lies outside, if there is one."""
    # As in `intents`: only learning needs these, and they are slow to import.
    from scipy.optimize import minimize  # noqa: PLC0415
    from scipy.special import log_softmax  # noqa: PLC0415

    every_text = np.arange(len(truth))
    directions = _directions(scores, unfamiliar, outside)

    def surprise(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        """Mean negative log-likelihood and its gradient."""
        log_likely = log_softmax(_logits(parameters, scores, unfamiliar, outside), axis=1)
        likely = np.exp(log_likely)
        gradient = [(np.einsum("ij,ij->i", likely, along) - along[every_text, truth]).mean() for along in directions]
        # A whisper of a prior keeps parameters that nothing decides at their start.
        value = -log_likely[every_text, truth].mean() + _PRIOR * np.square(parameters).sum()
        return float(value), np.array(gradient) + 2 * _PRIOR * parameters

    fitted = minimize(surprise, x0=_START, jac=True, method="L-BFGS-B", options={"maxiter": 30}).x
    probabilities = softmax(_logits(fitted, scores, unfamiliar, outside))
    reject_from = _reject_from(_outside_scores(probabilities, scores, unfamiliar, outside)[truth != outside])
    if outside is not None:
        probabilities[:, outside] = 0
    best = probabilities.argmax(axis=1)
    accept_from = _accept_from(probabilities[every_text, best], best == truth, right_of_accepted)
    return Calibration(float(fitted[0]), float(fitted[1]), float(fitted[2]), accept_from, reject_from)


def _logits(parameters: np.ndarray, scores: np.ndarray, unfamiliar: np.ndarray, outside: int | None) -> np.ndarray:
    sharpness, offset, per_unfamiliar = parameters
    logits = sharpness * scores
    if outside is not None:
        logits[:, outside] += offset + per_unfamiliar * unfamiliar
    return logits


def _directions(scores: np.ndarray, unfamiliar: np.ndarray, outside: int | None) -> list[np.ndarray]:
    """How the logits move with each of the three parameters."""
    offset, per_unfamiliar = np.zeros_like(scores), np.zeros_like(scores)
    if outside is not None:
        offset[:, outside] = 1
        per_unfamiliar[:, outside] = unfamiliar
    return [scores, offset, per_unfamiliar]


def _outside_scores(
    probabilities: np.ndarray, scores: np.ndarray, unfamiliar: np.ndarray, outside: int | None
) -> np.ndarray:
    if outside is not None:
        return probabilities[:, outside]
    return 1 / (1 + np.exp(_PER_MARGIN * scores.max(axis=1) - _PER_UNFAMILIAR * unfamiliar))


def _reject_from(outside_scores: np.ndarray) -> float:
    return float(np.quantile(outside_scores, 1 - _MOST_REJECTED, method="higher")) if len(outside_scores) else 1.0


def _accept_from(confidence: np.ndarray, right: np.ndarray, wanted: float) -> float:
    """The lowest confidence from which on at least the wanted share of all more confident answers is right."""
    order = np.argsort(-confidence, kind="stable")
    share_right = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(share_right >= wanted)
    return float(confidence[order[good[-1]]]) if len(good) else 1.0
