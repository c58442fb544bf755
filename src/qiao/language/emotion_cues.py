"""What the words, faces and signs of a text say about feelings, before anything is learnt or decided."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .emotion_words import DENIED, EMOJI, STRONGER, WEAKER, WORDS, Feeling
from .folding import fold
from .patterns import lazily

_STRONGEST = 3
_LEXICON = tuple((feeling, strength, lazily(words)) for feeling, strength, words in WORDS)
_STRONGER_BEFORE = lazily(STRONGER + r".{0,2}$")
_WEAKER_BEFORE = lazily(WEAKER + r".{0,2}$")
_DENIED_BEFORE = lazily(DENIED + r" ?$")
_MENTIONED_AFTER = lazily(r"^[^,.!?你这那]{0,3}(?:[是指](?:个|的是)?)?(?:什么|啥)意思|^[\"' a-z]{0,12} means?\b")
_SHOUTED = lazily(r"!{2,}|[?!]{3,}|(.)\1{3,}|([\u4e00-\u9fff]{2,4})\2{2,}")
_BEFORE = 8
_AFTER = 24
_DENIAL = -9
_SIGNS = tuple(map(re.compile, (r"!", r"!{2,}", r"\?", r"\?{2,}", r"\.{3,}|…|。{2,}", r"~", r"(.)\1{3,}")))
_FACES = tuple(lazily(f"[{faces}]") for _, faces in EMOJI)
_ANY_FACE = lazily("[" + "".join(faces for _, faces in EMOJI) + "]")


@dataclass(frozen=True, slots=True)
class Cues:
    """`feelings` told by a word, with their intensities 1 to 3; those whose word is `denied`; whether it is `shouted`.

    `marks` numbers everything heard, words, denials, faces and punctuation alike, for a learner to weigh.
    """

    feelings: Mapping[Feeling, int]
    denied: frozenset[Feeling]
    shouted: bool
    marks: tuple[int, ...]

    def strengthened(self, intensity: int) -> int:
        return min(_STRONGEST, intensity + self.shouted)


def cues_of(text: str) -> Cues:
    """Any string, in linear time."""
    folded = fold(text).text
    shouted = _SHOUTED.search(folded) is not None
    feelings: dict[Feeling, int] = {}
    denied: set[Feeling] = set()
    marks: list[int] = []
    for number, (feeling, strength, words) in enumerate(_LEXICON):
        told = _told(words, folded)
        if told is None:
            continue
        if told == _DENIAL:
            denied.add(feeling)
            marks.append(len(_LEXICON) + number)
        else:
            feelings[feeling] = min(_STRONGEST, max(1, strength + shouted + told))
            marks.append(number)
    return Cues(feelings, frozenset(denied), shouted, (*marks, *_marks_of_signs(text, folded)))


def _told(words: re.Pattern[str], text: str) -> int | None:
    """None where no word is found; the degree of the first that is meant, or _DENIAL where all are denied.

    A word whose meaning is asked is not felt either.
    """
    told = None
    for match in words.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        after = text[match.end() : match.end() + _AFTER]
        if _DENIED_BEFORE.search(before) is None and _MENTIONED_AFTER.search(after) is None:
            return _degree(before)
        told = _DENIAL
    return told


def _degree(before: str) -> int:
    return (_STRONGER_BEFORE.search(before) is not None) - (_WEAKER_BEFORE.search(before) is not None)


def _marks_of_signs(text: str, folded: str) -> Iterator[int]:
    first = 2 * len(_LEXICON)
    yield from (first + number for number, sign in enumerate(_SIGNS) if sign.search(folded))
    if _ANY_FACE.search(text):
        first += len(_SIGNS)
        yield from (first + number for number, faces in enumerate(_FACES) if faces.search(text))
