"""The text as a reader sees it: one sign for each way of writing it, and the way back to the original.

Unlike `folding.fold`, characters are simplified one by one and pictures stay as one sign, since they divide
numbers; digits in any script become 0-9, Chinese numerals stay (see `signs`).
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from qiao.language.folding import fold_character, simplified_character

HAN_DIGITS = "零〇洞一壹弌幺夭吆二贰弍两俩三叁叄弎仨四肆五伍六陆七柒拐八捌九玖勾"
PICTURE = "☺"
BLANK = "\0"  # Seeing removes it from what customers write, so it can only be ours.

_PICTURES = frozenset({"So", "Sk", "Sm"})
_KEYCAP = frozenset({"\ufe0f", "\u20e3"})  # What makes a picture of the digit before.
_KEPT = frozenset("~+=<>|^`$")
_AS = {
    "×": "x", "✕": "x", "✖": "x", "╳": "x", "х": "x", "Х": "x", "χ": "x", "Ⅹ": "x",
    "○": "〇", "◯": "〇", "⭕": "〇", "〤": "4", "＊": "*", "∗": "*", "✱": "*", "…": ".", "⋯": ".",
    "㉑": "21", "🅾": "o", "🅰": "a", "🅱": "b",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "﹣": "-", "ー": "-", "─": "-", "━": "-",
    "•": "·", "・": "·", "‧": "·", "∙": "·", "●": "·", "．": ".", "｡": "。", "˙": "·", "⋅": "·", "･": "·",
    "“": '"', "”": '"', "‘": "'", "’": "'", "「": '"', "」": '"',
}  # fmt: skip
_MOST_REMEMBERED = 60_000
# Every one of these is seen as exactly one sign, so a text of them needs no map.
_UNEVEN = re.compile(
    r"[^\n\r "
    r"-~\u3400-\u4dbf\u4e00-\u9fff，。！？：；、“”‘’（）【】《》「」—…·０-９Ａ-Ｚａ-ｚ\u3000\U0001"
    r"f300-\U0001f3fa\U0001f400-\U0001f64f\U0001f900-\U0001f9ff]+"
)
# A "么" within a number is a one said aloud; it ends a word as 什么 and 怎么.
_ONE_SAID = re.compile(rf"么(?<![什怎这那多要]么)(?=[0-9{HAN_DIGITS}])")


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
        last = self._origin(end - 1) + 1
        while self.original[last : last + 1] in _KEYCAP:
            last += 1
        return self._origin(start), last

    def _origin(self, place: int) -> int:
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
    seen = text.translate(_SIGNS)
    if "么" in seen:
        seen = _ONE_SAID.sub("1", seen)
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
