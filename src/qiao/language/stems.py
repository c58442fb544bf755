"""English words without their endings, roughly: the same stem for "paying", "pays" and "pay" is all that is asked."""

from functools import lru_cache

# An ending, and what stands in its place.
_ENDINGS = (
    ("'s", ""),
    ("sses", "ss"),
    ("ies", "y"),
    ("ing", ""),
    ("edly", ""),
    ("ed", ""),
    ("ly", ""),
    ("es", "e"),
    ("s", ""),
)
_SHORTEST_WORD, _SHORTEST_STEM = 4, 3
_VOWELS = frozenset("aeiouy")
_STAY_DOUBLE = frozenset("lsz")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of a word in small Latin letters; short words stay."""
    if len(word) < _SHORTEST_WORD:
        return word
    short = _without_ending(word)
    if short.endswith("e") and len(short) > _SHORTEST_STEM:
        short = short[:-1]
    if len(short) > _SHORTEST_STEM and short[-1] == short[-2] and short[-1] not in _STAY_DOUBLE:
        short = short[:-1]
    return short


def _without_ending(word: str) -> str:
    for ending, instead in _ENDINGS:
        if not word.endswith(ending) or (ending == "s" and word.endswith("ss")):
            continue
        left = word[: -len(ending)]
        if len(left) >= _SHORTEST_STEM and not _VOWELS.isdisjoint(left):
            return left + instead
    return word
