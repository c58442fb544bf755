"""Everything the house needs to know about one message, in one value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .complaint_phrases import as_meant
from .detectors import Detectors
from .emotion import Emotion, feel
from .feelings import Feelings
from .folding import is_han
from .intents import Model
from .normalise import normalise
from .signal_phrases import SignalName
from .signals import Signal, find_signals

Language = Literal["zh", "en"]

_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Understanding:
    """`intents` best first with probabilities; signals at most one of each name; see Prediction for the rest.

    `possible`: the signals that are there or cannot be ruled out, with their log-odds above the bar; None where none
    were learnt.
    """

    intents: tuple[tuple[str, float], ...]
    out_of_scope: float
    accepted: bool
    signals: tuple[Signal, ...]
    emotion: Emotion
    language: Language
    possible: Mapping[SignalName, float] | None = None


@dataclass(frozen=True, slots=True)
class Understander:
    """Reads feelings by word lists and signals by unmistakable phrases where none were learnt."""

    model: Model
    feelings: Feelings | None = None
    detectors: Detectors | None = None

    def understand(self, text: str) -> Understanding:
        """Any string, the empty one included."""
        (prediction,) = self.model.predict([as_meant(text)])
        signals, possible = self._heard(text)
        return Understanding(
            intents=prediction.ranked,
            out_of_scope=prediction.out_of_scope,
            accepted=prediction.accepted,
            signals=signals,
            emotion=self._felt(text, signals),
            language=language_of(text),
            possible=possible,
        )

    def feel(self, text: str) -> Emotion:
        """The emotion alone, several times quicker than everything."""
        return self._felt(text, self.signals(text))

    def signals(self, text: str) -> tuple[Signal, ...]:
        """The signals alone; see `Detectors.find`."""
        return self._heard(text)[0]

    def _heard(self, text: str) -> tuple[tuple[Signal, ...], Mapping[SignalName, float] | None]:
        if self.detectors is None:
            return find_signals(text), None
        return self.detectors.hear(text)

    def _felt(self, text: str, signals: tuple[Signal, ...]) -> Emotion:
        if self.feelings is None:
            return feel(text)
        return self.feelings.feel(text, {signal.name for signal in signals})


def language_of(text: str) -> Language:
    """English where there are more Latin words than Chinese characters; Chinese when in doubt."""
    normalised = normalise(text)
    words = sum(1 for _ in _WORD.finditer(normalised))
    return "en" if words > sum(map(is_han, normalised)) else "zh"
