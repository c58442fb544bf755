"""Which loan is meant: 最早那笔, 第二笔, 最近借的, 全部借款, 0719那笔."""

import re
from collections.abc import Iterator

from qiao.language.wordlists import any_of

from .model import EntityType, Found
from .numerals import parse_whole

_LOAN = any_of("借款 贷款 欠款 借贷 账单 借的钱 钱 单子? 合同 订单")
_THAT = any_of("的?[那这]?一?笔 的?[那这]一?个(?=借款|贷款) 借的(?:[那这]?一?笔|钱)? 的(?:借款|贷款|欠款)")
_OPEN = any_of("这些 未结清 没还 未还 剩余 待还 在贷 逾期")
_ALL = (
    rf"(?:全部|所有|全都|全体|一切)的?(?:{_OPEN}的?)?(?:借款|贷款|欠款|借贷|笔|单子|账单|借的钱)"
    r"|每一?笔|[几两三四五六七八九]笔(?:借款|贷款|欠款)?(?:都|全部?|一起|一次性|一块)"
    r"|(?:借款|贷款|欠款)我?想?要?(?:全部|全都|都|一次性)(?=还|结|清|提前|付|要)"
    r"|(?:一次性)?全部(?=还清|结清|还完|还掉|提前还|提前结|清掉)|所有的(?=都?还|都?结|都?清)"
)
_EARLIEST = (
    rf"(?:最早|最先|最开始|最初|最老|最旧|起初|一开始)(?:的时候)?{_THAT}(?:{_LOAN})?"
    rf"|(?:先借|早借|较早|早些?|[老旧])的?[那这]一?笔(?:{_LOAN})?"
)
_LATEST = (
    rf"(?:最近|最新|最后|最晚|最末)(?:一次)?(?:的?一次)?{_THAT}(?:{_LOAN})?"
    rf"|最近一次(?:借款|贷款|借的)|(?:刚刚|刚才|刚|新|后|才)借?的?[那这]一?笔(?:{_LOAN})?"
    rf"|上一?笔(?:{_LOAN})?|上次借的(?:那?笔|钱)?|上次(?:借款|贷款)"
)
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("skip", re.compile(r"倒数第?[一二两三四五六七八九十0-9]{1,3}笔?|第几笔")),
    ("all", re.compile(_ALL)),
    ("earliest", re.compile(_EARLIEST)),
    ("latest", re.compile(_LATEST)),
)
_ORDINAL = re.compile(
    rf"第\s?(?P<number>[0-9]{{1,2}}|[一二两三四五六七八九十]{{1,3}})(?:笔(?:{_LOAN})?|[个条](?:借款|贷款|借据))"
    rf"|(?P<head>头一?笔|首笔)(?:{_LOAN})?"
)

_ENGLISH_LOAN = r"(?:loans?|one|debt|borrowing|contract)(?![a-z])"
_MY = r"(?<![a-z])(?:the |my )?"
_ENGLISH: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "all",
        re.compile(
            r"(?<![a-z])(?:all (?:of )?(?:(?:my|the|these|those) )?(?:outstanding )?(?:loans|debts)|every loan)"
        ),
    ),
    ("earliest", re.compile(rf"{_MY}(?:earliest|oldest|very first) (?:loan )?{_ENGLISH_LOAN}")),
    ("latest", re.compile(rf"{_MY}(?:latest|newest|most recent|last) {_ENGLISH_LOAN}")),
)
_NUMBER = "[0-9]{4,8}(?![0-9])"
_ZERO_FIRST = "0[0-9]{3,7}(?![0-9])"  # No amount begins so.
_PAID_BEFORE = "".join(f"(?<!{sign})(?<!{sign}了)(?<!{sign}过)" for sign in "借还付转扣打充存收")
_NO_CARD_BEFORE = "(?<!尾号)(?<!尾号是)(?<!尾号为)"
_NUMBERED = re.compile(
    rf"(?:借款|贷款|借据|合同)的?(?:编号|号码?)(?:是|为|:)?\s?l?(?P<file>{_NUMBER})"
    rf"|尾号(?:是|为)?(?P<tail>{_NUMBER})的?(?:借款|贷款)"
    rf"|编号(?:是|为)?\s?l?(?P<named>{_NUMBER})的?(?:[这那]一?[笔个]|借款|贷款)"
    rf"|(?<![0-9.a-z]){_PAID_BEFORE}{_NO_CARD_BEFORE}l?(?P<that>{_NUMBER})(?:号|的)?[这那]一?笔"
    rf"|(?<![0-9.a-z])l?(?P<loan>{_ZERO_FIRST})(?:号|的)?(?:借款|贷款)"
    rf"|(?:借款|贷款)\s?l?(?P<zero>{_ZERO_FIRST})"
    rf"|(?<![a-z])loan,?(?: (?:number|no\.?|(?:that )?end(?:s|ing) (?:in|with))| ?#) ?l?(?P<english>{_NUMBER})"
    rf"|(?<![a-z])loan l?(?P<bare>{_ZERO_FIRST})|(?<![0-9.,])(?P<before>{_ZERO_FIRST}) (?:loan|one)(?![a-z])"
)

_ENGLISH_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ENGLISH_ORDINAL = re.compile(
    rf"(?<![a-z])(?:the |my )?(?:(?P<word>{'|'.join(_ENGLISH_ORDINALS)})|(?P<figures>[0-9]{{1,2}})(?:st|nd|rd|th))"
    r" (?:loan|debt|contract)(?![a-z])"
)


def find(text: str) -> Iterator[Found]:
    for value, pattern in (*_PATTERNS, *_ENGLISH):
        for match in pattern.finditer(text):
            kind = None if value == "skip" else EntityType.LOAN_REF
            yield Found(match.start(), match.end(), kind, value)
    for match in _ORDINAL.finditer(text):
        yield _ordinal(match, 1 if match["head"] else parse_whole(match["number"]) or 0)
    for match in _ENGLISH_ORDINAL.finditer(text):
        word = match["word"]
        yield _ordinal(match, _ENGLISH_ORDINALS.index(word) + 1 if word else int(match["figures"]))


def find_numbered(text: str) -> Iterator[Found]:
    """Loans called by their number, or its last digits."""
    for match in _NUMBERED.finditer(text):
        yield Found(match.start(), match.end(), EntityType.LOAN_REF, match[match.lastgroup or 0])


def _ordinal(match: re.Match[str], number: int) -> Found:
    return Found(match.start(), match.end(), EntityType.LOAN_REF if number else None, number)
