"""Numbers said digit by digit in English or in pinyin."""

from collections.abc import Iterator

from qiao.language.number_checks import is_card, is_identity_card, is_mobile
from qiao.language.patterns import lazily

from .kinds import Found, Kind
from .number_context import is_amount
from .seeing import Seen

_WORDS = {
    "0": ("zero", "oh", "ling", "dong"),
    "1": ("one", "yao", "yi"),
    "2": ("two", "er", "liang"),
    "3": ("three", "san"),
    "4": ("four", "si"),
    "5": ("five", "wu"),
    "6": ("six", "liu"),
    "7": ("seven", "qi", "guai"),
    "8": ("eight", "ba"),
    "9": ("nine", "jiu", "gou"),
}
_DIGITS = {word: digit for digit, words in _WORDS.items() for word in words}
_WORD = "(?:" + "|".join(sorted(_DIGITS, key=len, reverse=True)) + ")"
_SPOKEN = lazily(rf"(?<![a-z]){_WORD}(?:[ ,.\n-]{{0,2}}(?:(?:double|triple) )?(?:{_WORD}|[0-9])){{6,24}}(?![a-z])")
_PART = lazily(rf"(double |triple )?({_WORD}|[0-9])")
_TIMES = {"": 1, "double ": 2, "triple ": 3}
_SOME = lazily(rf"{_WORD}[ ,.\n-]{{0,2}}(?:(?:double|triple) )?{_WORD}[ ,.\n-]{{0,2}}(?:(?:double|triple) )?{_WORD}")


def spoken_numbers(seen: Seen) -> Iterator[Found]:
    if _SOME.search(seen.text) is None:
        return
    for found in _SPOKEN.finditer(seen.text):
        kind = _kind(digits_said(found.group()))
        if kind and not is_amount(seen.text, *found.span()):
            yield Found(*found.span(), kind)


def digits_said(text: str) -> str:
    """The digits of a text that says them in words, of any other nothing."""
    if _SOME.match(text) is None:
        return ""
    return "".join(_TIMES[part[1] or ""] * (_DIGITS.get(part[2]) or part[2]) for part in _PART.finditer(text))


def _kind(digits: str) -> Kind | None:
    if is_mobile(digits):
        return Kind.CN_PHONE
    if is_identity_card(digits):
        return Kind.CN_ID
    return Kind.BANK_CARD if is_card(digits) else None
