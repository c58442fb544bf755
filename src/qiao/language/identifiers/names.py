"""Names of people, where the words around say that one stands here."""

import re
from collections.abc import Iterator

from .kinds import Found, Kind
from .seeing import Seen
from .surnames import COMPOUND_PATTERN, GIVEN, NEVER_GIVEN, NO_NAMES, SINGLE, is_common_name

_RELATIVE = (
    "(?:老公|老婆|妻子|丈夫|爱人|爸爸?|妈妈?|父亲|母亲|儿子|女儿|哥哥?|姐姐?|弟弟?|妹妹?|朋友"
    "|同事|对象|媳妇|先生|太太|家人|亲戚|老板|舅舅?|叔叔?|姑姑?|姨妈?)"
)
_GAP = r"[ ☺·.\-_]?"
_GIVEN_SIGN = rf"(?:(?![{NEVER_GIVEN}])[\u4e00-\u9fff])"
_HAN_NAME = rf"(?:{COMPOUND_PATTERN}|[{SINGLE}]){_GAP}{_GIVEN_SIGN}(?:{_GAP}{_GIVEN_SIGN})?"
_PEOPLES_NAME = r"(?![叫是的为])[\u4e00-\u9fff]{2,8}(?:·[\u4e00-\u9fff]{1,8}){1,3}"
_IS = "(?:就?是|为|叫做?|填的?|写的?)?"
_RELATIVE_CALLED = "|".join(
    f"{sign}(?:的?名字)?(?:叫做?|名字是)" for sign in "他她方公婆子夫人爸妈亲儿女哥姐弟妹友事象妇板舅叔姑"
)
_ROLES = (
    "收款人 付款人 持卡人 借款人 共借人 联系人 担保人 投保人 被保人 收件人 收件 收货人 收货 "
    "申请人 户主 法人 签收人 经办人 开户人 还款人 代办人"
)
_ROLE_NAMED = "|".join(f"{role}(?:姓名|名字|就|写)?{_IS}" for role in _ROLES.split())
_NAMED = re.compile(
    rf"(?:我(?:的?(?:大名|真名|全名|名字|姓名)|是|就是|爱人)?(?:就?叫做?|名叫|名字(?:叫做?|是)?"
    rf"|姓名(?:叫|是))|叫我|{_RELATIVE_CALLED}"
    rf"|大名(?:是|叫)?|名字(?:叫做?|就?是|为|:)|姓名{_IS}|户名{_IS}|人名{_IS}|全名{_IS}|真名{_IS}"
    rf"|实名{_IS}|本人(?:姓名|名叫|叫)"
    rf"|{_ROLE_NAMED})"
    rf"[\s:=\"'(,☺\-]{{0,3}}(?:(?P<peoples>{_PEOPLES_NAME})|(?P<han>{_HAN_NAME})"
    rf"|(?P<latin>[a-z]{{2,20}}(?: [a-z]{{2,20}}){{0,2}})(?![a-z*]))"
)
_END = (
    rf"(?=$|[\n,.。!?;:、()\[\]\s☺\x00\"'~0-9/|\-]|身份证|手机|电话|的(?:手机|电话|身份|账|卡"
    rf"|{_RELATIVE}|贷|借|号)|本人|{_RELATIVE}|我的|我想|我要)"
)
_SAID = re.compile(
    rf"(?:我是|本人(?:是|叫)?|这[里边]?是|我姓名|您好|你好|户主是|贷款人是|是|老公|老婆|妻子|丈夫"
    rf"|爸爸|妈妈|父亲|母亲|儿子|女儿|哥哥|姐姐|弟弟|妹妹|朋友|同事|爱人"
    rf"|对象)[\s,:☺]{{0,2}}(?P<name>(?:{_PEOPLES_NAME}|{_HAN_NAME})){_END}"
)
_PEOPLES = re.compile(_PEOPLES_NAME)
_TITLE = re.compile("先生|女士|小姐|同志")
_BEFORE_TITLE = re.compile(
    rf"(?:^|(?<=[^\u4e00-\u9fff])|(?<=[是叫找和跟与给请由对向替为帮人]))(?P<name>{_HAN_NAME}|{_PEOPLES_NAME})$"
)
_BESIDE = re.compile(r"\x00(?<=[ ,;:、\-/|☺\n号码证机话是为]\x00)")
_LABEL = r"(?:[ ,;:、\n]?(?:的?(?:身份证|手机|电话|卡号|账号|证件))(?:号码?)?[是:为 ]{0,2})"
_ALONE = re.compile(rf"(?:^|(?<=[\n,;:、。 ]))(?P<name>{_HAN_NAME})(?:[ ,;:、\-/|☺\n]{{1,3}}|{_LABEL})$")
_ENGLISH = re.compile(
    r"(?:(?<![a-z])(?:my (?:full )?name(?: is|'s|:)|name ?(?:is|:|=)|call me|(?P<weak>i am|i'm"
    r"|this is)|(?:cardholder|account holder|holder|contact|recipient|payee)(?: name)?(?: is"
    r"|:)))\s{1,2}"
    r"(?P<name>[a-z][a-z'\-]{1,20}(?: [a-z]\.)?(?: [a-z][a-z'\-]{1,20}){0,2})(?![a-z*])"
)
_NEXT_WORD = re.compile(
    r"今天|明天|昨天|现在|目前|身份|手机|电话|银行|账|密码|想|要|能|住|来自|男|女|今年|已经|刚"
    r"|前天|后天|去年|马上|一直|一共|一下|如果|可以|因|昨|上个|上月|本人|家住|地址|生于|年龄|明年"
    r"|明明|申请|之前|贷|借|还"
)
_NO_ENGLISH = frozenset(
    [
        "not",
        "a",
        "an",
        "the",
        "very",
        "so",
        "just",
        "really",
        "sorry",
        "trying",
        "calling",
        "writing",
        "asking",
        "going",
        "having",
        "late",
        "unable",
        "here",
        "there",
        "still",
        "currently",
        "my",
        "your",
        "unhappy",
        "back",
        "later",
        "happy",
        "angry",
        "sure",
        "afraid",
        "about",
        "interested",
        "looking",
        "from",
        "in",
        "on",
        "at",
        "waiting",
        "being",
        "now",
        "wrong",
        "for",
        "to",
        "is",
        "was",
        "required",
        "field",
        "it",
        "what",
        "who",
    ]
)
_ENGLISH_CARE = re.compile(r"name|i am|i'm|this is|call me|holder|contact|recipient|payee")
_CARE = re.compile(
    r"我|本人|姓名|户名|名字|大名|人|叫|是|好|name|call me|i'm|i am|this is|holder|contact|payee"
    r"|recipient|实名|真名|先生|女士|小姐|同志|收件|收货|联系|\x00"
)


def names(seen: Seen) -> Iterator[Found]:
    text = seen.text
    if _CARE.search(text) is None:
        return
    found = [name for at in _NAMED.finditer(text) if (name := _name_at(seen, at, sure=True))]
    found += [name for at in _likely(text) if (name := _name_at(seen, at, sure=False))]
    if _ENGLISH_CARE.search(text):
        found += [name for at in _ENGLISH.finditer(text) if (name := _english_at(seen, at))]
    taken = 0
    for name in sorted(found):
        if name.start >= taken:
            taken = name.end
            yield name


def _likely(text: str) -> Iterator[re.Match[str]]:
    """Where a name may stand: after 我是, before 先生, beside a number."""
    yield from _SAID.finditer(text)
    for title in _TITLE.finditer(text):
        if before := _BEFORE_TITLE.search(text, max(0, title.start() - 12), title.start()):
            yield before
    for beside in _BESIDE.finditer(text):
        if before := _ALONE.search(text, max(0, beside.start() - 14), beside.start()):
            yield before


def _name_at(seen: Seen, at: re.Match[str], *, sure: bool) -> Found | None:
    group = str(at.lastgroup)
    start, end = at.span(group)
    text = seen.text
    if text[end : end + 1] == "*":
        return None
    if group == "latin":
        words = at["latin"].split()
        if words[0] in _NO_ENGLISH or not seen.written(start, end)[0].isupper():
            return None
        return Found(start, end, Kind.NAME)
    if _PEOPLES.fullmatch(text, start, end):
        return Found(start, end, Kind.NAME)
    signs = [place for place in range(start, end) if "\u4e00" <= text[place] <= "\u9fff"]
    name = "".join(text[place] for place in signs)
    if name[:2] in NO_NAMES or (not sure and name[1:3] in NO_NAMES):
        return None
    if not sure:
        return Found(start, end, Kind.NAME) if GIVEN.issuperset(name[1:]) or _is_compound(name) else None
    # The second sign of the given name may be the first of the next word.
    shortest = 3 if _is_compound(name) else 2
    if len(signs) > shortest and (_NEXT_WORD.match(text, signs[-1]) or _begins_word(text, signs[-1])):
        end = signs[-2] + 1
    return Found(start, end, Kind.NAME)


def _is_compound(name: str) -> bool:
    return re.match(COMPOUND_PATTERN, name) is not None and len(name) > 2  # noqa: PLR2004


def _begins_word(text: str, place: int) -> bool:
    return text[place : place + 2] in NO_NAMES


def _english_at(seen: Seen, at: re.Match[str]) -> Found | None:
    words = at["name"].split()
    start = at.start("name")
    written = seen.written(start, at.end("name")).split()
    kept = 0
    for word, as_written in zip(words, written, strict=False):
        if word in _NO_ENGLISH or word in {
            "and",
            "i",
            "phone",
            "id",
            "email",
            "please",
            "can",
            "with",
            "but",
            "number",
        }:
            break
        if not as_written[:1].isupper() and (at["weak"] or (kept and written[0][:1].isupper())):
            break
        kept += 1
    if kept == 0 or (at["weak"] and kept == 1):
        return None
    return Found(start, start + len(" ".join(words[:kept])), Kind.NAME)


__all__ = ["is_common_name", "names"]
