"""Whole card and identity numbers in what is said, and whether their check digits are right."""

import re
from collections.abc import Callable

from qiao.language import normalise
from qiao.language.number_checks import is_card, is_identity_card

_CARD_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){12,18}(?![0-9])")
_ID_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){16} ?[0-9x](?![0-9a-z])")


def proves_identity(number: str) -> bool:
    """Whether province, date of birth and check digit are right."""
    return is_identity_card(number.lower())


def card_number(text: str, *, asked: bool) -> str | None:
    """A card number that passes its check; where it was asked for, else the only one there is."""
    return _number_in(text, _CARD_NUMBER, lambda digits: is_card(digits) and not proves_identity(digits), asked=asked)


def id_number(text: str, *, asked: bool) -> str | None:
    """An identity number, in the same way."""
    return _number_in(text, _ID_NUMBER, proves_identity, asked=asked)


def _number_in(text: str, shape: re.Pattern[str], is_right: Callable[[str], bool], *, asked: bool) -> str | None:
    found = [re.sub("[ -]", "", one).upper() for one in shape.findall(normalise(text))]
    right = next((one for one in found if is_right(one)), None)
    return right or (found[0] if asked and len(found) == 1 else None)
