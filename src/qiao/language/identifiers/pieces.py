"""Numbers typed as messages of nothing but digits, one piece after the other, cut wherever the typist paused.

Within one message, digits that run on anyhow are as often amounts and dates, so they are put together only where the
pieces are those people read numbers in. Whole messages of digits that together pass the checks of a number are it.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qiao.language.number_checks import is_card, is_identity_card, is_mobile
from qiao.language.patterns import lazily

from .kinds import Kind
from .masking import covered_digits
from .seeing import see

_MOST_PIECES = 6
_SHORTEST_SURE = 16  # The old identity numbers of fifteen digits have no check digit, and begin like the new ones.
_ONLY_DIGITS = lazily(r"[ \-]*\d(?:[ \-]*\d)*[ \-]*x?[ \-]*", re.IGNORECASE)
_SIGN = lazily(r"[0-9x]")
_DIGIT = lazily(r"\d")


class Piece(NamedTuple):
    """Of a message, the whole is a piece of a number of this kind, and this is shown instead."""

    message: int
    kind: Kind
    mask: str


def pieces(texts: Sequence[str]) -> list[Piece]:
    """The pieces found, in the order of the messages; messages without any digit may stand between."""
    found: list[Piece] = []
    for row in _rows([_digits(text) for text in texts]):
        first = 0
        while first < len(row):
            number = _number_from(row, first)
            found += number
            first += len(number) or 1
    return found


def _digits(text: str) -> str | None:
    """Of a message of nothing but digits those digits, of one without any the empty text; None for others."""
    seen = see(text).text
    if _DIGIT.search(seen) is None:
        return ""
    if _ONLY_DIGITS.fullmatch(seen) is None:
        return None
    return "".join(_SIGN.findall(seen.lower()))


def _rows(digits: Sequence[str | None]) -> Iterator[list[tuple[int, str]]]:
    row: list[tuple[int, str]] = []
    for place, signs in enumerate(digits):
        if signs:
            row.append((place, signs))
        elif signs is None:
            yield row
            row = []
    yield row


def _number_from(row: Sequence[tuple[int, str]], first: int) -> list[Piece]:
    """The longest number that begins with this piece and goes on in the next."""
    for last in range(min(len(row), first + _MOST_PIECES), first + 1, -1):
        group = row[first:last]
        number = "".join(signs for _, signs in group)
        kind = _kind(number)
        if kind is not None:
            shown = iter(covered_digits(number.upper(), kind))
            return [Piece(place, kind, "".join(next(shown) for _ in signs)) for place, signs in group]
    return []


def _kind(number: str) -> Kind | None:
    if is_mobile(number):
        return Kind.CN_PHONE
    if len(number) < _SHORTEST_SURE:
        return None
    if is_identity_card(number):
        return Kind.CN_ID
    return Kind.BANK_CARD if is_card(number) else None
