"""Learning from questions held out what the comparisons are worth, and when to refuse."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from qiao.language.normalise import Aliases

from .documents import Document
from .shelf import stand
from .signs import Signed, signed, signs
from .worth import COMPARISONS, Worth, compare

_HELD_SHARE = 0.2
_MOST_HELD = 1_000
_FEWEST_HELD = 10
_AT_ONCE = 200
_PRIOR = 1e-5


class TooFewQuestions(ValueError):
    """Too few questions with or without an answer to learn from; `Worth()` serves instead."""


def learn(
    documents: Sequence[Document],
    outside: Sequence[str],
    *,
    aliases: Aliases,
    seed: int = 0,
    most_refused: float = 0.05,
) -> Worth:
    """Hide a fifth of the questions of these documents of one language, ask them, and weigh what would have told.

    `outside` are questions that no document answers. `most_refused` is the share of the answerable questions asked
    that may be refused. The same arguments give the same weights. Raises TooFewQuestions.
    """
    everything = [signed(document, aliases) for document in sorted(documents, key=lambda one: one.id)]
    strange = [signs(text, aliases) for text in outside]
    asked = [question for one in everything for question in one.asked[1:]] + strange
    places = np.repeat(np.arange(len(everything) + 1), [*(len(one.asked) - 1 for one in everything), len(strange)])
    held = _held(len(asked), seed=seed)
    truth = places[held]
    if min(np.count_nonzero(truth < len(everything)), np.count_nonzero(truth == len(everything))) < _FEWEST_HELD:
        raise TooFewQuestions
    compared = _asked(everything, strange, [asked[number] for number in held], set(held.tolist()))
    worth = Worth(_fitted(compared, truth))
    nothing = worth.probabilities(compared)[truth < len(everything), -1]
    return replace(worth, refuse_from=float(np.quantile(nothing, 1 - most_refused, method="higher")))


def _held(count: int, *, seed: int) -> np.ndarray:
    shuffled = np.random.default_rng(seed).permutation(count)
    return np.sort(shuffled[: min(int(count * _HELD_SHARE), _MOST_HELD)])


def _asked(
    everything: Sequence[Signed], outside: Sequence[np.ndarray], questions: Sequence[np.ndarray], hidden: set[int]
) -> np.ndarray:
    """The comparisons of the questions with a shelf on which the `hidden` ones are missing."""
    shown: list[Signed] = []
    number = 0
    for one in everything:
        kept = [sign for place, sign in enumerate(one.asked[1:], number) if place not in hidden]
        number += len(one.asked) - 1
        shown.append(replace(one, asked=(one.asked[0], *kept)))
    shelf = stand(shown, [sign for place, sign in enumerate(outside, number) if place not in hidden])
    batches = (questions[start : start + _AT_ONCE] for start in range(0, len(questions), _AT_ONCE))
    return np.concatenate([compare(shelf, batch) for batch in batches])


def _fitted(compared: np.ndarray, truth: np.ndarray) -> tuple[float, ...]:
    """Maximum likelihood of a conditional logit, with a whisper of a prior."""
    # Only learning needs it, and it is slow to import.
    from scipy.optimize import minimize  # noqa: PLC0415

    rows = np.arange(len(truth))
    flat = compared.reshape(-1, compared.shape[-1])
    right = compared[rows, truth].mean(axis=0)

    def surprise(weights: np.ndarray) -> tuple[float, np.ndarray]:
        raised = (flat @ weights.astype(np.float32)).reshape(compared.shape[:2])
        raised -= raised.max(axis=1, keepdims=True)
        likely = np.exp(raised)
        likely /= likely.sum(axis=1, keepdims=True)
        value = -np.log(likely[rows, truth] + 1e-12).mean() + _PRIOR * np.square(weights).sum()
        expected = likely.ravel() @ flat / len(rows)
        return float(value), expected - right + 2 * _PRIOR * weights

    started = np.array(Worth().weights)
    bounds = [(0, None)] * (len(COMPARISONS) - 2) + [(None, None), (0, None)]
    fitted = minimize(surprise, x0=started, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 60}).x
    return tuple(float(weight) for weight in fitted)
