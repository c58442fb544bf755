"""The provinces as squares of a grid, each about where it lies: a map to look at, not one to measure by.

The arrangement is our own; it holds no borders and no distances.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from qiao.foundation import regions

COLUMNS, ROWS = 8, 8
_GRID = (
    "       黑",
    "   蒙  辽吉",
    "新甘宁晋冀京津 ",
    " 青陕豫鲁   ",
    "藏川渝鄂皖苏沪 ",
    " 滇黔湘赣浙  ",
    "  桂粤闽 台 ",
    "  琼澳港   ",
)
_MARKS = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔滇藏陕甘青宁新台港澳"
_CODES = dict(
    zip(
        _MARKS,
        (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Tile:
    """One province: `code` are the first two figures of its regions, `mark` the letter that stands for it."""

    code: str
    mark: str
    column: int
    row: int

    @property
    def name(self) -> str:
        """Raises RegionsUnavailable."""
        return regions.name(f"{self.code}0000")


TILES: Mapping[str, Tile] = {
    str(_CODES[mark]): Tile(str(_CODES[mark]), mark, column, row)
    for row, line in enumerate(_GRID)
    for column, mark in enumerate(line)
    if mark != " "
}
