"""Codes that were sent to somebody to be typed once."""

from collections.abc import Iterator

from qiao.language.patterns import lazily

from .kinds import Found, Kind, found_by_line
from .seeing import HAN_DIGITS, Seen
from .signs import COVERED, MEASURED, D, S

_ENDS = rf"(?![0-9{COVERED}{HAN_DIGITS}])"
_BETWEEN = (
    r"(?:[是为:=\s\"'叫了收到给您你我的发来过就呢啊哦吧,，。、()\[\]【】<>☺-]|is|was|告诉|这个|码|如下|code){0,10}"
)
_HOTLINE = r"(?!(?:955[0-9]{2}|10[0-9]{3}|12[0-9]{3}|400[0-9]*|106[0-9]{5,})(?![0-9]))"
_APART = rf"(?:\n|{S}){{0,3}}"
_CODE_ENDS = rf"{_ENDS}(?!\s?{MEASURED})(?!\.[0-9]|%|[a-z])"
_CODE = rf"{_HOTLINE}({D}(?:{_APART}{D}){{3,7}}){_CODE_ENDS}"
_CODE_NAMES = (
    r"验证码|校验码|动态码|短信码|随机码|认证码|确认码|激活码|登录码|手机码|验证[马嘛吗玛妈]|验正码|验证(?=\d)"
    r"|动态(?:密码|口令)|短信(?:密码|口令)|验证(?:密码|口令)|otp(?<![a-z]otp)(?![a-z])|passcode|yzm"
    r"|verification code|one[- ]?time (?:code|password|pin)|sms code|security code|login code|auth[a-z]{0,12} code"
    r"|收到的?(?:一个|那个|这个)?(?:数字|码)|短信(?:里|上|中)?(?:的|发的|发来的?|收到的"
    r"|写的)?(?:那个)?(?:数字|是)|码(?<![号密编代条邮件户卡全务]码)就?是|code is"
    r"|code(?<![a-z]code)(?<!error code)(?<!zip code)(?<!area code)(?<!post code)(?<!promo code)(?<!bank code)\s?[:=]"
)
_SMS_CODE = lazily(rf"(?:{_CODE_NAMES}){_BETWEEN}(?:g-)?{_CODE}")
_SMS_CODE_FIRST = lazily(
    rf"{_HOTLINE}({D}(?<![{COVERED}.a-z0-9{HAN_DIGITS}].)(?<![0-9*][ \-].)(?:{_APART}{D}){{3,7}}){_CODE_ENDS}"
    r"(?=[\s,，。:☺\"')】\]-]{0,3}(?:(?:这|那|就)?(?:个|串)?(?:是|就是)|is|\()\s?(?:我|你们?|您"
    r"|短信|手机|刚|收到|发来|来|的|the |my |your |sms ){0,5}"
    r"(?:验证码|校验码|动态码|短信码|verification code|otp|code(?![a-z])))"
)
_TYPED = lazily(r"(?:输入?|填|发|收到|给|写|敲|打)(?:了|的|给我|过|一个|成|进去|到|来){0,3}(?:个|是)?[\s\"'(☺:]{0,2}$")
# The name after the code, without 是: only where somebody typed or got it, or where the name ends the sentence.
_SMS_CODE_NAMED = lazily(
    rf"(?P<code>{D}(?<![{COVERED}.a-z0-9{HAN_DIGITS}].)(?<![0-9*][ \-].)(?<![尾号位].)"
    rf"(?:{_APART}{D}){{3,7}}){_CODE_ENDS}[\s\"')☺]{{0,2}}(?:这|那|提示|显示|说|报|总|一直|就)?(?:个|串)?(?:的)?"
    r"(?:短信|手机|登[录陆])?(?:验证码?|校验码|动态码)(?P<end>$|[\s,。!?;~]|对|错|不对|不正确|无效|有效|失效|过期"
    r"|是不是|是对|行)?"
)
_IS_HOTLINE = lazily(r"955[0-9]{2}|10[0-9]{3}|12[0-9]{3}|400[0-9]*|106[0-9]{5,}")
_HAS_CODE_NAME = lazily(r"[码口吗验]|密码|otp|code|yzm|短信|pin|pass|收到")


_CODE_NAME_AFTER = lazily(
    r"是[^\n]{0,12}(?:验证|校验|动态|短信|otp|code)|is [^\n]{0,12}(?:code|otp)|\((?:验证|校验|动态|短信)"
)


def codes(seen: Seen) -> Iterator[Found]:
    if _HAS_CODE_NAME.search(seen.text) is None:
        return
    done = 0
    for found in _SMS_CODE.finditer(seen.text):
        done = found.end()
        yield found_by_line(seen.text, *found.span(1), Kind.SMS_CODE)
    if done:
        return
    if _CODE_NAME_AFTER.search(seen.text):
        for found in _SMS_CODE_FIRST.finditer(seen.text):
            done = found.end()
            yield found_by_line(seen.text, *found.span(1), Kind.SMS_CODE)
    if "验" in seen.text or "动态码" in seen.text:
        for found in _SMS_CODE_NAMED.finditer(seen.text, done):
            if _IS_HOTLINE.fullmatch(found["code"]):
                continue
            if found["end"] is not None or _TYPED.search(seen.text, max(0, found.start() - 12), found.start()):
                yield found_by_line(seen.text, *found.span("code"), Kind.SMS_CODE)
