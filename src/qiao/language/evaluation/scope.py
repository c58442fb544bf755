"""Knowing what one does not know: how well texts from outside are told apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nextafter, sqrt

from qiao.language.intents import OUT_OF_SCOPE

from .judged import Judged
from .scores import share


@dataclass(frozen=True, slots=True)
class Scope:
    """`in_scope_accuracy` is that of the best intent, rejected or not; `mcc` is Matthews' coefficient of the split."""

    in_scope_accuracy: float
    out_of_scope_recall: float
    out_of_scope_precision: float
    in_scope_rejected: float
    mcc: float


def scope(judged: Sequence[Judged], *, reject_from: float | None = None) -> Scope | None:
    """At the guesses as they are, or at another bar for rejecting; None where no text lies outside."""
    inside = [one for one in judged if one.is_inside]
    outside = [one for one in judged if not one.is_inside]
    if not outside:
        return None

    def rejected(ones: Sequence[Judged]) -> int:
        if reject_from is None:
            return sum(one.guess == OUT_OF_SCOPE for one in ones)
        return sum(one.out_of_scope >= reject_from for one in ones)

    caught, lost = rejected(outside), rejected(inside)
    return Scope(
        in_scope_accuracy=share(sum(one.best == one.truth for one in inside), len(inside)),
        out_of_scope_recall=share(caught, len(outside)),
        out_of_scope_precision=share(caught, caught + lost),
        in_scope_rejected=share(lost, len(inside)),
        mcc=matthews(caught, lost, missed=len(outside) - caught, kept=len(inside) - lost),
    )


def bar_for(judged: Sequence[Judged], *, most_rejected: float) -> float:
    """The lowest bar for rejecting at which no more than this share of the texts from inside would be lost."""
    scores = sorted((one.out_of_scope for one in judged if one.is_inside), reverse=True)
    if not scores:
        return 0.0
    allowed = int(most_rejected * len(scores))
    return nextafter(scores[min(allowed, len(scores) - 1)], inf)  # Ties with the first that must stay, stay.


def matthews(caught: int, lost: int, *, missed: int, kept: int) -> float:
    """From -1 (always wrong) over 0 (chance) to 1 (always right)."""
    product = (caught + lost) * (caught + missed) * (kept + lost) * (kept + missed)
    return (caught * kept - lost * missed) / sqrt(product) if product else 0.0
