"""One text, what it means, and what a model made of it: all that every measure here stands on."""

from collections.abc import Sequence
from dataclasses import dataclass

from qiao.language.intents import OUT_OF_SCOPE, Example, Model, Prediction


@dataclass(frozen=True, slots=True)
class Judged:
    """`guess` is what the model decides, `best` its best intent even where it would rather reject the text."""

    text: str
    truth: str
    guess: str
    confidence: float
    best: str
    out_of_scope: float

    @property
    def is_right(self) -> bool:
        return self.guess == self.truth

    @property
    def is_inside(self) -> bool:
        return self.truth != OUT_OF_SCOPE


def judge(model: Model, examples: Sequence[Example]) -> list[Judged]:
    """Where the examples hold texts from outside, the model's bar for rejecting decides; else its best guess."""
    predictions = model.predict([example.text for example in examples])
    bar = model.calibration.reject_from if any(one.intent == OUT_OF_SCOPE for one in examples) else None
    return [_judged(one, prediction, bar) for one, prediction in zip(examples, predictions, strict=True)]


def _judged(example: Example, prediction: Prediction, bar: float | None) -> Judged:
    best, confidence = prediction.ranked[0] if prediction.ranked else (OUT_OF_SCOPE, prediction.out_of_scope)
    rejected = prediction.label == OUT_OF_SCOPE if bar is None else prediction.out_of_scope >= bar
    guess = OUT_OF_SCOPE if rejected else best
    return Judged(
        text=example.text,
        truth=example.intent,
        guess=guess,
        confidence=prediction.out_of_scope if rejected else confidence,
        best=best,
        out_of_scope=prediction.out_of_scope,
    )
