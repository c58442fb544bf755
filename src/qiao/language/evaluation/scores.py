"""How often a model is right: over all texts, intent by intent, and which intents it takes for one another."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from .judged import Judged

_Z_95 = 1.959964


@dataclass(frozen=True, slots=True)
class IntentScore:
    """`support` texts have this intent; recall is the share found, precision the share right of those named so."""

    intent: str
    support: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.precision else 0.0


@dataclass(frozen=True, slots=True)
class Confusion:
    truth: str
    guess: str
    count: int
    example: str


def accuracy(judged: Sequence[Judged]) -> float:
    return share(sum(one.is_right for one in judged), len(judged))


def by_intent(judged: Sequence[Judged]) -> list[IntentScore]:
    """Every label that occurs, as truth or as a guess, in alphabetical order."""
    there = Counter(one.truth for one in judged)
    named = Counter(one.guess for one in judged)
    found = Counter(one.truth for one in judged if one.is_right)
    return [
        IntentScore(intent, there[intent], share(found[intent], named[intent]), share(found[intent], there[intent]))
        for intent in sorted({*there, *named})
    ]


def macro_f1(judged: Sequence[Judged]) -> float:
    """The mean F1 of all labels that occur, each counting the same."""
    scores = by_intent(judged)
    return share(sum(score.f1 for score in scores), len(scores))


def confusions(judged: Sequence[Judged]) -> list[Confusion]:
    """Which intents are taken for which, the most frequent first, each with one text."""
    wrong = [one for one in judged if not one.is_right]
    examples = {(one.truth, one.guess): one.text for one in reversed(wrong)}
    counted = Counter((one.truth, one.guess) for one in wrong)
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return [Confusion(*pair, count, examples[pair]) for pair, count in ordered]


def wilson_interval(observed: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a share `observed` among `count`; everything is possible where nothing was seen."""
    if not count:
        return 0.0, 1.0
    z2 = _Z_95**2
    middle = (observed + z2 / (2 * count)) / (1 + z2 / count)
    half = _Z_95 / (1 + z2 / count) * sqrt(observed * (1 - observed) / count + z2 / (4 * count**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
