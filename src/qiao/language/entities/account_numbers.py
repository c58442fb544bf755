"""Phones, bank cards and the last digits of a card, in figures or spoken one by one (幺三八…)."""

import re
from collections.abc import Iterator

from qiao.language.number_checks import is_card, is_identity_card, is_mobile

from .model import EntityType, Found

_SPOKEN = str.maketrans("零〇一幺二三四五六七八九壹贰叁肆伍陆柒捌玖", "001123456789123456789")
_RUN = re.compile(r"(?<![0-9a-z])[0-9](?:[ \-–—_.·/,、;|~+*]{0,3}[0-9]){6,29}x?(?![0-9a-z])")
_GROUPS = re.compile(r"[0-9]+")
_COUNTRY = re.compile(r"(?:\+|00)?86(?=1[3-9][0-9]{9}$)")
_LANDLINE = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})[1-9][0-9]{6,7}")
_CARD_BEFORE = re.compile(r"卡号|银行卡|储蓄卡|信用卡|借记卡|账号|\bcard\b")
_ID_BEFORE = re.compile(r"身份证|证件|\bid\b|identity")
_OTHER_BEFORE = re.compile(r"(?:订单|流水|编号|单号|合同|凭证|受理|工单|运单|交易号|order|ref|serial)[^0-9]{0,6}$")
_MONEY_AFTER = re.compile(r"\s?(?:[元块万]|rmb|yuan|cny)")
_LOOK_BACK = 12
_SHORTEST, _LONGEST = 10, 19
_PHONE_LENGTHS = (11, 13, 15)

_MAYBE = re.compile(
    r"0[0-9]{9,11}|1[3-9][0-9]{9}|(?:00)?861[3-9][0-9]{9}|[1-8][0-9]{14}(?:[0-9]{2,3})?|[34569][0-9]{12,18}"
)
_TAIL_SAID = r"(?:尾号|尾数|末尾|[后末最][后末]?[四4]位(?:数字?|号码?|尾号)?|last (?:four|4)(?: digits)?)"
_TAIL_IS = r"(?:是|为|:|=|的|叫|数字|四位|\s|is|are|of|the|my|card){0,4}"
_TAIL = re.compile(
    rf"(?P<of>手机号?码?|电话号?码?|身份证号?码?|证件)?的?{_TAIL_SAID}{_TAIL_IS}"
    r"(?P<digits>[0-9](?:[ \-]?[0-9]){3})(?![0-9]|[ \-][0-9])"
    r"|(?<![a-z])end(?:s|ing) (?:in|with)\s(?P<ending>[0-9]{4})(?![0-9])"
    r"|(?<![0-9\-])(?P<closing>[0-9]{4})(?:结尾|收尾|尾号|[那这]张(?:银行)?卡)"
)


def find(text: str) -> Iterator[Found]:
    spoken = text.translate(_SPOKEN)
    yield from _tails(spoken)
    for run in _RUN.finditer(spoken):
        yield from _numbers(spoken, run)


def _tails(text: str) -> Iterator[Found]:
    for match in _TAIL.finditer(text):
        group = match.lastgroup or "digits"
        if match["of"]:
            yield Found(match.start(), match.end(), None)
        else:
            digits = "".join(_GROUPS.findall(match[group]))
            yield Found(match.start(), match.end(), EntityType.CARD_TAIL, digits)


def _numbers(text: str, run: re.Match[str]) -> Iterator[Found]:
    """The longest readings of neighbouring groups, left to right: a phone may stand beside a card."""
    groups = [found.span() for found in _GROUPS.finditer(text, *run.span())]
    first = 0
    while first < len(groups):
        found, after = _longest_from(text, groups, first)
        if found:
            yield found
        first = after


def _longest_from(text: str, groups: list[tuple[int, int]], first: int) -> tuple[Found | None, int]:
    best: tuple[Found | None, int] = None, first + 1
    digits = ""
    start = groups[first][0]
    for last in range(first, len(groups)):
        begin, end = groups[last]
        digits += text[begin:end]
        if len(digits) > _LONGEST:
            break
        found = _reading(text, digits, start, end) if len(digits) >= _SHORTEST else None
        if found:
            best = found, last + 1
    return best


def _reading(text: str, digits: str, start: int, end: int) -> Found | None:
    if not _MAYBE.fullmatch(digits):
        return None
    before = text[max(0, start - _LOOK_BACK) : start]
    has_x = text[end : end + 1] == "x"
    if is_identity_card(digits + "x" * has_x, declared=_ID_BEFORE.search(before) is not None):
        return Found(start, end + has_x, None)
    if _MONEY_AFTER.match(text, end) or _OTHER_BEFORE.search(before):
        return None
    country = _COUNTRY.match(digits)
    phone = digits[country.end() :] if country else digits
    if len(digits) in _PHONE_LENGTHS and is_mobile(phone):
        return Found(start, end, EntityType.PHONE, phone)
    if _LANDLINE.fullmatch(digits):
        return Found(start, end, EntityType.PHONE, digits)
    if is_card(digits, declared=_CARD_BEFORE.search(before) is not None):
        return Found(start, end, EntityType.BANK_CARD, digits)
    return None
