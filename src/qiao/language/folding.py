"""One way to write each character: half-width, lower case, simplified, without invisible characters.

Folding remembers where each character came from, so that what is found in the folded text can be shown, or
masked, in the words the customer wrote.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import compress

import numpy as np
from opencc import OpenCC

# Unassigned code points and private use carry no meaning a customer could have typed; this library uses the
# private-use area for its own tokens, so none may come in from outside.
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"})
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_MOST_REMEMBERED = 30_000
# Every one of these folds to exactly one character, so a text of them needs no count.
_UNEVEN = re.compile(r"[^\n\r -~\u4e00-\u9fff，。！？：；、“”‘’（）【】《》「」—·０-９Ａ-Ｚａ-ｚ\u3000]")


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """Folded text, and for each of its characters the index in the original it came from."""

    text: str
    origins: np.ndarray

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded characters `start` to `end` (exclusive, not empty) stand in the original."""
        return int(self.origins[start]), int(self.origins[end - 1]) + 1

    def keeping(self, keep: Iterable[bool]) -> "Folded":
        chosen = np.fromiter(keep, dtype=bool, count=len(self.text))
        return Folded("".join(compress(self.text, chosen.tolist())), self.origins[chosen])


def fold(text: str) -> Folded:
    """Fold any string, lone surrogates and NULs included, in linear time."""
    origins = np.arange(len(text), dtype=np.int32)
    if _UNEVEN.search(text) is not None:
        lengths = np.fromiter((len(_FOLDED_CHARACTERS[ord(sign)]) for sign in text), dtype=np.int32, count=len(text))
        origins = np.repeat(origins, lengths)
    return Folded(folded(text), origins)


def folded(text: str) -> str:
    """The text of `fold` alone, where nobody asks what came from where."""
    return _simplified(text.translate(_FOLDED_CHARACTERS))


def is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf" or character == "〇"


class _FoldedCharacters(dict[int, str]):
    def __missing__(self, code: int) -> str:
        folded = fold_character(chr(code))
        if len(self) < _MOST_REMEMBERED:
            self[code] = folded
        return folded


_FOLDED_CHARACTERS = _FoldedCharacters()


def fold_character(character: str) -> str:
    """What is left of one character: nothing, one or several; traditional characters stay."""
    if character in "\n\r\u2028\u2029":
        return "\n"
    if character.isspace():
        return " "
    if character in _BLANK_LETTERS or unicodedata.category(character) in _DROPPED_CATEGORIES:
        return ""
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).lower())
    bare = "".join(part for part in lowered if unicodedata.category(part) not in _DROPPED_CATEGORIES)
    return unicodedata.normalize("NFC", bare)


def simplified_character(character: str) -> str:
    """A traditional character in its simplified form; anything else as it is."""
    return _simplified(character) if len(character) == 1 else character


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _simplified(text: str) -> str:
    if text.isascii():
        return text
    converted = _converter().convert(text)
    if len(converted) == len(text):
        return converted
    # A phrase changed its length: characters alone keep the offsets.
    singly = _converter().convert("\n".join(text.replace("\n", " "))).split("\n")
    return "".join(new if len(new) == 1 else old for old, new in zip(text, singly, strict=True))
