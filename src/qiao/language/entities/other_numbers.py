"""Numbers that are no entity: percentages, order numbers, hotlines, versions, codes, times of day, models."""

import re
from collections.abc import Iterator

from qiao.language.wordlists import any_of

from .model import Found
from .numerals import HAN, HAN_DIGITS

_FIGURES = r"[0-9]{1,15}(?:\.[0-9]{1,6})?"
_FILE = any_of(
    "订单 流水 编号 单号 合同 凭证 受理 工单 运单 快递 交易 工号 学号 文号 批次 案号 投诉 参考 房间 门牌 楼栋 机型 型号"
)
_ENGLISH_FILE = any_of("order ref(?:erence)? serial ticket case contract")
_SECRET = any_of(
    """验证码 校验码 动态码 动态密码 短信码 密码 口令 取件码 邀请码 错误码 错误代码 代码 报错 邮编 安全码 cvv otp
    passcode
    password (?<![a-z])code"""
)
_PRODUCT = any_of(
    """版本号? 安卓 鸿蒙 苹果 华为 小米 荣耀
    (?<![a-z])(?:v|ver|version|ios|android|app|windows|iphone|mate|harmonyos|miui|ip)"""
)

_SERIAL = r"(?=[a-z\-_]{0,12}[0-9])[0-9a-z\-_]"
_NO_SUM = r"(?![0-9.,元块万]|\s?(?:yuan|rmb|cny|renminbi)(?![a-z]))"

_PERCENT = (
    rf"[百千万]分之(?:{_FIGURES}|{HAN})",
    rf"(?<![0-9.]){_FIGURES}\s?(?:%|‰|个?百分点|个点|\s?percent(?![a-z]))",
    rf"(?<![{HAN_DIGITS}十])[{HAN_DIGITS}十]{{1,4}}(?:点[{HAN_DIGITS}]{{1,4}})?个(?:百分)?点",
    rf"(?:利率|年化|日息|月息|费率)(?:是|为|高达|:)?[万千百]?(?:分之)?(?:{_FIGURES}(?![元块万千0-9])|{HAN}(?![元块]))",
)
_NUMBERED_THINGS = (
    rf"{_FILE}(?:编?号码?|单号|号)?(?:[是为:=叫]|\s){{0,4}}[a-z]{{0,6}}[\-_]?{_SERIAL}{{3,40}}",
    rf"(?<![a-z]){_ENGLISH_FILE}(?: (?:number|no|id))?(?: is|[:#.\s]){{1,4}}{_SERIAL}{{4,40}}",
    r"(?<![0-9a-z])(?!(?:rmb|cny)[0-9])[a-z]{1,8}[\-_]?[0-9][0-9a-z\-_]{3,40}",
    rf"{_SECRET}(?:是|为|:|=|了|提示|显示|\s|is){{0,4}}[0-9a-z]{{2,12}}",
    r"(?<![0-9.])(?:400|800)[\- ]?[0-9]{3,4}[\- ]?[0-9]{3,4}(?![0-9])",
    rf"(?<![0-9.,])(?:955[0-9]{{2}}|9[56][0-9]{{3,4}}|100(?:10|86|16)|1[02][0-9]{{3}}(?<!00)){_NO_SUM}",
    r"(?<![0-9.,])(?:110|120|119|122|114|12378|12315|12345)(?=报警|电话|热线|投诉|举报|平台)",
    r"(?:报警|打|拨打?|call)\s?(?:110|120|119|122|114)(?![0-9])",
    rf"{_PRODUCT}(?:[是为:]|\s|系统|手机){{0,3}}[0-9]{{1,5}}(?:\.[0-9]{{1,5}}){{0,4}}(?![0-9]|[万元块])",
    r"(?<![0-9.])[0-9]{1,5}(?:\.[0-9]{1,5}){2,4}(?:版本?)?(?![0-9])",
    r"(?<![0-9.])[0-9]{1,3}(?:\.[0-9]{1,3})?(?:版本|系统)",
    r"(?<![0-9.])[248]k(?=屏|电视|显示|高清|画|视频)",
)
_TIMES_AND_MARKS = (
    r"(?<![0-9:])(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9])?(?![0-9])",
    r"(?<![0-9.])(?:[01]?[0-9]|2[0-4])(?:点(?:钟|整|半|[0-5]?[0-9]分?)?|时(?!间|候))(?![0-9])",
    r"(?:按|请按|选|回复)\s?[0-9]{1,2}键?(?![0-9.万千元块个期])",
    r"[打给][0-9]{1,3}(?:分(?![0-9一二三四五六七八九十])|颗星|星)",
)
_PATTERNS = tuple(map(re.compile, (*_PERCENT, *_NUMBERED_THINGS, *_TIMES_AND_MARKS)))
_DATE_LIKE = re.compile(r"(?:19|20)[0-9]{2}\.(?:0?[1-9]|1[0-2])\.(?:[12][0-9]|3[01]|0?[1-9])")


def find(text: str) -> Iterator[Found]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not _DATE_LIKE.fullmatch(match.group()):
                yield Found(match.start(), match.end(), None)
