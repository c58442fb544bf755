"""Feelings learnt from a pack: a model proposes the label, the word lists keep the veto and the intensity.

Danger and threats are heard by the signals alone: where the model thinks of them and no signal was found, its next
best label counts.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from .emotion import NEUTRAL, SIGNALLED, Emotion
from .emotion_cues import Cues, cues_of
from .emotion_words import TYPICAL, Feeling
from .intents import Example, Model, Prediction, train, training_fingerprint
from .signal_phrases import SignalName

_RECIPE = 2  # Counts up whenever the same lines would give another model.
_LONGEST_TEXT = 1_000
_FIRST_MARK = 0xA000  # Yi syllables: letters to every reader of signs, and no customer of ours writes them.
_LAST_MARK = 0xA0FF
_NO_MARKS = dict.fromkeys(range(_FIRST_MARK, _LAST_MARK + 1))
_UNSURE = 0.5  # Below, a feeling that no word tells is less likely than not, and nothing may be done on a guess.
_DERIVED = frozenset(feeling for feeling, _ in SIGNALLED.values())


@dataclass(frozen=True, slots=True)
class FeltText:
    """How somebody who feels so writes."""

    text: str
    feeling: Feeling


@dataclass(frozen=True, slots=True)
class Feelings:
    """Names how customers feel; see `learn_feelings`."""

    model: Model

    def feel(self, text: str, signals: Collection[SignalName]) -> Emotion:
        """Any string; the first 1,000 characters count. `signals` are those found in it."""
        for signal, (feeling, intensity) in SIGNALLED.items():
            if signal in signals:
                return Emotion(feeling, intensity)
        read = text[:_LONGEST_TEXT]
        cues = cues_of(read)
        (prediction,) = self.model.predict([_marked(read, cues)])
        felt = _felt(prediction, cues)
        if SignalName.BEREAVEMENT in signals and not felt.is_negative:
            return Emotion(Feeling.SAD_GRIEF, TYPICAL[Feeling.SAD_GRIEF])
        return felt


def learn_feelings(lines: Sequence[FeltText], ordinary: Sequence[str], *, seed: int = 0) -> Feelings:
    """Learn from lines with their feelings and from ordinary questions, which are calm; the same gives the same bits.

    Raises TooFewExamples.
    """
    model = train(list(_lessons(lines, ordinary, seed=seed)), seed=seed)
    return Feelings(replace(model, fingerprint=feelings_fingerprint(lines, ordinary, seed=seed)))


def feelings_fingerprint(lines: Sequence[FeltText], ordinary: Sequence[str], *, seed: int = 0) -> str:
    """The hash that feelings learnt from exactly this carry in their model."""
    plain = [Example(line.text, str(line.feeling)) for line in lines]
    plain += [Example(text, str(Feeling.NEUTRAL)) for text in ordinary]
    stated = json.dumps([_RECIPE, training_fingerprint(plain, seed=seed)])
    return hashlib.sha256(stated.encode()).hexdigest()


def _lessons(lines: Sequence[FeltText], ordinary: Sequence[str], *, seed: int) -> Iterator[Example]:
    """Every line alone, and beside an ordinary question: what a message is about must not tell the feeling."""
    draw = Random(seed)  # noqa: S311  (reproducible, not secret)
    calm = [text for text in ordinary if not cues_of(text).feelings]
    for line in lines:
        yield _lesson(line.text, line.feeling)
        if calm:
            beside = [line.text, draw.choice(calm)]
            draw.shuffle(beside)
            yield _lesson("，".join(beside), line.feeling)
    for text in calm:
        yield _lesson(text, Feeling.NEUTRAL)


def _lesson(text: str, feeling: Feeling) -> Example:
    return Example(_marked(text, cues_of(text)), str(feeling))


def _marked(text: str, cues: Cues) -> str:
    """The text behind one letter for each thing the word lists heard, so that the model weighs them like words."""
    marks = [chr(_FIRST_MARK + mark) for mark in cues.marks]
    return "，".join([*marks, text.translate(_NO_MARKS)])


def _felt(prediction: Prediction, cues: Cues) -> Emotion:
    for label, share in prediction.ranked:
        feeling = Feeling(label)
        if feeling in _DERIVED:
            continue
        if feeling is Feeling.NEUTRAL or (feeling in cues.denied and feeling not in cues.feelings):
            return NEUTRAL
        by_word = cues.feelings.get(feeling)
        if by_word is None and share < _UNSURE:
            return Emotion(feeling, 1)
        if by_word is not None:
            return Emotion(feeling, by_word)
        return Emotion(feeling, cues.strengthened(TYPICAL[feeling]), likely=share)
    return NEUTRAL
