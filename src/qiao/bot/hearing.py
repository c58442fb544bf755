"""What the robot hears in a message: its intents, its parts, and the articles that may answer."""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from qiao import requests
from qiao.bot.decide import Heard
from qiao.bot.waiting import as_anywhere
from qiao.conversations import content
from qiao.knowledge import Library
from qiao.language import (
    Part,
    Prediction,
    SignalName,
    Understander,
    Understanding,
    language_of,
    only_speaks_of_complaints,
    segment,
)

_Possible = Mapping[SignalName, float] | None
_DANGERS = {"self_harm_signal": SignalName.SELF_HARM, "threat_to_others": SignalName.THREAT_TO_OTHERS}
_COMPLAINTS = dict.fromkeys((requests.COMPLAINT, "threaten_regulator_media"), SignalName.COMPLAINT)
_TOLD_BY = {**_DANGERS, **_COMPLAINTS}
_SURELY = 0.9
_FAR_BELOW, _NEVER = -1.5, float("-inf")
"""Log-odds beside the bar of a signal; what is not told of it is further away than that."""
_HARDLY = 0.05
_TELLING_LETTERS = 6
_NO_WORDS = re.compile(r"[\w.+\-%]+@[\w.\-]+|(?:https?://|www\.)\S+")
"""Addresses are written alike in every language."""


def hear(understander: Understander, library: Library, said: content.Content) -> Heard:
    """Any content: a pressed button by its id, a file as that, everything else by its words."""
    if isinstance(said, content.Choice):
        return Heard(said.label, choice=as_anywhere(said.button))
    if isinstance(said, content.File):
        return Heard("", file=said.file)
    return hear_words(understander, library, content.plain(said))


def hear_words(understander: Understander, library: Library, text: str) -> Heard:
    """Any string."""
    understood = understander.understand(text)
    accepted = understood.accepted and not _only_speaks_of_it(text, understood.intents, understood.possible)
    return Heard(
        text,
        ranked=understood.intents,
        out_of_scope=understood.out_of_scope,
        accepted=accepted,
        signals=frozenset(str(signal.name) for signal in understood.signals),
        possible=None if understood.possible is None else {str(one): by for one, by in understood.possible.items()},
        emotion=understood.emotion,
        articles=() if accepted else _articles(library, text),
        parts=_parts(understander, library, text, understood),
    )


def _parts(understander: Understander, library: Library, text: str, whole: Understanding) -> tuple[Heard, ...]:
    """The parts of a message that asks several things; neighbours of one matter are one part."""
    parts = segment(text)
    if len(parts) < 2:  # noqa: PLR2004  (a message in one part is heard as a whole)
        return ()
    predicted = understander.model.predict([part.wants for part in parts])
    matters = [predicted[0].label]
    for part, prediction in zip(parts[1:], predicted[1:], strict=True):
        matters.append(matters[-1] if _is_still(matters[-1], part, prediction, whole) else prediction.label)
    together = groupby(zip(matters, parts, predicted, strict=True), key=lambda one: one[0])
    heard = tuple(
        _heard(library, [(part, prediction) for _, part, prediction in same], whole.possible) for _, same in together
    )
    return heard if len(heard) > 1 else ()


def _is_still(matter: str, part: Part, prediction: Prediction, whole: Understanding) -> bool:
    """Whether a part that names no matter asks on about the one before: the message as a whole is of that one alone."""
    shares = dict(whole.intents)
    is_of_it_alone = whole.accepted and whole.intents[0][0] == matter and shares.get(prediction.label, 0) < _HARDLY
    return part.leans and is_of_it_alone


def _heard(library: Library, same: Sequence[tuple[Part, Prediction]], possible: _Possible) -> Heard:
    text = "\n".join(part.text for part, _ in same)
    best = max((prediction for _, prediction in same), key=lambda one: one.accepted)
    accepted = best.accepted and not _only_speaks_of_it(text, best.ranked, possible)
    return Heard(
        text,
        ranked=best.ranked,
        out_of_scope=best.out_of_scope,
        accepted=accepted,
        articles=() if accepted else _articles(library, text),
    )


def _only_speaks_of_it(text: str, ranked: Sequence[tuple[str, float]], possible: _Possible) -> bool:
    """Whether what is nearest is told by a signal of its own, which is not there.

    我朋友投诉过别家, and what the news say of the regulator, are nearest to a complaint; 算了，不想排队了 to worse.
    """
    if not ranked:
        return False
    intent, likely = ranked[0]
    above_bar = float("inf") if possible is None or intent not in _TOLD_BY else possible.get(_TOLD_BY[intent], _NEVER)
    if intent in _DANGERS:
        return above_bar < _FAR_BELOW and likely < _SURELY
    return above_bar == _NEVER or (intent == requests.COMPLAINT and only_speaks_of_complaints(text))


def _articles(library: Library, text: str) -> tuple[tuple[str, float], ...]:
    found = library.search(text)
    return tuple((hit.intent, hit.probability) for hit in found.hits) if found.fits else ()


def language_in(text: str, of_session: str | None) -> str:
    """The language of the words themselves; of the session where they are too few to tell."""
    of_session = of_session if of_session in {"zh", "en"} else "zh"
    text = _NO_WORDS.sub(" ", text)
    has_chinese = any("\u4e00" <= sign <= "\u9fff" for sign in text)
    if not has_chinese and sum(sign.isalpha() for sign in text) < _TELLING_LETTERS:
        return of_session
    written = language_of(text) if text else None
    return written if written and (written == "zh") == has_chinese else of_session
