"""What the robot hears in a message: its intents, its parts, and the articles that may answer."""

import re
from collections.abc import Sequence
from itertools import groupby

from qiao.bot.decide import Heard
from qiao.bot.waiting import as_anywhere
from qiao.conversations import content
from qiao.knowledge import Library
from qiao.language import Part, Prediction, Understander, Understanding, language_of, segment

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
    return Heard(
        text,
        ranked=understood.intents,
        out_of_scope=understood.out_of_scope,
        accepted=understood.accepted,
        signals=frozenset(str(signal.name) for signal in understood.signals),
        emotion=understood.emotion,
        articles=() if understood.accepted else _articles(library, text),
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
    heard = tuple(_heard(library, [(part, prediction) for _, part, prediction in same]) for _, same in together)
    return heard if len(heard) > 1 else ()


def _is_still(matter: str, part: Part, prediction: Prediction, whole: Understanding) -> bool:
    """Whether a part that names no matter asks on about the one before: the message as a whole is of that one alone."""
    shares = dict(whole.intents)
    is_of_it_alone = whole.accepted and whole.intents[0][0] == matter and shares.get(prediction.label, 0) < _HARDLY
    return part.leans and is_of_it_alone


def _heard(library: Library, same: Sequence[tuple[Part, Prediction]]) -> Heard:
    text = "\n".join(part.text for part, _ in same)
    best = max((prediction for _, prediction in same), key=lambda one: one.accepted)
    return Heard(
        text,
        ranked=best.ranked,
        out_of_scope=best.out_of_scope,
        accepted=best.accepted,
        articles=() if best.accepted else _articles(library, text),
    )


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
