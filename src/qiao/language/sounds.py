"""Words that sound alike: what a speech recogniser, or a hasty choice among candidates, writes for a known one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from .folding import is_han
from .patterns import lazily

# Spelt apart, but one sound to many speakers and to their keyboards.
_SAME_START = lazily(r"^([zcs])h")
_SAME_END = lazily(r"(?<=[aei]n)g$")
_PAIR = len("a b")


@dataclass(frozen=True, slots=True)
class Sounds:
    """How characters sound, and for each sound of two Chinese characters the column of the pair known best."""

    syllables: Mapping[str, str] = field(default_factory=dict[str, str])
    columns: Mapping[str, int] = field(default_factory=dict[str, int])

    def column_of(self, sign: str) -> int | None:
        """The column of a known pair that sounds like this unknown one."""
        if len(sign) != _PAIR or not self.columns:
            return None
        sound = _sound(sign, self.syllables)
        return self.columns.get(sound) if sound else None


def sounds_of(signs: Sequence[str], texts_with: Sequence[int]) -> Sounds:
    """Of pairs that sound the same, the one that stands in more texts is the one meant."""
    pairs = [column for column, sign in enumerate(signs) if _is_pair(sign)]
    if not pairs:
        return Sounds()
    readings = _readings()
    columns: dict[str, int] = {}
    for column in sorted(pairs, key=lambda column: (-texts_with[column], signs[column])):
        first, second = (readings.get(character, ()) for character in (signs[column][0], signs[column][-1]))
        for sound in product(first, second):
            columns.setdefault(" ".join(sound), column)
    return Sounds({character: read[0] for character, read in readings.items()}, columns)


def _is_pair(sign: str) -> bool:
    return len(sign) == _PAIR and sign[1] == " " and is_han(sign[0]) and is_han(sign[2])


def _sound(sign: str, syllables: Mapping[str, str]) -> str:
    first, second = syllables.get(sign[0]), syllables.get(sign[2])
    return f"{first} {second}" if first and second else ""


def _readings() -> dict[str, list[str]]:
    """Every reading of each character of GB 2312, without tones, the commonest first."""
    from pypinyin import Style, pinyin  # noqa: PLC0415  (only learning needs it)

    rows = (bytes([high, low]) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    characters = [one for one in (row.decode("gb2312", errors="ignore") for row in rows) if one]
    read = (pinyin(one, style=Style.NORMAL, heteronym=True)[0] for one in characters)
    return {one: list(dict.fromkeys(map(_folded, found))) for one, found in zip(characters, read, strict=True)}


def _folded(syllable: str) -> str:
    return _SAME_END.sub("", _SAME_START.sub(r"\1", syllable))
