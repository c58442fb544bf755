"""Two models on the same texts: is the difference more than luck?"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, erfc, sqrt
from typing import Literal

from .judged import Judged

Verdict = Literal["first is better", "second is better", "no difference shown"]

_SIGNIFICANT = 0.05
_EXACT_UP_TO = 1_000


@dataclass(frozen=True, slots=True)
class Comparison:
    """Only texts on which exactly one of the two is right can tell them apart; `p_value` is McNemar's."""

    only_first_right: int
    only_second_right: int
    p_value: float
    verdict: Verdict


def compare(first: Sequence[Judged], second: Sequence[Judged]) -> Comparison:
    """Raises ValueError when the two were not judged on the same texts."""
    if [(one.text, one.truth) for one in first] != [(one.text, one.truth) for one in second]:
        raise ValueError("the two models were judged on different texts")
    pairs = [(one.is_right, other.is_right) for one, other in zip(first, second, strict=True)]
    only_first, only_second = pairs.count((True, False)), pairs.count((False, True))
    p_value = mcnemar(only_first, only_second)
    return Comparison(only_first, only_second, p_value, _verdict(only_first, only_second, p_value))


def mcnemar(only_first: int, only_second: int) -> float:
    """Two-sided: how often luck alone would split the disagreements as unevenly as this."""
    disagreements = only_first + only_second
    if not disagreements:
        return 1.0
    if disagreements <= _EXACT_UP_TO:
        tail = sum(comb(disagreements, fewer) for fewer in range(min(only_first, only_second) + 1))
        return min(1.0, tail / 2 ** (disagreements - 1))
    distance = max(0, abs(only_first - only_second) - 1) / sqrt(disagreements)
    return erfc(distance / sqrt(2))


def _verdict(only_first: int, only_second: int, p_value: float) -> Verdict:
    if p_value >= _SIGNIFICANT:
        return "no difference shown"
    return "first is better" if only_first > only_second else "second is better"
