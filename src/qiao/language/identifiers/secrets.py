"""Secrets people should never send but do: passwords, one-time codes, the numbers on the back of a card."""

import re
from collections.abc import Iterator

from .kinds import Found, Kind, found_by_line
from .seeing import HAN_DIGITS, Seen
from .signs import COVERED, MEASURED, NOT_AMID, D, S

_ENDS = rf"(?![0-9{COVERED}{HAN_DIGITS}])"
_NOT_MEASURED = rf"(?!\s?{MEASURED})(?!-[0-9]{{1,2}}位)"

# --- passwords ------------------------------------------------------------------------------------------------

_SET_TO = (
    r"(?:是|为|:|=|改成了?|改为|设成了?|设为|设置成了?|设置为|设的|换成了?|换为|用的?|叫做?|就"
    r"|写的?|填的?|输的?|输入了?|给你|发你|还是|应该是"
    r"|重置成了?|重置为|告诉你|一直|都|我|的|了|生日|->|=>|[\s\"'(\[☺])"
)
_FIRST = r"(?![\"'()\[\]=:☺.?!])"
_SIGNS = r"[!-+\--:<-~☺]"  # What a keyboard writes, without comma and semicolon.
_HIDDEN = r"(?![!-~]{0,6}?\*{3})(?!\*+(?![!-~]))"
_PASSWORD = re.compile(
    rf"(?:密码|密 码|口令(?!红包)|passw(?:or)?d|passphrase|pwd|mima|pin(?<![a-z]pin)(?![a-z])"
    rf"|pw(?<![a-z]pw)(?![a-z]))(?:\d(?=[:是]))?"
    rf"(?:(?P<told>(?:{_SET_TO}|is\s|was\s|to\s){{1,6}})|)"
    rf"(?:(?P<typed>{_FIRST}{_HIDDEN}{_SIGNS}{{4,64}}+)"
    rf"|(?P<spaced>[!-~](?:\s[!-~](?![!-~])){{3,}}+)"
    rf"|(?P<spoken>(?:[三四五六七八3-8]个{D}(?![0-9位次个月天年{HAN_DIGITS}])"
    rf"|(?:{D}[\s.\-☺、]?){{3,20}}{D}){_ENDS}{_NOT_MEASURED}))"
)
_NO_PASSWORD = re.compile(
    r"(?:please|wrong|incorrect|reset|error|expired|invalid|failed|forgot|forgotten|change|again"
    r"|required|https?:|face_?id|touch_?id|wechat|"
    r"alipay|admin\b|null|none|true|false|manager|login|app\b|sms|code|not|has|was|too|weak)[!-~]*"
)
_UNITS_AFTER = re.compile(rf"\s?{MEASURED}|前|后|左右|多")
_TRAILING = ".?\"')]>☺:"


def passwords(seen: Seen) -> Iterator[Found]:
    text = seen.text
    for found in _PASSWORD.finditer(text):
        group = str(found.lastgroup)
        start, end = found.span(group)
        if group != "typed":
            yield Found(start, end, Kind.PASSWORD)
            continue
        value = text[start:end].rstrip(_TRAILING)
        if _is_password(value, text[start + len(value) : end + 3], told=found["told"] or ""):
            yield Found(start, start + len(value), Kind.PASSWORD)


def _is_password(value: str, after: str, *, told: str) -> bool:
    plain = value.replace("☺", "")
    if len(plain) < 4 or "***" in value or _NO_PASSWORD.fullmatch(plain):  # noqa: PLR2004  shorter is no password
        return False
    digits_only = all(sign in "0123456789-~." for sign in plain)
    if digits_only and _UNITS_AFTER.match(after):
        return False
    if any(sign.isdecimal() for sign in plain):
        return True
    # Letters alone are a password only where somebody says so.
    return bool(re.search(r"[是为:=成叫]", told)) and len(plain) > 4  # noqa: PLR2004


# --- one-time codes -------------------------------------------------------------------------------------------

_BETWEEN = (
    r"(?:[是为:=\s\"'叫了收到给您你我的发来过就呢啊哦吧,，。、()\[\]【】<>☺-]|is|was|告诉|这个|码|如下|code){0,10}"
)
_HOTLINE = r"(?!(?:955[0-9]{2}|10[0-9]{3}|12[0-9]{3}|400[0-9]*|106[0-9]{5,})(?![0-9]))"
_APART = rf"(?:\n|{S}){{0,3}}"
_CODE_ENDS = rf"{_ENDS}(?!\s?{MEASURED})(?!\.[0-9]|%|[a-z])"
_CODE = rf"{_HOTLINE}({D}(?:{_APART}{D}){{3,7}}){_CODE_ENDS}"
_CODE_NAMES = (
    r"验证码|校验码|动态码|短信码|随机码|认证码|确认码|激活码|登录码|手机码|验证吗|验正码"
    r"|动态(?:密码|口令)|短信密码|otp(?<![a-z]otp)(?![a-z])|passcode|yzm"
    r"|verification code|one[- ]?time (?:code|password|pin)|sms code|security code|login code|auth[a-z]{0,12} code"
    r"|收到的?(?:一个|那个|这个)?(?:数字|码)|短信(?:里|上|中)?(?:的|发的|发来的?|收到的"
    r"|写的)?(?:那个)?(?:数字|是)|码(?<![号密编代条邮件户卡]码)就?是|code is"
)
_SMS_CODE = re.compile(rf"(?:{_CODE_NAMES}){_BETWEEN}(?:g-)?{_CODE}")
_SMS_CODE_FIRST = re.compile(
    rf"{_HOTLINE}({D}(?<![{COVERED}.a-z0-9{HAN_DIGITS}].)(?<![0-9*][ \-].)(?:{_APART}{D}){{3,7}}){_CODE_ENDS}"
    r"(?=[\s,，。:☺\"')】\]-]{0,3}(?:(?:这|那|就)?(?:个|串)?(?:是|就是)|is|\()\s?(?:我|你们?|您"
    r"|短信|手机|刚|收到|发来|来|的|the |my |your |sms ){0,5}"
    r"(?:验证码|校验码|动态码|短信码|verification code|otp|code(?![a-z])))"
)
_HAS_CODE_NAME = re.compile(r"[码口吗]|密码|otp|code|yzm|短信|pin|pass|收到")


_CODE_NAME_AFTER = re.compile(
    r"是[^\n]{0,12}(?:验证|校验|动态|短信|otp|code)|is [^\n]{0,12}(?:code|otp)|\((?:验证|校验|动态|短信)"
)


def codes(seen: Seen) -> Iterator[Found]:
    if _HAS_CODE_NAME.search(seen.text) is None:
        return
    done = 0
    for found in _SMS_CODE.finditer(seen.text):
        done = found.end()
        yield found_by_line(seen.text, *found.span(1), Kind.SMS_CODE)
    if done == 0 and _CODE_NAME_AFTER.search(seen.text):
        for found in _SMS_CODE_FIRST.finditer(seen.text):
            yield found_by_line(seen.text, *found.span(1), Kind.SMS_CODE)


# --- the back of the card -------------------------------------------------------------------------------------

_BACK = r"(?:片|面|后)?(?:的|上)?(?:背面)?(?:的|上)?(?:那|最)?(?:后|末)?(?:3|三)(?:位|个)(?:数字?|码|安全码)?"
_CVV = re.compile(
    rf"(?:cvv ?2?(?:码|code)?|cvc ?2?(?:码|code)?|cvn ?2?(?:码|code)?|安全码|校验三位|security code"
    rf"|签名(?:栏|条|处)(?:上|里)?的?(?:[后末最]{{0,2}}(?:3|三)位)?(?:数字?|码)?"
    rf"|卡{_BACK}|背{_BACK}|反{_BACK}|后(?=[片面的三3]){_BACK})"
    rf"(?:[是为:=\s\"'叫了的就我码给你您,()☺-]|is"
    rf"|code){{0,8}}(?<!尾号){NOT_AMID}({D}(?:{_APART}{D}){{2,3}}){_ENDS}(?!\s?{MEASURED})"
)
_CARD_TAIL = re.compile(r"(?:卡|后)(?:的|最)?(?:后|末)?(?:3|三)位")


def card_codes(seen: Seen) -> Iterator[Found]:
    for found in _CVV.finditer(seen.text):
        if not _CARD_TAIL.match(found.group()):
            yield found_by_line(seen.text, *found.span(1), Kind.CVV)


_YEAR = rf"(?:(?:[2二贰两]\s?[0零〇]\s?)?[23二三贰叁]\s?{D})"
_MONTH = (
    r"(?:[0零〇]\s?[1-9一二两三四五六七八九壹贰叁肆伍陆柒捌玖幺]|[1一壹幺]\s?[0-2零〇一二壹贰幺]"
    r"|十[一二]?|[1-9一二三四五六七八九])"
)
_DASH = r"\s?[/\-.|\\☺·~]\s?"
_EXPIRY = re.compile(
    rf"(?P<name>有效期限?|有效日期|有效至|失效日?期?|过期(?:时间|日|年月)?|到期(?:日期?|时间|年月)?"
    rf"|exp(?:iry|ires?|iration|\.)?(?: date)?|valid (?:thru|until|through|to)|good thru"
    rf"|月年|年月)(?:[是为至到:=\s\"'()的写着☺,在]|截止|is|on|date|月/?年|mm/?yy){{0,6}}{NOT_AMID}"
    rf"(?P<when>(?P<slash>{_MONTH}{_DASH}{_YEAR}|[23]\d{_DASH}(?:0[1-9]|1[0-2])|(?:0[1-9]"
    rf"|1[0-2])[23]\d|[零〇一幺]{D}[二三]{D})"
    rf"|(?P<long>{_YEAR}\s?年\s?{_MONTH}\s?月份?|{_MONTH}\s?月(?:份|,|\s)?{_YEAR}\s?年?"
    rf"|(?:20)?[23]\d{_DASH}{_MONTH}|[23](?:\d)(?:0[1-9]|1[0-2])|[二三]{D}(?:[零〇]{D}"
    rf"|[一幺][零〇一二幺])))"
    rf"{_ENDS}(?!\s?[/\-.年月日]\s?[0-9])(?![0-9日号元位年月])"
)
_OTHER_THINGS = re.compile(
    r"合同|优惠|券|活动|身份证|证件|额度|红包|会员|协议|授权|报价|二维码|链接|借款|贷款|账单|逾期"
    r"|保单|套餐|积分|保险|驾照|护照|订单|offer|coupon|contract|loan|bill|due|还款|分期"
)
_CARD = re.compile(r"卡|cv[vcn]|card|安全码|visa|master|\x00")


def card_expiries(seen: Seen) -> Iterator[Found]:
    text = seen.text
    for found in _EXPIRY.finditer(text):
        before = text[max(0, found.start() - 24) : found.start("when")]
        of_card = _CARD.search(before) or _CARD.search(text[found.end() : found.end() + 8])
        if _OTHER_THINGS.search(before, max(0, found.start("when") - found.start() - 12)) and not of_card:
            continue
        if of_card or (found["slash"] and not found["name"].startswith(("到期", "过期", "失效"))):
            yield Found(*found.span("when"), Kind.CARD_EXPIRY)


_AFTER_CARD = re.compile(
    r"\x00[ ,/]{1,3}(?P<when>(?:0[1-9]"
    r"|1[0-2])[/\-.]?(?:20)?[2-4][0-9])(?:[ ,/]{1,3}(?P<back>[0-9]{3}))?(?![0-9/.*年月日元块])"
)


def after_cards(seen: Seen) -> Iterator[Found]:
    """Expiry and the three digits where they follow the card's number without a word."""
    for found in _AFTER_CARD.finditer(seen.text):
        if found["back"] or _CARD_WORD.search(seen.text, max(0, found.start() - 40), found.start()):
            yield Found(*found.span("when"), Kind.CARD_EXPIRY)
        if found["back"]:
            yield Found(*found.span("back"), Kind.CVV)


_CARD_WORD = re.compile(r"卡|card|visa|master")


def has_digits(seen: Seen) -> bool:
    """Whether anything numeric at all could be found."""
    return _THREE.search(seen.text) is not None


_THREE = re.compile(rf"{D}(?:[^0-9{HAN_DIGITS}]{{0,6}}{D}){{2}}")
