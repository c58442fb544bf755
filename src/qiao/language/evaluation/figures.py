"""The figures of one evaluation, as programs read them."""

from collections.abc import Sequence
from dataclasses import asdict

from .confidence import brier_score, expected_calibration_error
from .judged import Judged
from .scope import scope
from .scores import accuracy, macro_f1

_PLACES = 4


def figures(judged: Sequence[Judged]) -> dict[str, float | int]:
    """`n`, `accuracy`, `macro_f1`, `ece`, `brier`, and the figures of scope where some text lies outside."""
    of_scope = scope(judged)
    shares = {
        "accuracy": accuracy(judged),
        "macro_f1": macro_f1(judged),
        "ece": expected_calibration_error(judged),
        "brier": brier_score(judged),
        **(asdict(of_scope) if of_scope else {}),
    }
    return {"n": len(judged), **{name: round(value, _PLACES) for name, value in shares.items()}}
