"""How each field looks masked, and the one form in which two writings of a value are compared.

The kept characters are those that masked free text keeps (`language.identifiers`), so that no two places of the house
complete each other. They follow the strict default of the rule table for phones, identity numbers and cards.
"""

import re
import unicodedata

from qiao.customers.model import CustomerField
from qiao.language import identifiers
from qiao.language.identifiers import Kind

_TAIL_SIGNS = 4
_FEWEST_DIGITS = 8  # Of a shorter number the agreed characters would show too large a part.
_ALL_STARS = "******"
_TAILED = frozenset({CustomerField.ID_NUMBER, CustomerField.PHONE, CustomerField.BANK_CARD})
_KINDS = {
    CustomerField.NAME: Kind.NAME,
    CustomerField.ID_NUMBER: Kind.CN_ID,
    CustomerField.PHONE: Kind.CN_PHONE,
    CustomerField.BANK_CARD: Kind.BANK_CARD,
    CustomerField.ADDRESS: Kind.ADDRESS,
}
_COUNTRY = re.compile(r"^(\+|00)?86(?=1\d{10}$)")


def mask(field: CustomerField, value: str) -> str:
    """The value with its agreed characters alone."""
    if field is CustomerField.WORKPLACE:
        return f"{value.strip()[:2]}***"
    if field in _TAILED and sum(sign.isdigit() for sign in comparable(field, value)) < _FEWEST_DIGITS:
        return _ALL_STARS
    return identifiers.masked_value(_KINDS[field], value)


def comparable(field: CustomerField, value: str) -> str:
    """`value` without what differs only in writing: width, case, spaces, dashes, the country code of a phone."""
    folded = unicodedata.normalize("NFKC", value).strip().upper()
    if field in {CustomerField.ADDRESS, CustomerField.WORKPLACE, CustomerField.NAME}:
        return unicodedata.normalize("NFC", "".join(folded.split()))  # Signs that a space kept apart may join.
    signs = "".join(sign for sign in folded if sign.isalnum() or sign == "+")
    return _COUNTRY.sub("", signs) if field is CustomerField.PHONE else signs


def tail(field: CustomerField, plain: str) -> str | None:
    """The last four signs of a comparable value, of the fields that may be found by them."""
    return plain[-_TAIL_SIGNS:] if field in _TAILED and len(plain) >= _TAIL_SIGNS else None
