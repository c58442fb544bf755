"""When a card expires: month and year, however they are written."""

import re
from collections.abc import Iterator

from qiao.language.patterns import lazily

from .kinds import Found, Kind, apart, found_by_line
from .seeing import HAN_DIGITS, Seen
from .signs import NOT_AMID, D

_YEAR = rf"(?:(?:[2二贰两]\s?[0零〇洞]\s?)?(?:[23二三贰叁]\s?{D}|[二三]十[一二三四五六七八九]?))"
_MONTH = (
    r"(?:[0零〇洞]\s?[1-9一二两三四五六七八九壹贰叁肆伍陆柒捌玖幺拐勾]|[1一壹幺腰]\s?[0-2零〇洞一二两壹贰幺腰]"
    r"|十[一二]?|[1-9一二三四五六七八九])"
)
_TWO_DIGIT_MONTH = rf"(?:0\s?[1-9]|1\s?[0-2]|[零〇洞]{D}|[一幺腰壹][零〇洞一二两幺腰壹贰])"
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DASH = r"\s?(?:[/\-.|\\\\☺·~,、_:]|反?斜[杠线]|横?杠|划)\s?"
# Written as on a card, which dates of other things seldom are.
_AS_ON_CARD = (
    rf"{_MONTH}{_DASH}{_YEAR}|[23]\d{_DASH}(?:0[1-9]|1[0-2])|(?:0\s?[1-9]|1\s?[0-2])\s?[23]\s?\d|[1-9]\s[23]\d"
    rf"|{_TWO_DIGIT_MONTH}\s?[二三贰叁]\s?{D}|{_MONTH}\s?月\s?[/\-.]\s?{_YEAR}\s?年?"
)
_IN_WORDS = (
    rf"{_YEAR}\s?年\s?[/\-.的]?\s?{_MONTH}\s?月份?底?|{_MONTH}\s?月(?:份|底|,|\s)?的?{_YEAR}\s?年?"
    rf"|{_YEAR}{_DASH}{_MONTH}"
    rf"|[23]\s?\d\s?(?:0[1-9]|1[0-2])|[二三]{D}(?:[零〇]{D}|[一幺][零〇一二幺])"
    rf"|{_MONTH_NAME}[ .,'/\-]{{0,3}}(?:20)?[23]\d|(?:20)?[23]\d[ .,/\-]{{1,3}}{_MONTH_NAME}"
)
_ENDS = rf"(?![0-9{HAN_DIGITS}*])(?!\s?[/\-.年月日]\s?[0-9])(?![日号元位年月块天])"
_NAME = (
    r"有效期限?|效期|有效(?=[:\s]{1,2}[01]\d)|有效日期|有效月年|有效年月|有效至|有校期|失效日?期?|过期(?:时间|日|年月)?"
    r"|到期(?:日期?|时间|年月|月)?|exp(?<![a-z]exp)(?:iry|ires?|iring|iration|\.)?(?: date)?(?![a-z])"
    r"|valid (?:thru|until|through|till|to)|valid(?= [01]\d[/-])|good thru|月年|年月|月/年|年/月|mm/?yy(?:yy)?"
    r"|期限|日期|时间|月份"
)
_EXPIRY = lazily(
    rf"(?P<name>{_NAME})(?:[是为至到:=\s\"'()的写着印☺,在填了快才]|截止|那个|就|is|on|in|date|month/?year|月/?年"
    rf"|mm/?yy){{0,8}}{NOT_AMID}"
    rf"(?:(?P<as_on_card>{_AS_ON_CARD})|(?P<whole>20[23]\d(?:[-/.]|年)(?:1[0-2]|0?[1-9])(?:[-/.]|月)(?:3[01]|[12]\d"
    rf"|0?[1-9])日?(?!\d))|(?P<in_words>{_IN_WORDS})){_ENDS}"
)
_BEFORE_NAME = lazily(
    rf"(?:卡(?:片|的|是|在|将于|将|会|要|于|到|☺|,|\s){{0,4}}){NOT_AMID}"
    rf"(?P<when>{_AS_ON_CARD}|{_IN_WORDS}){_ENDS}(?:\s?(?:就|才|要|快)?(?:到期|过期|失效|有效)|的(?!账单|借|还|款))"
)
# Before the name of the date, or before that of the code on the back.
_BEFORE_ANOTHER = lazily(
    rf"(?P<when>[01](?<![0-9{HAN_DIGITS}/.\-].)(?:(?<=0)[1-9]|(?<=1)[0-2])(?P<dash>{_DASH})?(?:20)?[23]\d){_ENDS}"
    r"(?:[\s,☺]?(?:就|才|要)?(?:(?:到期|过期|失效)的?(?:信用|银行|储蓄)?卡|(?:这个?)?(?:就|才)?是(?:我?的?(?:信用|银行)?卡的?)?有效期)"
    r"|(?(dash)[\s,、;和]{1,3}(?:cv[vcn]|安全码|背面|后三位|后面三位|\x00)|(?!)))"
)
_OTHER_THINGS = lazily(
    r"合同|优惠|券|活动|身份证|证件|额度|红包|会员|协议|授权|报价|二维码|链接|借款|贷款|账单|逾期"
    r"|保单|套餐|积分|保险|驾照|护照|订单|offer|coupon|contract|loan|bill|due|还款|分期|承诺|验证码|密码|营业执照"
    r"|征信|报告"
)
_OF_CARD = lazily(r"卡|cv[vcn]|card|安全码|visa|master|exp|valid|good thru|月年|月/年|mm/?yy|\x00")
_DUE = ("到期", "过期", "失效", "期限", "年月", "日期", "时间", "月份")


def card_expiries(seen: Seen) -> Iterator[Found]:
    return apart(_card_expiries(seen.text))


def _card_expiries(text: str) -> Iterator[Found]:
    if _ANY_NAME.search(text) is None:
        return
    for found in _EXPIRY.finditer(text):
        group = str(found.lastgroup)
        if _is_of_card(text, found, group):
            yield found_by_line(text, *found.span(group), Kind.CARD_EXPIRY)
    if _CODE_OR_CARD.search(text):
        for pattern in (_BEFORE_NAME, _BEFORE_ANOTHER):
            for found in pattern.finditer(text):
                yield Found(*found.span("when"), Kind.CARD_EXPIRY)


def _is_of_card(text: str, found: re.Match[str], group: str) -> bool:
    before = text[max(0, found.start() - 24) : found.start(group)]
    if _OF_CARD.search(before) or _OF_CARD.search(text[found.end() : found.end() + 8]):
        return True
    if _OTHER_THINGS.search(before, max(0, len(before) - 12 - found.start(group) + found.start())):
        return False
    if found["name"].startswith(_DUE) or _OTHER_THINGS.match(text, found.end()):
        return False
    return group == "as_on_card" or found["name"].startswith("有效")


_ANY_NAME = lazily(
    r"效期|有效|校期|到期|过期|失效|exp|valid|thru|年月|月年|月/年|年/月|期限|日期|时间|月份|mm|cv[vcn]|安全码|背面"
    r"|后三位|后面三位|年|\x00"
)
_CODE_OR_CARD = lazily(r"卡|有效期|cv[vcn]|安全码|背面|后三位|\x00")
_AFTER_CARD = lazily(
    rf"\x00[\s,/;、。]{{1,3}}(?P<when>(?:0[1-9]|1[0-2])(?:{_DASH})?(?:20)?[2-4][0-9])"
    r"(?:[\s,/;、]{1,3}(?P<back>[0-9]{3}))?(?![0-9/.*年月日元块])"
)


def after_cards(seen: Seen) -> Iterator[Found]:
    """Expiry and the three digits where they follow the card's number without a word."""
    for found in _AFTER_CARD.finditer(seen.text):
        if found["back"] or _CARD_WORD.search(seen.text, max(0, found.start() - 40), found.start()):
            yield Found(*found.span("when"), Kind.CARD_EXPIRY)
        if found["back"]:
            yield Found(*found.span("back"), Kind.CVV)


_CARD_WORD = lazily(r"卡|card|visa|master")
