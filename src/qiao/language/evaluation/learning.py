"""What more examples would bring: accuracy as a model learns from a growing part of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qiao.language.intents import Example, TooFewExamples, train

from .judged import judge
from .scores import accuracy, macro_f1

SHARES = (0.1, 0.25, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Lesson:
    examples: int
    accuracy: float
    macro_f1: float


def learning_curve(
    examples: Sequence[Example], tests: Sequence[Example], *, shares: Sequence[float] = SHARES, seed: int = 0
) -> list[Lesson]:
    """One lesson a share of the examples, each part within the next; parts too small to learn from are left out."""
    order = np.random.default_rng(seed).permutation(len(examples))
    lessons: list[Lesson] = []
    for part in shares:
        chosen = [examples[at] for at in sorted(order[: round(part * len(examples))])]
        try:
            judged = judge(train(chosen, seed=seed), tests)
        except TooFewExamples:
            continue
        lessons.append(Lesson(len(chosen), accuracy(judged), macro_f1(judged)))
    return lessons
