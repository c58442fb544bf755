"""Places by name, long or short and led by what lies around them: 河南郑州, 北京市朝阳区, 昆山."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import zip_longest

from qiao.foundation.regions import Region, RegionLevel, china

from .model import EntityType, Found
from .region_latin import latin_names
from .region_words import (
    DISASTER_AFTER,
    EVERYDAY_CITIES,
    EVERYDAY_COUNTIES,
    NOT_PLACE_AFTER,
    PLACE_AFTER,
    PLACE_BEFORE,
    WELL_KNOWN_COUNTIES,
)

_LOOK_BACK = 8
_LONGEST_CHAIN = 3
_PREFIX = 2

_PLACE_BEFORE = re.compile(PLACE_BEFORE)
_PLACE_AFTER = re.compile(PLACE_AFTER)
_DISASTER_AFTER = re.compile(DISASTER_AFTER)
_NOT_PLACE_AFTER = re.compile(NOT_PLACE_AFTER)
_BETWEEN = re.compile(r"[的,、 \-·/]?")


_LETTERS = re.compile("[a-z]{3}")
_LATIN_WORD = re.compile("[a-z]+(?:'[a-z]+)?")
_LATIN_BETWEEN = re.compile(r" ?,? ?(?:in |of )?")


def find(text: str) -> Iterator[Found]:
    if _LETTERS.search(text):
        yield from _find_latin(text)
    index = _index()
    done = 0
    for start in index.places(text):
        if start < done:
            continue
        reading = _longest(index, text, start)
        if reading is not None:
            yield Found(start, reading[0], EntityType.REGION, reading[1])
            done = reading[0]


def _find_latin(text: str) -> Iterator[Found]:
    """Zhengzhou, Henan: neighbours of which one lies in the other are one place, the inner."""
    waiting: Found | None = None
    for found in _latin_words(text):
        if waiting is not None and _LATIN_BETWEEN.fullmatch(text, waiting.end, found.start):
            inner = _inner(str(waiting.value), str(found.value))
            if inner is not None:
                waiting = Found(waiting.start, found.end, EntityType.REGION, inner)
                continue
        if waiting is not None:
            yield waiting
        waiting = found
    if waiting is not None:
        yield waiting


def _latin_words(text: str) -> Iterator[Found]:
    """Names of one word, or of two: Hong Kong."""
    codes = _latin()
    words = list(_LATIN_WORD.finditer(text))
    for word, following in zip_longest(words, words[1:]):
        if code := codes.get(word[0].replace("'", "")):
            yield Found(word.start(), word.end(), EntityType.REGION, code)
        elif following is not None and (code := codes.get(f"{word[0]} {following[0]}")):
            yield Found(word.start(), following.end(), EntityType.REGION, code)


def _inner(one: str, other: str) -> str | None:
    around = _index().around
    return one if other in around[one] else other if one in around[other] else None


@cache
def _latin() -> dict[str, str]:
    return latin_names()


class _Index:
    """Regions by name, names by their first two letters."""

    def __init__(self, regions: Iterable[Region]) -> None:
        self.around: dict[str, frozenset[str]] = {}
        self.by_name: dict[str, list[Region]] = defaultdict(list)
        for region in regions:
            ancestors = frozenset(ancestor.code for ancestor in china().ancestors(region.code))
            self.around[region.code] = ancestors
            for name in _names_of(region):
                self.by_name[name].append(region)
        self._by_prefix: Mapping[str, list[str]] = _by_prefix(self.by_name)
        first = "".join(sorted({name[0] for name in self.by_name}))
        second = "".join(sorted({name[1] for name in self.by_name}))
        self._starts = re.compile(f"[{first}](?=[{second}])")

    def places(self, text: str) -> Iterator[int]:
        return (match.start() for match in self._starts.finditer(text))

    def names_at(self, text: str, place: int) -> Iterator[str]:
        for name in self._by_prefix.get(text[place : place + _PREFIX], ()):
            if text.startswith(name, place):
                yield name


_PEOPLES_REGION = re.compile("自治(?P<level>[区州县旗])$")
_OTHER_NAMES = {
    "150000": {"内蒙"},
    "450000": {"广西省"},
    "540000": {"西藏省"},
    "640000": {"宁夏省"},
    "650000": {"新疆省"},
}


def _names_of(region: Region) -> set[str]:
    """In full, in short, and as people shorten the names of autonomous places: 凉山州, 积石山县."""
    names = {region.name, region.short_name} | _OTHER_NAMES.get(region.code, set())
    if autonomous := _PEOPLES_REGION.search(region.name):
        names.add(region.short_name + autonomous["level"])
    return names


def _by_prefix(names: Iterable[str]) -> dict[str, list[str]]:
    by_prefix: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=len, reverse=True):
        by_prefix[name[:_PREFIX]].append(name)
    return by_prefix


@cache
def _index() -> _Index:
    return _Index(_all_regions())


def _all_regions() -> Iterator[Region]:
    waiting = list(china().provinces())
    while waiting:
        region = waiting.pop()
        yield region
        waiting.extend(china().children(region.code))


def _longest(index: _Index, text: str, start: int) -> tuple[int, str] | None:
    """The reading that reaches furthest and names one place."""
    best: tuple[int, str] | None = None
    for end, candidates, names in _chains(index, text, start, None, 0):
        if best is not None and end <= best[0]:
            continue
        code = None if _NOT_PLACE_AFTER.match(text, end) else _only(index, text, (start, end), candidates, names)
        if code is not None:
            best = end, code
    return best


def _chains(
    index: _Index, text: str, start: int, inside: list[Region] | None, depth: int
) -> Iterator[tuple[int, list[Region], int]]:
    """Every way to read names from `start`, each name inside the one before."""
    for name in index.names_at(text, start):
        regions = index.by_name[name]
        if inside is not None:
            around = {region.code for region in inside}
            regions = [region for region in regions if index.around[region.code] & around]
        if not regions:
            continue
        end = start + len(name)
        yield end, regions, depth + 1
        if depth + 1 < _LONGEST_CHAIN:
            between = _BETWEEN.match(text, end)
            after = between.end() if between else end
            yield from _chains(index, text, after, regions, depth + 1)
            if after != end:
                yield from _chains(index, text, end, regions, depth + 1)


def _only(index: _Index, text: str, where: tuple[int, int], candidates: list[Region], names: int) -> str | None:
    start, end = where
    name = text[start:end]
    if names == 1 and not any(region.name == name for region in candidates):
        candidates = [region for region in candidates if _stands_alone(region, text, start, end)]
    elif names == 1 and len(name) == _PREFIX and name not in WELL_KNOWN_COUNTIES:
        candidates = [region for region in candidates if region.level != RegionLevel.COUNTY]
    full = [region for region in candidates if text.endswith(region.name, start, end)]
    provinces = [region for region in candidates if region.level == RegionLevel.PROVINCE]
    return _outermost(index, full or provinces or candidates)


def _outermost(index: _Index, candidates: list[Region]) -> str | None:
    """One place, or the one that holds all others of its name."""
    codes = {region.code for region in candidates}
    outer = [code for code in codes if not index.around[code] & codes]
    if len(outer) == 1:
        return outer[0]
    return None


def _stands_alone(region: Region, text: str, start: int, end: int) -> bool:
    """Whether a short name without its province is meant as a place."""
    if region.level == RegionLevel.PROVINCE:
        return True
    if region.level == RegionLevel.CITY and region.short_name not in EVERYDAY_CITIES:
        return True
    if _DISASTER_AFTER.match(text, end):
        return True
    if region.short_name in WELL_KNOWN_COUNTIES:
        return True
    if region.level == RegionLevel.COUNTY and region.short_name in EVERYDAY_COUNTIES:
        return False
    before = _PLACE_BEFORE.search(text[max(0, start - _LOOK_BACK) : start]) is not None
    after = _PLACE_AFTER.match(text, end) is not None
    return after or (before and region.short_name not in EVERYDAY_CITIES)
