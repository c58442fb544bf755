"""Which digits can be a phone, an identity card or a bank card: shapes and check digits."""

from datetime import date

from .patterns import lazily

_PHONE = lazily(r"1[3-9][0-9]{9}")
_CARD = lazily(r"[34569][0-9]{12,18}")
_ID_18 = lazily(r"([1-8][0-9])[0-9]{4}((?:18|19|20)[0-9]{2})([0-9]{2})([0-9]{2})[0-9]{3}[0-9x]")
_ID_15 = lazily(r"([1-8][0-9])[0-9]{4}([0-9]{2})([0-9]{2})([0-9]{2})[0-9]{3}")
# GB/T 2260: the first two digits name the province.
_PROVINCES = frozenset({
    "11", "12", "13", "14", "15", "21", "22",
    "23", "31", "32", "33", "34", "35", "36",
    "37", "41", "42", "43", "44", "45", "46",
    "50", "51", "52", "53", "54", "61", "62",
    "63", "64", "65", "71", "81", "82", "83",
})  # fmt: skip
# GB 11643: weights of the first seventeen digits and the sign for each remainder.
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_SIGNS = "10x98765432"
# The digit sum of twice a digit.
_TWICE = {"0": 0, "1": 2, "2": 4, "3": 6, "4": 8, "5": 1, "6": 3, "7": 5, "8": 7, "9": 9}


def is_mobile(digits: str) -> bool:
    return _PHONE.fullmatch(digits) is not None


def is_card(digits: str, *, declared: bool = False) -> bool:
    """Thirteen to nineteen digits with Luhn's check; where the customer says "card number", without it."""
    return _CARD.fullmatch(digits) is not None and (declared or luhn_digit(digits[:-1]) == digits[-1])


def is_identity_card(digits: str, *, declared: bool = False) -> bool:
    """Province, date of birth and check digit; where the customer says "ID", a mistyped check digit passes."""
    if found := _ID_18.fullmatch(digits):
        province, year, month, day = found.groups()
        return _are_born(province, year, month, day) and (declared or identity_sign(digits[:-1]) == digits[-1])
    if found := _ID_15.fullmatch(digits):
        province, year, month, day = found.groups()
        return _are_born(province, f"19{year}", month, day)
    return False


def _are_born(province: str, year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return province in _PROVINCES


def identity_sign(head: str) -> str:
    """The check sign (0-9 or x) of an identity number's first seventeen digits."""
    weighed = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, head, strict=True))
    return _ID_SIGNS[weighed % 11]


def luhn_digit(head: str) -> str:
    """The check digit that a card's other digits ask for."""
    plain = sum(map(int, head[-2::-2]))
    doubled = sum(map(_TWICE.__getitem__, head[::-2]))
    return str(-(plain + doubled) % 10)
