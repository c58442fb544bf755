"""Accounts on the net: WeChat, QQ."""

import re
from collections.abc import Iterator

from qiao.language.patterns import lazily

from .kinds import Found, Kind, found_by_line
from .number_context import is_hotline
from .seeing import HAN_DIGITS, Seen
from .signs import COVERED, MEASURED, D, S, digits_of

# --- WeChat ---------------------------------------------------------------------------------------------------

_TOLD = r"(?P<told>(?:号码?|账号|id|名|是|为|叫|:|=|就|我|的|加|\s|\n|is|->|[\"'(\[☺,]){0,8})"
_WECHAT = lazily(
    rf"(?:微信|薇信|威信|唯信|微x|微 信|w x|维信|徽信|v信|微☺|威☺|weixin(?<![a-z]weixin)(?:\s?id)?(?![a-z])"
    rf"|wechat(?<![a-z]wechat)(?:\s?id)?(?![a-z])|wx(?<![a-z]wx)(?:id)?(?![a-z])"
    rf"|vx(?<![a-z]vx)(?![a-z])|v(?<![a-z]v)(?![a-z])|绿泡泡|加v|加微|加我v?|卫星号?){_TOLD}"
    rf"(?P<id>[a-z](?:[☺]?[a-z0-9_\-]){{5,19}})(?![a-z0-9_\-@*.])"
)
_ANY_WECHAT = lazily(r"信|v|wx|we|泡|加微|加我|卫星|☺|微x|w x")
_WORDS = lazily(
    r"(?:payment|crashing|android|iphone|version|official|public|account|wechat|alipay|weixin"
    r"|support|service|number)[a-z]*"
)


def wechats(seen: Seen) -> Iterator[Found]:
    if _ANY_WECHAT.search(seen.text) is None:
        return
    for found in _WECHAT.finditer(seen.text):
        value = found["id"].rstrip("-☺")
        told = re.search(r"[号是为叫:=]|id|is", found["told"]) is not None
        has_figures = any(sign.isdecimal() or sign in "_-" for sign in value)
        of_words_only = not has_figures and (not told or "is" in found["told"] or _WORDS.fullmatch(value))
        if len(value) > 5 and not of_words_only:  # noqa: PLR2004  WeChat's shortest
            yield Found(found.start("id"), found.start("id") + len(value), Kind.WECHAT)


# --- QQ -------------------------------------------------------------------------------------------------------

_JOIN = rf"(?:\n|{S}){{0,3}}"
_QQ = lazily(
    rf"(?:q ?q(?<![a-z]qq)(?<![a-z]q q)(?![a-z群]|邮箱|空间|音乐|浏览器|版本)|扣扣|企鹅号?"
    rf"|q(?<![a-z]q)(?=号|:|是|为)|秋秋|球球号)(?:号码?|账号|是|为|叫|:|=|就|我|的|加|\s|number|is|id"
    rf"|联系|上|找我|[\"'(\[☺,]){{0,6}}"
    rf"(?<![0-9{HAN_DIGITS}])({D}(?:{_JOIN}{D}){{4,11}})(?![0-9{COVERED}{HAN_DIGITS}a-z@])(?!\s?{MEASURED})"
)
_LONGEST_QQ = 11


def qqs(seen: Seen) -> Iterator[Found]:
    for found in _QQ.finditer(seen.text):
        digits = digits_of(found[1])
        is_phone = len(digits) == _LONGEST_QQ and re.match("1[3-9]", digits)
        if len(digits) <= _LONGEST_QQ and digits[0] != "0" and not is_phone and not is_hotline(digits):
            yield found_by_line(seen.text, *found.span(1), Kind.QQ)
