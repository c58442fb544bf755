"""Names of people: introduced, or between words that names stand between."""

import re
from collections.abc import Iterator

from qiao.language.patterns import lazily

from .kinds import Found, Kind, apart
from .likely_names import likely_names
from .other_names import latin_names, peoples_names
from .seeing import Seen
from .surnames import COMPOUND_PATTERN, DOUBTFUL, GIVEN, NEVER_GIVEN, NO_NAMES, RARE, SINGLE

_GAP = r"[ ☺·.\-_]?"
_GIVEN_SIGN = rf"(?:(?![{NEVER_GIVEN}])[\u4e00-\u9fff])"
_HAN_NAME = rf"(?:{COMPOUND_PATTERN}|[{SINGLE}{RARE}]){_GAP}{_GIVEN_SIGN}(?:{_GAP}{_GIVEN_SIGN})?"
# What a name follows, told by its last sign: few alternatives make a fast search.
_CALLED = r"叫(?<=[我就名字姓他她方公婆子夫人爸妈亲儿女哥姐弟妹友事象妇板舅叔姑姨嫂爷奶娃孩媳伴闺]叫)做?|叫我|免贵"
_ROLE = (
    r"人(?<=[款卡贷主借系证保益件货请办户托理承护事诉报务字署本]人)|法人|代表人|主(?<=[户机卡业车房]主)|款方"
    r"|名(?<=[姓户人全真实大本署签用]名)字?|名字|客户名|名称|签字|落款|抬头|此致|敬上|称呼|收件|收货"
)
_SAID = r"(?:姓名|名字|名称|名|户名|就|应该|写|填|改|换|变|成|了|的|是|为|叫|做|:|=|→|栏|处|那里|[\s\"'(☺\-,]){0,6}"
_INTRODUCED = lazily(rf"(?:{_CALLED}|{_ROLE}){_SAID}[\s:=\"'(,☺\-]{{0,3}}(?P<name>{_HAN_NAME})")
_SPELT = lazily(
    rf"姓(?!和)[:是\s]{{0,2}}(?P<surname>{COMPOUND_PATTERN}|[{SINGLE}{RARE}])[\s,]{{0,2}}(?:单?名(?:字|一个|叫|是|:"
    rf"|\s){{0,3}})(?P<given>{_GIVEN_SIGN}{{1,2}})"
)
_SURE_SAID = lazily(r"[写填是为叫做:=成\s(]")
_NEXT_WORD = lazily(
    r"今天|明天|昨天|现在|目前|身份|手机|电话|银行|账|密码|想|要|能|住|来自|男|女|今年|已经|刚"
    r"|前天|后天|去年|马上|一直|一共|一下|如果|可以|因|昨|上个|上月|本人|家住|地址|生于|年龄|明年"
    r"|明明|申请|之前|贷|借|还|信息|信用|利息|利率|登录|登陆|有没有|开户|工行|建行|农行|中行|招行|通过"
)
_CARE = lazily(r"叫|姓|名|人|主|收[件货款]|付款方|[签抬落]|此致|敬上|称呼")


def names(seen: Seen) -> Iterator[Found]:
    text = seen.text
    found: list[Found] = []
    if _CARE.search(text):
        found += [name for at in _INTRODUCED.finditer(text) if (name := _introduced(text, at))]
        found += [Found(at.start("surname"), at.end("given"), Kind.NAME) for at in _SPELT.finditer(text)]
    found += peoples_names(text)
    found += latin_names(seen)
    found += likely_names(text, known={name.start for name in found})
    return apart(found)


def _introduced(text: str, at: re.Match[str]) -> Found | None:
    start, end = at.span("name")
    if text[end : end + 1] in ("*", "·"):
        return None
    signs = [place for place in range(start, end) if "\u4e00" <= text[place] <= "\u9fff"]
    name = "".join(text[place] for place in signs)
    if name[:2] in NO_NAMES:
        return None
    is_compound = len(name) > 2 and re.match(COMPOUND_PATTERN, name) is not None  # noqa: PLR2004
    doubtful = not is_compound and name[0] in DOUBTFUL and len(name) == 2  # noqa: PLR2004
    is_usual = is_compound or GIVEN.issuperset(name[1:])
    if not is_usual and (name[0] in RARE or at.group().startswith("叫我")):
        return None
    if not _SURE_SAID.search(text, at.start(), start) and (not is_usual or doubtful):
        return None
    # The second sign of the given name may be the first of the next word.
    shortest = 3 if is_compound else 2
    if len(signs) > shortest and (_NEXT_WORD.match(text, signs[-1]) or text[signs[-1] : signs[-1] + 2] in NO_NAMES):
        end = signs[-2] + 1
    return Found(start, end, Kind.NAME)
