"""How the robot speaks to somebody who feels so, and when it stops speaking: pure.

The table is the policy's: acknowledge once, apologise at most once an issue, offer the way that helps, and let a
person answer where a machine cannot help. Nothing is suggested beside the matter to somebody who is upset.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qiao.language import Emotion, Feeling, Mood, mood_of
from qiao.policy import ACKNOWLEDGED

APOLOGISING = frozenset({Feeling.ANGRY, Feeling.DISAPPOINTED})
"""The feelings whose sentence is an apology; of all of them one is said in an issue."""

_CLEAR = 2
_WAYS_OUT = frozenset(
    {
        Feeling.ANGRY,
        Feeling.AGGRIEVED_UNFAIR,
        Feeling.DISAPPOINTED,
        Feeling.FEAR_HARASSED,
        Feeling.INSULTING,
        Feeling.REGULATOR_THREAT,
        Feeling.SARCASTIC,
    }
)
_TO_A_PERSON_AT_ONCE = {
    Feeling.DESPERATE: ("distress", "desperate_care"),
    Feeling.SAD_GRIEF: ("care", "grief_care"),
    Feeling.FEAR_HARASSED: ("complaint", "harassed_care"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Why a person has to answer: the lane, and the text said before, `direct` where nothing else may be said."""

    lane: str
    text: str | None = None
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Manner:
    """`first` is the feeling to acknowledge before the matter; `quiet` leaves out what was not asked for.

    `full` names the intent whose whole article a button offers when the answer is `short`.
    """

    first: Feeling | None = None
    short: bool = False
    quiet: bool = False
    buttons: tuple[str, ...] = ()
    person: Person | None = None
    full: str | None = None


PLAIN = Manner()


def manner_of(emotion: Emotion, before: Sequence[Emotion], acknowledged: frozenset[Feeling], *, lost: bool) -> Manner:
    """The manner of an answer to a message felt so, after messages felt as `before`, oldest first.

    `acknowledged` are the feelings answered with their sentence in this issue; `lost` says that the robot asked back
    or did not understand.
    """
    mood = mood_of([*before, emotion])
    if not emotion.is_negative:
        return Manner(quiet=mood.level >= 1)
    return Manner(
        first=_first(emotion, acknowledged),
        short=emotion.feeling is Feeling.IMPATIENT and emotion.intensity >= _CLEAR,
        quiet=True,
        buttons=_buttons(emotion),
        person=_person(emotion, mood, before, lost=lost),
    )


def lane_for(lane: str, mood: Mood) -> str:
    """Somebody who waits in strong feelings waits less long."""
    return "distress" if lane == "normal" and mood.level >= _CLEAR else lane


def template_of(template: str, first: Feeling | None) -> str:
    """The name under which a text with a sentence before it is kept: the robot's memory of having said it."""
    return template if first is None else f"{template}:{first}"


def plain_template(template: str | None) -> str | None:
    return template if template is None else template.partition(":")[0]


def acknowledged_in(templates: Iterable[str | None]) -> frozenset[Feeling]:
    """The feelings whose sentence was said, by the templates of what the robot said."""
    said = (template.partition(":")[2] for template in templates if template is not None)
    return frozenset(Feeling(feeling) for feeling in said if feeling in set(Feeling))


def _first(emotion: Emotion, acknowledged: frozenset[Feeling]) -> Feeling | None:
    feeling = emotion.feeling
    if emotion.intensity < _CLEAR or feeling not in ACKNOWLEDGED or feeling in acknowledged:
        return None
    if feeling in APOLOGISING and acknowledged & APOLOGISING:
        return None
    return feeling


def _buttons(emotion: Emotion) -> tuple[str, ...]:
    if emotion.intensity < _CLEAR:
        return ()
    return ("human", "complaint") if emotion.feeling in _WAYS_OUT else ("human",)


def _person(emotion: Emotion, mood: Mood, before: Sequence[Emotion], *, lost: bool) -> Person | None:
    feeling = emotion.feeling
    if feeling in _TO_A_PERSON_AT_ONCE and emotion.intensity >= _CLEAR:
        lane, text = _TO_A_PERSON_AT_ONCE[feeling]
        return Person(lane, text, direct=True)
    if feeling is Feeling.CONFUSED and lost and before and before[-1].feeling is Feeling.CONFUSED:
        return Person("normal", "confused_to_person")
    if feeling is Feeling.INSULTING and any(one.feeling is Feeling.INSULTING for one in before):
        return Person("distress", "insulted_to_person", direct=True)
    if mood.wants_person:
        return Person("distress", "upset_to_person")
    return None
