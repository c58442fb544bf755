"""How many instalments (分几期)."""

import re
from collections.abc import Iterator

from .model import EntityType, Found
from .numerals import ENGLISH, SMALL, parse_english, parse_whole

_UNIT = "instalment"
_MOST = 480

_COUNT = re.compile(
    rf"(?<![第每同某哪初])(?P<number>(?!(?<=[上下这那当本逾后])[一1]个?期){SMALL})(?:个?期(?!限|间|待|望|货|末|初|中"
    rf"|刊|权|盼|工程|内)数?)"
    rf"|(?:分成?|拆成?|分期)(?P<parts>{SMALL})(?:次|笔|个月(?=付|还完))"
    rf"|期数?(?:是|为|改成|改为|调成|选|:|要){{1,2}}(?P<named>{SMALL})(?![0-9.个月万千元块号日年])"
)
_ENGLISH_COUNT = re.compile(
    rf"(?:(?<![0-9.\-])(?P<figures>[0-9]{{1,3}})|(?P<words>{ENGLISH}))[ \-](?:monthly |equal |more |remaining )?"
    r"(?:instal?lments?|repayments|payments)(?![a-z])"
)


def find(text: str) -> Iterator[Found]:
    for match in _COUNT.finditer(text):
        group = match.lastgroup or "number"
        start = match.start(group)
        yield from _found(start, match.end(), parse_whole(match[group]))
    for match in _ENGLISH_COUNT.finditer(text):
        number = int(match["figures"]) if match["figures"] else parse_english(match["words"])
        yield from _found(match.start(), match.end(), number)


def _found(start: int, end: int, number: int | None) -> Iterator[Found]:
    if number is not None and 0 < number <= _MOST:
        yield Found(start, end, EntityType.COUNT, number, _UNIT)
