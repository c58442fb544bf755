"""How a customer feels: one label with an intensity a message, and a mood that remembers a conversation.

Danger, threats and regulators are heard by the signals, so that one thing is said once. `feel` reads word lists alone;
`feelings` learns from a pack and is better at labels.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .emotion_cues import cues_of
from .emotion_words import Feeling
from .signal_phrases import SignalName
from .signals import find_signals

STRONGEST = 3
POSITIVE = frozenset({Feeling.NEUTRAL, Feeling.SATISFIED_GRATEFUL})
SIGNALLED = {
    SignalName.SELF_HARM: (Feeling.SELF_HARM_SIGNAL, STRONGEST),
    SignalName.THREAT_TO_OTHERS: (Feeling.THREAT, STRONGEST),
}

_LONGEST_TEXT = 2_000
_DECAY = 0.6  # What is left of yesterday's anger after one calm message.
_TURNS_REMEMBERED = 3
_STRONG = 2
_MANY_CONTACTS = 3
_BAD_RATING = 2
_RISE = 2


@dataclass(frozen=True, slots=True)
class Emotion:
    """The feeling that counts and its intensity, 0 (none) to 3; `likely`: how much speaks for it, 1 where words do."""

    feeling: Feeling
    intensity: int
    likely: float = field(default=1.0, compare=False)

    @property
    def is_negative(self) -> bool:
        return self.feeling not in POSITIVE and self.intensity > 0


NEUTRAL = Emotion(Feeling.NEUTRAL, 0)


def feel(text: str) -> Emotion:
    """Any string; the first 2,000 characters count."""
    read = text[:_LONGEST_TEXT]
    for signal in find_signals(read):
        if signal.name in SIGNALLED:
            return Emotion(*SIGNALLED[signal.name])
    found = [Emotion(feeling, intensity) for feeling, intensity in cues_of(read).feelings.items()]
    if not found:
        return NEUTRAL
    # A thank-you beside an insult is politeness or irony; the trouble is what wants an answer.
    negative = [emotion for emotion in found if emotion.is_negative]
    return max(negative or found, key=lambda emotion: emotion.intensity)


@dataclass(frozen=True, slots=True)
class Mood:
    """The smoothed state of a conversation: `level` from 0 to 3, and the negative intensities of the last turns."""

    level: float = 0.0
    recent: tuple[int, ...] = ()

    def after(self, emotion: Emotion) -> "Mood":
        felt = _weight(emotion) if emotion.is_negative else 0
        return Mood(max(float(felt), self.level * _DECAY), (*self.recent, felt)[-_TURNS_REMEMBERED:])

    @property
    def wants_person(self) -> bool:
        """Rule (a): any negative 3 now, or two of the last three at 2 or more."""
        return STRONGEST in self.recent[-1:] or sum(felt >= _STRONG for felt in self.recent) >= _STRONG

    @property
    def is_rising(self) -> bool:
        """Rule (c): risen by two or more within three turns."""
        return len(self.recent) > 1 and self.recent[-1] - min(self.recent[:-1]) >= _RISE


def _weight(emotion: Emotion) -> int:
    """Irony is anger that is still polite: one less."""
    return emotion.intensity - (emotion.feeling is Feeling.SARCASTIC)


def worsened(emotion: Emotion, *, contacts_in_72_h: int, last_rating: int | None) -> Emotion:
    """Rule (d): one more for a negative feeling after three contacts in 72 hours, or after a bad rating."""
    is_worse = contacts_in_72_h >= _MANY_CONTACTS or (last_rating is not None and last_rating <= _BAD_RATING)
    if not (emotion.is_negative and is_worse):
        return emotion
    return replace(emotion, intensity=min(STRONGEST, emotion.intensity + 1))


def mood_of(emotions: Sequence[Emotion]) -> Mood:
    """The mood after these messages, oldest first."""
    mood = Mood()
    for emotion in emotions:
        mood = mood.after(emotion)
    return mood
