"""From scores to probabilities that mean what they say, learnt from texts the scorer had not seen."""

from dataclasses import dataclass

import numpy as np

_PRIOR = 1e-4
_START = np.array([5.0, 0.0, 0.0])


@dataclass(frozen=True, slots=True)
class Calibration:
    """Softmax of sharpened scores, with the label for "outside" raised the less of a text is familiar.

    `accept_from` is the least probability of the best intent at which it may be acted on.
    """

    sharpness: float
    outside_offset: float
    outside_per_unfamiliar: float
    accept_from: float

    def probabilities(self, scores: np.ndarray, unfamiliar: np.ndarray, outside: int | None) -> np.ndarray:
        parameters = np.array([self.sharpness, self.outside_offset, self.outside_per_unfamiliar])
        return _softmax(_logits(parameters, scores, unfamiliar, outside))


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
    probabilities = _softmax(_logits(fitted, scores, unfamiliar, outside))
    if outside is not None:
        probabilities[:, outside] = 0
    best = probabilities.argmax(axis=1)
    accept_from = _accept_from(probabilities[every_text, best], best == truth, right_of_accepted)
    return Calibration(float(fitted[0]), float(fitted[1]), float(fitted[2]), accept_from)


def _logits(parameters: np.ndarray, scores: np.ndarray, unfamiliar: np.ndarray, outside: int | None) -> np.ndarray:
    sharpness, offset, per_unfamiliar = parameters
    logits = sharpness * scores
    if outside is not None:
        logits[:, outside] += offset + per_unfamiliar * unfamiliar
    return logits


def _softmax(logits: np.ndarray) -> np.ndarray:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _directions(scores: np.ndarray, unfamiliar: np.ndarray, outside: int | None) -> list[np.ndarray]:
    """How the logits move with each of the three parameters."""
    offset, per_unfamiliar = np.zeros_like(scores), np.zeros_like(scores)
    if outside is not None:
        offset[:, outside] = 1
        per_unfamiliar[:, outside] = unfamiliar
    return [scores, offset, per_unfamiliar]


def _accept_from(confidence: np.ndarray, right: np.ndarray, wanted: float) -> float:
    """The lowest confidence from which on at least the wanted share of all more confident answers is right."""
    order = np.argsort(-confidence, kind="stable")
    share_right = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(share_right >= wanted)
    return float(confidence[order[good[-1]]]) if len(good) else 1.0
