"""The text as a reader sees it: one sign for each way of writing it, and the way back to the original.

Unlike `folding.fold`, characters are simplified one by one and pictures stay as one sign, since they divide
numbers; digits in any script become 0-9, Chinese numerals stay (see `signs`).
"""

import re
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qiao.language.folding import fold_character, simplified_character
from qiao.language.patterns import lazily

HAN_DIGITS = "零〇洞一壹弌幺夭吆腰二贰弍两俩三叁叄弎仨四肆五伍六陆七柒拐八捌九玖勾"
PICTURE = "☺"
BLANK = "\0"  # Seeing removes it from what customers write, so it can only be ours.

_PICTURES = frozenset({"So", "Sk", "Sm"})
_KEYCAP = frozenset({"\ufe0f", "\u20e3"})  # What makes a picture of the digit before.
_KEPT = frozenset("~+=<>|^`$")
_AS = {
    "拾": "十", "×": "x", "✕": "x", "✖": "x", "╳": "x", "х": "x", "Х": "x", "χ": "x", "Ⅹ": "x",
    "○": "〇", "◯": "〇", "⭕": "〇", "〤": "4", "＊": "*", "∗": "*", "✱": "*", "…": ".", "⋯": ".",
    "Ⅰ": "1", "Ⅱ": "2", "Ⅲ": "3", "Ⅳ": "4", "Ⅴ": "5", "Ⅵ": "6", "Ⅶ": "7", "Ⅷ": "8", "Ⅸ": "9",
    "ⅰ": "1", "ⅱ": "2", "ⅲ": "3", "ⅳ": "4", "ⅴ": "5", "ⅵ": "6", "ⅶ": "7", "ⅷ": "8", "ⅸ": "9",
    "㉑": "21", "🅾": "o", "🅰": "a", "🅱": "b",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "﹣": "-", "ー": "-", "─": "-", "━": "-",
    "•": "·", "・": "·", "‧": "·", "∙": "·", "●": "·", "．": ".", "｡": "。", "˙": "·", "⋅": "·", "･": "·",
    "“": '"', "”": '"', "‘": "'", "’": "'", "「": '"', "」": '"',
}  # fmt: skip
_MOST_REMEMBERED = 60_000
# Every one of these is seen as exactly one sign, so a text of them needs no map.
_UNEVEN = lazily(
    r"[^\n\r "
    r"-~\u3400-\u4dbf\u4e00-\u9fff，。！？：；、“”‘’（）【】《》「」—…·０-９Ａ-Ｚａ-ｚ\u3000\U0001"
    r"f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f900-\U0001f9ff]+"
)
# Signs as web pages and addresses carry them: &#49; and %31 are 1. A lone %30 is a share.
_ENCODED = lazily(
    r"&#(?P<code>[0-9]{2,7});|&#x(?P<hex>[0-9a-f]{2,6});|&(?P<name>nbsp|commat|amp|period|hyphen);"
    r"|%(?P<digit>3[0-9])(?=%[23][0-9a-f]|(?<=%[23][0-9a-f]%..))"
    r"|%(?P<sign>(?:20|2d|2e)(?:(?<=[0-9]{3}%..)(?=[0-9]{2})|(?<=%3[0-9]%..)(?=%3))|40(?=[a-z0-9\-]{2,20}\.[a-z]))",
    re.IGNORECASE,
)
_ENCODED_NAMES = {"nbsp": " ", "commat": "@", "amp": "&", "period": ".", "hyphen": "-"}
# A star that stands alone between two digits divides them; more than one star covers what stood there.
_LONE_STAR = lazily(rf"(?<=[a-z0-9{HAN_DIGITS}])\*(?=[a-z0-9{HAN_DIGITS}])")
# A "么" within a number is a one said aloud; it ends a word as 什么 and 怎么.
_ONE_SAID = lazily(rf"么(?<![什怎这那多要]么)(?=[0-9{HAN_DIGITS}])")


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Seen text; from each place in `shifts` on, the original runs on from the place in `origins`."""

    text: str
    original: str
    shifts: Sequence[int] = ()
    origins: Sequence[int] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the signs `start` to `end` (exclusive, not empty) stand in the original."""
        if not self.shifts:
            return start, end
        last = self.origin(end - 1) + 1
        if encoded := _ENCODED.match(self.original, last - 1):
            last = encoded.end()
        while self.original[last : last + 1] in _KEYCAP:
            last += 1
        return self.origin(start), last

    def origin(self, place: int) -> int:
        last = bisect_right(self.shifts, place) - 1
        return self.origins[last] + place - self.shifts[last] if last >= 0 else place

    def written(self, start: int, end: int) -> str:
        """The words of the original between two signs."""
        first, last = self.span(start, end)
        return self.original[first:last]

    def instead(self, text: str) -> "Seen":
        """The same original, with other signs at the same places."""
        return Seen(text, self.original, self.shifts, self.origins)


def see(text: str) -> Seen:
    """Any string, lone surrogates and NULs included, in linear time."""
    if ("&" in text or "%" in text) and _ENCODED.search(text) is not None:
        return _see_encoded(text)
    return _see_signs(text)


def _see_signs(text: str) -> Seen:
    even = _evenly(text) if len(text) > _LONG else None
    seen = text.translate(_SIGNS) if even is None else even
    if "么" in seen:
        seen = _ONE_SAID.sub("1", seen)
    if "*" in seen:
        seen = _LONE_STAR.sub("·", seen)
    if even is not None:
        return Seen(seen, text)
    shifts: list[int] = []
    origins: list[int] = []
    moved = 0  # How many signs the seen text is ahead of the original.
    for uneven in _UNEVEN.finditer(text):
        for place, character in enumerate(uneven.group(), uneven.start()):
            length = len(_SIGNS[ord(character)])
            if length == 1:
                continue
            shifts += range(place + moved + 1, place + moved + length)
            origins += [place] * (length - 1)
            moved += length - 1
            shifts.append(place + 1 + moved)
            origins.append(place + 1)
    return Seen(seen, text, shifts, origins)


# Long texts are looked up at once; of short ones the translation is faster. 0 is not known yet.
_LONG = 400
_SIGN_OF = np.zeros(0x10000, dtype="<u4")
_NOT_ONE_SIGN = 0xFFFF_FFFF


def _evenly(text: str) -> str | None:
    """The seen text, where each of its signs is seen as exactly one."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    if int(codes.max()) >= len(_SIGN_OF):
        return None
    signs = _SIGN_OF[codes]
    unknown = codes[signs == 0]
    if unknown.size:
        for code in np.unique(unknown).tolist():
            sign = _SIGNS[code]
            _SIGN_OF[code] = ord(sign) if len(sign) == 1 else _NOT_ONE_SIGN
        signs = _SIGN_OF[codes]
    if (signs == _NOT_ONE_SIGN).any():
        return None
    return signs.tobytes().decode("utf-32-le", "surrogatepass")


def _see_encoded(text: str) -> Seen:
    pieces: list[str] = []
    places: list[int] = []  # Where each sign of the decoded text begins in the original.
    done = 0
    for encoded in _ENCODED.finditer(text):
        pieces += [text[done : encoded.start()], _decoded(encoded)]
        places += range(done, encoded.start() + 1)
        done = encoded.end()
    seen = _see_signs("".join([*pieces, text[done:]]))
    places += range(done, len(text) + 1)
    origins = [places[seen.origin(place)] for place in range(len(seen.text))]
    return Seen(seen.text, text, range(len(origins)), origins)


def _decoded(encoded: re.Match[str]) -> str:
    if name := encoded["name"]:
        return _ENCODED_NAMES[name.lower()]
    code = int(encoded["code"]) if encoded["code"] else int(encoded["hex"] or encoded["digit"] or encoded["sign"], 16)
    return chr(code) if code <= sys.maxunicode else " "


class _Signs(dict[int, str]):
    def __missing__(self, code: int) -> str:
        sign = _sign(chr(code))
        if len(self) < _MOST_REMEMBERED:
            self[code] = sign
        return sign


_SIGNS = _Signs()


def _sign(character: str) -> str:
    if character in _AS:
        return _AS[character]
    folded = simplified_character(fold_character(character))
    if len(folded) > 1:
        # A circled ten is two digits, a sign for "telephone" three letters; brackets and the like say nothing.
        folded = "".join(part for part in folded if part.isalnum()) or folded[0]
    elif not folded.isascii():
        value = unicodedata.numeric(folded, None) if not folded.isalpha() else None
        if value is not None and value in range(10):
            return str(int(value))
    if folded and folded not in _KEPT and unicodedata.category(folded[0]) in _PICTURES:
        return PICTURE
    return folded
