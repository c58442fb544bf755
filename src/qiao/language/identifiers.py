"""Personal data in free text: where it stands, and the same text without it.

Offsets are those of the text as given, however its digits are written. Masking twice is masking once: a run of
stars is never part of anything found.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from .folding import fold
from .number_checks import is_card, is_identity_card, is_mobile


class Kind(StrEnum):
    CN_PHONE = "CN_PHONE"
    CN_ID = "CN_ID"
    BANK_CARD = "BANK_CARD"
    EMAIL = "EMAIL"
    SMS_CODE = "SMS_CODE"
    PASSWORD = "PASSWORD"  # noqa: S105  the name of a kind of secret
    CVV = "CVV"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of the original text."""

    start: int
    end: int
    type: Kind


@dataclass(frozen=True, slots=True)
class Masked:
    text: str
    spans: tuple[Span, ...]


def find(text: str) -> list[Span]:
    """Everything found, in order, without overlaps; any string, linear time."""
    folded = fold(text)
    return [Span(*folded.span(at.start, at.end), at.type) for at in _all_in(folded.text)]


def mask(text: str) -> Masked:
    """The text with all but the agreed characters of each finding as stars, and where the findings stood."""
    folded = fold(text)
    spans: list[Span] = []
    pieces: list[str] = []
    done = 0
    for at in _all_in(folded.text):
        span = Span(*folded.span(at.start, at.end), at.type)
        pieces += [
            text[done : span.start],
            _masked(text[span.start : span.end], folded.text[at.start : at.end], at.type),
        ]
        done = span.end
        spans.append(span)
    return Masked("".join([*pieces, text[done:]]), tuple(spans))


# --- what is searched for, in folded text ---------------------------------------------------------------------

_GROUP = re.compile(r"[0-9]+(?:x(?![a-z0-9]))?")
_SEPARATOR = re.compile(r"[ \-–—_.·/]{1,3}")
_LONGEST_NUMBER = 19
_MONEY_FOLLOWS = re.compile(r"(?:\.[0-9]{1,2}(?![0-9]))?\s?(?:元|块|万|rmb|yuan|cny)")
_COUNTRY = re.compile(r"(?:00)?86(?=1[3-9][0-9]{9}$)")

_LOOK_BACK = 12
_BLANK = "\0"  # Folding removes it, so it can only be ours; a star may be the customer's.
_ORDER_BEFORE = re.compile(r"(?:订单|流水|编号|单号|合同|凭证|受理|工单|order|ref|serial)[^0-9]{0,6}$|[a-z]$")
_ID_BEFORE = re.compile(r"身份证|证件|\bid\b|identity")
_CARD_BEFORE = re.compile(r"卡号|银行卡|储蓄卡|信用卡|借记卡|\bcard\b")

_LOCAL_PART = "abcdefghijklmnopqrstuvwxyz0123456789._%+-"
_LONGEST_LOCAL_PART = 64
_DOMAIN = re.compile(r"(?:[a-z0-9\-]{1,63}\.){1,6}[a-z]{2,24}")

# What may stand between "my code" and the code; anything else, and the number means something else.
_BETWEEN = r"[是为:=\s\"'“”「」叫了收到给您你我的发来呢,，()is]{0,8}"
_HOTLINE = r"(?!(?:955[0-9]{2}|10[0-9]{3}|12[0-9]{3}|400[0-9]*)(?![0-9]))"
_SMS_CODE = re.compile(
    rf"(?:验证码|校验码|动态码|动态密码|短信码|随机码|认证码|\botp|passcode"
    rf"|(?:verification|one[- ]?time|sms|security|auth\w{{0,12}}) (?:code|password))"
    rf"{_BETWEEN}{_HOTLINE}([0-9]{{4,8}})(?![0-9*])"
    rf"|(?<![0-9*.])(?<![0-9*][ \-]){_HOTLINE}([0-9]{{4,8}})"
    r"(?=(?:是|就是|这个是?|is)\s?(?:我|你们?|您|短信|手机|的|the |my |sms ){0,4}"
    r"(?:验证码|校验码|动态码|verification code|code\b))"
)
_PASSWORD = re.compile(
    r"(?:密码|口令|password|passwd|pwd|\bpin\b)"
    r"(?:[是为:=]\s{0,3}(?:[:=]\s{0,3})?|[\s叫就了]{0,4}(?:is\s)?(?=[!-~]{0,32}[0-9]))"
    r"(?![!-~]{0,3}(?![!-~]))(?![!-~]{0,4}\*{3})([!-~]++)"  # four signs or more, and not what was masked before
)
_CVV = re.compile(
    rf"(?:cv[vcn]2?|安全码|(?:卡|背|后)面的?(?:后|最后)?(?:3|三)位(?:数字?|码)?)码?{_BETWEEN}([0-9]{{3,4}})(?![0-9*])"
)


def _all_in(text: str) -> list[Span]:
    """Secrets first, then addresses, then the numbers: what is found is blank to whoever searches next."""
    spans: list[Span] = []
    for finder in (_passwords, _codes, _card_codes, _addresses, _numbers):
        found = list(finder(text))
        text = _blanked(text, found)
        spans += found
    return sorted(spans, key=lambda span: span.start)


def _blanked(text: str, spans: list[Span]) -> str:
    pieces: list[str] = []
    done = 0
    for span in spans:
        pieces += [text[done : span.start], _BLANK * (span.end - span.start)]
        done = span.end
    return "".join([*pieces, text[done:]])


def _passwords(text: str) -> Iterator[Span]:
    return _declared(text, _PASSWORD, Kind.PASSWORD)


def _codes(text: str) -> Iterator[Span]:
    return _declared(text, _SMS_CODE, Kind.SMS_CODE)


def _card_codes(text: str) -> Iterator[Span]:
    return _declared(text, _CVV, Kind.CVV)


def _declared(text: str, pattern: re.Pattern[str], kind: Kind) -> Iterator[Span]:
    for found in pattern.finditer(text):
        group = found.lastindex or 0
        if set(found.group(group)) != {"*"}:
            yield Span(found.start(group), found.end(group), kind)


def _addresses(text: str) -> Iterator[Span]:
    at = text.find("@")
    while at >= 0:
        before = text[max(0, at - _LONGEST_LOCAL_PART) : at]
        outside = before.rstrip(_LOCAL_PART)
        local = before[len(outside) :].lstrip(".%+-_")
        domain = _DOMAIN.match(text, at + 1)
        if local and domain and not outside.endswith(("@", "*")):
            yield Span(at - len(local), domain.end(), Kind.EMAIL)
        at = text.find("@", at + 1)


def _numbers(text: str) -> Iterator[Span]:
    """Numbers that belong together: the longest valid one from each group of digits on."""
    groups = [(found.start(), found.end()) for found in _GROUP.finditer(text)]
    first = 0
    while first < len(groups):
        found = _number_from(text, groups, first)
        if found is None:
            first += 1
            continue
        last, span = found
        yield span
        first = last + 1


def _number_from(text: str, groups: list[tuple[int, int]], first: int) -> tuple[int, Span] | None:
    """The longest valid number that begins with this group, and the last group it takes."""
    best: tuple[int, Span] | None = None
    digits = ""
    start = groups[first][0]
    for last in range(first, len(groups)):
        begin, end = groups[last]
        if last > first and not _SEPARATOR.fullmatch(text, groups[last - 1][1], begin):
            break
        if "*" in (text[begin - 1 : begin], text[end : end + 1]):
            break
        digits += text[begin:end]
        if len(digits) > _LONGEST_NUMBER:
            break
        country = _COUNTRY.match(digits)
        skipped = country.end() if country and last == first else 0
        kind = _kind(digits[skipped:], text, start, end)
        if kind:
            best = last, Span(start + skipped, end, kind)
    return best


def _kind(digits: str, text: str, start: int, end: int) -> Kind | None:
    before = text[max(0, start - _LOOK_BACK) : start]
    if is_identity_card(digits, declared=_ID_BEFORE.search(before) is not None):
        return Kind.CN_ID
    if _MONEY_FOLLOWS.match(text, end):
        return None
    if is_mobile(digits):
        return Kind.CN_PHONE
    if _ORDER_BEFORE.search(before):
        return None
    return Kind.BANK_CARD if is_card(digits, declared=_CARD_BEFORE.search(before) is not None) else None


# --- what remains visible -------------------------------------------------------------------------------------


def _masked(written: str, found: str, kind: Kind) -> str:
    """`found` is what was `written`, folded."""
    digits = "".join(sign for sign in found if sign.isalnum())
    match kind:
        case Kind.CN_PHONE:
            return f"{digits[:3]}****{digits[-4:]}"
        case Kind.CN_ID:
            return f"{digits[0]}{'*' * (len(digits) - 2)}{digits[-1].upper()}"
        case Kind.BANK_CARD:
            return f"****{digits[-4:]}"
        case Kind.EMAIL:
            return f"{written[0]}***{found[found.index('@') :]}"
        case Kind.SMS_CODE | Kind.PASSWORD | Kind.CVV:
            return "*" * len(found)
