"""What stands around a number: what its writer calls it, and whether it is money, a hotline or a company."""

from functools import lru_cache

from qiao.language.patterns import lazily

from .signs import MEASURED

LOOK_BACK = 24

_NAMES = {
    "id": r"身份证|身分证|身份 证|证件|身份号|sfz|id ?card|identity|id(?<![a-z]id)(?![a-z])",
    "card": r"绑定|解绑|换绑|绑卡|卡(?=[是:为]{0,1}[\s☺(]{0,2}[0-9]{4})|卡号|银行卡|储蓄卡|信用卡|借记卡|工资卡"
    "|扣款卡|工行卡|农行卡|建行卡|中行卡|招行卡|交行卡"
    "|账号|帐号|账户|帐户|bank card|card(?: number| no)?|"
    "account(?: number| no)?",
    "landline": "座机|固话|固定电话|办公电话|宅电|公司电话|单位电话|家里电话|家庭电话|分机|landline",
    "hotline": "客服电话|客服热线|热线|官方电话|服务电话|人工电话|hotline",
    "phone": r"手机|电话|联系方式|联系我|号码|打给我|打我|致电|回电|微信同号|phone|mobile|cell"
    r"|tel(?<![a-z]tel)(?![a-z])|call me|sjh|shouji|dianhua",
    "order": "订单|流水|单号|合同|凭证|受理|工单|交易号|票据|发票|收据|回执|快递|运单|物流|批次|申请号"
    "|申请编号|参考号|序列号|借据|贷款号|贷款编号|案件|编号|编码|代码|"
    "错误码|报错|设备号|保单|档案号|商户号|终端号|追踪|邮编|order(?: id| no| number)?"
    "|ref(?<![a-z]ref)(?:erence)?|serial(?: no| number)?|receipt(?: no| number)?|"
    "contract(?: no| number)?|invoice(?: no| number)?|tracking|imei|error(?: code)?|case(?: id"
    "| no| number)?|ticket|txn|transaction(?: id| no| number)?",
    "company": "信用代码|税号|营业执照|纳税人|注册号|组织机构|uscc",
}
# After the name of an order only what leads straight to its number; after that of a person's number a little more.
_STRAIGHT = lazily(r"(?:号码?|编号|代码|id|no\.?|number|是|为|:|=|#|\s|的|叫|[\"'(\[☺-])*+")
_LOOSE = lazily(r"(?!费|尾|后[三四六]|末|前|短信|通知|验证|密码)[^0-9尾\n]{0,9}(?:\n[^0-9尾\n]{0,6})?\n?")
# Groups would slow the search down: what was found is told apart afterwards.
_NAME = lazily("|".join(_NAMES.values()))
_WHICH = lazily("|".join(f"(?P<{kind}>{words})" for kind, words in _NAMES.items()))
_THINGS = {"order", "company", "hotline"}

_MONEY_AFTER = lazily(r"(?:\.[0-9]{1,2}(?![0-9]))?\s?(?:元|块|万|亿|rmb|yuan|cny)")
_MONEY_BEFORE = lazily(r"(?:[¥￥$€]|rmb|金额|余额|额度|欠款?|共计?|合计|总计|还款|转账|转了|还了|借了)(?:是|为|:|\s)?$")
_HOTLINE = lazily(r"955[0-9]{2}|10[0-9]{3}|12[0-9]{3}|11[0-9]|[48]00[0-9]{7}|106[0-9]{5,}|96[0-9]{3,4}")
_CODE_SIGNS = "0123456789abcdefghjklmnpqrtuwxy"
_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_CODE_LENGTH = 18


def named(text: str, start: int) -> str | None:
    """What the words before say the number is: the nearest name counts."""
    name: str | None = None
    for found in _NAME.finditer(text, max(0, start - LOOK_BACK), start):
        kind = _kind_of(found.group())
        leads = _STRAIGHT if kind in _THINGS else _LOOSE
        if leads.fullmatch(text, found.end(), start):
            name = kind
    return name


@lru_cache(maxsize=512)
def _kind_of(word: str) -> str | None:
    which = _WHICH.fullmatch(word)
    return which.lastgroup if which else None


# What the words right after say it is: 11010519491231002X是我身份证, 6222…这张卡.
_AFTER = lazily(
    r"[\s,☺)]{0,2}(?:(?:这|那)(?:个|张|才|就)?|(?:就|才|都)?是)(?:是)?(?:我|本人|俺|他|她)?(?:的|老公的?|老婆的?"
    r"|爸的?|妈的?)?(?:新|旧|老)?"
    r"(?:(?P<id>身份证|证件)|(?P<phone>手机|电话|联系方式)|(?P<card>银行卡|储蓄卡|信用卡|工资卡|卡))"
)


def named_after(text: str, end: int) -> str | None:
    found = _AFTER.match(text, end)
    return found.lastgroup if found else None


def is_amount(text: str, start: int, end: int) -> bool:
    if _MONEY_AFTER.match(text, end):
        return True
    before = text[max(0, start - 6) : start]
    return before.endswith(("0.", "-0.")) or _MONEY_BEFORE.search(before) is not None


def is_counted(text: str, end: int) -> bool:
    return _MEASURED.match(text, end) is not None


_MEASURED = lazily(rf"\s?{MEASURED}")


def is_hotline(digits: str) -> bool:
    return _HOTLINE.fullmatch(digits) is not None


def is_company_code(digits: str) -> bool:
    """The check sign of a unified social credit code (GB 32100), here all digits."""
    if len(digits) != _CODE_LENGTH or digits[0] not in "159":
        return False
    weighed = sum(weight * int(digit) for weight, digit in zip(_CODE_WEIGHTS, digits[:-1], strict=True))
    return _CODE_SIGNS[-weighed % 31] == digits[-1]
