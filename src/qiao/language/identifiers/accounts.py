"""Addresses and accounts on the net: e-mail, WeChat, QQ."""

import re
from collections.abc import Iterator

from .kinds import Found, Kind, found_by_line
from .number_context import is_hotline
from .seeing import HAN_DIGITS, Seen
from .signs import COVERED, MEASURED, D, S, digits_of

# --- e-mail ---------------------------------------------------------------------------------------------------

_LOCAL_PART = "abcdefghijklmnopqrstuvwxyz0123456789._%+-☺"
_LONGEST_LOCAL_PART = 64
_AT = (
    r"(?:@\s?|\(\s?(?:at|@|a)\s?\)\s?|\[\s?(?:at|@|a)\s?\]\s?|\{\s?(?:at|@|a)\s?\}\s?|<\s?(?:at|@"
    r"|a)\s?>\s?|【\s?(?:at|@|a)\s?】\s?|艾特\s?|爱特\s?|圈a\s?|小老鼠\s?| at |#(?=(?:qq|163|126"
    r"|gmail|sina|foxmail|outlook|hotmail)\.))"
)
_DOT = r"(?:\s?[.。]\s?|\s?点\s?|\s?[(\[{<]\s?(?:dot|\.|点)\s?[)\]}>]\s?|\sdot\s)"
_LABEL = r"[a-z0-9](?:[a-z0-9\-]|[\u4e00-\u9fff](?=[\u4e00-\u9fff]{0,3}\.[a-z])){0,62}"
_EMAIL = re.compile(
    rf"{_AT}({_LABEL}(?:{_DOT}{_LABEL}){{0,4}}{_DOT}(?:com|cn|net|org|edu|gov|io|me|cc|hk|tw|vip"
    rf"|top|xyz|[a-z]{{2,24}})(?![a-z]))"
)
_PLAIN_EMAIL = re.compile(r"@((?:[a-z0-9\-]{1,63}\.){1,6}[a-z]{2,24})")
_SPOKEN_AT = re.compile(
    r"@ | @|\(\s?(?:at|@|a)\s?\)|\[\s?(?:at|@|a)\s?\]|\{\s?(?:at|@|a)\s?\}|<\s?(?:at|@|a)\s?>"
    r"|【\s?(?:at|@|a)\s?】|艾特|爱特|圈a|小老鼠| at |#[qg1sfoh]"
    r"|@[a-z0-9\-]{1,63}\s?(?:[ 。点(\[{<]|dot)"
)
_DECLARED_EMAIL = re.compile(
    r"(?:邮箱|e-?mail|邮件)(?:地址|账号|号|是|为|:|\s|is"
    r"|address){0,4}([a-z0-9._%+\-]{2,64}@[a-z0-9\-]{3,63})(?![a-z0-9\-]|\.[a-z])"
)


def emails(seen: Seen) -> Iterator[Found]:
    text = seen.text
    spoken = _SPOKEN_AT.search(text) is not None
    if not spoken and "@" not in text:
        return
    done = 0
    pattern = _EMAIL if spoken else _PLAIN_EMAIL
    for found in pattern.finditer(text):
        at = found.start()
        if text[at - 1 : at] == " ":
            at -= 1
        before = text[max(done, at - _LONGEST_LOCAL_PART) : at]
        outside = before.rstrip(_LOCAL_PART)
        local = before[len(outside) :].lstrip(".%+-_☺")
        if local and not outside.endswith(("@", "*", "\0")):
            done = found.end()
            yield Found(at - len(local), done, Kind.EMAIL)
    if done == 0:
        yield from (Found(*found.span(1), Kind.EMAIL) for found in _DECLARED_EMAIL.finditer(text))


# --- WeChat ---------------------------------------------------------------------------------------------------

_TOLD = r"(?P<told>(?:号码?|账号|id|名|是|为|叫|:|=|就|我|的|加|\s|\n|is|->|[\"'(\[☺,]){0,8})"
_WECHAT = re.compile(
    rf"(?:微信|薇信|威信|维信|徽信|v信|微☺|weixin(?<![a-z]weixin)(?:\s?id)?(?![a-z])"
    rf"|wechat(?<![a-z]wechat)(?:\s?id)?(?![a-z])|wx(?<![a-z]wx)(?:id)?(?![a-z])"
    rf"|vx(?<![a-z]vx)(?![a-z])|v(?<![a-z]v)(?![a-z])|绿泡泡|加v|加微|加我v?|卫星号?){_TOLD}"
    rf"(?P<id>[a-z](?:[☺]?[a-z0-9_\-]){{5,19}})(?![a-z0-9_\-@*.])"
)
_ANY_WECHAT = re.compile(r"信|v|wx|we|泡|加微|加我|卫星")
_WORDS = re.compile(
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
_QQ = re.compile(
    rf"(?:q ?q(?<![a-z]qq)(?<![a-z]q q)(?![a-z群]|邮箱|空间|音乐|浏览器|版本)|扣扣|企鹅号?"
    rf"|q(?<![a-z]q)(?:号|:)|秋秋|球球号)(?:号码?|账号|是|为|叫|:|=|就|我|的|加|\s|number|is|id"
    rf"|[\"'(\[☺,，]){{0,6}}"
    rf"(?<![0-9{HAN_DIGITS}])({D}(?:{_JOIN}{D}){{4,11}})(?![0-9{COVERED}{HAN_DIGITS}a-z@])(?!\s?{MEASURED})"
)
_LONGEST_QQ = 11


def qqs(seen: Seen) -> Iterator[Found]:
    for found in _QQ.finditer(seen.text):
        digits = digits_of(found[1])
        is_phone = len(digits) == _LONGEST_QQ and re.match("1[3-9]", digits)
        if len(digits) <= _LONGEST_QQ and digits[0] != "0" and not is_phone and not is_hotline(digits):
            yield found_by_line(seen.text, *found.span(1), Kind.QQ)
