"""Breaking text into lines as Chinese print does (GB/T 15834 on the places of punctuation): pure.

No line begins with a sign that closes, and none ends with a sign that opens; words and figures stay whole while they
fit on a line at all.
"""

from collections.abc import Callable

NEVER_FIRST = frozenset("、，。；：！？）」』”’》〉】〕…—·,.;:!?)]}%％℃")
NEVER_LAST = frozenset("（「『“‘《〈【〔([{￥¥$")


def broken(text: str, width_of: Callable[[str], float], *, width: float, indent: float = 0) -> list[str]:
    """The lines of one paragraph, without the spaces at which they part; the first is shorter by `indent`.

    Where nothing fits otherwise a word is parted, and at the last a sign stands where none should.
    """
    lines: list[str] = []
    rest = text.strip()
    while rest:
        room = width - (0 if lines else indent)
        end = _fitting(rest, width_of, room)
        if end < len(rest):
            end = _place(rest, end)
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return lines


def _fitting(text: str, width_of: Callable[[str], float], room: float) -> int:
    """How many signs stand in `room`: at least one, and never counting spaces at the end."""
    taken = 0.0
    for place, sign in enumerate(text):
        taken += width_of(sign)
        if taken > room and not sign.isspace():
            return max(place, 1)
    return len(text)


def _place(text: str, most: int) -> int:
    """Where to part within the first `most` signs: between words, else within one, else anywhere."""
    for allowed in (_between_words, _between_signs):
        found = next((place for place in range(most, 0, -1) if allowed(text, place)), None)
        if found is not None:
            return found
    return most


def _between_signs(text: str, place: int) -> bool:
    before, after = text[:place].rstrip()[-1:], text[place:].lstrip()[:1]
    return before not in NEVER_LAST and after not in NEVER_FIRST


def _between_words(text: str, place: int) -> bool:
    return _between_signs(text, place) and not (_is_of_a_word(text[place - 1]) and _is_of_a_word(text[place]))


def _is_of_a_word(sign: str) -> bool:
    """Letters and figures that are written without spaces between words are none."""
    return sign.isascii() and not sign.isspace()
