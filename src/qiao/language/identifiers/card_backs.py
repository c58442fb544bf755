"""The three or four digits on the back of a card."""

from collections.abc import Iterator

from qiao.language.patterns import lazily

from .kinds import Found, Kind, apart, found_by_line
from .seeing import HAN_DIGITS, Seen
from .signs import COVERED, MEASURED, NOT_AMID, D, S

_APART = rf"(?:\n|{S}){{0,3}}"
_ENDS = rf"(?![0-9{COVERED}{HAN_DIGITS}])(?!\s?{MEASURED})"
_WORD = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_VALUE = rf"(?:{D}(?:{_APART}{D}){{2,3}}{_ENDS}|{_WORD}(?:[ ,-]{{1,2}}{_WORD}){{2,3}}(?![a-z]))"
_THREE_NEXT = rf"(?=[是为:=\s]{{0,3}}{D}(?:{_APART}{D}){{2}}{_ENDS})"

_THREE = r"(?:3|三)(?:位|个|码)(?:数字?|码|安全码|校验码)?"
_BACK = rf"(?:片|面|后)?(?:的|上)?(?:背面)?(?:的|上)?(?:那|最)?(?:后|末)?{_THREE}"
_SAID_OF_BACK = rf"(?:的|那)?(?:串|几个)?(?:数字|号码|码)?{_THREE_NEXT}"
_CVV = lazily(
    rf"(?:c[ .]?v[ .]?[vcn] ?2?(?:码|code)?|安全码|校验三位|security code|card verification|验证值|校验值"
    rf"|签名(?:栏|条|处)(?:上|里)?的?(?:[后末最尾]{{0,2}}(?:{_THREE})?)?(?:数字?|码)?"
    rf"|卡{_BACK}|背{_BACK}|反{_BACK}|背面{_SAID_OF_BACK}|背后{_SAID_OF_BACK}|反面{_SAID_OF_BACK}"
    rf"|后(?=[片面的三3]){_BACK}"
    rf"|后三码(?<![号机尾卡]后三码)|末三码(?<![号机尾卡]末三码)|三位(?:安全|校验)?码{_THREE_NEXT}|three digits"
    rf"|3 digits)"
    rf"(?:[是为:=\s\"'叫了的就我码给你您在卡那,()☺-]|背面|背后|[后末](?:3|三)位(?:数字?)?|is|are|code|number"
    rf"|on the back|of (?:the|my) card){{0,8}}"
    rf"(?<!尾号){NOT_AMID}(?P<value>{_VALUE})"
)
# After its own name more may stand between: CVV我看了下是123.
_NAMED_CVV = lazily(
    rf"(?:cv[vcn] ?2?|安全码"
    rf"|security code)[^0-9{HAN_DIGITS}。!?]{{0,12}}{NOT_AMID}(?P<value>{D}(?:{_APART}{D}){{2}}{_ENDS})"
)
_CARD_TAIL = lazily(r"(?:卡|后)(?:的|最)?(?:后|末)?(?:3|三)位")


def card_codes(seen: Seen) -> Iterator[Found]:
    text = seen.text
    named = list(_CVV.finditer(text))
    if "cv" in text or "安全码" in text or "security" in text:
        named += _NAMED_CVV.finditer(text)
    meant = [found for found in named if not _CARD_TAIL.match(found.group())]
    return apart(found_by_line(text, *found.span("value"), Kind.CVV) for found in meant)
