"""Pieces of patterns for numbers as people write them, and what their digits are."""

import re

from qiao.language.patterns import lazily

from .seeing import HAN_DIGITS

_NUMERALS = {
    "0": "零〇洞",
    "1": "一壹弌幺夭吆腰",
    "2": "二贰弍两俩",
    "3": "三叁叄弎仨",
    "4": "四肆",
    "5": "五伍",
    "6": "六陆",
    "7": "七柒拐",
    "8": "八捌",
    "9": "九玖勾",
}
ALIKE = str.maketrans("oli", "011")
_AS_DIGIT = str.maketrans({numeral: digit for digit, numerals in _NUMERALS.items() for numeral in numerals})

D = rf"[0-9{HAN_DIGITS}]"
NOT_AMID = rf"(?<![0-9{HAN_DIGITS}])"
S = r"""[ \-_.·/\\|~+,、。()\[\]【】{}<>#☺'"`^=:]"""
_S_OR_LINE = S.replace("[ ", r"[\n ", 1)
COVERED = "*"

# Words between the pieces of one number, within a message or at the start of the next.
_FILLERS = (
    "再来|接下来|下面|另外|随后|往后|完了|先是?|第[一二三四五1-4][段组部截]分?|"
    "嗯+|哦+|噢|啊|呃|额|那个|就是|然后|接着|跟着|继续|再接|再|加上?|后面|后边|后半[段截]?|前面"
    "|前半[段截]?|中间|最后|剩下|其余|还有|稍等|等下|等等|等会儿?|"
    "下一?条|上一?条|前|末|尾|位数?字?|接上|打错了?|是|的|后|横杠|杠|短横|空格|点|逗号|完整|一起|连起来|ok"
)
_FILLER = rf"(?:(?=[{''.join(sorted({word[0] for word in _FILLERS.split('|')}))}])(?:{_FILLERS})(?:{D}位数?字?)?)"
JOINT = rf"(?:{_S_OR_LINE}{{0,4}}+(?:{_FILLER}{{1,6}}+{_S_OR_LINE}{{0,4}}+){{0,4}}+)"
APART = lazily(rf"\n|{_FILLER}")
# 四个零 is four of them.
TIMES = rf"[2-9二两三四五六七八九]个(?={D})"

# A figure before these is an amount, a count or a time.
MEASURED = r"(?:元|块|万|千|百|亿|年|月|天|日|期|次|个|位|分钟?|秒|小时|条|笔|折|岁|倍|%|度|rmb|yuan|cny|fen)"

_NO_DIGITS = lazily("[^0-9]+")
_REPEATED = lazily(rf"([2-9二两三四五六七八九])个({D})")


def digits_of(written: str) -> str:
    """Only the digits, as 0-9: 幺三八 and 1-3-8 are 138, 四个零 is 0000."""
    if written.isdecimal():
        return written
    if "个" in written:
        written = _REPEATED.sub(_spelt_out, written)
    return _NO_DIGITS.sub("", written.translate(_AS_DIGIT))


def _spelt_out(repeated: re.Match[str]) -> str:
    times, digit = repeated.groups()
    return digits_of(digit) * int(times.translate(_AS_DIGIT))
