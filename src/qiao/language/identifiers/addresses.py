"""Where people live: from the region down to the room."""

import re
from collections.abc import Iterator
from functools import cache

from qiao.foundation import regions
from qiao.language.patterns import lazily

from .kinds import Found, Kind, apart
from .seeing import HAN_DIGITS, Seen
from .signs import D

_SIGN = r"(?:(?![我你您他她它的了吗呢是在到请麻烦谢寄送收快想要没不把给帮就跟与这那还已吧啊])[\u4e00-\u9fffa-z0-9])"
_REGION_END = r"(?:省|自治区|自治州|自治县|市|地区|盟|州|新区|(?<![小社园景校片])区|县|旗|镇|乡)"
_PLACE_END = (
    r"(?:大道|大街|路|街道?|巷|胡同|弄|里|村|小区|花园|花苑|家园|公寓|大厦|广场|社区|新城|新村|苑"
    r"|庭|府|湾|组|屯|庄|坊|园|轩|阁|邨|道|城|中心|宿舍|大院|院|厦|寓|郡|都|庐|居|墅|岸|台|塔|堡"
    r"|寨|镇|乡|期|段|桥|口)"
)
_NUMBERED = (
    rf"(?:(?:[东西南北中附]\s?)?[a-z]?(?:{D}|[-\s十百甲乙丙丁#a-z]){{1,8}}?(?:号院|号楼|号|弄|栋|幢"
    rf"|座|单元|楼|层|室|户|房|组|队|门|#|期|区)|[a-z甲乙丙丁]\s?(?:座|栋|区|幢|单元)"
    rf"|{D}{{1,4}}(?:-{D}{{1,4}}){{1,3}}|[东西南北]门"
    rf"|{D}{{2,5}}(?![0-9{HAN_DIGITS}*元块万年月日个期天%]))"
)
_TAIL = lazily(rf"(?:[\s,☺\-]?(?:{_NUMBERED}|{_SIGN}{{1,10}}?{_PLACE_END}(?!{_REGION_END})))++")
_REGION = lazily(rf"(?:[\s☺]?{_SIGN}{{1,10}}?{_REGION_END}){{0,5}}+")
_DECLARED = lazily(
    r"(?:地址(?!变|在哪|怎|错)|住(?:址|在|的是|的)?(?!变|在哪|怎|错)|家在|寄到|寄往|邮到|寄给我"
    r"|送到|发到|户口(?:在|地)?|户籍(?:在|地)?|搬到了?|单位在|公司在|上班在)"
    r"(?:改成|换成|[\s是为:=在\"'(☺,]){0,4}"
)
_ANCHOR = lazily(
    rf"(?:[路街道巷弄村里苑庭府组厦寓乡屯庄坊湾邨同区园场心城])(?<![^胡]同)(?<![^小社园]区)(?<![^花"
    rf"家技]园)(?<![^广]场)(?<![^中]心)(?<![^新]城)\s?(?:[东西南北中附甲])?\s?(?:{D}"
    rf"|十){{1,5}}\s?(?:号(?![线码前还到扣才早晚的])(?:院|楼|大院)?|弄|栋|幢|座|单元|楼|室|(?:-{D}{{1,4}}){{1,3}}号?"
    rf"|(?<=[村屯庄里寨].)[组队社]|(?<=[村屯庄里寨]..)[组队社])"
)
_HOUSE = lazily(rf"单元(?<={D}单元)|号楼(?<={D}号楼)|栋(?<={D}栋)|幢(?<={D}幢)")
_LONGEST_BEFORE = 40
_BEFORE = lazily(rf"(?:{_SIGN}|[\s☺])*$")
_PUBLIC = lazily(
    r"网点|营业厅|支行|分行|总行|法院|派出所|银保监|监管局|营业部|门店|办事处|你们公司|贵公司|公积金中心|法庭"
)
_HAS_ADDRESS = lazily(r"住|址|路|街|道|巷|弄|村|里|苑|区|寓|厦|寄|送到|发到|室|户籍|户口|address|live")
_ENGLISH = lazily(
    r"(?:address(?: is|:)|i live (?:at|in|on)|(?:ship|send|deliver"
    r"|mail)(?:ed)? (?:it )?to)\s{1,2}(?P<where>(?:(?:room|flat|apt\.?|apartment|unit|no\.?"
    r"|building|block)\s?)?[a-z]?\d[^\n;!?。]{5,100}?)(?=$|[\n;!?。]|\.(?<!no\.)(?:\s|$)|,? (?:my"
    r"|and|please|but|thanks))"
)
_NOT_IN_ENGLISH = lazily(r"[\u4e00-\u9fff*\x00@]")
_DISTRICT = lazily(
    r"(?:[\s☺]?[\u4e00-\u9fff]{1,10}?(?:省|自治区|自治州|自治县|市|地区|盟|新区|(?<![小社园景校片])区|县|旗))+"
)
_SHORTEST_TAIL = 2


def addresses(seen: Seen) -> Iterator[Found]:
    text = seen.text
    if _HAS_ADDRESS.search(text) is None:
        return
    yield from apart([*_declared(text), *_anchored(text), *_english(text)])


def _declared(text: str) -> Iterator[Found]:
    for declared in _DECLARED.finditer(text):
        region = _REGION.match(text, declared.end())
        start = region.end() if region else declared.end()
        tail = _TAIL.match(text, start)
        if tail and ((region and region.group()) or _is_place(tail.group())):
            begin = (
                declared.end()
                + len(text[declared.end() : tail.end()])
                - len(text[declared.end() : tail.end()].lstrip(" ☺,-"))
            )
            if not _PUBLIC.search(text, begin, tail.end() + 6) and tail.end() - start >= _SHORTEST_TAIL:
                yield Found(begin, tail.end(), Kind.ADDRESS)


def _is_place(tail: str) -> bool:
    return re.search(_PLACE_END, tail) is not None and (re.search(rf"{D}|十", tail) is not None or "小区" in tail)


def _anchored(text: str) -> Iterator[Found]:
    taken = 0
    anchors = [*_ANCHOR.finditer(text), *_HOUSE.finditer(text)]
    for anchor in sorted(anchors, key=lambda found: found.start()):
        if anchor.start() < taken:
            continue
        window = max(taken, anchor.start() - _LONGEST_BEFORE)
        before = _BEFORE.search(text, window, anchor.start())
        start = _beginning(text, before.start() if before else anchor.start(), anchor.start())
        tail = _TAIL.match(text, anchor.end())
        taken = tail.end() if tail else anchor.end()
        if anchor.start() - start >= 1 and not _PUBLIC.search(text, max(0, start - 6), taken + 4):
            yield Found(start, taken, Kind.ADDRESS)


def _beginning(text: str, start: int, end: int) -> int:
    """The first region named in the words before, or else the last few signs of them."""
    words = text[start:end]
    places = _region_names()
    for place in range(len(words)):
        for length in (7, 6, 5, 4, 3, 2):
            if words[place : place + length] in places and place + length <= len(words):
                return start + place
    last_space = max(words.rfind(" "), words.rfind("\n"), words.rfind("住"), words.rfind("址"), words.rfind("家"))
    return start + last_space + 1


@cache
def _region_names() -> frozenset[str]:
    names: set[str] = set()
    for province in regions.china().provinces():
        names |= {province.name, province.short_name}
        for city in regions.children(province.code):
            names |= {city.name, city.short_name} | {county.name for county in regions.children(city.code)}
    return frozenset(name for name in names if len(name) > 1)


def _english(text: str) -> Iterator[Found]:
    if "address" not in text and " to " not in text and "live" not in text:
        return
    for found in _ENGLISH.finditer(text):
        if not _NOT_IN_ENGLISH.search(found["where"]):
            yield Found(*found.span("where"), Kind.ADDRESS)


def district_end(address: str) -> int:
    """How much of an address, down to the district or county, may be shown."""
    found = _DISTRICT.match(address)
    return found.end() if found else 0
