"""What remains visible of each kind (the house's agreed characters)."""

from qiao.language.patterns import lazily

from .addresses import district_end
from .kinds import SECRETS, Found, Kind
from .numbers import area_length
from .seeing import Seen, see
from .signs import ALIKE, D, digits_of
from .spoken import digits_said
from .surnames import surname_length

_SECRET = "******"  # noqa: S105  always as long: how long a secret is, is part of it
_ID_LENGTHS = {15, 18}
_ID_STARS = 16
_DIGIT = lazily(D)


def masked_pieces(seen: Seen, found: Found) -> list[tuple[int, int, str]]:
    """Signs from, to, and what stands there instead."""
    if not found.pieces:
        return [(found.start, found.end, _masked(seen, found))]
    if found.kind in SECRETS:
        return [(start, end, _SECRET) for start, end in found.pieces]
    written = [_spelt(seen.text[start:end]) for start, end in found.pieces]
    signs = "".join(written)
    covered = iter(covered_digits(signs if found.kind is Kind.WECHAT else signs.upper(), found.kind))
    return [
        (start, end, "".join(next(covered) for _ in signs))
        for (start, end), signs in zip(found.pieces, written, strict=True)
    ]


def masked_value(kind: Kind, value: str) -> str:
    """A value that is known to be of this kind, as free text would show it; offsets do not matter here."""
    seen = see(value.strip())
    return _masked(seen, Found(0, len(seen.text), kind))


def _spelt(written: str) -> str:
    """The digits and letters that count."""
    return "".join(digits_of(sign) or (sign if sign.isalnum() else "") for sign in written)


def covered_digits(signs: str, kind: Kind) -> str:
    """As many signs as there were, without those nobody may see."""
    first, last = {
        Kind.CN_PHONE: (3, 4),
        Kind.CN_ID: (1, 1),
        Kind.BANK_CARD: (0, 4),
        Kind.CN_LANDLINE: (0, 2),
        Kind.PLATE: (2, 1),
        Kind.PASSPORT: (1, 2),
    }.get(kind, (1, 1))
    return signs[:first] + "*" * (len(signs) - first - last) + signs[len(signs) - last :]


def _masked(seen: Seen, found: Found) -> str:
    text = seen.text[found.start : found.end]
    match found.kind:
        case Kind.CN_PHONE | Kind.CN_LANDLINE | Kind.CN_ID | Kind.BANK_CARD:
            digits = digits_said(text) or digits_of(text.translate(ALIKE))
            return _masked_number(digits + ("X" if text.endswith(("x", "叉", "艾克斯")) else ""), found.kind)
        case Kind.EMAIL:
            at = text.find("@")
            first = seen.written(found.start, found.start + 1)
            return f"{first}***{text[at:]}" if at >= 0 and " " not in text else f"{first}***@***"
        case Kind.PLATE:
            signs = _spelt(text).upper()
            return f"{signs[:2]}****{signs[-1]}"
        case Kind.PASSPORT:
            signs = _spelt(text).upper()
            return f"{signs[0]}******{signs[-2:]}"
        case Kind.WECHAT | Kind.QQ:
            signs = _spelt(text)
            return f"{signs[0]}****{signs[-1]}"
        case Kind.NAME:
            return masked_name(seen.written(found.start, found.end))
        case Kind.ADDRESS:
            kept = district_end(text)
            return (seen.written(found.start, found.start + kept) if kept else "") + "***"
        case Kind.SMS_CODE | Kind.PASSWORD | Kind.CVV | Kind.CARD_EXPIRY:
            return _SECRET


def _masked_number(digits: str, kind: Kind) -> str:
    match kind:
        case Kind.CN_PHONE:
            return f"{digits[:3]}****{digits[-4:]}"
        case Kind.CN_ID:
            stars = len(digits) - 2 if len(digits) in _ID_LENGTHS else _ID_STARS
            return f"{digits[0]}{'*' * stars}{digits[-1]}"
        case Kind.CN_LANDLINE:
            return f"{digits[: area_length(digits)]}****{digits[-2:]}"
        case _:
            return f"****{digits[-4:]}"


def masked_name(name: str) -> str:
    """A name with only its surname left, and never more than two stars: 张*, 欧阳**, 阿**, Z***."""
    signs = "".join(sign for sign in name if sign.isalpha() or sign == "·")
    if not signs:
        return "**"
    if signs[0].isascii():
        return f"{signs[0]}***"
    kept = 1 if "·" in signs else surname_length(signs)
    return signs[:kept] + "*" * min(max(len(signs) - kept, 1), 2)
